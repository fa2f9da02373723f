"""What simulations share: rates are held to exact binomial bands, and printed at the end of the session."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
for folder in (HERE, HERE.parent / "unit" / "benchmarks" / "stats"):  # arms, made_records
    sys.path.insert(0, str(folder))


@pytest.fixture
def note(record_property):
    """Print a line when all is done."""
    return lambda text: record_property("rate", text)


@pytest.fixture
def hold(note):
    """``hold(what, seen, times, low, high)``: the share must lie from ``low`` to ``high``; it is printed either way."""

    def check(what, seen, times, low, high):
        rate = seen / times
        note(f"{what}: {rate:.2%} of {times:,} (allowed {low:.2%} to {high:.2%})")
        assert low <= rate <= high, f"{what}: {rate:.2%} is not within {low:.2%} to {high:.2%}"

    return check


def pytest_terminal_summary(terminalreporter):
    reports = [r for found in terminalreporter.stats.values() for r in found if getattr(r, "when", "") == "call"]
    rows = [value for r in reports for name, value in r.user_properties if name == "rate"]
    if rows:
        terminalreporter.section("rates")
        for row in rows:
            terminalreporter.write_line(row)
