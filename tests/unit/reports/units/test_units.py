"""Numbers in print: no digit that the interval does not carry, one unit a column."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import units


@pytest.mark.parametrize(
    ("low", "value", "high", "expected"),
    [
        (409, 412.4, 415, "412 (409–415)"),
        (1.222, 1.2345, 1.246, "1.234 (1.222–1.246)"),
        (2.9, 3.12, 3.4, "3.12 (2.90–3.40)"),
        (2.5, 3.12, 3.9, "3.1 (2.5–3.9)"),
        (12042.9, 12043.2, 12043.5, "12,043 (12,043–12,044)"),
        (0.0098, 0.0101, 0.0104, "0.0101 (0.0098–0.0104)"),
        (0.12, 2.1, 17.3, "2.1 (0.12–17)"),
        (0.00041, 3.0, 21572, "3.0 (0.00041–22,000)"),
        (1.5, 3.12, 4.4, "3.1 (1.5–4.4)"),
        (-0.4, 0.0, 0.4, "0.0 (-0.4–0.4)"),
        (7, 7, 7, "7 (7–7)"),
    ],
)
def test_digits_stop_where_the_interval_opens(low, value, high, expected):
    assert expected == str(units.show(low, value, high))


def test_without_an_interval_three_digits_are_shown():
    assert ["0.00123", "1.23", "12.3", "123", "1,235", "7"] == [
        str(units.show(None, v, None)) for v in (0.001234, 1.234, 12.34, 123.4, 1234.6, 7.0)
    ]


def test_no_minus_stands_before_a_zero():
    assert "0.00" == units.fixed(-0.001, 2)


def test_what_is_not_finite_is_not_a_number_on_the_page():
    assert units.Text("n/a") == units.show(None, math.nan, None)
    assert units.Text("n/a") == units.ratio(1.0, math.inf, 2.0)


def test_a_column_has_the_unit_of_its_middle():
    assert "µs" == units.suits("ns", [800, 1_500, 40_000]).name
    assert "MB" == units.suits("B", [2.4e6, 1.9e7]).name
    assert "M/s" == units.suits("1/s", [3e6, 1e7]).name
    assert "ns" == units.suits("ns", []).name


def test_a_unit_without_a_scale_is_printed_as_it_is():
    assert units.Unit("USD/h", 1) == units.suits("USD/h", [0.085])


def test_zeros_do_not_choose_the_unit():
    assert "kB" == units.suits("B", [0, 4_100, 5_000]).name


def test_a_sentence_may_ask_for_fewer_digits():
    assert "12.4× (12.3–12.6)" == str(units.ratio(12.26, 12.42, 12.58, most=3))


@given(st.floats(1e-6, 1e9), st.floats(1e-6, 0.5))
def test_the_shown_value_lies_inside_the_interval_it_is_shown_with(value, share):
    low, high = value * (1 - share), value * (1 + share)
    text = units.show(low, value, high)
    shown = float(text.value.replace(",", ""))
    room = 10 ** -(len(text.value.partition(".")[2])) if "." in text.value else 1.0
    assert low - room <= shown <= high + room


@given(st.floats(1e-9, 1e9))
def test_at_most_four_digits_before_rounding_to_whole_numbers(value):
    text = units.show(value * 0.99999, value, value * 1.00001).value.replace(",", "")
    digits = text.replace(".", "").lstrip("0")
    assert len(digits) <= 5 or "." not in text
