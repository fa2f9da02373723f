"""METRICS: the one table of what can be measured, with unit, direction and scale."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

__all__ = ["METRICS", "Metric", "metric"]


class Metric(NamedTuple):
    """One published metric. Scale: ``ratio`` (log t), ``difference`` (may be 0), ``exact`` (all equal), ``bool``.

    ``least``, ``most``: what no value, and so no interval, can lie below or above.
    """

    name: str
    unit: str
    better: Literal["less", "more", "neither"]
    scale: Literal["ratio", "difference", "exact", "bool"]
    says: str
    least: float = -math.inf
    most: float = math.inf


METRICS: dict[str, Metric] = {
    m.name: m
    for m in (
        Metric("time", "ns", "less", "ratio", "time of one operation, from batches timed as one"),
        Metric("first_call", "ns", "less", "ratio", "time of the first run in a fresh process"),
        Metric(
            "cold", "ns", "less", "ratio", "time from opening a lane in a fresh process to the end of its first run"
        ),
        Metric("latency_p50", "ns", "less", "ratio", "median latency of single operations"),
        Metric("latency_p95", "ns", "less", "ratio", "95th percentile of the latency of single operations"),
        Metric("latency_p99", "ns", "less", "ratio", "99th percentile of the latency of single operations"),
        Metric("latency_p99_9", "ns", "less", "ratio", "99.9th percentile of the latency of single operations"),
        Metric("latency_mean", "ns", "less", "ratio", "mean latency of single operations"),
        Metric("latency_max", "ns", "less", "ratio", "longest single operation seen"),
        Metric("latency_naive_p50", "ns", "less", "ratio", "median latency under load, from the actual start"),
        Metric("latency_naive_p99", "ns", "less", "ratio", "99th percentile of it, from the actual start"),
        Metric("lateness_p50", "ns", "less", "ratio", "median lateness of the intended starts of a load: a floor"),
        Metric("lateness_p99", "ns", "less", "ratio", "99th percentile of the lateness of intended starts"),
        Metric("lateness_max", "ns", "less", "ratio", "latest intended start"),
        Metric("throughput", "1/s", "more", "ratio", "operations a second"),
        Metric("rate_held", "1/s", "more", "ratio", "highest offered rate that was held"),
        Metric("late_blocks", "count", "less", "difference", "blocks that missed their deadline", 0),
        Metric("wake_late", "count", "less", "difference", "blocks whose thread woke after their deadline", 0),
        Metric("failed", "count", "less", "difference", "operations that failed", 0),
        Metric("lost", "count", "less", "difference", "operations without a reply 10 s after their intended start", 0),
        Metric("late", "count", "less", "difference", "operations answered later than that", 0),
        Metric("peak_heap", "B", "less", "ratio", "highest heap in use during one run, above what was there before it"),
        Metric("allocations", "count", "less", "difference", "heap allocations of one run", 0),
        Metric("growth", "B", "less", "difference", "heap that each of many operations keeps"),
        Metric("instructions", "count", "less", "ratio", "machine instructions of one operation, as callgrind counts"),
        Metric("resident_peak", "B", "less", "ratio", "highest resident size of the process (VmHWM)"),
        Metric("resident_sum", "B", "less", "ratio", "highest resident sizes of all processes of the tree, summed"),
        Metric("cpu", "ns", "less", "ratio", "CPU time, user and system, of one operation or program"),
        Metric("cpu_user", "ns", "less", "ratio", "the part of cpu outside the kernel"),
        Metric("cpu_system", "ns", "less", "ratio", "the part of cpu inside the kernel"),
        Metric("startup", "ns", "less", "ratio", "process start to the first line of output"),
        Metric("first_result", "ns", "less", "ratio", "start of many jobs to the first result of any"),
        Metric("size", "B", "less", "exact", "size of an object or a file"),
        Metric("share", "1", "neither", "difference", "part of a whole", 0, 1),
        Metric("step", "ns", "less", "ratio", "smallest step of a clock that was seen"),
        Metric("error", "1", "less", "difference", "relative error of the answer", 0),
        Metric("pause_max", "ns", "less", "ratio", "longest pause"),
        Metric("holds", "bool", "more", "bool", "a demonstration held"),
    )
}


def metric(name: str) -> Metric:
    """The metric of that published name; ``latency_share(1ms..2ms)`` is a ``share``."""
    if name.startswith("latency_share("):
        return METRICS["share"]._replace(name=name)
    return METRICS[name]
