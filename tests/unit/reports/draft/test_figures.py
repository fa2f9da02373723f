"""Figures as documents write them."""

import pytest

from reports.draft_figures import figure


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("500-800ms", (500, 800, "ms")),
        ("45–60 MB", (45, 60, "MB")),
        ("3 to 8 MB", (3, 8, "MB")),
        ("0.5ms - 1ms", (0.5, 1, "ms")),
        ("~0.1µs", (0.1, 0.1, "us")),
        ("about 2 seconds", (2, 2, "s")),
        ("25x faster", (25, 25, "x")),
        ("6-15× less", (6, 15, "x")),
        ("1000x more precise", (1000, 1000, "x")),
        ("50% reduction", (50, 50, "%")),
        ("10,000 orders/sec", (10000, 10000, "orders/s")),
        ("<1 ms", (0, 1, "ms")),
        ("up to 40 ms", (0, 40, "ms")),
        ("≤ 5ms", (0, 5, "ms")),
    ],
)
def test_a_figure_is_read(cell, expected):
    assert expected == figure(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "", "millisecond", "yes", "Basic", "Cargo with dependency resolution", "12", "10+", "> 1000 orders/s",
        "5 parsecs", "500us-1ms", "8-3 ms", "2026-11-30", "1.2.3", "3.11", "nan ms", "-5 ms", "Python 3.11 ms", "true",
    ],
)  # fmt: skip
def test_what_is_no_figure_stays_words(cell):
    assert figure(cell) is None
