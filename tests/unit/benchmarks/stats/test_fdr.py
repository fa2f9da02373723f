import pytest

from benchmarks.stats.fdr import adjusted

# Benjamini and Hochberg's procedure on the 25 p values of a diet study (McDonald, Handbook of Biological Statistics).
CLASSIC = [
    0.001, 0.008, 0.039, 0.041, 0.042, 0.060, 0.074, 0.205, 0.212, 0.216, 0.222, 0.251, 0.269, 0.275, 0.34, 0.341,
    0.384, 0.569, 0.594, 0.696, 0.762, 0.94, 0.942, 0.975, 0.986,
]  # fmt: skip


def test_the_classic_p_values_are_adjusted_as_known():
    assert pytest.approx([0.025, 0.1, 0.21, 0.21, 0.21]) == adjusted(CLASSIC)[:5]


def test_nothing_to_compare_is_nothing():
    assert [] == adjusted([])
