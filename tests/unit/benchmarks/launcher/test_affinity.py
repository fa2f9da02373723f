import os

import pytest

from benchmarks.launcher.affinity import aside, cpus_of, pinned
from impls.contract import Role

USABLE = frozenset({0, 1, 5})


@pytest.mark.parametrize(
    ("core", "alone", "expected"),
    [
        (None, True, {5}), (0, True, {5}), (1, False, {1}), (2, False, {0}), (3, False, {5}),
        (None, False, USABLE), (-1, True, USABLE),
    ],
)  # fmt: skip
def test_a_slot_is_a_cpu_counted_from_the_highest(core, alone, expected):
    assert expected == cpus_of(Role(core=core), alone=alone, usable=USABLE)


def test_one_cpu_is_nothing_to_choose_from():
    assert frozenset({3}) == cpus_of(Role(core=1), alone=False, usable=frozenset({3}))


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="this system has no affinity")
def test_pinning_ends_with_the_block():
    before = os.sched_getaffinity(0)
    one = frozenset({min(before)})
    with pinned(one):
        assert one == os.sched_getaffinity(0)
    assert before == os.sched_getaffinity(0)
    with pinned(frozenset()):
        assert before == os.sched_getaffinity(0)


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="this system has no affinity")
def test_the_launcher_steps_off_slot_zero():
    usable = frozenset(os.sched_getaffinity(0))
    with aside(usable):
        here = frozenset(os.sched_getaffinity(0))
    assert (usable - {max(usable)} or usable) == here
