"""From Python into Rust: what a call has to carry before it pays, what a way across costs, whether parts add up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from benchmarks.core.model import Derived, Interval, Summary
from benchmarks.stats.crossing import BATCHES, OWN_PROCESS, WITHIN

__all__ = ["Crossings", "Pays", "Predicted", "Way", "crossings"]

PARTS = "native time and the crossing, together what a call from Python should take,"


class Pays(NamedTuple):
    """Operations that a call, or a request to a process of its own, has to carry; None where that never pays.

    ``gains``: batch to how many times faster a call with so many is than Python.
    """

    case: str
    call: Interval | None
    process: Interval | None
    gains: tuple[tuple[int, Interval], ...]

    @property
    def component(self) -> str:
        """The component that the case belongs to."""
        return self.case.partition("/")[0]


class Way(NamedTuple):
    """What one way across costs: ns a call, ns a byte."""

    name: str
    call: Interval
    byte: Interval


class Predicted(NamedTuple):
    """Rust alone and the crossing, as part of what Rust from Python took; whether they add up."""

    parameters: str
    share: Interval

    @property
    def holds(self) -> bool:
        """Whether it is within the factor that is allowed."""
        return 1 / WITHIN <= self.share.value <= WITHIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossings:
    """All that is known of crossings; ``pays`` in the order of the cases.

    ``process``: whether it was measured what a request to a process of its own costs.
    """

    pays: tuple[Pays, ...]
    ways: tuple[Way, ...]
    predicted: tuple[Predicted, ...]
    process: bool

    def __bool__(self) -> bool:
        return bool(self.pays or self.ways or self.predicted)

    def first(self) -> list[Pays]:
        """One number a component: its first case that can tell."""
        return list({one.component: one for one in reversed(self.pays)}.values())[::-1]

    def sentences(self) -> Iterator[str]:
        """Whether the parts add up, in a line or in one for each batch that does not; then what pays."""
        wrong = [one for one in self.predicted if not one.holds]
        for one in wrong:
            of = f"{one.share.value:.2f} of it, over {WITHIN - 1:.0%} off"
            yield f"boundary/batch[{one.parameters}]: {PARTS} are {of}"
        if self.predicted and not wrong:
            ends = [one.share.value for one in self.predicted]
            of = f"{min(ends):.2f} to {max(ends):.2f} of it, within {WITHIN - 1:.0%} in all {len(ends)} batches"
            yield f"boundary/batch: {PARTS} are {of}"
        if self.pays:
            said = (f"{one.component} {_count(one.call)}" for one in self.first())
            yield f"operations that a call has to carry before Rust from Python pays: {', '.join(said)}"


def crossings(summary: Summary) -> Crossings:
    """Read a summary's derived figures; see `benchmarks.stats.crossing` and `benchmarks.stats.carrying`."""
    found = {row.id: _interval(row) for row in summary.derived if row.id.startswith("boundary.")}
    calls, cases = _within(found, "call"), _within(found, "gain")
    return Crossings(
        pays=tuple(_pays(case, found) for case in dict.fromkeys(name.rpartition(",batch=")[0] for name in cases)),
        ways=tuple(Way(name, found[f"boundary.call[{name}]"], found[f"boundary.byte[{name}]"]) for name in calls),
        predicted=tuple(
            sorted(
                (Predicted(name, found[f"boundary.predicted[{name}]"]) for name in _within(found, "predicted")),
                key=lambda one: int(one.parameters.rpartition("=")[2]),
            )
        ),
        process=len(summary.block_values.get(OWN_PROCESS, ())) > 1,
    )


def _pays(case: str, found: dict[str, Interval]) -> Pays:
    gains = [(n, found[name]) for n in BATCHES if (name := f"boundary.gain[{case},batch={n}]") in found]
    call, process = (found.get(f"boundary.break-even[{case}{where}]") for where in ("", ",process"))
    return Pays(case, call, process, tuple(gains))


def _count(at: Interval | None) -> str:
    return f"{max(1.0, at.value):.2g}" if at else "never"


def _within(found: dict[str, Interval], what: str) -> Sequence[str]:
    """What stands in the brackets of the figures of that name."""
    pattern = re.compile(rf"boundary\.{re.escape(what)}\[(.*)\]")
    return [match[1] for name in found if (match := pattern.fullmatch(name))]


def _interval(row: Derived) -> Interval:
    return Interval(row.low, row.value, row.high)
