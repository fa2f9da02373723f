"""What timed commands came to: a row a command, and the table of them for a terminal."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from rich.console import Console
from rich.table import Table
from rich.text import Text

from benchmarks.core.model import Arm, Doubt, Measurement, Ratio, Summary
from benchmarks.core.places import plain
from benchmarks.stats.summary import summarise
from reports import units
from tandem.terminal import OUTCOMES

__all__ = [
    "METRICS",
    "Row",
    "Said",
    "Timed",
    "cases",
    "cell",
    "compared",
    "doubts",
    "sayer",
    "scale",
    "show",
    "timed",
    "told",
]

METRICS = {
    "time": "time",
    "cpu_user": "user",
    "cpu_system": "system",
    "resident_peak": "memory",
    "resident_sum": "memory_sum",
}
SUM = "resident_sum"  # of a command that is one process the same as its peak: a column only where it is not
Said: TypeAlias = Callable[[str], str]
BAR = 18  # columns of the longest bar


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One command with one combination of values. ``ratio``: against the first of its case; None for that one."""

    case: str
    lane: str
    name: str
    command: str
    params: Mapping[str, Any]
    starts: int
    shortest_ns: float | None
    longest_ns: float | None
    measures: Mapping[str, Measurement]  # by metric
    ratio: Ratio | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """All rows, in the order asked, and what goes with them."""

    rows: tuple[Row, ...]
    between: tuple[Ratio, ...]  # of time, each command against each other of its case
    summary: Summary
    ended: str  # complete, budget, interrupted, failed
    path: Path | None  # of the raw record


