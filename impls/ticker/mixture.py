"""The stream of a real connection: beside the updates, other channels, replies, logins, oddities and broken messages.

The forms of other channels are those that Gate.io documents for its WebSocket API v4, as facts; figures are drawn.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random

__all__ = ["OTHERS", "mixture"]

_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def mixture(updates: list[bytes], random: Random) -> list[bytes]:
    """As many messages, in a drawn order: of 1,000, 10 are malformed, 10 odd, 20 logins, 40 replies, 120 of others."""
    n = len(updates)
    counts = ((n // 100, malformed), (n // 100, odd), (n // 50, login), (n // 25, reply), (n * 3 // 25, other))
    mixed = [make(random, updates[random.randrange(n)]) for count, make in counts for _ in range(count)]
    mixed += updates[: n - len(mixed)]
    random.shuffle(mixed)
    return mixed


def malformed(random: Random, update: bytes) -> bytes:
    """An update that is no JSON: cut, or with one structural byte lost."""
    if random.getrandbits(1):
        return update[: random.randrange(len(update))]
    places = [i for i, byte in enumerate(update) if byte in b'{}":,']
    i = places[random.randrange(len(places))]
    return update[:i] + update[i + 1 :]


def odd(random: Random, update: bytes) -> bytes:
    """JSON that names no channel as a string: none, another type, or no object at all."""
    fields = json.loads(update)
    match random.randrange(4):
        case 0:
            del fields["channel"]
        case 1:
            fields["channel"] = random.choice([7, None, True, 1.5, ["spot.book_ticker"], {"name": "spot.login"}])
        case 2:
            return _dump([fields]).encode()
        case _:
            return _dump(random.choice([None, 0, "spot.login", False, []])).encode()
    return _dump(fields).encode()


def login(random: Random, update: bytes) -> bytes:
    """The answer to an authentication, on the channel that the document's handler looks for."""
    seconds = json.loads(update)["time"]
    result = {"api_key": f"{random.getrandbits(128):032x}", "uid": str(random.getrandbits(24))}
    return _message(seconds, "spot.login", "api", {"result": result, "status": "200"})


def reply(random: Random, update: bytes) -> bytes:
    """The answer to a subscribe request: accepted, or refused with a reason."""
    fields = json.loads(update)
    seconds, pair = fields["time"], fields["result"]["s"]
    answer = {
        "time": seconds,
        "time_ms": seconds * 1000 + random.randrange(1000),
        "conn_id": f"{random.getrandbits(64):016x}",
        "channel": "spot.book_ticker",
        "event": random.choice(["subscribe", "unsubscribe"]),
        "payload": [pair],
    }
    if random.randrange(8):
        return _dump({**answer, "result": {"status": "success"}}).encode()
    wrong = {"code": 2, "message": f"unknown currency pair {pair}"}
    return _dump({**answer, "error": wrong, "result": {"status": "fail"}}).encode()


def trade(random: Random, update: bytes) -> bytes:
    """One public trade."""
    fields = json.loads(update)
    seconds, book = fields["time"], fields["result"]
    result = {
        "id": random.getrandbits(30),
        "create_time": seconds,
        "create_time_ms": f"{seconds}{random.randrange(1000):03}.{random.randrange(10000):04}",
        "side": random.choice(["buy", "sell"]),
        "currency_pair": book["s"],
        "amount": book["B"],
        "price": book["b"],
    }
    return _message(seconds, "spot.trades", "update", result)


def depth(random: Random, update: bytes) -> bytes:
    """Changed levels of one order book."""
    fields = json.loads(update)
    book = fields["result"]
    levels = random.randrange(1, 6)
    result = {
        "t": book["t"],
        "e": "depthUpdate",
        "E": fields["time"],
        "s": book["s"],
        "U": book["u"] - levels,
        "u": book["u"],
        "b": [[book["b"], book["B"]]] * levels,
        "a": [[book["a"], "0"]],
    }
    return _message(fields["time"], "spot.order_book_update", "update", result)


def candle(random: Random, update: bytes) -> bytes:
    """One candlestick."""
    fields = json.loads(update)
    book = fields["result"]
    result = {
        "t": str(fields["time"]),
        "v": f"{random.getrandbits(40) / 1e4:.4f}",
        "c": book["a"],
        "h": book["a"],
        "l": book["b"],
        "o": book["b"],
        "n": f"1m_{book['s']}",
        "w": bool(random.getrandbits(1)),
    }
    return _message(fields["time"], "spot.candlesticks", "update", result)


def pong(random: Random, update: bytes) -> bytes:
    """The answer to an application-level ping."""
    return _message(json.loads(update)["time"] + random.randrange(2), "spot.pong", "", None)


OTHERS: tuple[Callable[[Random, bytes], bytes], ...] = (trade, depth, candle, pong)


def other(random: Random, update: bytes) -> bytes:
    """A message of a channel that the client does not handle."""
    return random.choice(OTHERS)(random, update)


def _message(seconds: int, channel: str, event: str, result: object) -> bytes:
    return _dump({"time": seconds, "channel": channel, "event": event, "result": result}).encode()
