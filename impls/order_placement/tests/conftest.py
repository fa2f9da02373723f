"""A given, and a stage to stand on; lets the tests of this folder import what stands beside them."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from impls.exchange import orders, process
from impls.exchange.process import running

ORDERS = 400  # so many that on a busy machine none of several under way is overtaken by half of all

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def given():
    return orders.read(orders.orders(ORDERS, 3))


@pytest.fixture
def stage():
    """A function that makes the stage of a client."""

    def made(operation="place", rest="http://127.0.0.1:1", **params):
        return SimpleNamespace(operation=operation, params=params, peers={"exchange": {"rest": rest}})

    return made


@pytest.fixture(scope="session")
def exchange(tmp_path_factory):
    """A running exchange with the orders of `given`: its addresses."""
    file = tmp_path_factory.mktemp("orders") / "orders.json"
    file.write_bytes(orders.orders(ORDERS, 3))
    with running(process.build(), "--orders", str(file)) as addresses:
        yield addresses
