"""What handing bytes over costs: by call, and by byte, once the work on them is taken off.

The smallest and the largest payload of a way across, both summed by the other side; what `rust` takes for the same sums
without crossing is the work. A byte costs what the two differ by, a call what is left of the smaller one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from benchmarks.core.model import Derived
from benchmarks.stats import intervals
from benchmarks.stats.crossing import Values, common

__all__ = ["derived"]

CASE = re.compile(r"boundary/(?:cross|carry)\[(?:as=(?P<form>\w+),)?bytes=(?P<bytes>\d+)\]v\d+")
WORK = "rust"
WAYS = ("rust-from-python", "shared-memory", "pipe", "unix-socket")


class _Pair(NamedTuple):
    """The cases of the smallest and the largest payload, and their sizes."""

    few: str
    many: str
    least: int
    most: int


def derived(values: Values) -> tuple[Derived, ...]:
    """``boundary.call[bytes,pipe]`` in ns and ``boundary.byte[bytes,pipe]`` in ns a byte, for each way and each form.

    ``bytes`` cross to any other side; ``as=text`` and the like are what an extension is handed in one process.
    """
    return tuple(row for way, lane, data, pair in _measured(values) for row in _costs(f"{way},{lane}", data, pair))


def _measured(values: Values) -> Iterator[tuple[str, str, intervals.Data, _Pair]]:
    pairs = _pairs({case for case, _, metric in values if metric == "time"})
    for form, pair in pairs.items():
        work = pairs.get(form or "bytes")
        if work is None or (work.least, work.most) != (pair.least, pair.most):
            continue
        for lane in WAYS:
            few, many, few_work, many_work = (
                values.get((case, name, "time"), {})
                for name, one in ((lane, pair), (WORK, work))
                for case in (one.few, one.many)
            )
            alone = {"few_work": few_work, "many_work": many_work}
            if form:  # one case group: all four in the same blocks
                data = {"one": common({"few": few, "many": many, **alone})}
            else:
                data = {"few": common({"few": few}), "many": common({"many": many}), "work": common(alone)}
            if all(data.values()):
                yield (f"as={form}" if form else "bytes"), lane, data, pair


def _pairs(cases: set[str]) -> dict[str, _Pair]:
    """By form, empty where bytes cross to any other side."""
    found: dict[str, dict[int, str]] = {}
    for case in cases:
        if match := CASE.fullmatch(case):
            found.setdefault(match["form"] or "", {})[int(match["bytes"])] = case
    return {
        form: _Pair(sizes[min(sizes)], sizes[max(sizes)], min(sizes), max(sizes))
        for form, sizes in sorted(found.items())
        if len(sizes) > 1
    }


def _costs(name: str, data: intervals.Data, pair: _Pair) -> Iterator[Derived]:
    def a_byte(at: Mapping[str, float]) -> float:
        return (at["many"] - at["many_work"] - at["few"] + at["few_work"]) / (pair.most - pair.least)

    def a_call(at: Mapping[str, float]) -> float:
        return at["few"] - at["few_work"] - pair.least * a_byte(at)

    for what, cost, says in (
        ("call", a_call, f"few - few_work - {pair.least} * byte"),
        ("byte", a_byte, f"((many - many_work) - (few - few_work)) / {pair.most - pair.least}"),
    ):
        at = intervals.interval(cost, data, logs=False)
        yield Derived(
            id=f"boundary.{what}[{name}]", expr=says, value=at.value, low=at.low, high=at.high,
            interleaved=len(data) == 1,
        )  # fmt: skip
