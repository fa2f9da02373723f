"""Classes of processes counted from raw trials: nothing is left out, and what is doubtful is said."""

import made_records as made
import numpy as np
import pytest

from benchmarks.stats.pools import Catalog, pools
from benchmarks.stats.settled import doubts_of, settled

CASE = "ticker/parse[messages=1000]v1"


def shaped(shapes, *, twin=False):
    """Records of one lane, a process for each of ``shapes``: samples relative to the steady time."""
    rng = np.random.default_rng(1)
    records = [made.run_header({CASE: {"rust": 100.0}}), made.host(), *made.runtimes(), made.gate_row(CASE, "rust")]
    for i, shape in enumerate(shapes):
        totals = [round(1e6 * level * rng.lognormal(0, 0.004)) for level in shape]
        series = {"role": "main", "metric": "time", "unit": "ns", "loops": {"loops": 1, "ops": 1, "totals": totals}}
        records.append(made.trial(CASE, "rust", i // 3, i % 3, [series], **({"twin": True} if twin else {})))
    return records


def rows_of(records):
    catalog = Catalog(r for r in records if r["is"] == "run")
    return settled(pools(records, made.HOST, catalog), catalog)


FLAT, WARMUP, SLOW = [1] * 40, [2] * 12 + [1] * 28, [1] * 12 + [2] * 28
NEVER, SHORT = [1] * 30 + [2] * 10, [1] * 6


def test_every_process_has_a_class_and_none_is_left_out():
    (row,) = rows_of(shaped([FLAT, FLAT, WARMUP, SLOW, NEVER, SHORT]))
    expected = {"flat": 2, "warmup": 1, "slowdown": 1, "no steady state": 1, "too short": 1}
    assert (CASE, "rust", 6, expected, 13) == (
        row["case"], row["lane"], row["processes"], row["classes"], row["settles"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("shapes", "said"),
    [
        ([FLAT] * 12, []),
        ([FLAT] * 9 + [NEVER] * 3, ["no steady state in 3 of 12 processes"]),
        ([WARMUP] * 6 + [SLOW] * 3, ["warmup in 6 of 9 processes", "slowdown in 3 of 9 processes"]),
        ([FLAT] * 11 + [NEVER], []),
        ([SHORT] * 6, []),
    ],
)
def test_classes_that_are_more_than_a_chance_are_doubts(shapes, said):
    (row,) = rows_of(shaped(shapes))
    assert said == [doubt.saw for doubt in doubts_of(row)]
    assert all(doubt.advice for doubt in doubts_of(row))


def test_a_twin_has_no_row():
    assert [] == rows_of(shaped([FLAT] * 3, twin=True))
