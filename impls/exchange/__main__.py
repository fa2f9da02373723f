"""``python -m impls.exchange FILE [--updates N | --orders N] [--seed S] [--symbols A,B]``: write a feed, or orders."""

from __future__ import annotations

import argparse
from pathlib import Path

from impls.exchange.market import SYMBOLS, feed
from impls.exchange.orders import orders

__all__ = ["main"]


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(
        prog="python -m impls.exchange", description="write a made feed as a capture file, or orders"
    )
    parser.add_argument("file", type=Path, help="where it goes")
    parser.add_argument("--updates", type=int, default=1000, help="how many updates")
    parser.add_argument("--orders", type=int, help="write an orders file of so many orders instead")
    parser.add_argument("--seed", type=int, default=1, help="the market's seed")
    parser.add_argument("--symbols", default=",".join(SYMBOLS), help="currency pairs, most active first")
    asked = parser.parse_args()
    made = (
        orders(asked.orders, asked.seed) if asked.orders else feed(asked.updates, asked.seed, asked.symbols.split(","))
    )
    asked.file.write_bytes(made)


if __name__ == "__main__":
    main()
