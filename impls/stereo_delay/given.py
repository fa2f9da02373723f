"""A given: how it is processed, in one line of JSON, then the samples; an answer: samples, and what was silenced."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from impls.stereo_delay.settings import Settings, checked

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Answer", "Audio", "pack", "pack_answer", "unpack", "unpack_answer"]

_TRAILER = struct.Struct("<Id")  # samples silenced, the given's bound


@dataclass(frozen=True, slots=True)
class Audio:
    """Two channels and the order in which they are processed."""

    rate: int
    sizes: list[int]  # frames of each block
    settings: Settings
    changes: dict[int, Settings]  # asked for before the block of that number
    samples: Any  # float32, (2, frames)
    bound: float = 0.0  # how far lanes may be apart; 0: flat
    more: Mapping[str, Any] = field(default_factory=dict)  # what an operation wants beside

    def __eq__(self, other: object) -> bool:
        """Equal in everything, NaN samples too."""
        return isinstance(other, Audio) and pack(self) == pack(other)

    __hash__ = None  # type: ignore[assignment]

    def spans(self) -> Iterator[tuple[Settings | None, int, int]]:
        """Settings asked before a block or None, its first frame, and the frame after its last."""
        at = 0
        for i, size in enumerate(self.sizes):
            yield self.changes.get(i), at, at + size
            at += size


class Answer(NamedTuple):
    """What comes of a given."""

    samples: NDArray[np.float32]
    silenced: int
    bound: float


def pack(audio: Audio) -> bytes:
    """The given's bytes."""
    header = {
        "rate": audio.rate,
        "sizes": audio.sizes,
        "settings": audio.settings.as_dict(),
        "changes": {str(i): s.as_dict() for i, s in audio.changes.items()},
        "bound": audio.bound,
        "more": dict(audio.more),
    }
    line = json.dumps(header, separators=(",", ":")).encode()
    return b"\n".join((line, audio.samples.tobytes()))


def unpack(blob: bytes) -> Audio:
    """Raises ValueError where it is none."""
    import numpy as np  # noqa: PLC0415 - a spec is read without numpy

    line, _, rest = blob.partition(b"\n")
    header = json.loads(line)
    samples = np.frombuffer(rest, "<f4").reshape(2, -1)
    if sum(header["sizes"]) != samples.shape[1]:
        raise ValueError(f"blocks should hold {samples.shape[1]} frames, hold {sum(header['sizes'])}")
    changes = {int(i): checked(s) for i, s in header["changes"].items()}
    settings = checked(header["settings"])
    return Audio(header["rate"], header["sizes"], settings, changes, samples, header["bound"], header["more"])


def pack_answer(samples: Any, silenced: int, bound: float) -> bytes:
    """The answer's bytes; ``samples`` is (2, frames)."""
    import numpy as np  # noqa: PLC0415

    return np.ascontiguousarray(samples, dtype="<f4").tobytes() + _TRAILER.pack(silenced, bound)


def unpack_answer(blob: bytes) -> Answer:
    """Raises ValueError or struct.error where it is none."""
    import numpy as np  # noqa: PLC0415

    silenced, bound = _TRAILER.unpack(blob[-_TRAILER.size :])
    return Answer(np.frombuffer(blob[: -_TRAILER.size], "<f4").reshape(2, -1), silenced, bound)
