"""The document's Python: ``orjson.loads``, ``get``, and one ``except`` around it all that keeps a line of text."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from typing import Any

import orjson

from impls.contract import Json, Series, values
from impls.dispatch.handler import Behave, Calls, Stream, word

LANE = {
    "kind": "document",
    "label": "orjson, exceptions",
    "operations": ["handle", "behave", "propagate", "details", "deployed", "abstraction", "mistake", "build"],
    "needs": ["module:orjson"],
}


def handle(given: Sequence[bytes]) -> Stream:
    """Every message ends in the handler."""
    return Stream(_handled, given)


def behave(given: dict[str, str]) -> Behave:
    """One odd message."""
    return Behave(_handled, given)


def propagate(given: dict[str, Any]) -> Calls:
    """Raised at the end of the chain, caught at its start."""
    return Calls(_caught, given)


def details(given: dict[str, str]) -> Details:
    """What the printed line still tells."""
    return Details(given)


def deployed(given: dict[str, str]) -> Deployed:
    """What a program of this handler needs beside it."""
    return Deployed(given)


def abstraction(given: dict[str, list[int]]) -> Callable[[], int]:
    """A generator expression."""
    numbers = given["numbers"]
    return lambda: sum(number * number for number in numbers if number % 2 == 0)


def mistake(given: dict[str, Any]) -> Ran:
    """Python runs the program: a mistake shows when its line is reached, if at all."""
    return Ran(given)


def build(given: dict[str, Any]) -> Built:
    """Compiled to bytecode, which is all that Python does before a program runs; then run once."""
    return Built(given)


def _handled(message: bytes) -> str:
    try:
        response = orjson.loads(message)
        channel = response.get("channel", "")
    except Exception as e:  # noqa: BLE001 - as the document has it
        return f"Error: {e}"
    return "login" if channel == "spot.login" else "passed"


class _FailedError(Exception):
    """What fails at the end of a chain of calls."""


def _down(depth: int, bad: bool, number: int) -> int:  # noqa: FBT001
    if depth > 1:
        return _down(depth - 1, bad, number) + 1
    if bad:
        raise _FailedError(f"no {number}")
    return number


def _caught(depth: int, bad: bool, number: int) -> int | None:  # noqa: FBT001
    try:
        return _down(depth, bad, number)
    except _FailedError:
        return None


class Details:
    """An error of the parser, caught three functions further up. ``holds``: the printed line has lost where it was.

    What is lost is what nobody can tell from the line: the place in the message, or the kind of the error.
    """

    def __init__(self, given: dict[str, str]) -> None:
        self._message = given["message"]
        self._line = ""

    def run(self) -> str:
        """The line that is printed."""
        try:
            self._received()
        except Exception as e:  # noqa: BLE001 - as the document has it
            self._line = f"Error: {e}"
        return self._line

    def _received(self) -> None:
        self._dispatched()

    def _dispatched(self) -> None:
        orjson.loads(self._message)

    def render(self, line: str) -> Json:
        """That there was one."""
        return word(line)

    def readings(self) -> list[Series]:
        """What it tells."""
        lost = "line 1 column" not in self._line
        return [values("holds", "bool", [lost], f"three functions further on the printed line says: {self._line}")]


_CLIENT = """
import os, sys, orjson
print(orjson.loads(sys.argv[1]).get("channel", ""))
files = {sys.executable} | {str(m.__file__) for m in list(sys.modules.values()) if getattr(m, "__file__", None)}
system = ("ld-linux", "libc.so", "libgcc_s", "libm.so", "libpthread", "libdl", "vdso")
mapped = {line.split()[-1] for line in open("/proc/self/maps") if ".so" in line}
files |= {f for f in mapped if not any(name in f for name in system)}
print(len(files), sum(os.stat(f).st_size for f in files))
"""


class Deployed:
    """A program of this handler, a process of its own. ``size``: all files that it had loaded; ``holds``: over one."""

    def __init__(self, given: dict[str, str]) -> None:
        self._message = given["good"]
        self._files = self._bytes = 0

    def run(self) -> str:
        """What became of the message."""
        words = [sys.executable, "-c", _CLIENT, self._message]
        said = subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()
        self._files, self._bytes = map(int, said[1].split())
        return "login" if said[0] == "spot.login" else "passed"

    def render(self, outcome: str) -> Json:
        """As it was."""
        return outcome

    def readings(self) -> list[Series]:
        """Files of the interpreter, the standard library and the packages."""
        text = f"{self._files} files of {self._bytes} bytes: the interpreter, its library, orjson"
        return [values("size", "B", [self._bytes]), values("holds", "bool", [self._files > 1], text)]


class Ran:
    """The right program answers; ``holds``: the mistaken one was refused before any of it ran."""

    def __init__(self, given: dict[str, Any]) -> None:
        self._given = given
        self._text = ""

    def run(self) -> str:
        """What the right program prints."""
        compile(self._given["python_wrong"], "wrong.py", "exec")
        wrong = self._ran("python_wrong")
        last = (wrong.stderr.strip().splitlines() or [f"printed {wrong.stdout.strip()}, nothing was said"])[-1]
        self._text = f"compiled, then run, exit {wrong.returncode}: {last}"
        return self._ran("python_right").stdout

    def _ran(self, name: str) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-I", "-c", self._given[name], str(self._given["number"])]
        return subprocess.run(words, capture_output=True, text=True, check=False)

    def render(self, printed: str) -> Json:
        """Its number."""
        return int(printed)

    def readings(self) -> list[Series]:
        """Python refuses nothing that is well formed."""
        return [values("holds", "bool", [False], self._text)]


class Built:
    """From source to what is run."""

    def __init__(self, given: dict[str, Any]) -> None:
        self._given = given

    def run(self) -> int:
        """What the program prints."""
        code = compile(self._given["python_right"], "right.py", "exec")
        printed: list[int] = []
        argv, sys.argv = sys.argv, ["right.py", str(self._given["number"])]
        try:
            exec(code, {"print": printed.append, "__name__": "__main__"})  # noqa: S102 - our own program
        finally:
            sys.argv = argv
        return printed[0]
