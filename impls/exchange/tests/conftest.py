"""A built exchange, and a feed for it."""

import pytest

from impls.exchange import market, process


@pytest.fixture(scope="session")
def exchange():
    return process.build()


@pytest.fixture(scope="session")
def feed_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("feed") / "feed.jsonl"
    path.write_bytes(market.feed(2000, 7))
    return path