def told(records: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The records without the time to a command's first output: commands are compared by when they end."""
    return [
        {**r, "series": [s for s in r["series"] if s["metric"] != "startup"]} if r["is"] == "trial" else r
        for r in records
    ]


def timed(arms: Sequence[Arm], records: Sequence[Mapping[str, Any]], ended: str, path: Path | None) -> Timed:
    """Rows of the arms from the records of their run."""
    kept = told(records)
    summary = summarise(kept)
    measures = {(m.case, m.lane, m.metric): m for m in summary.measurements}
    times = [r for r in summary.ratios if r.metric == "time"]
    against = {(r.case, r.lane): r for r in times if r.baseline == "command-1"}
    rows = tuple(_row(arm, kept, measures, against.get((arm.case_id, arm.name))) for arm in arms)
    return Timed(rows=rows, between=tuple(times), summary=summary, ended=ended, path=path)


def _row(
    arm: Arm, records: Sequence[Mapping[str, Any]], measures: Mapping[tuple[str, str, str], Measurement], ratio: Any
) -> Row:
    mine = [r for r in records if r["is"] == "trial" and (r["case"], r["lane"]) == (arm.case_id, arm.lane.name)]
    starts = [
        total
        for trial in mine
        if trial["ended"] == "ok"
        for series in trial["series"]
        if series["metric"] == "time"
        for total in series["loops"]["totals"]
    ]
    words = arm.lane.options["command"]
    found = {m: measures[key] for m in METRICS if (key := (arm.case_id, arm.lane.name, m)) in measures}
    return Row(
        case=arm.case_id, lane=arm.lane.name, name=arm.lane.label, params=arm.case.params, starts=len(starts),
        command=shlex.join(words).replace("{brace}", "{"), shortest_ns=min(starts, default=None),
        longest_ns=max(starts, default=None), measures=found, ratio=ratio,
    )  # fmt: skip


def sayer(*, identify: bool) -> Said:
    """What may be said of a text: without ``identify``, no place of a person's machine."""
    return str if identify else plain


def show(found: Timed, console: Console, *, identify: bool = False) -> None:
    """Print a table a case, what follows from it, and what is to be doubted."""
    said = sayer(identify=identify)
    for rows in cases(found.rows):
        if not any(row.measures for row in rows):
            continue
        console.print(_table(rows, said, bars=console.is_terminal))
        for sentence in _sentences(rows, found.between, said):
            console.print(Text(sentence, style="bold"), soft_wrap=True)
        console.print()
    for doubt in doubts(found):
        console.print(Text(f"doubt: {doubt.saw}; {doubt.advice}", style="yellow"), soft_wrap=True)


def cases(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows by case."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.case, []).append(row)
    return list(found.values())


def _table(rows: Sequence[Row], said: Said, *, bars: bool) -> Table:
    title = ", ".join(f"{name} = {value}" for name, value in rows[0].params.items())
    table = Table(
        title=Text(title) if title else None, title_justify="left", title_style="bold not italic", box=None,
        pad_edge=False,
    )  # fmt: skip
    table.add_column("command", overflow="fold", max_width=60)
    shown = _shown(rows)
    for metric in shown:
        table.add_column(METRICS[metric].replace("_", " "), justify="right", no_wrap=True)
    table.add_column("shortest … longest", justify="right", no_wrap=True)
    if len(rows) > 1:
        table.add_column("against the first", justify="right", no_wrap=True)
        table.add_column("outcome", no_wrap=True)
    if bars:
        table.add_column("", no_wrap=True)
    scales = {m: scale(rows, m) for m in METRICS}
    longest = max((m.value for row in rows if (m := row.measures.get("time"))), default=0.0)
    for row in rows:
        cells = [Text(said(row.name)), *(cell(row, metric, scales[metric]) for metric in shown), _range(row, scales)]
        cells += compared(row) if len(rows) > 1 else []
        if bars:
            time = row.measures.get("time")
            cells.append(Text("▇" * max(1, round(BAR * time.value / longest)) if time else "", style="cyan"))
        table.add_row(*cells)
    return table


def _shown(rows: Sequence[Row]) -> list[str]:
    """The metrics that are columns."""
    both = [(row.measures["resident_peak"].value, row.measures[SUM].value) for row in rows if SUM in row.measures]
    several = any(whole > 1.01 * largest for largest, whole in both)
    return [metric for metric in METRICS if metric != SUM or several]


def scale(rows: Sequence[Row], metric: str) -> units.Unit:
    """The one unit of a column."""
    found = [m for row in rows if (m := row.measures.get(metric))]
    return units.suits(found[0].unit, (m.value for m in found)) if found else units.Unit("", 1)


def cell(row: Row, metric: str, unit: units.Unit) -> Text:
    """A measurement; of time with its interval."""
    measured = row.measures.get(metric)
    if measured is None:
        return Text("n/a", style="dim")
    low, high = (measured.low, measured.high) if metric == "time" else (None, None)
    return Text(f"{units.show(low, measured.value, high, unit)} {unit.name}")


def _range(row: Row, scales: Mapping[str, units.Unit]) -> Text:
    if row.shortest_ns is None or row.longest_ns is None:
        return Text("")
    ends = [units.show(None, ns, None, scales["time"]).value for ns in (row.shortest_ns, row.longest_ns)]
    return Text(f"{ends[0]} … {ends[1]} {scales['time'].name}", style="dim")


def compared(row: Row) -> list[Text]:
    """How a command compares with the first of its case, and the outcome."""
    if row.ratio is None:
        return [Text(""), Text("")]
    word: str = row.ratio.outcome
    if word == "unresolved":
        word += f" (could have seen {row.ratio.smallest_effect:.3g}×)"
    return [
        Text(str(units.ratio(row.ratio.low, row.ratio.value, row.ratio.high))),
        Text(word, OUTCOMES[row.ratio.outcome]),
    ]


def _sentences(rows: Sequence[Row], between: Sequence[Ratio], said: Said) -> Iterator[str]:
    """The fastest of a case, and how far it is ahead of each that it is not tied with."""
    measured = [row for row in rows if "time" in row.measures]
    if len(measured) < 2:
        return
    best = min(measured, key=lambda row: row.measures["time"].value)
    ahead = {r.baseline: r for r in between if (r.case, r.lane) == (best.case, best.lane)}
    tied = [row for row in measured if row is not best and (r := ahead.get(row.lane)) and r.outcome != "faster"]
    if tied:
        yield f"{said(best.name)} cannot be told apart from {', '.join(said(row.name) for row in tied)}"
    for row in measured:
        r = ahead.get(row.lane)
        if r and r.outcome == "faster":
            yield f"{said(best.name)} is {units.ratio(r.low, r.value, r.high)} as fast as {said(row.name)}"


def doubts(found: Timed) -> list[Doubt]:
    """Those of the run and of its times, each code once."""
    every = [*found.summary.doubts]
    every += [d for row in found.rows for m in row.measures.values() if m.metric == "time" for d in m.doubts]
    return list({doubt.code: doubt for doubt in reversed(every)}.values())[::-1]
