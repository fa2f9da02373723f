"""``tandem run [SELECT...]``: gate and measure; goes on with an unfinished run of the same selection."""

from __future__ import annotations

import json
import math
import shlex
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from benchmarks.campaign.events import Event
from benchmarks.campaign.memory import Instrument
from benchmarks.campaign.records import Records
from benchmarks.campaign.start import Outcome, Wanted, run
from benchmarks.core import store
from benchmarks.core.asked import requests
from benchmarks.core.errors import ResultsError
from benchmarks.core.model import Arm, RunOptions, Summary
from benchmarks.core.places import DATA, PAGE, plain
from benchmarks.core.plan import FACTORS, Split, options_for, seconds
from benchmarks.core.schedule import Unit, units
from benchmarks.harnesses import callgrind_, growth_, memray_
from tandem.asked import Chosen, choose, json_option, selecting
from tandem.page import PageWriter
from tandem.progress import Show
from tandem.terminal import console

__all__ = ["command", "measured", "planned", "refuse_invalid", "split", "undecided"]

START_S = {
    "cpython": 0.09,
    "native": 0.01,
    "program": 0.02,
}  # of a process, before anything is measured; else as cpython
LOOK_BACK = 5  # stored runs that a dry run reads


@click.command("run")
@selecting
@click.option(
    "--document", "-d", "documents", multiple=True, metavar="D",
    help="Only the cases and lanes that the claims of this document are bound to; may be repeated.",
)  # fmt: skip
@click.option(
    "--quick", "level", flag_value="quick", help="150 s of measuring, 25 ms a process; with no case named, fewer."
)
@click.option("--rigorous", "level", flag_value="rigorous", help="300 ms a process, up to 100 blocks a case.")
@click.option("--budget", metavar="10m", help="Wall time for measuring, instead of the level's.")
@click.option("--seed", type=int, help="Of givens and orders, instead of the usual one.")
@click.option("--fresh", is_flag=True, help="Start anew even where an unfinished run could go on.")
@click.option("--no-memory", is_flag=True, help="Leave out memray and the counting build.")
@click.option("--counters", is_flag=True, help="Count instructions too, once a lane: perf, or valgrind.")
@click.option("--patience", default="60s", metavar="60s", help="How long a lane may say nothing.")
@click.option("--dry-run", is_flag=True, help="Say processes and minutes by case; start nothing.")
@click.option("--data", type=click.Path(path_type=Path), default=DATA, help="Folder of the raw runs.")
@click.option("--page", type=click.Path(path_type=Path), help="Folder of the page that is rewritten as results come.")
@json_option
def command(
    *, select: tuple[str, ...], lanes: str, impls: tuple[Path, ...], capture: Path | None, documents: tuple[str, ...],
    level: str | None, budget: str | None, seed: int | None, fresh: bool, no_memory: bool, counters: bool,
    patience: str, dry_run: bool, data: Path, page: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Gate every selected lane, then measure those that do the same work.

    Results are kept as they come: an interrupted run goes on where it stopped when the same command is given again.
    """
    options = options_for(level or "default", budget, seed)
    options = replace(options, memory=not no_memory)
    chosen = choose(select, lanes, impls, capture, quick=level == "quick", documents=documents)
    if dry_run:
        able = [arm for arm in chosen.arms if chosen.workshop.unavailable(arm) is None]
        _say_plan(planned(able, options, _last_splits(data, options)), options, as_json=as_json)
        return
    wanted = Wanted(
        arms=chosen.arms, selection=(*(f"--document {name}" for name in documents), *select),
        lanes=tuple(filter(None, lanes.split(","))), options=options, folder=data,
        command=plain(shlex.join(["tandem", *sys.argv[1:]])), fresh=fresh,
        given_by=chosen.feed_digest, patience_s=seconds(patience),
    )  # fmt: skip
    outcome = measured(wanted, chosen, page or (PAGE if data == DATA else None), quiet=as_json, counters=counters)
    refuse_invalid(_say(outcome, as_json=as_json))


def measured(
    wanted: Wanted, chosen: Chosen, page: Path | None, *, quiet: bool, counters: bool = False
) -> Outcome:  # fmt: skip
    """Gate and measure what is wanted, to the end, with a display unless ``quiet``; write the page into its folder."""
    writer = PageWriter(page, wanted.folder)
    with Show(quiet=quiet) as show:
        for case in chosen.left_out:
            show(Event(step="withdrawn", case=case, text="left out: it cannot run on a capture"))
        records: list[Records] = []

        def begun(found: Records) -> None:
            records.append(found)
            writer.maybe(found.all)

        def tell(event: Event) -> None:
            show(
                replace(event, text=_so_far(records[0].all, event.case)) if event.step == "block" and records else event
            )
            if event.step == "block" and records:
                writer.maybe(records[0].all)

        instruments = _instruments(wanted.options, counters=counters)
        outcome = run(
            wanted, chosen.workshop, chosen.givens(wanted.options.seed), undecided=undecided, instruments=instruments,
            split=split, tell=tell, begun=begun,
        )  # fmt: skip
        writer.write(outcome.records)
    return outcome


def refuse_invalid(summary: Summary) -> None:
    """Exit with 3, and a line that says why, where a lane beat what this machine can do at best."""
    from benchmarks.stats.bounds import INVALID  # noqa: PLC0415  (as below)

    for doubt in summary.doubts:
        if doubt.code == INVALID:
            click.echo(f"tandem: {doubt.saw}; {doubt.advice}", err=True)
            sys.exit(3)


def _instruments(options: RunOptions, *, counters: bool) -> dict[str, Instrument]:
    """What looks at heap and, where asked, at instructions; growth takes many runs, so a quick run leaves it out."""
    found = {memray_.NAME: Instrument(memray_.measure, memray_.applies)}
    if options.level != "quick":
        found[growth_.NAME] = Instrument(growth_.measure, growth_.applies)
    if counters:
        found[callgrind_.NAME] = Instrument(callgrind_.measure, callgrind_.applies)
    return found


def undecided(records: Sequence[Mapping[str, Any]], case: str, options: RunOptions) -> bool:
    """Whether another block could decide a case; what decides takes a second to load, so measuring begins before."""
    from benchmarks.stats import decide  # noqa: PLC0415

    return decide.undecided(records, case, options)


def _so_far(records: Sequence[Mapping[str, Any]], case: str) -> str:
    """What the blocks of a case say by now; loaded late, as `undecided`."""
    from benchmarks.stats.so_far import so_far  # noqa: PLC0415
    from reports import units  # noqa: PLC0415

    found = so_far(records, case)
    if found is None:
        return ""
    ratio = units.ratio(found.ratio.low, found.ratio.value, found.ratio.high)
    return f"{found.lane} {ratio} against {found.base} so far"


def split(trials: Sequence[Mapping[str, Any]], options: RunOptions, horizon: float) -> Split:
    """How a unit's time is split between processes and samples, from its first block; loaded late, as `undecided`."""
    from benchmarks.stats import split as by_variance  # noqa: PLC0415

    return by_variance.split(trials, options, horizon)


def _say(outcome: Outcome, *, as_json: bool) -> Summary:
    from reports.tables import facts  # noqa: PLC0415  (as above)
    from tandem import ending  # noqa: PLC0415  (as above)
    from tandem.stored import with_full_check  # noqa: PLC0415  (as above)

    summary = with_full_check(ending.summarised(outcome.records, outcome.read), outcome.path.parent.parent)
    if as_json:
        click.echo(json.dumps(ending.as_json(summary), allow_nan=False))
        return summary
    out = console()
    ending.show(summary, out)
    for line in (*_splits(summary), *_precision(summary), *_crossings(summary), facts.self_check(summary.aa)):
        out.print(line, markup=False, highlight=False, soft_wrap=True)
    rows = Counter(row.status for row in summary.gate)
    words = ", ".join(f"{count} {status}" for status, count in rows.most_common())
    said = "everything is decided" if outcome.ended == "complete" else "the budget is spent"
    ending.matters(summary, out)
    out.print(f"{said}; lanes: {words}; raw data: {plain(str(outcome.path))}", markup=False, soft_wrap=True)
    return summary


def _splits(summary: Summary) -> list[str]:
    """What first blocks changed, a line a unit, and how many units went on as the level has it."""
    from reports.tables.facts import count  # noqa: PLC0415  (as above)

    changed = [s for s in summary.splits if not s["why"].startswith("kept")]
    kept = len(summary.splits) - len(changed)
    rest = f"{count(kept, 'case')} kept the level's split of time between processes and samples"
    return [*(f"{s['unit']}: {s['why']}" for s in changed), *([rest] if kept else [])]


def _precision(summary: Summary) -> list[str]:
    from benchmarks.stats.precision import precision  # noqa: PLC0415  (as above)

    found = precision(summary.measurements)
    if found.half_width is None:
        return []
    without = f"; {found.without} more have no interval" if found.without else ""
    return [f"of {found.lanes} times over 1 us the median is known within {found.half_width:.1%}{without}"]


def _crossings(summary: Summary) -> list[str]:
    """Whether a call's parts add up to it, and from how many operations one pays, where that was measured."""
    from reports.tables.crossings import crossings  # noqa: PLC0415  (as above)
    from reports.verdicts import with_derived  # noqa: PLC0415  (as above)

    return list(crossings(with_derived(summary, ())).sentences())


def planned(
    arms: Sequence[Arm], options: RunOptions, splits: Mapping[str, Mapping[str, Any]] | None = None
) -> list[dict[str, Any]]:
    """Processes and minutes by case for the fewest and the most blocks, as far as can be told without starting any.

    ``splits``: how earlier runs here split the time of a process, by case; else the level's time is reckoned with.
    """
    return [_planned(unit, options, (splits or {}).get(unit.name)) for unit in units(arms)]


def _planned(unit: Unit, options: RunOptions, split: Mapping[str, Any] | None) -> dict[str, Any]:
    processes = sum(3 * len(arm.case.cast) for arm in unit.arms)
    timed_ms = split["timed_ms"] if split else options.timed_ms
    seconds_a_block = sum(3 * (_start(arm) + _working(arm, options, timed_ms)) for arm in unit.arms)
    return {
        "case": unit.name,
        "lanes": len(unit.arms),
        "processes_a_block": processes,
        "processes": [options.blocks_min * processes, options.blocks_max * processes],
        "minutes": [round(blocks * seconds_a_block / 60, 2) for blocks in (options.blocks_min, options.blocks_max)],
        "timed_ms": timed_ms,
        "timed_ms_may_be": [f * options.timed_ms for f in FACTORS[options.level]],
        "split": f"the last run here: {split['why']}" if split else "chosen after the first block",
    }


def _last_splits(data: Path, options: RunOptions) -> dict[str, Mapping[str, Any]]:
    """By case, how the newest stored runs of the level split the time of a process."""
    found: dict[str, Mapping[str, Any]] = {}
    for path in store.files(data)[-LOOK_BACK:]:
        try:
            records = store.load(path).records
        except ResultsError:
            continue  # tandem runs tells of it
        if records and records[0].get("options", {}).get("level") == options.level:
            found |= {r["unit"]: r for r in records if r["is"] == "split"}
    return found


def _start(arm: Arm) -> float:
    return START_S.get(arm.runtime.partition("-")[0], START_S["cpython"]) * len(arm.case.cast)


def _working(arm: Arm, options: RunOptions, timed_ms: float) -> float:
    """Seconds that a process is measured for; what runs once is taken for a second, or what it says."""
    asked = requests(arm.case, options, 1.0, timed_ms=timed_ms)
    loads = [float(load["count"] / load["rate"]) for load in asked if "rate" in load]
    if loads or not all(how.once for how in arm.case.how):
        return max(sum(loads), (timed_ms + options.warm_ms) / 1000)
    return max(1.0, arm.case.lasts_s)


def _say_plan(rows: Sequence[dict[str, Any]], options: RunOptions, *, as_json: bool) -> None:
    budget = options.budget_s / 60
    least, most = (sum(row["minutes"][i] for row in rows) for i in (0, 1))
    if as_json:
        total = {
            "minutes": [round(min(least, budget), 2), round(min(most, budget), 2)],
            "budget_minutes": budget,
            "fewest_blocks_minutes": round(least, 2),
        }
        click.echo(json.dumps({"schema": 1, "cases": rows, **total}))
        return
    wide = max(len(row["case"]) for row in rows)
    for row in rows:
        low, high = row["processes"]
        count = f"{row['lanes']:2} lanes  {low:5} to {high:5} processes"
        may = row["timed_ms_may_be"]
        time = f"{row['timed_ms']:g} ms a process ({min(may):g} to {max(may):g})"
        click.echo(f"{row['case']:{wide}}  {count}  {row['minutes'][0]:6.2f} min at least  {time}")
    if least > budget:
        click.echo(
            f"the fewest blocks of all of them take {least:.1f} minutes: give --budget {math.ceil(least)}m for that"
        )
    all_of_it = f"{min(least, budget):.1f} to {min(most, budget):.1f} minutes (budget {budget:.1f})"
    click.echo(f"measuring: {all_of_it}, after build and gate; how samples and processes vary in a case's first")
    click.echo("block chooses how long its processes are from then on, within the bounds in brackets")
