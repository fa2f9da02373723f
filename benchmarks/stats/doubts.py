"""Reasons to distrust a number, as data with advice. Each function sees one thing and says it in one line."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from benchmarks.core.model import Doubt

__all__ = [
    "NOT_INTERLEAVED",
    "POOLED",
    "Turns",
    "coarse",
    "crowded",
    "cut",
    "drift",
    "few_blocks",
    "noisy",
    "not_exact",
    "one_process",
    "recorded",
    "stated",
    "told",
    "unfinished",
]

NOT_INTERLEAVED = Doubt(
    "not_interleaved",
    "its parts were not measured in the same blocks",
    "measure them together: a drift of the machine between the two is in the number",
)

POOLED = Doubt(
    "pooled_processes",
    "no process had enough samples of its own, so all are read as one; the interval goes by how blocks differ",
    "measure longer: --rigorous",
)


class Turns(NamedTuple):
    """How long the scheduler leaves a lane its CPU, and how long the lane would need it."""

    lost: float  # times the CPU was taken away, a second of CPU time
    sample_ns: float  # what one timed sample lasts

    @property
    def cuts(self) -> float:
        """How often a sample is interrupted."""
        return self.lost * self.sample_ns / 1e9


def few_blocks(blocks: int, least: int = 4) -> Doubt | None:
    """Fewer blocks than an interval should rest on."""
    if blocks >= least:
        return None
    return Doubt(
        "few_blocks", f"measured in {blocks} block{'s' * (blocks != 1)}", "give it more time: --budget, or --rigorous"
    )


def noisy(values: Sequence[float], most: float = 0.10) -> Doubt | None:
    """A standard deviation of the blocks' logs above ``most``."""
    if len(values) < 3 or min(values) <= 0:
        return None
    deviation = float(np.log(values).std(ddof=1))
    if deviation <= most:
        return None
    return Doubt("noisy", f"blocks deviate by {deviation:.0%}", "see what else runs here: tandem doctor")


def drift(values: Sequence[float], least: float = 0.03) -> Doubt | None:
    """The last half of the blocks against the first: over ``least`` apart, and over three standard errors."""
    half = len(values) // 2
    if half < 2 or min(values) <= 0:
        return None
    logs = np.log(values)
    first, last = logs[:half], logs[-half:]
    shift = float(last.mean() - first.mean())
    error = math.sqrt(float(first.var(ddof=1) + last.var(ddof=1)) / half)
    if abs(shift) <= max(math.log1p(least), 3 * error):
        return None
    return Doubt(
        "drift", f"the last blocks were {math.exp(shift):.2f}x the first", "let the machine cool, or pin the clock"
    )


def coarse(sample_ns: float, step_ns: float = 50.0, least: int = 1000) -> Doubt | None:
    """Timed samples shorter than ``least`` steps of the clock."""
    if sample_ns >= least * step_ns:
        return None
    return Doubt("coarse_clock", f"a sample lasts {sample_ns / 1000:.1f} us", "time more runs as one sample")


def not_exact(values: Sequence[float]) -> Doubt:
    """A figure that should be the same in every run, and was not."""
    return Doubt(
        "not_exact", f"ranged from {min(values):g} to {max(values):g}", "find out what in the work is not fixed"
    )


def one_process(windows: int) -> Doubt:
    """A percentile whose interval says nothing of other processes."""
    saw = f"one process, its interval from {windows} stretches of time: another process may lie outside"
    return Doubt("one_process", saw, "give it more time: --budget, or --rigorous")


def crowded(roles: int, cores: int | None) -> Doubt | None:
    """More processes than cores: tails are then the scheduler's."""
    if not cores or roles <= cores:
        return None
    return Doubt(
        "crowded", f"{roles} roles share {cores} core{'s' * (cores != 1)}", "read its tail with care, or use more cores"
    )


def cut(lanes: Mapping[str, Turns], least: float = 25.0) -> dict[str, Doubt]:
    """By lane of one case: samples that are interrupted once and more, where those of another lane mostly are not.

    The median of short samples is then what the work takes, that of long ones holds the turns of others besides. Of a
    lane interrupted less than ``least`` times a second nothing is said: turns are of about 4 ms, so that is a tenth.
    """
    shortest = min(lanes, key=lambda lane: lanes[lane].cuts, default="")
    if not shortest or lanes[shortest].cuts > 0.5:
        return {}
    spared = f"those of {shortest} last {lanes[shortest].sample_ns / 1e6:.3g} ms and are mostly spared"
    return {
        lane: Doubt(
            "switched_out",
            f"the CPU was taken away {turns.lost:.0f} times a second, so {turns.cuts:.2g} times in each sample of "
            f"{turns.sample_ns / 1e6:.3g} ms; {spared}",
            "end what else runs (tandem doctor) and measure again: what it took is in this lane's times alone",
        )
        for lane, turns in lanes.items()
        if turns.cuts >= 1 and turns.lost >= least
    }


def unfinished(ended: Mapping[str, int], finished: int) -> Doubt | None:
    """Trials that died, fell silent, were refused or cut short."""
    bad = sum(ended.values())
    if not bad:
        return None
    words = ", ".join(f"{count} {word}" for word, count in sorted(ended.items()))
    return Doubt("unfinished", f"of {finished + bad} trials: {words}", "see their log: tandem runs show")


def stated(texts: Iterable[str]) -> list[Doubt]:
    """What a lane says against itself."""
    return [Doubt(text.replace(" ", "_"), f"the lane states: {text}", "see the lane's file for why") for text in texts]


def recorded(trials: Iterable[Mapping[str, Any]]) -> list[Doubt]:
    """What the launcher wrote into the trials, each once, with how often it was seen."""
    seen: Counter[Doubt] = Counter()
    total = 0
    for trial in trials:
        total += 1
        seen.update({told(doubt) for doubt in trial.get("doubts") or ()})
    return [Doubt(d.code, f"{d.saw} (in {n} of {total} trials)", d.advice) for d, n in seen.items()]


def told(doubt: Any) -> Doubt:
    """A doubt as a record has it: a mapping with code, saw and advice, or plain text."""
    if isinstance(doubt, Mapping):
        return Doubt(str(doubt["code"]), str(doubt.get("saw", "")), str(doubt.get("advice", "")))
    return Doubt(str(doubt).replace(" ", "_"), str(doubt), "")
