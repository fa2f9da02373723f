"""One ratio on several hosts: each host is one value."""

from dataclasses import replace

import pytest
from scipy import stats

from reports.tables.across import across
from tests.unit.reports.sample import summary

CASE = "clock/read[clock=monotonic]v1"


def on(host, factor=1.0, q=0.0):
    """The sample as another host saw it: the case's Rust so many times as fast."""
    found = summary()

    def seen(r):
        by = factor if r.lane == "rust" else 1 / factor if r.baseline == "rust" else 1.0
        return replace(r, value=r.value * by, low=r.low * by, high=r.high * by, q=q)

    ratios = tuple(seen(r) if r.case == CASE else r for r in found.ratios)
    return replace(found, host={**found.host, "id": host}, ratios=ratios)


def of(rows, lane="rust"):
    return next(row for row in rows if (row.case, row.lane) == (CASE, lane))


def test_one_host_shows_its_own_interval():
    row = of(across([on("h1")]))
    own = row.hosts["h1"]
    assert (own.low, own.value, own.high) == (row.together.low, row.together.value, row.together.high)


def test_two_hosts_show_their_range():
    row = of(across([on("h1"), on("h2", 2.0)]))
    value = row.hosts["h1"].value
    assert pytest.approx([value, value * 2**0.5, value * 2]) == [
        row.together.low,
        row.together.value,
        row.together.high,
    ]


def test_three_hosts_have_a_t_interval_of_their_logs():
    row = of(across([on("h1"), on("h2", 2.0), on("h3", 4.0)]))
    value = row.hosts["h1"].value * 2
    half = 2 ** (stats.t.ppf(0.975, 2) / 3**0.5)  # logs base 2 are 0, 1, 2: deviation 1
    assert pytest.approx([value / half, value, value * half]) == [
        row.together.low,
        row.together.value,
        row.together.high,
    ]


def test_a_row_says_on_how_many_hosts_which_outcome_was_found():
    one = on("h1")
    found = of(one_and_turned(one))
    assert {"faster": 1, "slower": 1} == dict(found.outcomes)
    assert found.reversed
    assert not of(across([one, on("h2")])).reversed


def test_a_difference_that_does_not_hold_among_all_comparisons_is_unresolved():
    assert {"unresolved": 2} == dict(of(across([on("h1", q=0.9), on("h2", q=0.9)])).outcomes)


def test_a_lane_that_one_host_has_not_is_a_row_all_the_same():
    fewer = on("h2")
    fewer = replace(fewer, measurements=tuple(m for m in fewer.measurements if m.lane != "rust"))
    assert {"h1"} == of(across([on("h1"), fewer])).hosts.keys()


def one_and_turned(one):
    turned = {"faster": "slower", "slower": "faster"}
    ratios = tuple(
        replace(r, value=1 / r.value, low=1 / r.high, high=1 / r.low, outcome=turned.get(r.outcome, r.outcome))
        for r in one.ratios
    )
    return across([one, replace(one, host={**one.host, "id": "h2"}, ratios=ratios)])
