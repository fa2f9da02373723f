"""The loop of a run: what can run is built and gated, then measured block by block until decided or out of budget."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from benchmarks.campaign.costs import builds, sources
from benchmarks.campaign.events import Event, Tell, silent
from benchmarks.campaign.gating import Gate, Passed
from benchmarks.campaign.look import Looker
from benchmarks.campaign.memory import Instrument, measure_memory
from benchmarks.campaign.ready import ready
from benchmarks.campaign.records import Records, packages_of
from benchmarks.core.asked import batch_size, requests
from benchmarks.core.gate import GATED, unlike
from benchmarks.core.givens import Givens
from benchmarks.core.model import Arm, GateRow, RunOptions
from benchmarks.core.plan import Progress, Split, next_unit
from benchmarks.core.schedule import Slot, Unit, block, units
from benchmarks.launcher.affinity import aside
from benchmarks.launcher.cast import sweep
from benchmarks.launcher.trial import Trial, play, scene_of
from benchmarks.launcher.workshop import Workshop

__all__ = ["Campaign", "Rounds", "Splitter", "Undecided", "clock_read_ns", "one_round"]

Raw = Sequence[Mapping[str, Any]]
Undecided = Callable[[Raw, str, RunOptions], bool]
"""Whether a case should be measured further, from the records of its schedule."""
Splitter = Callable[[Raw, RunOptions, float], Split]
"""From the trials of a unit's first block, and the blocks it would get in all: how its time is split."""
Rounds = Callable[[Sequence[Arm], Callable[[Arm], int]], Sequence[Sequence[Unit]]]
"""From the arms that passed the gate, and what a trial of each costs (ns): what is measured, round after round."""


STRIKES = {"silent": 1, "died": 2, "refused": 2}  # failures of an arm in timed trials before it is withdrawn


