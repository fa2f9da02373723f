"""The four outcomes of a comparison, and the smallest effect it could have seen. Free of any verdict on a claim."""

from __future__ import annotations

import math

from scipy import special

from benchmarks.core.model import Interval, Outcome
from benchmarks.stats.intervals import Estimate

__all__ = ["BAND", "outcome", "smallest_effect"]

BAND = 1.02
"""Ratios from 1/1.02 to 1.02 count as the same."""


def outcome(found: Interval, band: float = BAND) -> Outcome:
    """What the interval of "how many times better" says, in this precedence.

    Inside ``[1/band, band]``: equivalent (two one-sided tests, Schuirmann 1987). Excludes 1: faster, or slower. Else
    unresolved: never "no difference".
    """
    if 1 / band <= found.low and found.high <= band:
        return "equivalent"
    if found.low > 1:
        return "faster"
    if found.high < 1:
        return "slower"
    return "unresolved"


def smallest_effect(found: Estimate, *, alpha: float = 0.05, power: float = 0.8) -> float:
    """The smallest true ratio (> 1) that blocks as noisy and as many as these resolve with ``power``.

    The minimum detectable effect, (t(1 - alpha/2) + t(power)) standard errors (Bloom 1995), exponentiated.
    """
    if not found.error:
        return 1.0
    t = found.critical(alpha) + float(special.stdtrit(found.freedom, power))
    return math.exp(min(t * found.error, 700.0))
