"""Stands for all processes of a campaign: every lane passes, every trial takes a second of a made-up clock."""

from collections import Counter
from dataclasses import replace

from benchmarks.campaign.gating import Passed
from benchmarks.campaign.look import Look
from benchmarks.core.asked import Pilot
from benchmarks.core.errors import WorkerDiedError
from benchmarks.core.gate import Answered, row
from benchmarks.core.plan import LEVELS
from benchmarks.launcher.cast import Found
from benchmarks.launcher.trial import Trial

__all__ = ["OPTIONS", "Stage", "blocks", "trials"]

OPTIONS = replace(LEVELS["quick"], memory=False, budget_s=1000.0)


class Stage:
    """Stands for all processes: every lane passes, every trial takes a second of a made-up clock."""

    def __init__(self):
        self.now_s = 0.0
        self.played = []
        self.answers = {}
        self.failing = {}

    def monotonic(self):
        return self.now_s

    def rows(self, fresh, each, tell):
        for arm in fresh:
            pilot = Pilot(1000.0, 100.0 if arm.case.operation == "stepwise" else None, 1_000_000_000)
            answered = Answered({"main": 1}, {"main": "a"}, {"main": "g"})
            hello = {"language": "python", "version": "3"}
            each(Passed(arm, row(arm, None), Look(answered, pilot, {"main": hello}), "g"))

    def play(self, scene, requests, patience_s):
        self.now_s += 1.0
        lane = scene.parties[-1].lane
        self.played.append((scene.case.id(scene.component), lane))
        trial = Trial("2026-11-21T00:00:00.000000Z", wall_ns=1_000_000_000)
        trial.found = Found(roles={"main": {"hello": {"runtime": {"language": "python", "version": "3"}}}})
        trial.found.roles["main"] |= {"sha256": self.answers.get(lane, "a"), "usage": {}, "exit": 0}
        if lane in self.failing:
            trial.ended, trial.why = self.failing[lane], "was ended by SIGKILL"
            trial.error = WorkerDiedError(lane, trial.why)
        return trial


def trials(campaign):
    return [r for r in campaign.records.all if r["is"] == "trial"]


def blocks(campaign):
    """Blocks finished by case."""
    found = Counter((r["schedule"], r["block"]) for r in trials(campaign))
    return Counter(schedule for schedule, _ in found)
