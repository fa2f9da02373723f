from hypothesis import given
from hypothesis import strategies as st

from benchmarks.stats.ties import Place, places


def told(*pairs):
    known = {frozenset(p) for p in pairs}
    return lambda a, b: frozenset((a, b)) in known


def test_a_band_begins_where_all_before_are_apart_from_all_after():
    found = places("abcd", told("ac", "ad", "bc", "bd"))
    assert {"a": 0, "b": 0, "c": 1, "d": 1} == {lane: at.band for lane, at in found.items()}


def test_ranks_are_what_the_comparisons_leave():
    found = places("abcd", told("ac", "ad", "bd"))
    assert {"a": Place(0, 1, 2), "b": Place(0, 1, 3), "c": Place(0, 2, 4), "d": Place(0, 3, 4)} == found


def test_lanes_that_are_alike_are_not_parted_by_a_third_that_is_near_one_of_them():
    found = places(["near", "same", "twin"], told(("near", "twin")))
    assert found["same"].band == found["twin"].band


def test_told_apart_all_have_ranks_of_their_own_and_not_told_apart_all_share_one():
    assert [Place(i, i + 1, i + 1) for i in range(4)] == list(places("abcd", lambda *_: True).values())
    assert [Place(0, 1, 4)] * 4 == list(places("abcd", lambda *_: False).values())
    assert {} == places([], told())


@given(st.integers(1, 7), st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6))))
def test_bands_ascend_and_ranks_lie_within_their_band(count, pairs):
    lanes = [str(i) for i in range(count)]
    found = places(lanes, told(*((str(a), str(b)) for a, b in pairs)))
    bands = [found[lane].band for lane in lanes]
    assert sorted(bands) == bands
    for i, lane in enumerate(lanes):
        first, last = bands.index(bands[i]) + 1, count - bands[::-1].index(bands[i])
        assert first <= found[lane].best <= found[lane].worst <= last
