"""What a look at the machine found."""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = ["Finding", "Grade", "unseen"]

Grade = Literal["good", "note", "bad", "unseen"]


class Finding(NamedTuple):
    """One thing looked at: what was seen, what it does to numbers, how to mend it (empty where nothing is to be)."""

    code: str
    grade: Grade
    saw: str
    does: str = ""
    mend: str = ""


def unseen(code: str, why: str, does: str, mend: str = "") -> Finding:
    """What could not be looked at: told, since silence would pass for good."""
    return Finding(code, "unseen", f"cannot be seen here: {why}", does, mend or "look on the machine beneath this one")
