"""What is asked of the processor. README.md says what it computes; an answer is the audio that comes out, as float32.

How far two lanes may be apart: where errors do not grow (`truth.calm`: loop gain, and the shape's slope, at most 1)
2e-6 of the larger of 1 and the peak, some thirty roundings of float32 at the peak; elsewhere what running error
analysis of the float64 reference gives for that given (`truth.bound`), which travels in the given and in each answer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from impls.contract import Case, Difference, Heard, How, Params, Role, first_difference
from impls.stereo_delay import listening, scenes
from impls.stereo_delay.features import FEATURES
from impls.stereo_delay.given import Audio, unpack, unpack_answer
from impls.stereo_delay.programs import PROGRAMS
from impls.stereo_delay.truth import FLAT

__all__ = ["CASES", "REFERENCE", "listen", "make", "probe", "read", "same"]

REFERENCE = "python"
PARTS: tuple[str, ...] = ()

_RATES = (44_100, 48_000, 96_000, 192_000)
_BLOCKS = (64, 256, 1024, 0)  # frames; 0: all at once
_MATRIX = dict.fromkeys(
    [("document", rate, 1024) for rate in _RATES]
    + [("document", 44_100, block) for block in _BLOCKS]
    + [(feature, 44_100, 0) for feature in FEATURES]
)
_CHANNELS: dict[int, tuple[str, ...]] = {1: (), 2: (), 4: (), 8: ("cores:4",), 16: ("cores:8",), 32: ("cores:16",)}
"""Processors at once, up to twice the cores."""
_BUSY = (Role("neighbour", "stereo_delay/neighbour", core=1), Role("main", core=0))

CASES = (
    Case(operation="second", params={"rate": 44_100, "block": 1024}),
    *(
        Case(operation="process", params={"feature": feature, "rate": rate, "block": block}, quick=False)
        for feature, rate, block in _MATRIX
    ),
    *(
        Case(operation="levels", params={"feature": feature, "rate": 44_100}, quick=False)
        for feature in ("plain", "soft", "all")
    ),
    *(
        Case(operation="denormals", params={"input": sort}, group="denormals", quick=False)
        for sort in ("normal", "denormal")
    ),
    *(Case(operation="library", params={"shape": shape, "rate": 44_100}, quick=False) for shape in ("none", "soft")),
    Case(operation="parameter", params={"action": "set", "calls": 1000}),
    Case(operation="parameter", params={"action": "get", "calls": 1000}, quick=False),
    Case(
        operation="parameter",
        params={"action": "set", "calls": 1000, "playing": True},
        cast=(Role(core=-1),),
        quick=False,
    ),
    *(
        Case(
            operation="contended",
            params={"writers": writers},
            cast=(Role(core=-1),),
            group="contended",
            quick=False,
        )
        for writers in (0, 1, 2, 4)
    ),
    *(
        Case(
            operation="channels",
            params={"processors": processors},
            cast=(Role(core=-1),),
            group="channels",
            needs=needs,
            quick=False,
        )
        for processors, needs in _CHANNELS.items()
    ),
    *(
        Case(
            operation="realtime",
            params={"block": block, "seconds": seconds, "busy": busy},
            how=(How(once=True, seconds=seconds),),
            cast=_BUSY if busy else (Role(),),
            quick=False,
        )
        for busy in (False, True)
        for block, seconds in ((32, 5), (64, 60), (128, 5), (256, 5), (512, 5), (1024, 5), (2048, 5))
    ),
    Case(operation="hour", params={"rate": 8_000, "seconds": 3600}, how=(How(once=True),), quick=False),
    Case(operation="configuration", quick=False),
    Case(operation="refusals", quick=False),
    Case(operation="cycles", how=(How(once=True),), quick=False),
    Case(operation="pauses", how=(How(once=True),), quick=False),
    Case(operation="torn", params={"seconds": 2}, how=(How(once=True),), cast=(Role(core=-1),), quick=False),
    *(
        Case(operation="compiler", params={"program": program}, how=(How(once=True),), quick=False)
        for program in PROGRAMS
    ),
)
_TEXTS = frozenset(
    {"parameter", "configuration", "refusals", "torn", "compiler", "cycles", "pauses"}
)  # their answers are JSON


def make(operation: str, params: Params, seed: int) -> bytes:
    """Audio and how it is processed, from a seed."""
    return scenes.make(operation, params, seed)


def probe(operation: str, params: Params, seed: int) -> bytes:
    """Blocks of odd sizes, settings that change between them, samples that are not finite."""
    return scenes.probe(operation, params, seed)


def read(operation: str, params: Params, blob: bytes) -> Audio:
    """The given's typed face."""
    return replace(unpack(blob), more=dict(params))


def same(operation: str, params: Params, expected: Any, found: Any) -> Difference | None:
    """Sample by sample within the tolerance; what was silenced, and answers in words, exactly."""
    if operation == "realtime" and params["busy"]:
        expected, found = expected["main"], found["main"]
    if operation in _TEXTS:
        return first_difference(expected, found)
    return _apart(expected, found)


def listen(operation: str, params: Params, expected: Any, found: Any) -> Heard | None:
    """The second of audio, and how it differs: of the one case that every run measures."""
    return listening.heard(expected, found, int(params["rate"])) if operation == "second" else None


def _apart(expected: bytes, found: bytes) -> Difference | None:
    import numpy as np  # noqa: PLC0415

    right, ours = unpack_answer(expected), unpack_answer(found)
    if right.samples.shape != ours.samples.shape:
        return Difference("frames", right.samples.shape[1], ours.samples.shape[1])
    if right.silenced != ours.silenced:
        return Difference("silenced", right.silenced, ours.silenced)
    tolerance = max(FLAT * max(1.0, float(np.max(np.abs(right.samples), initial=0.0))), right.bound)
    away = np.abs(right.samples.astype(np.float64) - ours.samples)
    if bool(np.all(away <= tolerance)):
        return None
    channel, frame = np.unravel_index(int(np.argmax(np.where(np.isnan(away), np.inf, away))), away.shape)
    where = f"channel {channel} frame {frame} (within {tolerance:.2g})"
    return Difference(where, float(right.samples[channel, frame]), float(ours.samples[channel, frame]))
