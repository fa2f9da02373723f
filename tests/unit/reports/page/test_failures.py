from dataclasses import replace

from benchmarks.core.model import Derived
from reports.page.failures import failure_figures
from tests.unit.reports.sample import empty


def cost(of, ns):
    return Derived(id=f"dispatch.error[{of}]", expr="", value=ns, low=ns - 9, high=ns + 9, interleaved=True)


def test_each_lane_has_a_row_and_each_way_to_fail_a_column():
    costs = (cost("handle,python", -450), cost("propagate,depth=10,python", 300), cost("propagate,depth=10,rust", 20))
    found = failure_figures(replace(empty(), derived=costs))
    assert ["dispatch"] == list(found)
    (table,) = found["dispatch"][0].figures[0].tables
    assert ("Lane", "handle, ns", "propagate, depth=10, ns") == table.heads
    assert (("python", "-450 (-459–-441)", "300 (291–309)"), ("rust", "", "20 (11–29)")) == table.rows


def test_without_errors_measured_there_is_none():
    assert {} == failure_figures(empty())
