"""``python -m impls.exchange FILE [--updates N] [--seed S] [--symbols A,B]``: write a made feed as a capture file."""

from __future__ import annotations

import argparse
from pathlib import Path

from impls.exchange.market import SYMBOLS, feed

__all__ = ["main"]


def main() -> None:
    """Write the feed."""
    parser = argparse.ArgumentParser(prog="python -m impls.exchange", description="write a made feed as a capture file")
    parser.add_argument("file", type=Path, help="where the capture goes")
    parser.add_argument("--updates", type=int, default=1000, help="how many updates")
    parser.add_argument("--seed", type=int, default=1, help="the market's seed")
    parser.add_argument("--symbols", default=",".join(SYMBOLS), help="currency pairs, most active first")
    asked = parser.parse_args()
    asked.file.write_bytes(feed(asked.updates, asked.seed, asked.symbols.split(",")))


if __name__ == "__main__":
    main()
