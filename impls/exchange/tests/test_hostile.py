"""The exchange among clients that mean it no good: each gets its status or is closed, honest orders lose nothing."""

import asyncio
import json
import random
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from rest_client import PATH, Rest, body_of, signed

from impls.exchange import orders
from impls.exchange.process import running

pytestmark = pytest.mark.cargo

ODD = json.dumps({"currency_pair": "NO_SUCH", "side": "buy", "amount": "1", "price": "1"}).encode()
CHUNKED = b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\n"
MOST_MIB = 96  # of the whole process, built for debugging, with 500 clients at once


def request(method, path, headers=(), body=b"", length=None):
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in dict(headers).items())
    return (head + f"Content-Length: {len(body) if length is None else length}\r\n\r\n").encode() + body


def hostile(given, draw):
    """Bytes to send, and the statuses that are right; an empty one is a connection that was closed."""
    order = draw.choice(given.orders)
    body = body_of(order)
    fine = signed(given, "POST", PATH, "", body)

    def post(headers, sent=body, length=None):
        return request("POST", PATH, headers, sent, length)

    def signed_as(sent=body, **odd):
        return post(signed(given, "POST", PATH, "", sent, **odd), sent)

    whole = post(fine)
    kinds = [
        lambda: (post(fine | {"SIGN": "ab" * 64}), {"401"}),
        lambda: (post(fine | {"SIGN": draw.randbytes(20).hex()}), {"401"}),
        lambda: (signed_as(secret="x"), {"401"}),  # noqa: S106
        lambda: (post(fine | {"KEY": "nobody"}), {"401"}),
        lambda: (signed_as(late_s=3600), {"403"}),
        lambda: (post(fine | {"Timestamp": "soon"}), {"400"}),
        lambda: (post({}), {"400"}),
        lambda: (signed_as(ODD), {"400"}),
        lambda: (signed_as(body[:-9]), {"400"}),
        lambda: (post(fine, length=len(body) + 99), {"408", "400", ""}),  # a body that stops
        lambda: (whole[: draw.randrange(1, len(whole) - len(body))], {""}),  # a head that stops
        lambda: (request("GET", "/" + "x" * 40_000), {"414", "431"}),
        lambda: (post({"X": "y" * 60_000}), {"431"}),
        lambda: (request("GET", "/", {f"X-{i}": "y" for i in range(200)}), {"431"}),
        lambda: (post(fine, b"z" * 50_000), {"413", ""}),  # closed while it still sends
        lambda: (request(draw.choice(["PUT", "PATCH", "DELETE", "GET", "BREW"]), PATH), {"405"}),
        lambda: (request("GET", "/etc/passwd"), {"404"}),
        lambda: (draw.randbytes(draw.randrange(1, 200)) + b"\r\n\r\n", {"400", ""}),
        lambda: (CHUNKED, {"400", "404", "408", "413", ""}),
    ]
    return draw.choice(kinds)()


async def reply_of(host, port, sent, slowly):
    """The status of what comes back; empty where the exchange only closes."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        size = 7 if slowly else len(sent)
        for at in range(0, len(sent), size):
            writer.write(sent[at : at + size])
            await writer.drain()
            if slowly:
                await asyncio.sleep(0.005)
        status = re.match(rb"HTTP/1\.1 (\d{3})", await asyncio.wait_for(reader.read(64), 30))
        return status[1].decode() if status else ""
    except ConnectionError:
        return ""
    finally:
        writer.close()


async def besiege(addresses, given, requests, connections):
    """So many hostile requests over so many connections; those that were answered wrongly."""
    at = urlsplit(addresses["rest"])
    seats, wrong, draw = asyncio.Semaphore(connections), [], random.Random(11)

    async def one(i):
        async with seats:
            sent, right = hostile(given, draw)
            found = await reply_of(at.hostname, at.port, sent, slowly=i % 50 == 0 and len(sent) < 1000)
        slow = {"", "408"} if i % 50 == 0 else set()
        if found not in right | slow:
            wrong.append((sent[:80], right, found))

    await asyncio.gather(*(one(i) for i in range(requests)))
    return wrong


def honest(addresses, given, over):
    """Place orders until it is over, and each once at least; the ids under which they were taken."""
    told = []
    with Rest(addresses, given) as client:
        while not over.is_set() or len(told) < len(given.orders):
            order = given.orders[len(told) % len(given.orders)]
            text = f"{order.text}-{len(told)}"
            status, found = client.place(order, text)
            assert (201, text) == (status, found.get("text")), found
            told.append(int(found["id"]))
    return told


def high_water_mib(pid):
    status = Path("/proc", str(pid), "status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024


@pytest.mark.parametrize(
    ("requests", "connections", "patience_ms"),
    [(300, 60, 800), pytest.param(10_000, 500, 5000, marks=pytest.mark.slow)],
)
def test_hostile_requests_are_refused_or_closed_and_honest_orders_lose_nothing(
    exchange, tmp_path, requests, connections, patience_ms
):
    file = tmp_path / "orders.json"
    file.write_bytes(orders.orders(100, 7))
    given = orders.read(file.read_bytes())
    with running(exchange, "--orders", str(file), "--patience", str(patience_ms)) as addresses:
        with ThreadPoolExecutor(1) as beside:
            over = threading.Event()
            placing = beside.submit(honest, addresses, given, over)
            wrong = asyncio.run(besiege(addresses, given, requests, connections))
            over.set()
            told = placing.result(60)
        assert [] == wrong[:5]
        assert list(range(1, len(told) + 1)) == told, "every honest order was taken once, and no hostile one"
        assert high_water_mib(addresses["pid"]) < MOST_MIB
        assert len(given.orders) == len(honest(addresses, given, over)), "it stays up"
