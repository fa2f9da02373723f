"""What a person may set, in which unit and range, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal, NamedTuple, TypeAlias

__all__ = [
    "DEFAULT_RATE",
    "OFF",
    "PARAMETERS",
    "PLACES",
    "RATES",
    "SHAPES",
    "DelayError",
    "Parameter",
    "Settings",
    "checked",
    "checked_rate",
    "rejected",
]

Word: TypeAlias = Literal["unknown", "range", "type", "conflict", "rate", "shape", "dtype", "config", "running", "file"]
Value: TypeAlias = "float | bool | str"
SHAPES = ("none", "soft", "hard", "cubic")
PLACES = ("loop", "output")
OFF = 0.0  # of `low_pass`: no filter
RATES = (8_000, 384_000)  # Hz, both ends included
DEFAULT_RATE = 44_100


class DelayError(ValueError):
    """What was asked of the processor and why it was refused. ``kind`` is one word, the same in every lane."""

    def __init__(self, kind: Word, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Parameter(NamedTuple):
    """One setting. Numbers lie in low..high, both included; choices are words; a switch has neither."""

    name: str
    unit: str
    default: Value
    low: float = 0.0
    high: float = 0.0
    words: tuple[str, ...] = ()


PARAMETERS: dict[str, Parameter] = {
    p.name: p
    for p in (
        Parameter("delay_left", "s", 0.3, 0.001, 5.0),
        Parameter("delay_right", "s", 0.3, 0.001, 5.0),
        Parameter("feedback", "1", 0.4, 0.0, 0.99),
        Parameter("cross_feedback", "1", 0.0, 0.0, 0.99),
        Parameter("ping_pong", "", default=False),
        Parameter("wet", "1", 0.5, 0.0, 1.0),
        Parameter("dry", "1", 1.0, 0.0, 1.0),
        Parameter("distortion", "", "none", words=SHAPES),
        Parameter("drive", "dB", 0.0, 0.0, 40.0),
        Parameter("distortion_place", "", "loop", words=PLACES),
        Parameter("low_pass", "Hz", OFF, 20.0, 20_000.0),
    )
}


@dataclass(frozen=True, slots=True)
class Settings:
    """One valid set of parameters, if it was made by `checked` or `changed`; the fields are those of `PARAMETERS`."""

    delay_left: float = 0.3
    delay_right: float = 0.3
    feedback: float = 0.4
    cross_feedback: float = 0.0
    ping_pong: bool = False
    wet: float = 0.5
    dry: float = 1.0
    distortion: str = "none"
    drive: float = 0.0
    distortion_place: str = "loop"
    low_pass: float = OFF

    def changed(self, values: Mapping[str, Any]) -> Settings:
        """These with ``values`` in place of some. Raises `DelayError`, and nothing has changed."""
        valid: dict[str, Any] = {name: _value(name, value) for name, value in values.items()}
        found = replace(self, **valid)
        _agree(found)
        return found

    def as_dict(self) -> dict[str, Value]:
        """Name to value, in the order of `PARAMETERS`."""
        return asdict(self)


def checked(values: Mapping[str, Any]) -> Settings:
    """The settings that ``values`` make of the defaults. Raises `DelayError`."""
    return Settings().changed(values)


def checked_rate(rate: object) -> int:
    """A sample rate in Hz. Raises `DelayError` ``rate``."""
    low, high = RATES
    if isinstance(rate, bool) or not isinstance(rate, int) or not low <= rate <= high:
        raise DelayError("rate", f"a sample rate should be a whole number from {low} to {high} Hz, was {rate!r}")
    return rate


def rejected(name: str) -> DelayError:
    """The error for a parameter that there is not."""
    return DelayError("unknown", f"there is no parameter {name!r}, there are: {', '.join(PARAMETERS)}")


def _value(name: str, value: Any) -> Value:
    parameter = PARAMETERS.get(name)
    if parameter is None:
        raise rejected(name)
    if parameter.words:
        if value not in parameter.words:
            raise DelayError("range", f"{name} should be one of {', '.join(parameter.words)}, was {value!r}")
        return str(value)
    if isinstance(parameter.default, bool):
        if not isinstance(value, bool):
            raise DelayError("type", f"{name} should be true or false, was {value!r}")
        return value
    return _number(parameter, value)


def _number(parameter: Parameter, value: Any) -> float:
    name, low, high = parameter.name, parameter.low, parameter.high
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise DelayError("type", f"{name} should be a number, was {value!r}")
    if name == "low_pass" and value == OFF:
        return OFF
    if not (math.isfinite(value) and low <= value <= high):
        raise DelayError("range", f"{name} should be {low:g} to {high:g} {parameter.unit}, was {value!r}".rstrip())
    return float(value)


def _agree(found: Settings) -> None:
    if found.feedback + found.cross_feedback >= 1:
        total = found.feedback + found.cross_feedback
        raise DelayError("conflict", f"feedback + cross_feedback should be below 1, was {total:g}")
    if found.ping_pong and found.cross_feedback > 0:
        raise DelayError("conflict", "ping_pong wants cross_feedback 0: it already feeds each line from the other")


if [f.name for f in fields(Settings)] != list(PARAMETERS):
    raise AssertionError("Settings and PARAMETERS should have the same names in the same order")
