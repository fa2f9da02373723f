from dataclasses import replace

from benchmarks.core.model import Derived
from benchmarks.stats.crossing import OWN_PROCESS
from reports.page.crossings import crossing_figures
from reports.page.render import render
from reports.tables.cases import case_tables
from reports.tables.documents import documents
from tests.unit.reports.sample import empty, summary

PARSE = "ticker/parse[n=1]v1"
FIGURES = {
    f"boundary.break-even[{PARSE}]": 0.2,
    **{f"boundary.gain[{PARSE},batch={n}]": 0.5 * n for n in (1, 4, 4096)},
    "boundary.call[bytes,pipe]": 9000.0,
    "boundary.byte[bytes,pipe]": 0.25,
    "boundary.predicted[messages=16]": 1.3,
}


def with_figures(one):
    rows = (Derived(id=i, expr="", value=v, low=v * 0.9, high=v * 1.1, interleaved=True) for i, v in FIGURES.items())
    return replace(one, derived=tuple(rows))


def test_curve_and_numbers_stand_with_the_first_component_that_is_there():
    found = crossing_figures(with_figures(empty()), {"ticker", "machine", "boundary"})
    assert ["boundary"] == list(found)
    assert ["machine"] == list(crossing_figures(with_figures(empty()), {"ticker", "machine"}))
    ((figure,),) = (group.figures for group in found["boundary"])
    assert 'data-lane="ticker"' in figure.faces[0].svg
    pays, ways, predicted = figure.tables
    assert (PARSE, "1", "") == pays.rows[0][:3]
    assert ("Way", "A call, µs", "A byte, ns") == ways.heads
    assert ("bytes, pipe", "9.0 (8.1–9.9)", "0.250 (0.225–0.275)") == ways.rows[0]
    assert ("messages=16", "no") == (predicted.rows[0][0], predicted.rows[0][2])


def test_that_a_process_of_its_own_never_pays_is_told_only_where_its_cost_is_known():
    costs = replace(with_figures(empty()), block_values={OWN_PROCESS: {1: 9000.0, 2: 9100.0}})
    ((figure,),) = (group.figures for group in crossing_figures(costs, {"boundary"})["boundary"])
    assert "never" == figure.tables[0].rows[0][2]


def test_without_any_of_it_or_a_component_to_show_it_there_is_none():
    assert {} == crossing_figures(empty(), {"boundary"})
    assert {} == crossing_figures(with_figures(empty()), {"ticker"})


def test_it_stands_on_the_page():
    full = with_figures(summary())
    machine = {"name": "machine", "reference": "python", "cases": [], "lanes": []}
    machine["cases"] = [{"id": "machine/empty[]v1", "operation": "empty", "params": {}, "roles": ["main"], "how": []}]
    full = replace(full, catalog={"components": [*full.catalog["components"], machine]})
    assert "From where on Rust pays" in render(full, documents((), full), case_tables(full))
