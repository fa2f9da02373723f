"""The gate over all arms of a run: the reference answers first, then everyone else, two processes at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from benchmarks.campaign.events import Event, Tell
from benchmarks.campaign.look import Look, Looker, Twice
from benchmarks.core.discovery import spec_of
from benchmarks.core.errors import GivenError, RuntimeUnavailableError, WorkerError, WorkerRefusedError
from benchmarks.core.gate import GATED, answer_of, difference, heard, kept_answer, row, unlike
from benchmarks.core.givens import Given, Givens
from benchmarks.core.model import Arm, Component, GateRow
from benchmarks.launcher.workshop import Workshop, reason_of
from impls.contract import Case, Heard

__all__ = ["Gate", "Passed"]

AT_ONCE = 2
CONFIRM_SEEDS = (3, 4)
COLD_LEAST_NS = 1_000_000  # a first run of a fresh process holds cold code; below this it says nothing of kept answers


@dataclass(slots=True)
class Passed:
    """An arm after the gate. ``look`` is None where it did not come so far."""

    arm: Arm
    row: GateRow
    look: Look | None = None
    given: str = ""
    no_given: GivenError | None = None
    heard: Heard | None = None


@dataclass(slots=True)
class _Truth:
    """The reference lane's answers: on the case's given, and on further ones."""

    given: Given
    others: list[Given]
    arm: Arm
    wrong: str = ""
    look: Look | None = None
    twice: Twice = field(default_factory=lambda: Twice([]))

    @property
    def expected(self) -> Any:
        """The answer on the case's given."""
        return answer_of(self.arm.case, self.look.answered.answers) if self.look and self.look.answered else None


