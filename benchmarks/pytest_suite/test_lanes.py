"""Every Python lane of every case under pytest-benchmark, calibrated; with ``--benchmark-disable`` each body runs once.

pytest-benchmark times calls in its own process only: lanes in other runtimes are not here. The cases are those of a
quick run, or what ``TANDEM_SELECT`` names.
"""

import pytest

from benchmarks.core.needs import unmet
from benchmarks.harnesses.subject import chosen_outside, subjects

SUBJECTS = [s for s in subjects(chosen_outside()) if s.in_process and s.not_applicable() is None]


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda s: s.name)
def test_lane(benchmark, subject):
    reason = unmet(subject.arm.lane.needs)
    if reason:
        pytest.skip(reason)
    call = subject.call
    benchmark.group = subject.arm.case_id
    benchmark.extra_info["ops"] = subject.work.ops
    benchmark(call)
