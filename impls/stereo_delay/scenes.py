"""Givens: a voice through the processor, and for the gate's second look odd blocks, changes and broken samples."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any

from impls.contract import Params
from impls.stereo_delay.features import FEATURES
from impls.stereo_delay.given import Audio, pack
from impls.stereo_delay.motion import LOUDEST
from impls.stereo_delay.settings import Settings, checked
from impls.stereo_delay.signals import signal
from impls.stereo_delay.truth import bound, calm

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["change", "drawn", "make", "probe", "with_bound"]

PEDALBOARD = {"dry": 0.5, "wet": 0.5}  # its mix is one number: the wet share, the rest is dry
QUIET = {"dry": 0.5, "wet": 0.25, "cross_feedback": 0.3}  # every sample is multiplied on its way
DENORMAL = 1e-39  # makes denormal numbers of a signal, and so of everything that is made of it
SHORT_RATE = 8_000  # of probes: the shortest delays have 8 frames there


def make(operation: str, params: Params, seed: int) -> bytes:
    """The given of a case."""
    rate, block, frames = 48_000, 256, 48_000
    settings = checked(FEATURES["document"])
    if operation in {"second", "process", "levels"}:
        rate = frames = int(params["rate"])
        block = int(params.get("block", 0))
        settings = checked(FEATURES[str(params.get("feature", "document"))])
    elif operation == "library":
        rate = frames = int(params["rate"])
        block, settings = 0, _for_library(params)
    elif operation == "hour":
        rate = frames = int(params["rate"])
    elif operation == "realtime":
        block = int(params["block"])
        frames = rate // block * block
    elif operation not in {"contended", "channels", "denormals"}:
        frames = block
    samples = signal("voice", frames, rate, seed)
    if operation == "denormals":
        block, settings = 1024, checked(QUIET)
        samples = samples * samples.dtype.type(DENORMAL if params["input"] == "denormal" else 1.0)
    return pack(with_bound(Audio(rate, _sizes(frames, block), settings, {}, samples, more={"seed": seed})))


def probe(operation: str, params: Params, seed: int) -> bytes:
    """A given of the same operation that goes where its case's does not."""
    if operation == "library":  # the library takes one block and no broken samples, and its settings stay
        samples = signal("noise", 30_000, int(params["rate"]), seed)
        return pack(with_bound(Audio(int(params["rate"]), [30_000], _for_library(params), {}, samples)))
    if operation not in {"second", "process", "levels"}:
        return make(operation, params, seed + 1)
    random = Random(seed)
    return pack(drawn(random, 12, FEATURES[str(params.get("feature", "document"))]))


def drawn(random: Random, blocks: int, settings: dict[str, Any]) -> Audio:
    """Blocks of 0 to 300 frames at 8 kHz with short delays, a change before every third or so, broken samples."""
    base = checked({**settings, "delay_left": 0.02, "delay_right": 0.031})
    sizes = [random.choice((0, 1, 7, 64, 129, 300)) for _ in range(blocks)]
    changes, present = {}, base
    for i in range(1, blocks):
        if random.random() < 0.35:
            present = changes[i] = checked({**present.as_dict(), **change(random)})
    samples = signal(random.choice(("noise", "voice", "step")), sum(sizes) or 1, SHORT_RATE, random.randrange(1 << 30))
    samples = samples[:, : sum(sizes)].copy()
    _break(samples, random)
    return with_bound(Audio(SHORT_RATE, sizes, base, changes, samples))


def change(random: Random) -> dict[str, Any]:
    """A few new values that go together."""
    feedback = random.choice((0.0, 0.3, 0.6, 0.9))
    ping_pong = random.random() < 0.3
    drawn_values: dict[str, Any] = {
        "delay_left": random.choice((0.001, 0.0125, 0.05)),
        "delay_right": random.choice((0.001, 0.02, 0.04)),
        "wet": random.random(),
        "dry": random.random(),
        "distortion": random.choice(("none", "soft", "hard", "cubic")),
        "distortion_place": random.choice(("loop", "output")),
        "low_pass": random.choice((0.0, 200.0, 3_000.0)),
    }
    chosen = dict(random.sample(sorted(drawn_values.items()), random.randrange(1, 4)))
    crossed = 0.0 if ping_pong else random.choice((0.0, 0.05))
    return {**chosen, "feedback": feedback, "ping_pong": ping_pong, "cross_feedback": crossed}


def _break(samples: NDArray[np.float32], random: Random) -> None:
    frames = samples.shape[1]
    odd = (float("nan"), float("inf"), -float("inf"), 3e38, 2 * LOUDEST, 1e-42, -1e-30)
    for _ in range(min(20, frames)):
        samples[random.randrange(2), random.randrange(frames)] = random.choice(odd)


def _for_library(params: Params) -> Settings:
    shape = {"distortion": "soft", "distortion_place": "output"} if params["shape"] == "soft" else {}
    return checked({**PEDALBOARD, **shape})


def _sizes(frames: int, block: int) -> list[int]:
    if not block:
        return [frames]
    whole, rest = divmod(frames, block)
    return [block] * whole + [rest] * bool(rest)


def with_bound(audio: Audio) -> Audio:
    """The same audio, with its bound where errors grow."""
    import numpy as np  # noqa: PLC0415

    if calm(audio.settings, *audio.changes.values()):
        return audio
    cleaned = np.where(np.abs(audio.samples) < LOUDEST, audio.samples, 0.0)
    blocks = ((asked, cleaned[:, start:end]) for asked, start, end in audio.spans())
    found = bound(audio.settings, audio.rate, blocks)
    return Audio(audio.rate, audio.sizes, audio.settings, audio.changes, audio.samples, found, audio.more)