class Gate:
    """Answers every arm with a row. Floors and limits are only looked at for how long they take."""

    def __init__(self, workshop: Workshop, givens: Givens, looker: Looker) -> None:
        self._workshop, self._givens, self._looker = workshop, givens, looker
        self._truths: dict[str, Future[_Truth]] = {}

    def rows(self, arms: Sequence[Arm], each: Callable[[Passed], object], tell: Tell) -> None:
        """Call ``each`` with every arm's result, in the order they end.

        Raises `GivenError` where none of their givens can be made, and KeyboardInterrupt as it comes.
        """
        done = 0
        no_given: list[GivenError] = []

        def finished(passed: Passed) -> None:
            nonlocal done
            done += 1
            no_given.extend([passed.no_given] if passed.no_given else [])
            if 0 < len(no_given) == len(arms):
                raise no_given[0]
            each(passed)
            text = passed.row.difference or ""
            tell(
                Event(step="gate", case=passed.arm.case_id, lane=passed.arm.name, text=text, done=done, total=len(arms))
            )

        with ThreadPoolExecutor(1 if self._alone(arms) else AT_ONCE, "gate") as pool:
            try:
                cases = dict.fromkeys((arm.component, arm.case_id) for arm in arms if arm.lane.kind in GATED)
                for component, name in cases:
                    case = next(arm.case for arm in arms if arm.case_id == name)
                    self._truths[name] = pool.submit(self._truth, self._workshop.components[component], case)
                waiting = [pool.submit(self._passed, arm) for arm in arms]
                for future in waiting:
                    finished(future.result())
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                self._looker.interrupt()
                raise

    def _alone(self, arms: Sequence[Arm]) -> bool:
        """Whether there are only programs: what they do to files or ports may be in each other's way."""
        return all(self._workshop.kinds[arm.runtime] == "program" for arm in arms)

    def _truth(self, component: Component, case: Case) -> _Truth:
        lane = next(lane for lane in component.lanes if lane.name == component.reference)
        arm = Arm(component.name, case, lane, lane.runtime)
        given = self._givens.of(component.name, case)
        truth = _Truth(given, self._others(arm, given), arm)
        reason = self._workshop.unavailable(arm)
        if reason:
            truth.wrong = f"the reference lane {lane.name} cannot run: {reason}"
            return truth
        try:
            for part in self._workshop.parts(arm):
                self._workshop.build(part)
            truth.look = self._looker.look(arm, given)
            truth.twice = self._looker.again(arm, truth.others)
        except (WorkerError, RuntimeUnavailableError) as error:
            truth.wrong = f"the reference lane {lane.name} gave no answer: {error.wrong}"
        return truth

    def _others(self, arm: Arm, given: Given) -> list[Given]:
        """Two further givens: the spec's probe or one of another seed, then one of another seed, to time runs on.

        Where a run is long only the first of them. Where a component has only one given, that one again, so that a kept
        answer shows.
        """
        name, case = arm.component, arm.case
        probe = self._givens.probe(name, case)
        long = all(how.once for how in case.how)
        if long:
            return [probe or self._givens.other(name, case)]
        seeds = [self._givens.other(name, case, further) for further in ((1,) if probe else (2, 1))]
        distinct = [g for g in seeds if g.sha256 != given.sha256]
        again = [given] * (1 if probe else 2) if len(case.cast) == 1 else []
        return [*([probe] if probe else []), *(distinct or again)]

    def _passed(self, arm: Arm) -> Passed:
        try:
            return self._answered(arm, self._givens.of(arm.component, arm.case))
        except GivenError as error:
            return Passed(arm, _failed(arm, "error", f"its given {error.wrong}"), no_given=error)

    def _answered(self, arm: Arm, given: Given) -> Passed:
        look: Look | None = None
        try:
            if arm.lane.kind not in GATED:
                return Passed(arm, row(arm, None), self._looker.look(arm, given), given.sha256)
            truth = self._truths[arm.case_id].result()
            if truth.wrong:
                return Passed(arm, _failed(arm, "error", truth.wrong))
            look = (truth.look if arm == truth.arm else None) or self._looker.look(arm, given)
            wrong = self._wrong(arm, truth, look)
            return Passed(arm, row(arm, wrong), look, given.sha256, heard=self._heard(arm, truth, look, wrong))
        except RuntimeUnavailableError as error:
            return Passed(arm, _failed(arm, "unavailable", reason_of(error)), look, given.sha256)
        except WorkerRefusedError as error:
            if error.kind == "unavailable":
                return Passed(arm, _failed(arm, "unavailable", error.wrong), look, given.sha256)
            return Passed(arm, row(arm, error), look, given.sha256)
        except WorkerError as error:
            return Passed(arm, row(arm, error), look, given.sha256)

    def _wrong(self, arm: Arm, truth: _Truth, look: Look) -> str | None:
        """What differs, on the case's given and on the others; None where nothing does."""
        spec = spec_of(self._workshop.components[arm.component])
        if look.answered is None:
            return "the lane gave no answer"
        parted = difference(spec, arm, truth.expected, look.answered, truth.given.sha256)
        parted = parted or unlike(arm, look.answered.sha256, look.timed)
        if parted or not truth.others:
            return parted
        twice = truth.twice if arm == truth.arm else self._looker.again(arm, truth.others)
        for expected, found in zip(truth.twice.answers, twice.answers, strict=True):
            answered = look.answered._replace(answers=_as_roles(arm, found), given_sha256={})
            parted = difference(spec, arm, expected, answered, "")
            if parted:
                return f"on another given: {parted}"
        return self._kept(arm, twice)

    def _heard(self, arm: Arm, truth: _Truth, look: Look, wrong: str | None) -> Heard | None:
        """What passed, as something to listen to."""
        if wrong is not None or look.answered is None:
            return None
        return heard(spec_of(self._workshop.components[arm.component]), arm, truth.expected, look.answered)

    def _kept(self, arm: Arm, twice: Twice) -> str | None:
        """Whether the lane keeps its answer instead of computing it; asked again before it is said."""
        factor = _factor(twice)
        if factor is None:
            return None
        givens = [self._givens.other(arm.component, arm.case, seed) for seed in CONFIRM_SEEDS]
        again = _factor(self._looker.again(arm, givens))
        if again is None:
            return None
        return (
            "the second run on a given should take about as long as the first, "
            f"took 1/{min(factor, again):,.0f} of it: the answer is kept, not computed"
        )


def _factor(twice: Twice) -> float | None:
    """By how much the second run on the last given was faster, where it was suspiciously so; else None.

    In one process the givens before it have warmed the code; in a fresh one cold code is in the first run.
    """
    if not twice.runs:
        return None
    first, second = twice.runs[-1]
    return None if twice.fresh and first < COLD_LEAST_NS else kept_answer(first, second)


def _as_roles(arm: Arm, found: Any) -> dict[str, Any]:
    return dict(found) if len(arm.case.cast) > 1 else {arm.case.cast[0].name: found}


def _failed(arm: Arm, status: Any, reason: str) -> GateRow:
    return GateRow(case=arm.case_id, lane=arm.name, passed=False, difference=reason, status=status)
