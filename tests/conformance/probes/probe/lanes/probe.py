"""The twin in Python of impls/_kit/rust/examples/probe.rs."""

from __future__ import annotations

import asyncio
import builtins
import os
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from impls.contract import Stage, values


class Sum:
    def __init__(self, given: list[int]) -> None:
        self.given, self.ops, self.total = given, len(given), 0

    def run(self) -> int:
        return builtins.sum(self.given)

    def step(self, i: int) -> None:
        self.total = (0 if i == 0 else self.total) + self.given[i]

    def render(self, found: int) -> dict[str, int]:
        return {"total": found}

    def answer(self) -> dict[str, int]:
        return {"total": self.total}


class Fresh(Sum):
    def run(self) -> int:
        self.total += builtins.sum(self.given)
        return self.total

    def step(self, i: int) -> None:
        self.total += self.given[i]

    def reset(self) -> None:
        self.total = 0


class Failing:
    ops = 1

    def __init__(self, good: Any) -> None:
        self.good = good

    def run(self) -> None:
        pass

    def step(self, i: int) -> None:
        if not self.good(i):
            raise RuntimeError("on purpose")


class Reading:
    ops = 1

    def __init__(self, value: float) -> None:
        self.value = value

    def run(self) -> None:
        pass

    def readings(self) -> list[dict[str, Any]]:
        return [values("error", "1", [self.value], evidence="seen")]


class Sleepy:
    ops = 1

    def run(self) -> str:
        time.sleep(0.02)
        return "slept"

    def step(self, i: int) -> None:
        self.run()


class Stalling:
    """The sixth operation takes 200 ms."""

    ops = 1

    def run(self) -> None:
        pass

    def step(self, i: int) -> None:
        if i == 5:
            time.sleep(0.2)


class Flying:
    """Asynchronous operations of two milliseconds; every tenth fails, those from the 1000th on are never answered."""

    ops = 1

    def __init__(self) -> None:
        self.closed = self.now = self.most = 0

    def run(self) -> None:
        pass

    async def astep(self, i: int) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await asyncio.sleep(3600 if i >= 1000 else 0.002)
        finally:
            self.now -= 1
        if i % 10 == 9:
            raise RuntimeError("on purpose")

    def readings(self) -> list[dict[str, Any]]:
        return [values("share", "1", [self.most])]

    async def close(self) -> None:
        sys.stdout.write("closed on the loop\n")


def sum(given: list[int]) -> Sum:  # noqa: A001
    return Sum(given)


def fresh(given: list[int]) -> Fresh:
    return Fresh(given)


def raises(given: list[int]) -> Any:
    def run() -> None:
        raise RuntimeError("on purpose")

    return run


def refuses(given: list[int]) -> Any:
    raise RuntimeError("on purpose")


def missing(given: list[int]) -> Any:
    import_module("no_such_module")


def cut(given: list[int]) -> Any:
    return lambda: None


def noisy(given: list[int]) -> Any:
    def run() -> str:
        sys.stdout.write('{"is":"done","from":"the lane"}\n')
        sys.stderr.write("not a reply either\n")
        return "said"

    return run


def forks(given: list[int]) -> Any:
    def run() -> str:
        os.fork()
        return "forked"

    return run


def listens(given: list[int]) -> Any:
    return sys.stdin.read


def exits(given: list[int]) -> Any:
    return lambda: sys.exit(3)


def writes(given: list[int]) -> Any:
    def run() -> int:
        given.append(1)
        return 1

    return run


def nothing(given: list[int]) -> Any:
    return 5


def failing(given: list[int]) -> Failing:
    return Failing(lambda i: i % 3 != 2)


def hopeless(given: list[int]) -> Failing:
    return Failing(lambda i: i < 10)


def reading(given: list[int]) -> Reading:
    return Reading(1.5)


def unsayable(given: list[int]) -> Reading:
    return Reading(float("nan"))


def sleepy(given: list[int]) -> Sleepy:
    return Sleepy()


def stalling(given: list[int]) -> Stalling:
    return Stalling()


def flying(given: list[int]) -> Flying:
    return Flying()


def bytes(given: list[int]) -> Any:  # noqa: A001
    return lambda: b"\x00\xff\n"


def options(given: list[int], **told: Any) -> Any:
    return lambda: told


def cast_server(given: list[int], stage: Stage) -> Any:
    stage.offer(url="probe://1")

    def run() -> dict[str, bool]:
        while not stage.stopped():
            time.sleep(0.002)
        return {"stopped": stage.stopped()}

    return run


def client(given: list[int], stage: Stage) -> Any:
    names = ("role", "operation", "params", "options", "peers")
    told = {name: getattr(stage, name) for name in names}
    return lambda: {**told, "folder": str(Path(stage.folder))}
