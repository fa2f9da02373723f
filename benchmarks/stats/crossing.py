"""What crossing into Rust predicts, and from how many operations a call on it pays.

For a batch of n operations, in ns: Python p n, Rust alone r n, Rust from Python c + (r + m) n, where c is what a call
costs by itself and m what it costs to hand over one operation's objects. So Rust pays from n = c / (p - r - m) on where
p - r - m is above 0, else never. c is the floor of an empty call; m is what ``rust-from-python`` takes beyond r and c.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple, TypeAlias

from benchmarks.core.model import Check, Derived, Interval
from benchmarks.stats import intervals

__all__ = ["BATCHES", "OWN_PROCESS", "WITHIN", "Costs", "NeverPaysError", "Values", "checks", "common", "derived"]

_Evaluator: TypeAlias = "Callable[[Mapping[str, float]], float]"
Values: TypeAlias = "Mapping[tuple[str, str, str], Mapping[int, float]]"  # (case, lane, metric) -> block -> value

BATCHES = (1, 4, 16, 64, 256, 1024, 4096)
WITHIN = 1.15
"""What is predicted should be within this factor of what is measured."""
CALL = ("machine/empty[]v1", "floor-extension", "time")
OWN_PROCESS = ("boundary/cross[bytes=208]v1", "unix-socket", "time")
LANES = ("python-best", "rust", "rust-from-python")


class NeverPaysError(ArithmeticError):
    """However many operations a call carries, Python alone is faster."""


class Costs(NamedTuple):
    """Nanoseconds: of an operation in Python, in Rust, in Rust from Python; of a call by itself."""

    python: float
    rust: float
    called: float
    call: float

    @property
    def handed(self) -> float:
        """Objects of one operation; a call that carries many is no part of what one takes beyond Rust."""
        beyond = self.called - self.rust
        return max(beyond - self.call if beyond >= self.call else beyond, 0.0)

    @property
    def break_even(self) -> float:
        """Operations that a call has to carry before Rust pays. Raises `NeverPaysError`."""
        return _paid(self.call, self.python - self.rust - self.handed)

    def gain(self, batch: int) -> float:
        """How many times faster a call with so many operations is than Python."""
        return batch * self.python / (self.call + batch * (self.rust + self.handed))


def checks(values: Values) -> tuple[Check, ...]:
    """For each batch whether Rust alone and the crossing say within `WITHIN` what Rust from Python takes."""
    return tuple(
        Check(
            case=case,
            lane=LANES[2],
            holds=1 / WITHIN <= found.value <= WITHIN,
            evidence=f"rust and floor-crossing are {found.value:.2f} ({found.low:.2f} to {found.high:.2f}) of it",
        )
        for case, found in _predictions(values)
    )


def derived(values: Values) -> tuple[Derived, ...]:
    """Every figure of crossings that can be computed from block values.

    ``boundary.predicted[messages=n]``: Rust alone and the crossing, of what Rust from Python took.
    ``boundary.break-even[case]``, with ``process`` for a process of its own by a socket: none where Rust never pays.
    ``boundary.gain[case,batch=n]``: the curve.
    """
    return (*_predicted(values), *_break_evens(values))


def _predicted(values: Values) -> Iterator[Derived]:
    for case, found in _predictions(values):
        parameters = case[case.index("[") : case.index("]") + 1]
        yield _row(f"boundary.predicted{parameters}", "(native + floor) / called", found, interleaved=True)


def _predictions(values: Values) -> Iterator[tuple[str, Interval]]:
    """Cases of a batch, with what is predicted of what was measured."""
    lanes = {"native": "rust", "floor": "floor-crossing", "called": LANES[2]}
    for case in sorted({case for case, _, _ in values if case.startswith("boundary/batch[")}):
        data = {"one": common({name: values.get((case, lane, "time"), {}) for name, lane in lanes.items()})}
        if found := _interval(lambda at: (at["native"] + at["floor"]) / at["called"], data):
            yield case, found


def _break_evens(values: Values) -> Iterator[Derived]:
    cases = [case for case, lane, metric in values if (lane, metric) == (LANES[0], "time")]
    call, process = ({"call": list(values.get(key, {}).values())} for key in (CALL, OWN_PROCESS))
    for case in sorted(cases):
        found = {name: values.get((case, name, "time"), {}) for name in LANES}
        lanes = common(found)
        if not lanes or not call["call"]:
            continue
        data = {"lanes": lanes, "call": call}
        even = _interval(lambda at: _costs(at).break_even, data)
        if even:
            yield _row(f"boundary.break-even[{case}]", "call / (python - rust - handed)", even, interleaved=False)
        yield from _curve(case, data)
        if process["call"]:
            even = _interval(_own_process, {**data, "process": {"process": process["call"]}})
            if even:
                name = f"boundary.break-even[{case},process]"
                yield _row(name, "call / (python - rust)", even, interleaved=False)


def _curve(case: str, data: intervals.Data) -> Iterator[Derived]:
    for batch in BATCHES:
        if interval := _interval(partial(_gain, batch), data):
            name = f"boundary.gain[{case},batch={batch}]"
            yield _row(name, "batch * python / (call + batch * (rust + handed))", interval, interleaved=False)


def _costs(at: Mapping[str, float]) -> Costs:
    return Costs(at["python-best"], at["rust"], at["rust-from-python"], at["call"])


def _gain(batch: int, at: Mapping[str, float]) -> float:
    return _costs(at).gain(batch)


def _own_process(at: Mapping[str, float]) -> float:
    return _paid(at["process"], at["python-best"] - at["rust"])


def _paid(cost: float, gained: float) -> float:
    if gained <= 0:
        raise NeverPaysError
    return cost / gained


def common(found: Mapping[str, Mapping[int, float]]) -> dict[str, list[float]]:
    """Values of the blocks that all have; empty where there are fewer than two."""
    blocks = sorted(set.intersection(*(set(v) for v in found.values())))
    return {name: [v[b] for b in blocks] for name, v in found.items()} if len(blocks) > 1 else {}


def _interval(f: _Evaluator, data: intervals.Data) -> Interval | None:
    """The interval, or None where there are too few blocks, or where Rust does not pay in one of them."""
    if not all(names and all(len(v) > 1 for v in names.values()) for names in data.values()):
        return None
    try:
        return intervals.interval(f, data)
    except NeverPaysError:
        return None


def _row(name: str, expression: str, found: Interval, *, interleaved: bool) -> Derived:
    return Derived(id=name, expr=expression, value=found.value, low=found.low, high=found.high, interleaved=interleaved)
