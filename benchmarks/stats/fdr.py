"""Many comparisons in one table: the false discovery rate, and ties instead of ranks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scipy import stats

__all__ = ["adjusted", "tie_bands"]


def adjusted(p_values: Sequence[float]) -> list[float]:
    """P values adjusted for all of them (Benjamini and Hochberg 1995): declare those at or below 0.05.

    Of what is then declared different, 5 % are expected to be wrong.
    """
    return [float(q) for q in stats.false_discovery_control(list(p_values), method="bh")] if p_values else []


def tie_bands(best_first: Sequence[str], apart: Callable[[str, str], bool]) -> list[list[str]]:
    """Lanes in bands: each joins the band of the best lane it is not shown to be apart from.

    ``apart(a, b)`` says whether their comparison ended faster or slower. Lanes of one band share a rank.
    """
    bands: list[list[str]] = []
    for lane in best_first:
        if bands and not apart(bands[-1][0], lane):
            bands[-1].append(lane)
        else:
            bands.append([lane])
    return bands
