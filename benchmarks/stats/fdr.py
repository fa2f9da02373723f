"""Many comparisons in one table: the false discovery rate."""

from __future__ import annotations

from collections.abc import Sequence

from scipy import stats

__all__ = ["ACCEPTED", "adjusted"]

ACCEPTED = 0.05
"""Of the differences that are shown as such, this share is expected to be wrong."""


def adjusted(p_values: Sequence[float]) -> list[float]:
    """P values adjusted for all of them (Benjamini and Hochberg 1995): declare those at or below 0.05.

    Of what is then declared different, 5 % are expected to be wrong.
    """
    return [float(q) for q in stats.false_discovery_control(list(p_values), method="bh")] if p_values else []
