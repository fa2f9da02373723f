"""The client of document ``gateio``: asyncio, websockets and orjson, its own way of connecting, asking and reading.

``python -m impls.program.clients.document URL [PAIR [UPDATES]]``
"""

from __future__ import annotations

import asyncio
import sys
import time
from typing import Any

import orjson
import websockets

from impls.program.share import PAIR, UPDATES, Tally

__all__ = ["main", "start_gateio_orderbook_ws"]


async def start_gateio_orderbook_ws(url: str, pair: str, updates: int) -> Tally:
    """Subscribe and read until the record has seen so many updates."""
    tally = Tally()
    async with websockets.connect(url, proxy=None) as ws:
        subscribe_msg = {
            "time": int(time.time()),
            "channel": "spot.book_ticker",
            "event": "subscribe",
            "payload": [pair],
        }
        await ws.send(orjson.dumps(subscribe_msg))
        while tally.updates < updates:
            message = await ws.recv()
            response = orjson.loads(message)
            handle_message(response, tally)
    return tally


def handle_message(response: dict[str, Any], tally: Tally) -> None:
    """Route by channel, as the document does; a refused request ends the program."""
    channel = response.get("channel", "")
    if response.get("error"):
        raise ValueError(f"the exchange refused: {response['error']['message']}")
    if channel == "spot.book_ticker" and response.get("event") == "update":
        tally.take(response)


def main() -> int:
    """Run the program; 2 and a line on stderr where the server cannot be reached or does not behave."""
    arguments = sys.argv[1:]
    url, pair, updates = [*arguments, *("", PAIR, str(UPDATES))[len(arguments) :]][:3]
    try:
        tally = asyncio.run(start_gateio_orderbook_ws(url, pair, int(updates)))
    except (OSError, websockets.WebSocketException, ValueError, KeyError, TypeError, AttributeError) as wrong:
        print(f"error: {url}: {wrong}", file=sys.stderr)
        return 2
    print(orjson.dumps(tally.answer()).decode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
