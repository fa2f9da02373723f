"""The nouns as data: lane, component, arm, options, and what a run says (measurement, ratio, gate row)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

from impls.contract import Case, LaneKind

__all__ = [
    "Arm",
    "Check",
    "Clip",
    "Component",
    "Derived",
    "Distribution",
    "Doubt",
    "GateRow",
    "Hearing",
    "Interval",
    "Lane",
    "Measurement",
    "Outcome",
    "Ratio",
    "RunOptions",
    "SelfCheck",
    "Standing",
    "Summary",
]

Outcome: TypeAlias = Literal["faster", "slower", "equivalent", "unresolved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One implementation of a component, as its file's ``LANE`` literal states it."""

    component: str
    name: str  # the file's stem with dashes: document-python
    kind: LaneKind
    label: str
    runtime: str = "cpython"
    operations: tuple[str, ...] = ()  # empty: every operation of the component
    options: Mapping[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    path: Path = Path()


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A folder with a spec: its cases and lanes, read without importing a lane."""

    name: str
    folder: Path
    cases: tuple[Case, ...]
    lanes: tuple[Lane, ...]
    parts: tuple[str, ...] = ()
    reference: str = "python"


@dataclass(frozen=True, slots=True)
class Arm:
    """What is measured: case x lane x runtime."""

    component: str
    case: Case
    lane: Lane
    runtime: str
    twin: bool = False  # the second copy of a lane in an A/A comparison

    @property
    def case_id(self) -> str:
        """The case's spelled-out id."""
        return self.case.id(self.component)

    @property
    def name(self) -> str:
        """``lane``, or ``lane@runtime`` where the runtime is not the lane's own."""
        plain = self.lane.name if self.runtime == self.lane.runtime else f"{self.lane.name}@{self.runtime}"
        return f"{plain}~twin" if self.twin else plain


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How hard to measure. Quick, default and rigorous are values of this, not other code."""

    level: Literal["quick", "default", "rigorous"] = "default"
    timed_ms: int = 150  # timed per process
    warm_ms: int = 50  # warmed up per process, before
    blocks_min: int = 6
    blocks_max: int = 30
    budget_s: float = 1200.0  # wall time for measuring
    seed: int = 20260101
    memory: bool = True  # memray once per Python lane, counting allocator once per Rust lane


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its 95 % interval, in the metric's unit or as a ratio."""

    low: float
    value: float
    high: float


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reason to distrust a number, and what to do about it."""

    code: str
    saw: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """What samples say of one metric of one case in one lane. ``low``/``high`` None: no interval could be made."""

    case: str
    lane: str
    metric: str
    unit: str
    value: float
    low: float | None
    high: float | None
    processes: int
    blocks: int
    doubts: tuple[Doubt, ...] = ()
    note: str = ""  # "mean of 16", "n/a: needs 368 samples, has 90"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """How many times better ``lane`` is than ``baseline``: over 1 is faster, smaller, or more per second."""

    case: str
    metric: str
    baseline: str
    lane: str
    value: float
    low: float
    high: float
    outcome: Outcome
    smallest_effect: float  # the smallest true ratio (> 1) this run would have resolved, e.g. 1.018
    blocks: int
    interleaved: bool = True  # both lanes stood in the same blocks
    q: float = 1.0  # p value adjusted for all comparisons of the summary (Benjamini-Hochberg)
    second: Interval | None = None  # a hierarchical bootstrap's interval, at 20 processes a lane or more
    shift: Interval | None = None  # of a percentile of latency: lane less baseline, in ns (Harrell-Davis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a lane stands among those of its case, by the metric that the case is ranked by."""

    case: str
    metric: str
    lane: str
    band: int  # from 0: lanes that no comparison keeps apart share one
    best: int  # the best and the worst rank, from 1, that the comparisons leave it
    worst: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRow:
    """Whether a lane did the same work as the reference."""

    case: str
    lane: str
    passed: bool
    difference: str | None  # None when passed; else what differs, or why the lane could not run
    status: Literal["passed", "disqualified", "died", "silent", "unavailable", "error"] = "passed"


class Clip(NamedTuple):
    """A sound as it is kept: equal ones have one id."""

    id: str
    media: str  # its media type
    base64: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What a person can listen to of a lane's answer."""

    case: str
    lane: str
    answer: Clip
    difference: Clip | None  # from the reference's answer, made ``gain_db`` louder; None: every sample is equal
    peak_dbfs: float  # of the difference as it is
    gain_db: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """All single-operation latencies of one arm, pooled over its trials: (lowest equivalent value in ns, count)."""

    case: str
    lane: str
    metric: str  # latency, or latency_naive where the load was open-loop
    counts: tuple[tuple[float, int], ...]
    batch: int = 1  # above 1: each value is a mean of that many operations


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A figure computed from other figures by an expression."""

    id: str
    expr: str
    value: float
    low: float
    high: float
    interleaved: bool  # every operand came from one schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A demonstration: whether it held, and what was seen."""

    case: str
    lane: str
    holds: bool
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfCheck:
    """The suite measured against itself: comparisons of a lane with its own twin."""

    comparisons: int
    interval_rate: float | None  # share whose 95 % interval excludes 1
    decision_rate: float | None  # share that ended faster or slower
    rows: tuple[Ratio, ...]
    full: Mapping[str, Any] | None = None  # the machine's last full check (``tandem aa``), as it was kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What stored records say: all that a report, a verdict or ``--json`` draws from."""

    runs: tuple[Mapping[str, Any], ...]  # run headers, as recorded
    host: Mapping[str, Any]
    runtimes: tuple[Mapping[str, Any], ...]
    catalog: Mapping[str, Any]  # components, cases and lanes as they were when the run began
    measurements: tuple[Measurement, ...]
    ratios: tuple[Ratio, ...]
    gate: tuple[GateRow, ...]
    derived: tuple[Derived, ...]
    checks: tuple[Check, ...]
    distributions: tuple[Distribution, ...]
    aa: SelfCheck
    doubts: tuple[Doubt, ...]
    block_values: Mapping[tuple[str, str, str], Mapping[int, float]]  # (case, lane, metric) -> block -> value
    trial_values: Mapping[tuple[str, str, str], Mapping[int, Sequence[float]]] = field(default_factory=dict)
    """Of the metric that a case is ranked by: (case, lane, metric) -> block -> a value a trial."""
    ranking: tuple[Standing, ...] = ()
    settled: tuple[Mapping[str, Any], ...] = ()  # by lane, how many processes are flat, warm up, slow down, ...
    splits: tuple[Mapping[str, Any], ...] = ()  # by unit, how time is split between processes and samples, and why
    agreement: tuple[Mapping[str, Any], ...] = ()  # the machine's newest table of the harnesses, a mapping a row
    builds: tuple[Mapping[str, Any], ...] = ()  # by component and runtime, what building took and how large it is
    sources: tuple[Mapping[str, Any], ...] = ()  # by component and lane, lines of code and dependencies
    heard: tuple[Hearing, ...] = ()  # by case and lane, of the newest run that has it
