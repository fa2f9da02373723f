"""Where wall, CPU, instructions, allocations and memory tell different stories of one pair of lanes.

A lane that computes faster does so by fewer instructions, or by waiting less, or on more cores: which of these it was,
the wall alone does not say, and a speed-up that none of the other figures shares is to be explained before it is
believed. Ratios say how many times better the lane is than its base, over 1 is better.
"""

from __future__ import annotations

from collections.abc import Mapping
from statistics import geometric_mean
from typing import NamedTuple

from benchmarks.core.metrics import METRICS
from benchmarks.core.model import Doubt, Interval
from benchmarks.stats import intervals

__all__ = ["WALL", "Disagreement", "disagreements", "idle", "of_blocks", "of_case", "stories"]

WALL = ("time", "startup", "latency_p50")  # the first of these that both lanes have
EFFORT = {"cpu": 1.5, "instructions": 2.0}
"""Metrics that should tell the wall's story, and how many times apart they may be: instructions differ in length."""

PRICE = {"allocations": 2.0, "peak_heap": 2.0, "resident_peak": 2.0}
"""Metrics that may differ as they like, unless they turn the other way by more than this."""

RESOLVED = 1.02
SAME = 1.1  # ratios within this of 1 are told as "the same"
WORDS = {
    "time": "on the wall", "startup": "to the first output", "latency_p50": "on the wall", "cpu": "CPU time",
    "instructions": "instructions", "allocations": "allocations", "peak_heap": "peak heap",
    "resident_peak": "resident memory",
}  # fmt: skip
Blocks = Mapping[int, float]


class Disagreement(NamedTuple):
    """Two metrics of one pair of lanes that part, and what they say."""

    first: str
    second: str
    says: str


def disagreements(ratios: Mapping[str, Interval]) -> list[Disagreement]:
    """The rows of a pair of lanes, worst first by the order of metrics; none where all tell one story.

    ``ratios``: metric to how many times better the lane is than its base. What is not among them says nothing.
    """
    wall = next((name for name in WALL if name in ratios), None)
    if wall is None:
        return []
    found = [
        Disagreement(wall, other, f"{_said(wall, ratios[wall])}, {_said(other, ratios[other])}")
        for other, most in EFFORT.items()
        if other in ratios and _apart(ratios[wall], ratios[other]) > most
    ]
    return found + [
        Disagreement(wall, other, f"{_said(wall, ratios[wall])}, but {_said(other, ratios[other])}")
        for other, most in PRICE.items()
        if other in ratios and _turned(ratios[wall], ratios[other], most)
    ]


def idle(wall: Interval, cpu: Interval, most: float = 2.0) -> str | None:
    """What a lane's own figures say against each other: it waits most of its time, or works on several cores.

    Both in ns of one operation. None where CPU and wall are within ``most`` times of each other.
    """
    if cpu.high * most < wall.low:
        return f"the CPU works {cpu.value / wall.value:.0%} of the time: the wall shows waiting"
    if cpu.low > wall.high * most:
        return f"the CPU time is {cpu.value / wall.value:.2g} times the wall: it works on several cores"
    return None


def of_blocks(metric: str, base: Blocks, lane: Blocks) -> Interval | None:
    """How many times better ``lane`` is than ``base``: by block values, or by the only value where there is one.

    None where a value is not above 0, so that there is no ratio.
    """
    if not base or not lane or min(*base.values(), *lane.values(), 1) <= 0:
        return None
    less, more = (base, lane) if METRICS[metric].better == "more" else (lane, base)
    common = [block for block in less if block in more]
    if len(common) > 1:
        return intervals.of_ratio([less[b] for b in common], [more[b] for b in common]).interval()
    ratio = geometric_mean(more.values()) / geometric_mean(less.values())
    return Interval(ratio, ratio, ratio)


def stories(base: Mapping[str, Blocks], lane: Mapping[str, Blocks]) -> dict[str, Interval]:
    """The ratios that `disagreements` asks for, of two lanes' block values by metric."""
    told = {name: of_blocks(name, base[name], lane[name]) for name in WORDS if name in base and name in lane}
    return {name: ratio for name, ratio in told.items() if ratio is not None}


def of_case(lanes: Mapping[str, Mapping[str, Blocks]], base: str | None) -> dict[str, list[Doubt]]:
    """What is to be doubted of each lane of a case: by itself, and against the base where there is one.

    ``lanes``: lane to metric to block to value.
    """
    found: dict[str, list[Doubt]] = {}
    for lane, values in lanes.items():
        alone = _alone(values)
        told = [Doubt("disagreement", alone, _WAITS)] if alone else []
        if base is not None and base in lanes and lane != base:
            rows = disagreements(stories(lanes[base], values))
            told += [Doubt("disagreement", f"against {base}: {row.says}", _ADVICE[row.second]) for row in rows]
        if told:
            found[lane] = told
    return found


def _alone(values: Mapping[str, Blocks]) -> str | None:
    wall, cpu = (list(values.get(name, {}).values()) for name in ("time", "cpu"))
    if not wall or not cpu or min(wall) <= 0:
        return None
    return idle(_interval(wall), _interval(cpu))


def _interval(values: list[float]) -> Interval:
    if len(values) < 2 or min(values) == max(values):
        return Interval(values[0], values[0], values[0])
    return intervals.of_values(values, logs=min(values) > 0).interval()


_WAITS = "see what differs beside the work: waiting, several cores, caches (tandem profile)"
_COSTS = "weigh both: the one is bought with the other"
_ADVICE = dict.fromkeys(EFFORT, _WAITS) | dict.fromkeys(PRICE, _COSTS)


def _apart(one: Interval, other: Interval) -> float:
    """How many times the nearer ends of two intervals are apart; 1 where they overlap."""
    return max(one.low / other.high, other.low / one.high, 1.0)


def _turned(wall: Interval, other: Interval, most: float) -> bool:
    """Whether one is resolved to be better and the other worse, by more than ``most``."""
    faster = wall.low > RESOLVED and other.high < 1 / most
    slower = wall.high < 1 / RESOLVED and other.low > most
    return faster or slower


def _said(metric: str, ratio: Interval) -> str:
    word, times = WORDS[metric], ratio.value
    on_the_clock = metric in WALL
    if 1 / SAME < times < SAME:
        return f"as fast {word}" if on_the_clock else f"the same {word}"
    size = f"{max(times, 1 / times):.2g}x"
    if on_the_clock:
        return f"{size} {'faster' if times > 1 else 'slower'} {word}"
    return f"{size} {'less' if times > 1 else 'more'} {word}"
