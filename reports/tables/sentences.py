"""What a case's numbers say in a sentence or two: what the better Python gives, what Rust gives, what to do first.

Every word is chosen by a rule over intervals; nothing is said of a difference that is not resolved.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from benchmarks.core.model import Ratio
from reports import units
from reports.tables.cases import CaseTable, LaneRow
from reports.tables.pairs import settled, turned

__all__ = ["CALLED", "advice", "best_python", "best_rust", "pythons", "sentence"]

DOCUMENTS = "document-python"
CALLED = "rust-from-python"
STATED = "the lane states: "  # how a doubt begins that a lane has of itself
HALF = 0.5  # from here on the better Python is most of the gain
WORTH = 1.25  # below it the better Python is hardly worth a change


def sentence(table: CaseTable) -> str:
    """Best Python and Rust beside the document's Python, and the advice; empty where the case has no such pair.

    "Best Python" is the fastest lane that a Python program can use without our Rust: plain, own best or a library.
    """
    start = table.row(DOCUMENTS) or table.row("python")
    python, rust = best_python(table), best_rust(table)
    if start is None or rust is None or table.primary == "size":  # a sentence says how fast
        return ""
    named = "the document's Python" if start.name == DOCUMENTS else "plain Python"
    said = []
    if python is not None and python is not start:
        said.append(_compared(f"The best Python ({_named(python)})", table, start, python, named))
    said.append(_compared("Rust", table, start, rust, named, again=bool(said)))
    called = table.row(CALLED)
    if called is not None and (found := table.ratio(start.name, called.name)) and settled(found) == "faster":
        said.append(f"called from Python {_times(found)}")
    return _joined([s for s in said if s]) + advice(table, start, python, rust)


def advice(table: CaseTable, start: LaneRow, python: LaneRow | None, rust: LaneRow) -> str:
    """What to do first, by how much of Rust's gain (on a log scale) the better Python brings already."""
    gain = table.ratio(start.name, rust.name)
    if gain is None:
        return ""
    if settled(gain) != "faster":
        return "" if settled(gain) == "unresolved" else " Rust gains nothing here."
    first = table.ratio(start.name, python.name) if python is not None and python is not start else None
    if python is None or first is None or settled(first) != "faster":
        return " No better Python is measured here: the gain is Rust's."
    beyond = table.ratio(python.name, rust.name)
    if beyond is None or settled(beyond) != "faster":
        return " Beyond the better Python, this run shows no gain from Rust: first the better Python."
    share = math.log(first.value) / math.log(gain.value)
    over = f"over it Rust adds {_times(beyond)}."
    if share >= HALF:
        return f" Most of the gain needs no Rust: first the better Python; {over}"
    return f" First the better Python; {over}" if first.value >= WORTH else f" The better Python helps little; {over}"


def best_python(table: CaseTable) -> LaneRow | None:
    """The best ranked lane that runs as Python and is none of our Rust."""
    return next(pythons(table), None)


def pythons(table: CaseTable) -> Iterator[LaneRow]:
    """The ranked lanes that run as Python and are none of our Rust, best first."""
    return (row for row in table.measured if row.band >= 0 and _is_python(row))


def best_rust(table: CaseTable) -> LaneRow | None:
    """Our Rust, timed by a loop in Rust."""
    return table.row("rust")


def _is_python(row: LaneRow) -> bool:
    runs = row.runtime.startswith(("cpython", "program"))
    return runs and "rust" not in row.plain and row.kind in {"document", "own", "peer"}


def _named(row: LaneRow) -> str:
    """The lane, with what it states against itself: ``peer-x, private interface``."""
    return ", ".join([row.name, *(d.saw.removeprefix(STATED) for d in row.doubts if d.saw.startswith(STATED))])


def _compared(who: str, table: CaseTable, base: LaneRow, lane: LaneRow, named: str, *, again: bool = False) -> str:
    """``named`` is what the base is called; where it was named just before, ``again`` leaves it out."""
    found = table.ratio(base.name, lane.name)
    if found is None:
        return ""
    than = "" if again else f" than {named}"
    match settled(found):
        case "faster":
            return f"{who} is {_times(found)} {_better(table)}{than}"
        case "slower":
            return f"{who} is {_times(turned(found))} {_worse(table)}{than}"
        case "equivalent":
            return f"{who} is level with {named} (within 2 %)"
        case _:
            return f"whether {who.replace('The ', 'the ', 1)} differs from {named} is unresolved, {_times(found)}"


def _better(table: CaseTable) -> str:
    return "smaller" if table.primary in ("resident_peak", "size", "peak_heap") else "faster"


def _worse(table: CaseTable) -> str:
    return "larger" if _better(table) == "smaller" else "slower"


def _times(found: Ratio) -> str:
    return str(units.ratio(found.low, found.value, found.high, most=3))


def _joined(said: list[str]) -> str:
    text = "; ".join(said)
    return f"{text[:1].upper()}{text[1:]}." if text else ""
