"""The second look at a Python lane, with the clock's answers given."""

import pytest

from impls._gate.lanes import anew
from impls._gate.spec import Seen

SEEN = Seen("sums", "python", "sums", {}, {}, [], suspicious=10, further=4)


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ([1000, 900], [1000, 900]),
        ([1000, 100], [1000, 100]),  # not suspicious: asked no further
        ([1000, 30, 2, 9, 2, 3], [1000, 2]),  # the second was slow by chance
        ([1000, 30, 99, 99, 99, 99], [1000, 30]),
    ],
)
def test_a_suspiciously_short_second_run_is_repeated_and_the_shortest_counts(monkeypatch, taken, expected):
    left = iter(taken)
    monkeypatch.setattr(anew, "_timed", lambda run, _: (next(left), run()))
    assert ({"json": 7}, expected) == anew._twice(lambda: 7, SEEN)
    assert [] == list(left)
