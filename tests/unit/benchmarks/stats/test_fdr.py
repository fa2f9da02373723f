import numpy as np
import pytest
from scipy import stats

from benchmarks.stats.fdr import adjusted, tie_bands

# Benjamini and Hochberg's procedure on the 25 p values of a diet study (McDonald, Handbook of Biological Statistics).
CLASSIC = [
    0.001, 0.008, 0.039, 0.041, 0.042, 0.060, 0.074, 0.205, 0.212, 0.216, 0.222, 0.251, 0.269, 0.275, 0.34, 0.341,
    0.384, 0.569, 0.594, 0.696, 0.762, 0.94, 0.942, 0.975, 0.986,
]  # fmt: skip


def test_the_classic_p_values_are_adjusted_as_known():
    assert pytest.approx([0.025, 0.1, 0.21, 0.21, 0.21]) == adjusted(CLASSIC)[:5]


def test_nothing_to_compare_is_nothing():
    assert [] == adjusted([])


def test_lanes_that_are_not_apart_share_a_band():
    apart = {frozenset(p) for p in (("a", "c"), ("a", "d"), ("b", "d"))}
    assert [["a", "b"], ["c", "d"]] == tie_bands(["a", "b", "c", "d"], lambda x, y: frozenset((x, y)) in apart)


@pytest.mark.slow
def test_identical_lanes_share_a_band_nineteen_times_in_twenty():
    rng = np.random.default_rng(8)
    times, together = 1000, 0
    for _ in range(times):
        logs = {"same": rng.normal(0, 0.02, 8), "twin": rng.normal(0, 0.02, 8), "slow": rng.normal(0.3, 0.02, 8)}

        def apart(a, b, logs=logs):
            return stats.ttest_1samp(logs[a] - logs[b], 0).pvalue < 0.05

        order = sorted(logs, key=lambda n: logs[n].mean())
        together += any({"same", "twin"} <= set(b) for b in tie_bands(order, apart))
    assert together >= stats.binom(times, 0.95).ppf(0.005)
