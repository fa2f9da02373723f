"""A profile of somebody's own program as py-spy writes it: folded stacks (``--format raw``), or speedscope's JSON.

A frame is told by its dotted name, ``json.decoder.raw_decode``: the file's path and the function. What no pattern can
ever ask for (a line, a thread, a process) is dropped here.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from benchmarks.core.errors import GivenError

__all__ = ["Profile", "read"]

_FRAME = re.compile(r"^(?P<function>.+) \((?P<file>[^()]+?)(?::(?P<line>\d+))?\)$")
_MEND = "record one: py-spy record -f raw -o profile.txt -- python program.py"
Stack = tuple[str, ...]


class Profile(NamedTuple):
    """``stacks``: frames from outermost to innermost, each with what it weighs; ``samples``: how many were taken.

    Weights add up to the number of samples. Where samples weigh differently (a speedscope file of other intervals),
    that number is Kish's effective one, (sum w)^2 / sum w^2.
    """

    stacks: tuple[tuple[Stack, float], ...]
    samples: float


def read(path: Path) -> Profile:
    """Read a profile. Raises `GivenError` for what is missing, cut, empty, or no profile."""
    asked = f"profile {path.name}"
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise GivenError(asked, "is no text, so no profile in raw or speedscope format", _MEND) from None
    except OSError as error:
        raise GivenError(asked, f"cannot be read: {error.strerror or error}", _MEND) from error
    if not text.strip():
        raise GivenError(asked, "is empty", _MEND)
    weighed = list(_speedscope(asked, text) if text.lstrip().startswith("{") else _folded(asked, text))
    total = math.fsum(weight for _, weight in weighed)
    if not total:
        raise GivenError(asked, "holds no sample: the program may have been idle throughout", f"{_MEND} (or --idle)")
    samples = total if text.lstrip()[0] != "{" else total**2 / math.fsum(weight**2 for _, weight in weighed)
    return Profile(tuple((stack, weight * samples / total) for stack, weight in weighed if weight), samples)


def _folded(asked: str, text: str) -> Iterator[tuple[Stack, float]]:
    """``outermost (file:line);innermost (file:line) count``, a stack a line."""
    if not text.endswith("\n"):
        raise GivenError(asked, "was cut: its last line does not end", _MEND)
    for number, line in enumerate(text.splitlines(), 1):
        stack, _, count = line.rpartition(" ")
        if not stack or not count.isdecimal():
            said = "is no stack with a count of samples"
            raise GivenError(asked, f"line {number} {said}, so it is cut, or no profile", _MEND)
        yield tuple(map(_dotted, stack.split(";"))), int(count)


def _speedscope(asked: str, text: str) -> Iterator[tuple[Stack, float]]:
    """Speedscope's sampled profiles: https://www.speedscope.app/file-format-schema.json."""
    try:
        found = json.loads(text, parse_constant=_no_number)
        frames = [_name(frame) for frame in found["shared"]["frames"]]
        for profile in found["profiles"]:
            if profile["type"] != "sampled":
                raise GivenError(asked, f"its profile is {profile['type']}, not sampled", _MEND)
            for places, weight in zip(profile["samples"], profile["weights"], strict=True):
                if isinstance(weight, bool) or not 0 <= weight < math.inf or min(places, default=0) < 0:
                    raise GivenError(asked, f"a sample weighs {weight!r}, or has no frame", _MEND)
                yield tuple(frames[place] for place in places), float(weight)
    except json.JSONDecodeError as error:
        raise GivenError(asked, f"was cut, or is no JSON: {error.msg} in line {error.lineno}", _MEND) from None
    except _NoNumberError as error:
        raise GivenError(asked, f"holds {error}, which is no number", _MEND) from None
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise GivenError(asked, f"is JSON, but no speedscope profile ({type(error).__name__})", _MEND) from None


class _NoNumberError(Exception):
    """NaN or Infinity, which JSON does not know."""


def _no_number(word: str) -> None:
    raise _NoNumberError(word)


def _name(frame: Mapping[str, Any]) -> str:
    file = frame.get("file")
    return _module_of(str(frame["name"]), str(file)) if file else str(frame["name"])


def _dotted(frame: str) -> str:
    found = _FRAME.match(frame)
    return _module_of(found["function"], found["file"]) if found else frame


def _module_of(function: str, file: str) -> str:
    """``raw_decode`` of ``/usr/lib/python3.11/json/decoder.py`` is ``usr.lib.python3.11.json.decoder.raw_decode``."""
    parts: Sequence[str] = [part for part in PurePosixPath(file.replace("\\", "/")).parts if part.strip("/")]
    stem = parts[-1].split(".", 1)[0] if parts else ""
    folders = list(parts[:-1])
    return ".".join([*folders, *([] if stem == "__init__" else [stem]), function])
