"""Decimals as written, into integers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impls.ticker.decimals import split
from impls.ticker.record import TickerError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.50", (50, 2)),
        ("0.5", (5, 1)),
        ("7", (7, 0)),
        ("-0", (0, 0)),
        ("-12.5", (-125, 1)),
        ("007.10", (710, 2)),
        ("9223372036854775807", (2**63 - 1, 0)),
        ("-9223372036854775808", (-(2**63), 0)),
        ("-9.223372036854775808", (-(2**63), 18)),
        ("0.000000000000000001", (1, 18)),
        ("0" * 5000, (0, 0)),
    ],
)
def test_a_decimal_is_kept_as_written(text, expected):
    assert expected == split(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "-", ".", ".5", "5.", "-.5", "-5.", "+1", "1e5", "1 ", " 1", "1_0", "1,5", "--1", "1-", "1.2.3", "0x1"),
        *("\u0661", "1\u00b2", "1.\u00b2", "-\u0661", "9223372036854775808", "-9223372036854775809", "1" * 5000),
        *("0.0000000000000000001", "0.0000000000000000000", "-0.0000000000000000000"),
    ],
)
def test_no_other_form_is_a_decimal(text):
    with pytest.raises(TickerError) as raised:
        split(text)
    assert raised.value.kind == "decimal"


@given(mantissa=st.integers(-(2**63), 2**63 - 1), decimals=st.integers(0, 18))
def test_what_the_standard_library_writes_comes_back(mantissa, decimals):
    text = format(Decimal(mantissa).scaleb(-decimals), "f")
    assert (mantissa, decimals) == split(text)


@given(text=st.text(alphabet="0123456789.-+eE_ \u0661", max_size=24))
def test_what_is_taken_has_the_value_that_the_standard_library_sees(text):
    try:
        mantissa, decimals = split(text)
    except TickerError:
        return
    assert Decimal(text) == Decimal(mantissa).scaleb(-decimals)
    assert len(text.partition(".")[2]) == decimals
