"""After the blocks, once a lane: what it asks of the heap and keeps of it, and its instructions where they are wanted.

Python by memray, Rust by a build that counts; a trial an instrument. Nothing here is a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.campaign.events import Event
from benchmarks.campaign.ready import ready
from benchmarks.core.model import Arm
from benchmarks.launcher.trial import Trial, play, scene_of
from benchmarks.launcher.workshop import Workshop

if TYPE_CHECKING:
    from benchmarks.campaign.look import Looker
    from benchmarks.campaign.loop import Campaign

__all__ = ["COUNTING", "COUNTS", "Instrument", "counting_requests", "measure_memory"]


class Instrument(NamedTuple):
    """A tool that looks at one arm in a process of its own."""

    measure: Callable[[Workshop, Arm, Path, int], tuple[Trial, list[dict[str, Any]]]]
    """On a given, with a seed: the trial, and the series that replace its own."""

    applies: Callable[[Arm], str | None]
    """Why it says nothing of an arm; None where it does."""


COUNTING = "native-counting"
COUNTS = "counting"  # the instrument that such a build is
AT_ONCE = 2
ONE_RUN: dict[str, Any] = {"how": "batch", "loops": 1, "samples": 1, "warmup": 1}
STRETCHES = 16  # samples between which the heap may grow
STRETCH_NS = 2_000_000
GROWTH_NS = 2_000_000_000


def measure_memory(campaign: Campaign, arms: Sequence[Arm], looker: Looker) -> None:
    """Measure what has not been, two at a time: nothing here is a time."""
    jobs = [(arm, name) for arm in arms for name in _instruments(campaign, arm)]
    rust = [replace(arm, runtime=COUNTING) for arm, name in jobs if name == COUNTS]
    built = {arm.component for arm in ready(campaign.workshop, rust, lambda *_: None, campaign.tell)}
    usable = [(arm, name) for arm, name in jobs if name != COUNTS or arm.component in built]
    with ThreadPoolExecutor(AT_ONCE, "memory") as pool:
        try:
            futures = [(arm, name, pool.submit(_measured, campaign, arm, name)) for arm, name in usable]
            for done, (arm, name, future) in enumerate(futures, 1):
                trial, asked = future.result()
                given = campaign.givens.of(arm.component, arm.case).sha256
                place = {"schedule": "memory", "block": 0, "slot": 0, "seed": campaign.options.seed}
                campaign.keep(arm, trial, {**place, "given": given, "asked": asked, "instrument": name})
                text = trial.why
                campaign.tell(
                    Event(step="memory", case=arm.case_id, lane=arm.name, text=text, done=done, total=len(futures))
                )
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            looker.interrupt()
            raise


def counting_requests(run_ns: float, *, quick: bool, once: bool = False) -> list[dict[str, Any]]:
    """What the counting build is asked: many runs, to see what each keeps, then one, for its peak and allocations.

    ``run_ns``: one run, alone. A case that runs once a process, and a quick run, leave the many out.
    """
    if once or quick:
        return [ONE_RUN]
    loops = max(1, min(10_000, round(STRETCH_NS / max(run_ns, 1.0))))
    many = {"how": "batch", "loops": loops, "samples": STRETCHES, "warmup": 2, "budget_ns": GROWTH_NS}
    return [many, ONE_RUN]


def _instruments(campaign: Campaign, arm: Arm) -> list[str]:
    """Which instruments have something to say of an arm, and have not said it."""
    kind = campaign.workshop.kinds[arm.runtime]
    once = any(how.once for how in arm.case.how)
    quick = campaign.options.level == "quick"
    if arm.runtime != arm.lane.runtime or (quick and once):  # seconds each
        return []
    found = [COUNTS] if kind == "cargo" and COUNTING in campaign.workshop.kinds else []
    found += [name for name, tool in campaign.instruments.items() if tool.applies(arm) is None]
    return [name for name in found if (arm.case_id, arm.name, name) not in campaign.records.seen_by]


def _measured(campaign: Campaign, arm: Arm, name: str) -> tuple[Trial, list[dict[str, Any]]]:
    given, workshop = campaign.givens.of(arm.component, arm.case), campaign.workshop.unpinned()
    if name == COUNTS:
        counting = replace(arm, runtime=COUNTING)
        asked = _asked(campaign, arm)
        scene = scene_of(workshop, counting, given.path, campaign.options.seed)
        return play(scene, asked, campaign.patience_s), asked
    trial, series = campaign.instruments[name].measure(workshop, arm, given.path, campaign.options.seed)
    trial.found.series = [{"role": arm.case.cast[-1].name, **one} for one in series]
    return trial, [{"how": name}]


def _asked(campaign: Campaign, arm: Arm) -> list[dict[str, Any]]:
    if len(arm.case.cast) > 1:
        return campaign.asked(arm)
    pilot = campaign.records.pilot(arm)
    once = any(how.once for how in arm.case.how)
    run_ns = pilot.run_ns if pilot else float(GROWTH_NS)
    return counting_requests(run_ns, quick=campaign.options.level == "quick", once=once)
