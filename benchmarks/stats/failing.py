"""What an error costs: the time of an operation where all fail, less that where none does."""

from __future__ import annotations

import re

from benchmarks.core.model import Derived
from benchmarks.stats import intervals
from benchmarks.stats.crossing import Values, common

__all__ = ["derived"]

CASE = re.compile(r"dispatch/(?P<of>\w+)\[(?P<before>.*?)bad=0(?P<after>.*)\](?P<version>v\d+)")


def derived(values: Values) -> tuple[Derived, ...]:
    """``dispatch.error[propagate,depth=10,rust]`` in ns, below 0 where what fails is shorter than what it spares.

    The parameters that it names are those before the share that fails.
    """
    found = []
    for case, lane in dict.fromkeys((case, lane) for case, lane, metric in values if metric == "time"):
        if not (match := CASE.fullmatch(case)):
            continue
        failing = f"dispatch/{match['of']}[{match['before']}bad=100{match['after']}]{match['version']}"
        data = common({name: values.get((one, lane, "time"), {}) for name, one in (("none", case), ("all", failing))})
        if data:
            at = intervals.interval(lambda at: at["all"] - at["none"], {"one": data}, logs=False)
            name = f"dispatch.error[{match['of']},{match['before']}{lane}]"
            found.append(
                Derived(id=name, expr="all - none", value=at.value, low=at.low, high=at.high, interleaved=True)
            )  # fmt: skip
    return tuple(found)