@dataclass(slots=True, kw_only=True)
class Campaign:
    """Everything a run needs; `go` does it. What judges, and ``instruments``, come from outside: seams."""

    workshop: Workshop
    givens: Givens
    records: Records
    arms: Sequence[Arm]
    options: RunOptions
    run: str  # the run's id, part of every trial's
    host: str
    undecided: Undecided
    instruments: Mapping[str, Instrument]
    clock_ns: float  # one read of the clock, as the run's header has it
    patience_s: float = 60.0
    tell: Tell = silent
    split: Splitter | None = None  # None: as the level has it
    rounds: Rounds | None = None  # None: every case, and one twin a component, in one round
    spent_s: float = 0.0  # of the budget
    ids: dict[tuple[str, str, str], str] = field(default_factory=dict)  # of runtimes that were met in this process

    def go(self) -> str:
        """Do what is left to do; how the run ended: complete, or budget. Raises KeyboardInterrupt as it comes."""
        sweep()
        looker = Looker(self.workshop.unpinned(), self.options, self.patience_s)
        Gate(self.workshop, self.givens, looker).rows(self._fresh(), self._passed, self.tell)
        self.records.add_costs(builds(self.workshop, self.arms))
        self.records.add_costs(sources(self.workshop.components, self.arms))
        with aside(self.workshop.usable):
            ended = self._measure()
        if self.options.memory:
            measure_memory(self, [arm for arm in self.arms if self.records.fit(arm)], looker)
        self.tell(Event(step="end", text=ended))
        return ended

    # What can run

    def _fresh(self) -> list[Arm]:
        """The arms that the gate has not seen and that can run here; the others get their row, all get their build."""
        seen = [arm for arm in self.arms if self.records.fit(arm)]
        fresh = [arm for arm in self.arms if (arm.case_id, arm.name) not in self.records.gate]
        return ready(self.workshop, fresh, lambda arm, reason: self.refuse(arm, "unavailable", reason), self.tell, seen)

    def _passed(self, passed: Passed) -> None:
        arm, look = passed.arm, passed.look
        if look is None:
            self.records.add_gate(arm, passed.row, given=passed.given)
            return
        lead = arm.case.cast[-1].name
        runtime = self.runtime_id(arm, look.hellos, lead)
        sha256 = look.answered.sha256 if look.answered else {}
        if passed.heard:
            self.records.add_heard(arm, passed.heard)
        self.records.add_gate(arm, passed.row, runtime, passed.given, sha256)
        if passed.row.passed:
            self.records.add_pilot(arm, look.pilot)

    def refuse(self, arm: Arm, status: Any, reason: str) -> None:
        """Write that an arm is not measured, and why: from now on no number of it is shown."""
        gate = GateRow(case=arm.case_id, lane=arm.name, passed=False, difference=reason, status=status)
        known = self.records.gate.get((arm.case_id, arm.name), {})
        self.records.add_gate(arm, gate, known.get("runtime", ""), known.get("given", ""), known.get("sha256"))
        self.tell(Event(step="withdrawn", case=arm.case_id, lane=arm.name, text=reason))

    def runtime_id(self, arm: Arm, hellos: Mapping[str, Mapping[str, Any]], role: str) -> str:
        """The id of what a role ran in; of a lane under test, its arm's runtime."""
        played = next(r for r in arm.case.cast if r.name == role)
        lane = self.workshop.lane_of(played) if played.lane else arm.lane
        runtime = self.workshop.runtimes[lane.runtime if played.lane else arm.runtime]
        hello = hellos.get(role, {})
        met = (lane.component, runtime.name, json.dumps(hello, sort_keys=True))
        if met not in self.ids:
            component = self.workshop.components[lane.component]
            needs = {n for c in self.workshop.components.values() for x in c.lanes for n in x.needs}
            modules = [n.partition(":")[2] for n in needs if n.startswith("module:") and "_native" not in n]
            self.ids[met] = self.records.add_runtime(runtime, hello, packages_of(runtime, component, modules))
        return self.ids[met]

    # What is measured

    def _measure(self) -> str:
        """Rounds of blocks until all is decided (complete) or the time is spent (budget)."""
        known = [arm for arm in self.arms if self.records.pilot(arm)]
        rounds = [[self._progress(unit) for unit in r] for r in (self.rounds or one_round)(known, self._cost)]
        self.spent_s = sum(r["wall_ns"] for r in self.records.all if r["is"] == "trial" and not r["instrument"]) / 1e9
        every = [p for progress in rounds for p in progress]
        turn = 0
        for progress in rounds:
            while now := next_unit(progress, self.left_s, self.options, begun=self.spent_s > 0 and len(rounds) > 1):
                turn += 1
                now.turn = turn
                self._block(now)
                self._note(now)
                self._divide(now, progress)
                done = sum(p.blocks + p.piloted for p in every)
                total = sum(p.expected(self.options) + p.piloted for p in every)
                self.tell(Event(step="block", case=now.unit.name, done=done, total=total, left_s=self.left_s))
        whole = all(p.decided or p.blocks >= self.options.blocks_max for p in every)
        return "complete" if whole else "budget"

    @property
    def left_s(self) -> float:
        """What remains of the budget."""
        return self.options.budget_s - self.spent_s

    def _progress(self, unit: Unit) -> Progress:
        """Where a unit stands, from what is recorded of it."""
        cost_s = 3 * sum(self._cost(arm) for arm in unit.arms) / 1e9
        found = Progress(unit, cost_s)
        if known := self.records.splits.get(unit.name):
            self._retime(found, known["timed_ms"])
        self._note(found)
        return found

    def _note(self, progress: Progress) -> None:
        """Count the finished blocks, and decide where there are enough of them."""
        while not self._open_slots(progress) and progress.blocks < self.options.blocks_max:
            progress.blocks += 1
        if progress.blocks >= self.options.blocks_min:
            own = self.records.of_schedule(progress.unit.schedule)
            progress.decided = not any(self.undecided(own, case, self.options) for case in progress.unit.cases)

    def _divide(self, progress: Progress, others: Sequence[Progress]) -> None:
        """After a unit's first block: say how the time of its processes is split, and start its schedule anew if so."""
        unit = progress.unit
        if self.split is None or progress.blocks != 1 or unit.name in self.records.splits:
            return
        trials = [r for r in self.records.of_schedule(unit.schedule) if r["is"] == "trial"]
        if trials:
            unfinished = [p for p in others if not p.decided and p.blocks < self.options.blocks_max]
            horizon = progress.blocks + self.left_s / max(sum(p.cost_s for p in unfinished), 1e-3)
            split = self.split(trials, self.options, horizon)
            self.records.add_split(unit, split)
            self._retime(progress, split.timed_ms)

    def _retime(self, progress: Progress, timed_ms: float) -> None:
        """Give a unit's processes their time: what was measured with another was its pilot."""
        if timed_ms != self.options.timed_ms:
            more_s = 3 * len(progress.unit.arms) * (timed_ms - self.options.timed_ms) / 1000
            progress.unit = replace(progress.unit, timed_ms=timed_ms)
            progress.cost_s = max(progress.cost_s + more_s, 1e-3)
            progress.blocks, progress.piloted = 0, 1

    def _open_slots(self, progress: Progress) -> list[Slot]:
        """What of a unit's next block is still to be measured."""
        slots = block(progress.unit, progress.blocks, self.options.seed)
        done = self.records.slots
        return [s for s in slots if s[:3] not in done and self.records.fit(s.arm)]

    def _cost(self, arm: Arm) -> int:
        pilot = self.records.pilot(arm)
        return pilot.wall_ns if pilot else 0

    def _block(self, progress: Progress) -> None:
        """Measure what is open of a unit's next block."""
        slots = self._open_slots(progress)
        whole = len(slots) == 3 * len(progress.unit.arms)
        began = time.monotonic()
        for done, slot in enumerate(slots):
            if self.records.fit(slot.arm):
                left_s = self.left_s - (time.monotonic() - began)
                self.tell(
                    Event(
                        step="trial", case=slot.arm.case_id, lane=slot.arm.name, text=f"block {slot.block + 1}",
                        done=done, total=len(slots), left_s=left_s,
                    )
                )  # fmt: skip
                self._trial(slot, progress.unit.timed_ms)
        took_s = time.monotonic() - began
        self.spent_s += took_s
        if whole:
            progress.cost_s = max(took_s, 1e-3)

    def _trial(self, slot: Slot, timed_ms: float | None) -> None:
        arm = slot.arm
        asked = self.asked(arm, timed_ms)
        given = self.givens.of(arm.component, arm.case)
        trial = play(scene_of(self.workshop, arm, given.path, slot.seed), asked, self.patience_s)
        place = {"schedule": slot.schedule, "block": slot.block, "slot": slot.slot, "seed": slot.seed}
        self.keep(arm, trial, {**place, "given": given.sha256, "asked": asked})
        self._judge(arm, trial)

    def keep(self, arm: Arm, trial: Trial, place: Mapping[str, Any]) -> None:
        """Record a trial."""
        roles = {role: self.runtime_id(arm, trial.hellos, role) for role in trial.hellos}
        lead = arm.case.cast[-1].name
        said = trial.record()
        for role, ident in roles.items():
            said["roles"][role]["runtime"] = ident
        known = self.records.gate.get((arm.case_id, arm.name.removesuffix("~twin")), {})
        record: dict[str, Any] = {"is": "trial", "id": self.records.trial_id(self.run), "instrument": None, **place}
        record |= {"case": arm.case_id, "lane": arm.lane.name, "runtime": roles.get(lead) or known.get("runtime", "")}
        record |= {"host": self.host, "by": "tandem", "arm": arm.name}
        if arm.twin:
            record["twin"] = True
        self.records.add({**record, **said})

    def asked(self, arm: Arm, timed_ms: float | None = None) -> list[dict[str, Any]]:
        """What the arm's worker is asked to measure: the same each time of a schedule."""
        pilot = self.records.pilot(arm)
        same_case = [other for other in self.arms if other.case_id == arm.case_id]
        steps = [p.step_ns for other in same_case if (p := self.records.pilot(other)) and p.step_ns]
        batch = batch_size(steps, self.clock_ns) if steps else 1
        return requests(arm.case, self.options, pilot.run_ns if pilot else 0.0, batch, timed_ms)

    def _judge(self, arm: Arm, trial: Trial) -> None:
        """Withdraw an arm whose timed run answered otherwise than at the gate, or that keeps failing."""
        plain = replace(arm, twin=False)
        gate = self.records.gate.get((plain.case_id, plain.name), {}).get("sha256", {})
        answers = {role: said.get("sha256") for role, said in trial.found.roles.items()}
        odd = unlike(plain, gate, answers)
        if odd:
            self.refuse(plain, "disqualified", odd)
        elif trial.ended in STRIKES:
            failures = [r for r in self.records.all if r["is"] == "trial" and r["case"] == plain.case_id]
            mine = [r for r in failures if r["arm"].removesuffix("~twin") == plain.name and r["ended"] == trial.ended]
            if len(mine) >= STRIKES[trial.ended]:
                status = trial.ended if trial.ended in {"died", "silent"} else "error"
                self.refuse(plain, status, f"{trial.why} (in {len(mine)} timed trials)")


def one_round(fit: Sequence[Arm], cost: Callable[[Arm], int]) -> list[list[Unit]]:
    """Every case once, and the A/A copy of one cheap arm a component: of the lane and case that take least."""
    cheap: dict[str, Arm] = {}
    for arm in fit:
        if arm.lane.kind in GATED and len(arm.case.cast) == 1 and arm.runtime == arm.lane.runtime:
            best = cheap.get(arm.component)
            if best is None or cost(arm) < cost(best):
                cheap[arm.component] = arm
    return [units([*fit, *(replace(arm, twin=True) for arm in cheap.values())])]


def clock_read_ns() -> float:
    """What one read of the clock costs here, in ns: a low decile of some thousand pairs of looks."""
    clock = time.perf_counter_ns
    looks = [clock() for _ in range(5000)]
    apart = sorted(b - a for a, b in pairwise(looks) if b > a)
    return float(apart[len(apart) // 10]) if apart else 50.0
