"""Where things lie: the checkout, the user's cache; and text with no place of a person's machine in it."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

__all__ = ["DATA", "PAGE", "ROOT", "cache", "plain"]

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "reports" / "data"
PAGE = ROOT / "reports" / "out"


def cache(*inside: str) -> Path:
    """A folder of the user's cache, made on the way; ``TANDEM_CACHE`` puts the cache elsewhere.

    Raises OSError where it cannot be made.
    """
    base = os.environ.get("TANDEM_CACHE") or platformdirs.user_cache_dir("tandem", appauthor=False)
    folder = Path(base, *inside)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def plain(text: str) -> str:
    """The text with the checkout as ``.`` and the home folder as ``~``: what may stand in a record or on a page."""
    for place, sign in ((str(ROOT), "."), (str(Path.home()), "~")):
        if len(place) > 1:
            text = text.replace(place, sign)
    return text
