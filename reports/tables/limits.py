"""What this machine can do at best and what the harness costs, as rows: figure, interval, and what it bounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.core.model import Doubt, Interval, Measurement, Summary
from benchmarks.stats import intervals
from reports import units

__all__ = ["LimitRow", "as_json", "limit_rows", "notes", "printed"]

COMPONENT = "machine"
BYTES = ("memory", "scan", "utf8")  # an operation is a byte: throughput is bytes a second
METRIC = {"process": "startup", "loopback": "latency_p50"} | dict.fromkeys(BYTES, "throughput")  # else time
WHAT = {
    "empty": "{label}",
    "process": "{label}, to its first output",
    "crossing": "{label}, {bytes:,} bytes",
    "clock": "a read of the clock",
    "syscall": "a system call",
    "handoff": "a cache line handed to another core",
    "loopback": "there and back over TCP, {bytes} B (median)",
    "memory": "one core: {kernel}, arrays of {caches} last-level caches",
    "touch": "the first touch of a page (4 KiB)",
    "scan": "a search through {mib} MiB",
    "utf8": "UTF-8 validation of {mib} MiB, {text}",
}
BOUNDS = {
    "empty": "every lane: a time near this is mostly the harness",
    "process": "every program's startup",
    "crossing": "Rust called from Python with so much data",
    "clock": "single latencies: under 20 reads they are means of several",
    "syscall": "whatever asks the kernel once an operation",
    "handoff": "rings, queues, locks: threads that tell each other something",
    "loopback": "every request and reply between processes here",
    "memory": "whatever streams through more than the caches hold",
    "touch": "whatever takes fresh memory instead of reusing it",
    "scan": "every parser: each byte must be read",
    "utf8": "every parser that checks its text",
}
SLOPE = ("crossing", "bytes")  # the operation and the parameter whose slope is a row: what a byte more costs
PER_BYTE = "ns/B"


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRow:
    """One figure. ``low`` and ``high`` None: no interval could be made. Units: ns, B/s, ns/B."""

    case: str  # of a slope, the operation
    lane: str
    kind: str
    what: str
    metric: str
    unit: str
    value: float
    low: float | None
    high: float | None
    bounds: str
    doubts: tuple[Doubt, ...] = ()


def limit_rows(summary: Summary) -> list[LimitRow]:
    """The rows of the component ``machine`` in the order of its cases, limits before floors."""
    every: Sequence[Mapping[str, Any]] = summary.catalog.get("components", ())
    component = next((c for c in every if c["name"] == COMPONENT), dict[str, Any]())
    lanes = {lane["name"]: lane for lane in component.get("lanes", ())}
    found: dict[tuple[str, str, str], Measurement] = {(m.case, m.lane, m.metric): m for m in summary.measurements}
    rows = []
    for case in component.get("cases", ()):
        metric = METRIC.get(case["operation"], "time")
        for name, lane in lanes.items():
            if measured := found.get((case["id"], name, metric)):
                rows.append(_row(case, lane, measured))
    rows += _slopes(summary, component.get("cases", ()), lanes)
    return sorted(rows, key=lambda row: row.kind != "limit")


def as_json(rows: Sequence[LimitRow]) -> list[dict[str, Any]]:
    """The rows as plain data."""
    return [asdict(row) for row in rows]


def notes(records: Iterable[Mapping[str, Any]]) -> list[str]:
    """How large the arrays were that memory was measured on, as the lanes themselves said."""
    memory = (r for r in records if r["is"] == "trial" and r["case"].startswith(f"{COMPONENT}/memory["))
    said = (s.get("evidence") for r in memory for s in r.get("series") or () if s["metric"] == "size")
    return [f"memory: {text}; bytes are counted as in STREAM" for text in dict.fromkeys(said) if text]


def printed(row: LimitRow) -> tuple[units.Text, str]:
    """Value and interval in the unit that suits them, and that unit."""
    rate = row.unit == "B/s"
    unit = units.suits("B" if rate else row.unit, [row.value])
    return units.show(row.low, row.value, row.high, unit), f"{unit.name}/s" if rate else unit.name


def _row(case: Mapping[str, Any], lane: Mapping[str, Any], measured: Measurement) -> LimitRow:
    operation = case["operation"]
    what = WHAT.get(operation, operation).format(label=lane["label"], **case.get("params", {}))
    if lane["kind"] != "limit" and "{label}" not in WHAT.get(operation, ""):
        what = f"{what}, {lane['label']}"
    return LimitRow(
        case=measured.case, lane=measured.lane, kind=lane["kind"], what=what, metric=measured.metric,
        unit="B/s" if operation in BYTES else measured.unit, value=measured.value, low=measured.low,
        high=measured.high, bounds=BOUNDS.get(operation, ""), doubts=measured.doubts,
    )  # fmt: skip


def _slopes(
    summary: Summary, cases: Sequence[Mapping[str, Any]], lanes: Mapping[str, Mapping[str, Any]]
) -> list[LimitRow]:
    """What a byte more costs: between the smallest and the largest case, block by block."""
    operation, parameter = SLOPE
    sizes = sorted((int(c["params"][parameter]), c["id"]) for c in cases if c["operation"] == operation)
    if len(sizes) < 2:
        return []
    (few, small), (many, large) = sizes[0], sizes[-1]
    found = []
    for name, lane in lanes.items():
        at = {place: summary.block_values.get((case, name, "time"), {}) for place, case in (("s", small), ("l", large))}
        common = [block for block in at["s"] if block in at["l"]]
        if not common:
            continue
        each = [(at["l"][block] - at["s"][block]) / (many - few) for block in common]
        interval = intervals.of_values(each, logs=False).interval() if len(each) > 1 else None
        found.append(_slope(operation, name, lane, interval or Interval(each[0], each[0], each[0]), of=interval))
    return found


def _slope(operation: str, name: str, lane: Mapping[str, Any], at: Interval, of: Interval | None) -> LimitRow:
    return LimitRow(
        case=f"{COMPONENT}/{operation}", lane=name, kind=lane["kind"], what=f"{lane['label']}, each byte more",
        metric="time", unit=PER_BYTE, value=at.value, low=of.low if of else None, high=of.high if of else None,
        bounds=BOUNDS[operation],
    )  # fmt: skip
