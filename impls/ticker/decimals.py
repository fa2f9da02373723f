"""A decimal as written, split into integers: the one function that every Python lane uses, so that JSON is compared."""

from __future__ import annotations

from impls.ticker.record import Decimal, TickerError

__all__ = ["MOST_DECIMALS", "split"]

MOST_DECIMALS = 18
_LEAST, _MOST = -(2**63), 2**63 - 1


def split(text: str) -> Decimal:
    """``"0.50"`` is ``(50, 2)``: an optional minus, digits, and optionally a point with digits after it.

    Raises `TickerError` ``decimal`` for any other form, over 18 decimals, or a mantissa outside of i64.
    """
    whole, point, fraction = text.partition(".")
    if point:
        digits = whole + fraction
        if digits.isdecimal() and digits.isascii() and len(digits) < 19 and whole and fraction:
            return int(digits), len(fraction)
    elif text.isdecimal() and text.isascii() and len(text) < 19:
        return int(text), 0
    return _signed_or_long(text)


def _signed_or_long(text: str) -> Decimal:
    negative = text.startswith("-")
    whole, point, fraction = text[negative:].partition(".")
    if not (_digits(whole) and (_digits(fraction) or not point)) or len(fraction) > MOST_DECIMALS:
        raise TickerError("decimal")
    digits = (whole + fraction).lstrip("0") or "0"
    if len(digits) > 19:  # also keeps int() from its limit of 4300 digits
        raise TickerError("decimal")
    mantissa = -int(digits) if negative else int(digits)
    if not _LEAST <= mantissa <= _MOST:
        raise TickerError("decimal")
    return mantissa, len(fraction)


def _digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()
