"""After the blocks: what each lane asks of the heap, once; memray for Python, a build that counts for Rust."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from benchmarks.campaign.events import Event
from benchmarks.campaign.ready import ready
from benchmarks.core.model import Arm
from benchmarks.launcher.trial import Trial, play, scene_of
from benchmarks.launcher.workshop import Workshop

if TYPE_CHECKING:
    from benchmarks.campaign.look import Looker
    from benchmarks.campaign.loop import Campaign

__all__ = ["Instrument", "measure_memory"]

Instrument: TypeAlias = Callable[[Workshop, Arm, Path, int], "tuple[Trial, list[dict[str, Any]]]"]
"""Measures one arm on a given, with a seed, in a process of its own: the trial, and the series that replace its own."""

COUNTING = "native-counting"
AT_ONCE = 2
ONE_RUN: dict[str, Any] = {"how": "batch", "loops": 1, "samples": 1, "warmup": 1}


def measure_memory(campaign: Campaign, arms: Sequence[Arm], looker: Looker) -> None:
    """Measure the arms that have not been, two at a time: nothing here is a time."""
    kinds = campaign.workshop.kinds
    waiting = [
        arm
        for arm in arms
        if (arm.case_id, arm.name) not in campaign.records.memory
        and arm.runtime == arm.lane.runtime
        and not (campaign.options.level == "quick" and any(how.once for how in arm.case.how))  # seconds each
        and (
            (kinds[arm.runtime] == "cargo" and COUNTING in kinds)
            or (kinds[arm.runtime] == "python" and "memray" in campaign.instruments)
        )
    ]
    rust = [replace(arm, runtime=COUNTING) for arm in waiting if kinds[arm.runtime] == "cargo"]
    built = {arm.component for arm in ready(campaign.workshop, rust, lambda *_: None, campaign.tell)}
    usable = [arm for arm in waiting if kinds[arm.runtime] == "python" or arm.component in built]
    with ThreadPoolExecutor(AT_ONCE, "memory") as pool:
        try:
            futures = [(arm, pool.submit(_measured, campaign, arm)) for arm in usable]
            for done, (arm, future) in enumerate(futures, 1):
                trial, name, asked = future.result()
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


def _measured(campaign: Campaign, arm: Arm) -> tuple[Trial, str, list[dict[str, Any]]]:
    given, workshop = campaign.givens.of(arm.component, arm.case), campaign.workshop.unpinned()
    if campaign.workshop.kinds[arm.runtime] == "cargo":
        counting = replace(arm, runtime=COUNTING)
        asked = [ONE_RUN] if len(arm.case.cast) == 1 else campaign.asked(arm)
        scene = scene_of(workshop, counting, given.path, campaign.options.seed)
        return play(scene, asked, campaign.patience_s), "counting", asked
    trial, series = campaign.instruments["memray"](workshop, arm, given.path, campaign.options.seed)
    trial.found.series = [{"role": arm.case.cast[-1].name, **one} for one in series]
    return trial, "memray", [{"how": "memray"}]
