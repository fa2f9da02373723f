"""Classes that asv discovers, made from the cases: one a case, its lanes as asv's parameters.

``time_run`` and ``peakmem_run`` call Python lanes in asv's process; ``track_time`` is nanoseconds a run in any lane,
one session with a worker. Each carries the case's version, so that asv never joins results of different work. The
cases are those of a quick run, or what ``TANDEM_SELECT`` names.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from benchmarks.harnesses.subject import Subject, calibrated, chosen_outside, subjects

__all__ = ["class_name", "classes"]

SAMPLE_NS = 50_000_000


def classes() -> dict[str, type]:
    """Class name to class, for every case that a stopwatch can loop over."""
    by_case: dict[str, list[Subject]] = {}
    for subject in subjects(chosen_outside()):
        if subject.not_applicable() is None:
            by_case.setdefault(subject.arm.case_id, []).append(subject)
    made: dict[str, type] = {}
    for case, found in by_case.items():
        name = class_name(case)
        local = [s for s in found if s.in_process]
        if local:
            made[name] = _in_process(name, local)
        made[f"{name}Any"] = _any_lane(f"{name}Any", found)
    return made


def class_name(case: str) -> str:
    """The name of a case's class: its id without punctuation."""
    return re.sub(r"\W+", "_", case).strip("_").title().replace("_", "")


class _Calls(dict[str, Callable[[], Any]]):
    """Lane to closure, prepared when first asked for.

    Not asv's ``setup``: with one, asv sets up before every execution and so takes samples of a single call.
    """

    def __init__(self, found: list[Subject]) -> None:
        super().__init__()
        self._subjects = {s.arm.name: s for s in found}

    def __missing__(self, lane: str) -> Callable[[], Any]:
        self[lane] = self._subjects[lane].call
        return self[lane]


def _in_process(name: str, found: list[Subject]) -> type:
    calls = _Calls(found)

    def time_run(self: Any, lane: str) -> None:  # noqa: ARG001  (asv passes the object)
        calls[lane]()

    def peakmem_run(self: Any, lane: str) -> None:  # noqa: ARG001  (asv passes the object)
        calls[lane]()

    for function in (time_run, peakmem_run):
        function.version = str(found[0].arm.case.version)  # type: ignore[attr-defined]
    stated = {"params": [[s.arm.name for s in found]], "param_names": ["lane"], "timeout": 120.0}
    return type(name, (), {**stated, "time_run": time_run, "peakmem_run": peakmem_run})


def _any_lane(name: str, found: list[Subject]) -> type:
    by_lane = {s.arm.name: s for s in found}

    def track_time(self: Any, lane: str) -> float:  # noqa: ARG001  (asv passes the class)
        with by_lane[lane].session() as session:
            loops, taken = calibrated(session, SAMPLE_NS)
            return taken / loops

    track_time.version = str(found[0].arm.case.version)  # type: ignore[attr-defined]
    track_time.unit = "ns"  # type: ignore[attr-defined]
    return type(
        name, (), {"params": [list(by_lane)], "param_names": ["lane"], "timeout": 120.0, "track_time": track_time}
    )
