"""The sentence of a case: generated from its intervals, and saying no more than they do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.core.model import Doubt, Interval
from reports.tables.cases import case_tables
from reports.tables.sentences import sentence
from tests.unit.reports.sample import ratio, summary

CASE = "ticker/parse_mixed[messages=1000]v1"
LANES = ("document-python", "python-best", "rust")


def said(python: Interval, rust: Interval, beyond: Interval) -> str:
    """The sentence where the three comparisons are these."""
    full = summary()
    stated = {LANES[:2]: python, (LANES[0], LANES[2]): rust, LANES[1:]: beyond}
    wanted = [ratio(CASE, "time", lanes, at) for lanes, at in stated.items()]
    named = {*stated, *((b, a) for a, b in stated)}
    kept = [r for r in full.ratios if r.case != CASE or (r.baseline, r.lane) not in named]
    only = [m for m in full.measurements if m.case != CASE or m.lane in LANES]
    changed = replace(full, ratios=(*kept, *wanted), measurements=tuple(only))
    return sentence(next(t for t in case_tables(changed) if t.id == CASE))


def test_most_of_the_gain_without_rust_says_the_better_python_first():
    assert (
        "The best Python (python-best) is 3.10× (2.85–3.38) faster than the document's Python; "
        "Rust is 4.0× (3.7–4.4) faster. Most of the gain needs no Rust: first the better Python; "
        "over it Rust adds 1.29× (1.20–1.40)."
    ) == said(Interval(2.85, 3.1, 3.38), Interval(3.7, 4.0, 4.36), Interval(1.2, 1.29, 1.4))


def test_a_small_help_is_called_little():
    text = said(Interval(1.08, 1.1, 1.12), Interval(11, 12, 13), Interval(10, 10.9, 11.8))
    assert "The better Python helps little; over it Rust adds 10.9×" in text


def test_a_better_python_that_is_not_shown_to_help_leaves_the_gain_to_rust():
    text = said(Interval(0.9, 1.05, 1.2), Interval(11, 12, 13), Interval(10, 11.4, 12))
    assert text.startswith("Whether the best Python (python-best) differs from the document's Python is unresolved")
    assert text.endswith("No better Python is measured here: the gain is Rust's.")


def test_rust_that_is_level_with_the_better_python_adds_nothing():
    text = said(Interval(5.7, 6.0, 6.3), Interval(5.7, 6.0, 6.3), Interval(0.99, 1.0, 1.01))
    assert text.endswith("Beyond the better Python, this run shows no gain from Rust: first the better Python.")


def test_rust_that_is_slower_is_said_to_be():
    text = said(Interval(1.4, 1.5, 1.6), Interval(0.45, 0.5, 0.55), Interval(0.3, 0.33, 0.36))
    assert "Rust is 2.00× (1.82–2.22) slower. Rust gains nothing here." in text


def test_an_open_question_stays_open():
    text = said(Interval(1.4, 1.5, 1.6), Interval(0.9, 1.05, 1.3), Interval(0.6, 0.7, 0.8))
    assert text.endswith("; whether Rust differs from the document's Python is unresolved, 1.05× (0.90–1.30).")


@pytest.mark.parametrize("table", [t for t in case_tables(summary()) if t.measured], ids=lambda t: t.id)
def test_every_measured_case_with_the_lanes_has_a_sentence_of_its_own_numbers(table):
    text = sentence(table)
    assert text.startswith("The best Python (")
    gain = table.ratio("document-python", "rust")
    assert f"{gain.value:.3g}"[:3] in text


def test_what_the_best_python_states_against_itself_is_said_with_it():
    full = summary()
    doubt = Doubt("private_interface", "the lane states: private interface", "")
    told = [replace(m, doubts=(doubt,)) if m.lane == "python-best" else m for m in full.measurements]
    table = next(t for t in case_tables(replace(full, measurements=tuple(told))) if t.id == CASE)
    assert sentence(table).startswith("The best Python (python-best, private interface) is ")


def test_a_case_without_rust_has_no_sentence():
    assert "" == sentence(next(t for t in case_tables(summary()) if not t.measured))
