"""Where the noise of nested measurements comes from, and how many of each level are worth their cost.

Kalibera and Jones, "Rigorous benchmarking in reasonable time" (ISMM 2013): level 1 are samples, level 2 the processes
that hold them, and so on. Their first printing has T2_i = S2_i - S2_{i-1} in one place; the unbiased estimate divides
the level below by its number of repetitions, as here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean, variance
from typing import NamedTuple, TypeAlias

from benchmarks.core.errors import TooFewSamplesError

__all__ = ["Components", "Nested", "components", "repetitions"]

Nested: TypeAlias = "Sequence[float] | Sequence[Nested]"
"""Samples in processes in ...: lists, equally deep everywhere, not all of one length."""


class Components(NamedTuple):
    """Levels innermost first. ``spread``: S2, of the means of a level's members; ``share``: T2, its own part."""

    mean: float
    spread: tuple[float, ...]
    share: tuple[float, ...]  # at or below 0: the level adds nothing, repeating it alone is not needed


def components(nested: Nested) -> Components:
    """Variance components of a nested design, unit squared.

    S2_i is the variance of the members of a level-i group (samples; means of processes; ...) averaged over the groups,
    and T2_1 = S2_1, T2_i = S2_i - S2_{i-1} / r_{i-1}, with 1/r the mean of 1/length where lengths differ. Groups of one
    say nothing of their spread and are left out of it. Raises `TooFewSamplesError` where a level has no group of two.
    """
    groups: list[list[list[float]]] = []
    mean, _ = _gather(nested, groups)
    spread, per_member = [], []
    for level, found in enumerate(groups, 1):
        told = [variance(members) for members in found if len(members) > 1]
        if not told:
            raise TooFewSamplesError("variance components", f"level {level} has no group of two", "measure it again")
        spread.append(fmean(told))
        per_member.append(fmean(1 / len(members) for members in found))
    below = [0.0, *(s * r for s, r in zip(spread, per_member, strict=True))]
    return Components(mean, tuple(spread), tuple(s - b for s, b in zip(spread, below, strict=False)))


def repetitions(share: Sequence[float], costs: Sequence[float]) -> tuple[float, ...]:
    """How often to repeat each level but the outermost: r_i = ceil sqrt(c_{i+1} / c_i * T2_i / T2_{i+1}).

    ``share`` T2 and ``costs`` (of one more member of a level, all in one unit, above 0), innermost first and equally
    many. Infinite where the level above adds nothing: then only repeating this one helps. At least 1.
    """
    pairs = zip(zip(share, costs, strict=True), zip(share[1:], costs[1:], strict=True), strict=False)
    return tuple(_repeats(*inner, *outer) for inner, outer in pairs)


def _repeats(share: float, cost: float, share_above: float, cost_above: float) -> float:
    if share <= 0:
        return 1.0
    if share_above <= 0:
        return math.inf
    return float(max(1, math.ceil(math.sqrt(cost_above / cost * share / share_above))))


def _gather(node: Nested | float, groups: list[list[list[float]]]) -> tuple[float, int]:
    """The mean of a node and how deep it is; its members join those of their level."""
    if isinstance(node, int | float):
        return float(node), 0
    parts = [_gather(part, groups) for part in node]
    if not parts or len({depth for _, depth in parts}) > 1:
        raise TooFewSamplesError(
            "variance components", "a group is empty, or deeper than its neighbour", "leave it out"
        )
    members, depth = [mean for mean, _ in parts], parts[0][1]
    while len(groups) <= depth:
        groups.append([])
    groups[depth].append(members)
    return fmean(members), depth + 1
