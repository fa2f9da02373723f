"""Orders files, and the exchange that takes their orders, as a Python client meets it."""

import hashlib
import hmac
import json
import subprocess
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given as prop
from hypothesis import settings
from hypothesis import strategies as st
from rest_client import Rest
from websockets.sync.client import connect

from impls.exchange import orders
from impls.exchange.process import running

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "signatures.json").read_text(encoding="utf-8"))


def matched(placed):
    """What becomes of orders, by a book that is too simple to be wrong: (status, left) of each when it was placed."""
    books, told = {}, []
    for order in placed:
        left, price = Decimal(order.amount), Decimal(order.price)
        resting = books.setdefault(order.currency_pair, [])
        while left:
            others = [
                r for r in resting if r[0] != order.side and (r[1] <= price if order.side == "buy" else r[1] >= price)
            ]
            if not others:
                break
            best = (min if order.side == "buy" else max)(others, key=lambda r: r[1])
            traded = min(left, best[2])
            left, best[2] = left - traded, best[2] - traded
            resting[:] = [r for r in resting if r[2]]
        if left and order.time_in_force == "gtc":
            resting.append([order.side, price, left])
        told.append(("closed" if not left else "open" if order.time_in_force == "gtc" else "cancelled", left))
    return told


def test_a_file_reads_back_and_its_seed_decides_it():
    blob = orders.orders(40, 3)
    assert 40 == len(orders.read(blob).orders)
    assert (blob == orders.orders(40, 3), blob == orders.orders(40, 4)) == (True, False)
    with pytest.raises(ValueError, match="should be even, was 3"):
        orders.orders(3, 1)


@pytest.mark.parametrize("blob", [b"[]", b"{}", b'{"tandem":"orders","version":1,"accounts":[]}', b"\xff"])
def test_what_is_no_orders_file_is_refused(blob):
    with pytest.raises(ValueError):  # noqa: PT011 - of JSON, of UTF-8, or ours
        orders.read(blob)


@settings(max_examples=20, deadline=None)
@prop(st.integers(0, 2**32), st.integers(0, 300), st.randoms())
def test_what_becomes_of_an_order_does_not_depend_on_when_it_comes(seed, cut, random):
    given = orders.read(orders.orders(400, seed)).orders
    expected = {order.text: told for order, told in zip(given, matched(given), strict=True)}
    half = len(given) // 2
    shuffled = random.sample(given[:half], half) + random.sample(given[half:], half)
    begun = given[:cut] if cut < half else given[:half]  # a warm-up that was cut before
    told = matched(begun + shuffled)[len(begun) :]
    assert {order.text: found for order, found in zip(shuffled, told, strict=True)} == expected
    assert {"open", "closed", "cancelled"} == {status for status, _ in expected.values()}


def test_the_golden_signatures_are_those_of_the_reference():
    for request in GOLDEN["rest"]:
        digest = hashlib.sha512(request["body"].encode()).hexdigest()
        text = "\n".join([*(request[name] for name in ("method", "path", "query")), digest, request["timestamp"]])
        assert request["sign"] == hmac.new(request["secret"].encode(), text.encode(), hashlib.sha512).hexdigest()


def test_an_orders_file_can_be_written_by_hand(tmp_path):
    path = tmp_path / "orders.json"
    subprocess.run(["python", "-m", "impls.exchange", str(path), "--orders", "20", "--seed", "3"], check=True)
    assert orders.orders(20, 3) == path.read_bytes()


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("orders") / "orders.json"
    path.write_bytes(orders.orders(200, 5))
    return path


@pytest.mark.cargo
def test_the_exchange_matches_as_the_simple_book(exchange, file):
    given = orders.read(file.read_bytes())
    with running(exchange, "--orders", str(file)) as addresses, Rest(addresses, given) as client:
        told = [client.place(order) for order in given.orders]
        assert [201] * 200 == [status for status, _ in told]
        assert matched(given.orders) == [(found["status"], Decimal(found["left"])) for _, found in told]
        fills = [
            fill
            for pair in {order.currency_pair for order in given.orders}
            for fill in client.ask("GET", "/api/v4/spot/my_trades", f"currency_pair={pair}&limit=1000")[1]
        ]
        bought, sold = (sum(Decimal(f["amount"]) for f in fills if f["side"] == side) for side in ("buy", "sell"))
        assert bought == sold == sum(Decimal(order.amount) for order in given.orders if order.side == "sell")
        assert Counter(f["role"] for f in fills)["maker"] == Counter(f["role"] for f in fills)["taker"]


def login(given, **odd):
    payload = {"req_id": "7", "api_key": given.key, "timestamp": str(odd.pop("timestamp", 0))}
    text = f"api\nspot.login\n\n{payload['timestamp']}"
    payload["signature"] = hmac.new(given.secret.encode(), text.encode(), hashlib.sha512).hexdigest()
    return json.dumps({"time": 1, "channel": "spot.login", "event": "api", "payload": payload | odd})


@pytest.mark.cargo
def test_a_login_is_checked_like_a_request(exchange, file):
    given = orders.read(file.read_bytes())
    with running(exchange, "--orders", str(file)) as addresses, connect(addresses["url"], proxy=None) as client:
        with Rest(addresses, given) as rest:
            server_time = rest.ask("GET", "/api/v4/spot/time")[1]["server_time"] // 1000

        def told(text):
            client.send(text)
            reply = json.loads(client.recv())
            return reply["request_id"], reply["header"]["status"], reply["data"].get("errs", {}).get("label")

        assert ("7", "200", None) == told(login(given, timestamp=server_time))
        assert ("7", "401", "INVALID_SIGNATURE") == told(login(given, timestamp=server_time, signature="00" * 64))
        assert ("7", "401", "INVALID_KEY") == told(login(given, timestamp=server_time, api_key="nobody"))
        assert ("7", "403", "REQUEST_EXPIRED") == told(login(given, timestamp=server_time - 100))
        assert ("7", "400", "MISSING_REQUIRED_PARAM") == told(login(given, api_key=None))


@pytest.mark.cargo
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--orders", "/nowhere"], "--orders /nowhere cannot be read: No such file or directory (os error 2)"),
        (["--patience", "long"], "--patience should be milliseconds, was long"),
    ],
)
def test_a_wrong_start_is_one_line(exchange, arguments, expected):
    ended = subprocess.run([exchange, *arguments], capture_output=True, text=True, check=False)
    assert (2, f"error: tandem-exchange: {expected}\n") == (ended.returncode, ended.stderr)
