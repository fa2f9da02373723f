"""A built exchange, and a feed for it; lets the tests of this folder import what stands beside them."""

import sys
from pathlib import Path

import pytest

from impls.exchange import market, process

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def exchange():
    return process.build()


@pytest.fixture(scope="session")
def feed_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("feed") / "feed.jsonl"
    path.write_bytes(market.feed(2000, 7))
    return path
