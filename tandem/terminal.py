"""Where a command's tables are printed: as wide as the terminal; in a pipe wide enough for whole rows, and plain."""

from __future__ import annotations

import sys

from rich.console import Console

__all__ = ["OUTCOMES", "console"]

WIDE = 160  # columns where there is no terminal
OUTCOMES = {"faster": "green", "slower": "red", "equivalent": "cyan", "unresolved": "yellow"}
"""How the four outcomes are coloured; the word stands there too."""


def console() -> Console:
    """Standard output. Without a terminal no control code is written, whatever the environment asks for."""
    if sys.stdout.isatty():
        return Console(highlight=False)
    return Console(width=WIDE, force_terminal=False, no_color=True, highlight=False)
