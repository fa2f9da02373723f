"""What a measure asks for, as data."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from benchmarks.worker.failure import Failure

__all__ = ["MOST_FAILURES", "Batch", "Each", "read"]

MOST_FAILURES = 100  # in a row, then the measure ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Many runs timed as one."""

    loops: int = 0  # runs in a sample; 0: find how many take min_ns
    min_ns: int = 0  # shortest sample when loops is 0
    samples: int = 1
    warmup: int = 0  # samples before them that do not count
    warmup_ns: int = 0  # time to warm up for, at least
    budget_ns: int = 0  # take no sample that would begin after it is spent; warm-up left out; 0: take all
    once: bool = False  # one run, one sample, no warm-up


@dataclass(frozen=True, slots=True, kw_only=True)
class Each:
    """Every operation timed alone."""

    count: int = 0  # operations; 0: until the budget is spent, or those of one run where there is no budget
    rate: float = 0.0  # intended operations a second; 0: one after the other
    starts: str = ""  # the FIFO in which a generator hands over the intended starts of an open loop
    arrivals: str = "constant"
    seed: int = 0
    in_flight: int = 1
    batch: int = 1  # operations in one recorded value, which is their mean
    budget_ns: int = 0  # start no operation after this time; warm-up left out; 0: do all
    window_ns: int = 0  # a histogram of its own for each stretch of this length; 0: one for all
    warmup: int = 0  # operations before those that count
    warmup_ns: int = 0

    def operations(self, ops: int) -> float:
        """Operations to do, for a job of ``ops`` a run; infinite where only the budget ends them."""
        if self.count:
            return self.count
        return math.inf if self.budget_ns else ops


T = TypeVar("T", Batch, Each)


def read(kind: type[T], request: dict[str, Any]) -> T:
    """The request's fields of that kind; unknown ones are ignored. Raises `Failure` (protocol) for a wrong value."""
    found: dict[str, Any] = {}
    for field in fields(kind):
        name, default = field.name, field.default
        value = request.get(name, default)
        if not _fits(value, default) or (name == "arrivals" and value not in ("constant", "poisson")):
            raise Failure("protocol", f"measure: {name} should be a {_word(default)}, was {value!r}")
        found[name] = value
    return kind(**found)


def _fits(value: object, default: object) -> bool:
    if isinstance(default, bool | str):
        return type(value) is type(default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return value >= 0 and (isinstance(value, int) or (isinstance(default, float) and math.isfinite(value)))


def _word(default: object) -> str:
    words = {bool: "truth value", str: "word of the protocol", int: "whole number", float: "number"}
    return words[type(default)]
