"""Text that arrives in pieces: which byte is the first after which no valid UTF-8 can follow."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Checked", "check", "needed"]


class Checked(NamedTuple):
    """``begun``: the bytes of a character left unfinished at the end; ``bad``: index of the first hopeless byte."""

    begun: bytes
    bad: int | None


def check(piece: bytes, room: int, begun: bytes = b"") -> Checked:
    """Check ``piece``, which follows the bytes ``begun`` of one character; at most ``room`` bytes may come after it.

    A byte is hopeless where it can stand in no character (Unicode table 3-7), or begins one that needs more bytes than
    may still come. ``begun`` comes from an earlier check, whose room covered what it needs.
    """
    text = begun + piece
    try:
        text.decode()
    except UnicodeDecodeError as error:
        start = error.start
        if error.reason == "invalid start byte" or needed(text[start : start + 1]) > len(text) - start - 1 + room:
            return Checked(b"", start - len(begun))
        if error.reason == "unexpected end of data":
            return Checked(text[start:], None)
        return Checked(b"", error.end - len(begun))  # start..end are good, the byte behind them is not
    return Checked(b"", None)


def needed(begun: bytes) -> int:
    """How many bytes the character of which ``begun`` holds the first ones still needs; 0 for no bytes."""
    if not begun:
        return 0
    return (1 if begun[0] < 0xE0 else 2 if begun[0] < 0xF0 else 3) - (len(begun) - 1)
