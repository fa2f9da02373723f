import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.expr import ExpressionError, parse


@pytest.mark.parametrize(
    ("text", "figures", "expected"),
    [
        ("3.2 * 850", {}, 2720.0),
        ("py / rs", {"py": 800, "rs": 100}, 8.0),
        ("a - b * (c + 1)", {"a": 10, "b": 2, "c": 3}, 2.0),
        ("-a + 1e3", {"a": 1}, 999.0),
        ("min(a, b, 2)", {"a": 5, "b": 3}, 2.0),
        ("max(a)", {"a": 5}, 5.0),
        ("t1 / (4 * t4)", {"t1": 5.1, "t4": 1.3}, 5.1 / 5.2),
        ("slope(1, 3, 2, 5, 3, 7)", {}, 2.0),
        ("slope(1, a, 2, b)", {"a": 10, "b": 13}, 3.0),
        ("held(100, 100, 850, 849, 1000, 870)", {}, 850.0),
        ("held(100, 50)", {}, 0.0),
    ],
)
def test_arithmetic_gives_its_value(text, figures, expected):
    assert pytest.approx(expected) == parse(text).value(figures)


def test_names_come_in_their_order_once_each():
    assert ("b", "a") == parse("b / a + min(b, 2)").names


NO_ARITHMETIC = """__import__('os').system('true') | a.b | a[0] | a if b else c | lambda: 1 | [1, 2] | a ** 9 | a // b
a % b | a and b | a < b | f(1) | min() | min(a, key=b) | 'text' | True | 1j | a = 1 | 1 + | +a | ~a | print(1)
min(*a) | a; b"""


@pytest.mark.parametrize(
    "text", ["", "(" * 300 + "1", *(t.strip() for t in NO_ARITHMETIC.replace("\n", "|").split("|"))]
)
def test_what_is_not_arithmetic_is_refused_in_one_line(text):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"), [("slope(1, 2)", "slope takes pairs, at least 2"), ("held(1)", "held takes pairs, at least 1")]
)
def test_pairs_are_asked_for(text, says):
    with pytest.raises(ExpressionError, match=says):
        parse(text)


def test_a_division_by_zero_is_an_error_of_the_expression():
    with pytest.raises(ExpressionError, match="divides by 0"):
        parse("a / b").value({"a": 1, "b": 0})


@pytest.mark.parametrize(("text", "expected"), [("a - b", True), ("-a", True), ("a / b + 2 * c", False)])
def test_it_knows_whether_it_takes_differences(text, expected):
    assert expected == parse(text).subtracts


@given(st.floats(1e-3, 1e6), st.floats(1e-3, 1e6), st.floats(1e-3, 1e3))
def test_a_ratio_does_not_change_with_the_unit_of_its_figures(a, b, unit):
    ratio = parse("a / b")
    assert math.isclose(ratio.value({"a": a, "b": b}), ratio.value({"a": a * unit, "b": b * unit}), rel_tol=1e-9)
