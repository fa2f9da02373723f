"""A person's own commands as cases made on the spot: lanes of runtime ``program``, the first of them the base.

Several commands are the lanes of a case, one case a combination of parameter values, all in the same blocks. A single
command's combinations are the lanes of one case. Nobody knows what they should answer, so there is no gate.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.core.discovery import IMPLS
from benchmarks.core.errors import SelectionError
from benchmarks.core.model import Arm, Component, Lane
from benchmarks.core.places import plain
from impls.contract import Case, How, Role

__all__ = ["COMPONENT", "Commands", "made", "parameter"]

COMPONENT = "_command"
RUNTIME = "program"
MOST = 1000  # lanes in all
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_RANGE = re.compile(r"(-?\d+)\.\.(-?\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Commands:
    """What a person wants to have timed."""

    commands: Sequence[str]
    cwd: str  # where they start
    env: Mapping[str, str] = field(default_factory=dict)  # all of their environment
    names: Sequence[str] = ()  # of the first commands, instead of their text
    parameters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    prepare: str = ""  # run before every start, untimed
    warmup: int = 0  # untimed starts before every one that counts
    shell: str = ""  # a program that takes -c; empty: words are split as a shell would, and nothing more
    any_status: bool = False  # an exit status other than 0 is no failure
    pinned: bool = False  # all of a command on one CPU
    identify: bool = False  # leave the home folder in the names that are kept


def parameter(text: str) -> tuple[str, tuple[str, ...]]:
    """Name and values of ``NAME=1,2,4`` or ``NAME=1..8``. Raises `SelectionError`."""
    name, sign, told = text.partition("=")
    asked, mend = f"parameter {text}", "write it as NAME=1,2,4 or NAME=1..8"
    if not sign or not _NAME.fullmatch(name):
        raise SelectionError(asked, "should be a name and its values", mend)
    span = _RANGE.fullmatch(told)
    if span:
        first, last = int(span[1]), int(span[2])
        if not first <= last < first + MOST:
            raise SelectionError(asked, f"{told} should be a range of 1 to {MOST} numbers", mend)
        return name, tuple(str(n) for n in range(first, last + 1))
    values = tuple(value.strip() for value in told.split(","))
    if not all(values):
        raise SelectionError(asked, "should be a name and its values", mend)
    if len(set(values)) < len(values):
        raise SelectionError(asked, "has a value twice", mend)
    return name, values


def made(wanted: Commands) -> tuple[Component, list[Arm]]:
    """The component and its arms.

    Raises `SelectionError` for an empty command, a program that is not there, an open quote, a parameter in no command.
    """
    _check(wanted)
    cases: dict[str, Case] = {}
    arms: list[Arm] = []
    single = len(wanted.commands) == 1
    operation = f"c{_digest(wanted)}"
    for values in _combinations(wanted.parameters):
        prepare = _words("the prepare command", wanted.prepare, wanted, values) if wanted.prepare else []
        case = Case(
            operation=operation,
            params={} if single else {name: _typed(value) for name, value in values.items()},
            how=(How(once=True),),
            cast=(Role(core=0 if wanted.pinned else -1),),
            group="" if single else operation,
        )
        case = cases.setdefault(case.id(COMPONENT), case)
        for number, text in enumerate(wanted.commands):
            place = len(arms) if single else number
            words = _words(f"command {number + 1}", text, wanted, values)
            name = wanted.names[number] if number < len(wanted.names) else text
            label = _filled(_label(name, values if single else {}), values)
            lane = Lane(
                component=COMPONENT, name=f"command-{place + 1}", kind="command",
                label=label if wanted.identify else plain(label),
                runtime=RUNTIME, options=_options(words, prepare, wanted),
                path=IMPLS / COMPONENT / "lanes" / "command.py",
            )  # fmt: skip
            arms.append(Arm(COMPONENT, case, lane, RUNTIME))
    lanes = {arm.lane.name: arm.lane for arm in arms}
    component = Component(
        name=COMPONENT, folder=IMPLS / COMPONENT, cases=tuple(cases.values()), lanes=tuple(lanes.values()),
        reference="command-1",
    )  # fmt: skip
    return component, arms


def _check(wanted: Commands) -> None:
    if len(wanted.names) > len(wanted.commands):
        wrong = f"there are {len(wanted.names)} names for {len(wanted.commands)} commands"
        raise SelectionError(f"name {wanted.names[-1]}", wrong, "give --name once a command at most")
    texts = [*wanted.commands, wanted.prepare]
    for name in wanted.parameters:
        if not any(f"{{{name}}}" in text for text in texts):
            raise SelectionError(f"parameter {name}", f"{{{name}}} stands in no command", "write it where it belongs")
    count = len(wanted.commands)
    for values in wanted.parameters.values():
        count *= len(values)
    if count > MOST:
        raise SelectionError("the commands", f"are {count} with all values of their parameters", f"{MOST} at most")


def _combinations(parameters: Mapping[str, Sequence[str]]) -> Iterator[dict[str, str]]:
    for values in itertools.product(*parameters.values()):
        yield dict(zip(parameters, values, strict=True))


def _words(asked: str, text: str, wanted: Commands, values: Mapping[str, str]) -> list[str]:
    """The argument list; without a shell a value stays one word, whatever it holds."""
    if not text.strip():
        raise SelectionError(asked, "is empty", "give a program and its arguments")
    if wanted.shell:
        words = [wanted.shell, "-c", _filled(text, values)]
    else:
        try:
            words = [_filled(word, values) for word in shlex.split(text)]
        except ValueError as error:
            raise SelectionError(f"{asked} ({text})", str(error).lower(), "close the quote") from None
    if not words or not words[0] or "\0" in text:
        raise SelectionError(f"{asked} ({text})", "names no program", "give a program and its arguments")
    named = str(Path(wanted.cwd, words[0])) if "/" in words[0] else words[0]
    if shutil.which(named, path=wanted.env.get("PATH")) is None:
        mend = "check its name; a command and its arguments are one quoted word, and pipes need --shell"
        raise SelectionError(f"{asked} ({text})", f"there is no program {words[0]}", mend)
    return words


def _filled(text: str, values: Mapping[str, str]) -> str:
    """``{NAME}`` of known names replaced, once: a value that holds braces is left as it is."""
    if not values:
        return text
    known = "|".join(map(re.escape, values))
    return re.sub(rf"\{{({known})\}}", lambda found: values[found[1]], text)


def _label(name: str, values: Mapping[str, str]) -> str:
    """The name with the parameters that it does not show: ``sort (threads=4)``."""
    hidden = [f"{key}={value}" for key, value in values.items() if f"{{{key}}}" not in name]
    return f"{name} ({', '.join(hidden)})" if hidden else name


def _options(words: Sequence[str], prepare: Sequence[str], wanted: Commands) -> dict[str, Any]:
    """What the warden is told, with every brace a literal one."""
    told: dict[str, Any] = {
        "command": [_literal(word) for word in words],
        "cwd": _literal(wanted.cwd),
        "env": {name: _literal(value) for name, value in wanted.env.items() if _sayable(name + value)},
    }
    if prepare:
        told["prepare"] = [_literal(word) for word in prepare]
    if wanted.warmup:
        told["warmup"] = wanted.warmup
    return {**told, "any_status": True} if wanted.any_status else told


def _literal(text: str) -> str:
    return text.replace("{", "{brace}")


def _sayable(text: str) -> bool:
    """Whether JSON can say it: a variable of other bytes than UTF-8 is left out."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _typed(value: str) -> int | float | str:
    for kind in (int, float):
        try:
            if str(kind(value)) == value:
                return kind(value)
        except ValueError:
            continue
    return value


def _digest(wanted: Commands) -> str:
    """Of all that is run, and how: two wishes that are not the same never share a case."""
    told = [list(wanted.commands), wanted.cwd, wanted.prepare, wanted.warmup, wanted.shell, wanted.any_status]
    more = [wanted.pinned, {name: list(values) for name, values in wanted.parameters.items()}]
    return hashlib.sha256(json.dumps([*told, *more]).encode()).hexdigest()[:10]
