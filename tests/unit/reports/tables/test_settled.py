"""How the processes of a lane settled stands beside its other figures."""

from dataclasses import replace

from reports.tables import facts
from reports.tables.cases import case_tables
from reports.tables.columns import columns, others
from tests.unit.reports.sample import summary

CASE, LANE = "ticker/parse[order=sent,messages=1000]v1", "python"


def row_of(settled):
    found = replace(summary(), settled=settled)
    table = next(t for t in case_tables(found) if t.id == CASE)
    return others(table.row(LANE), columns(table))


def test_the_classes_of_a_lane_s_processes_are_among_its_figures():
    classes = {"flat": 9, "no steady state": 3}
    found = row_of(({"case": CASE, "lane": LANE, "processes": 12, "classes": classes, "settles": None},))
    assert ("Processes", "9 flat, 3 no steady state") in found


def test_a_lane_that_was_not_classed_says_nothing():
    assert "Processes" not in [name for name, _ in row_of(())]


def test_how_long_processes_were_timed_is_counted_by_case():
    splits = [{"unit": str(i), "timed_ms": 12.5 if i else 25} for i in range(3)]
    assert facts.split_facts(splits) == {"A process": "12.5 ms in 2 cases, 25 ms in 1 case"}
    assert facts.split_facts([]) == {}
