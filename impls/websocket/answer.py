"""What a lane's messages come to, in the form that lanes are compared by; README.md has the rules."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from impls.contract import Json

__all__ = ["Said", "digest", "encoded", "listed", "own_probes", "peer_probes"]

Said: TypeAlias = "tuple[int, int] | None"  # (code, index) of an error, None for none


def encoded(text: str | bytes) -> bytes:
    """A payload as bytes: lanes may keep text as str."""
    return text.encode() if isinstance(text, str) else text


def digest(messages: Iterable[tuple[int, str | bytes]]) -> dict[str, Json]:
    """Count, payload bytes, and sha256 over each message as opcode, length (u64, little endian) and payload."""
    sha256 = hashlib.sha256()
    count = size = 0
    for opcode, payload in ((opcode, encoded(kept)) for opcode, kept in messages):
        sha256.update(opcode.to_bytes() + len(payload).to_bytes(8, "little") + payload)
        count += 1
        size += len(payload)
    return {"count": count, "bytes": size, "sha256": sha256.hexdigest()}


def listed(texts: Iterable[str | bytes]) -> dict[str, Json]:
    """Count, bytes, and sha256 over the texts laid end to end, as the last line of a feed states it."""
    sha256 = hashlib.sha256()
    count = size = 0
    for text in map(encoded, texts):
        sha256.update(text)
        count += 1
        size += len(text)
    return {"count": count, "bytes": size, "sha256": sha256.hexdigest()}


def own_probes(probes: Mapping[str, bytes], parse: Callable[[list[bytes]], Said]) -> Json:
    """What ``parse`` says of each probe, fed as one chunk and byte by byte."""
    return {name: [_pair(parse([stream])), _pair(parse(_bytewise(stream)))] for name, stream in probes.items()}


def peer_probes(
    probes: Mapping[str, bytes], refuses: Callable[[list[bytes]], bool], tolerates: Iterable[str] = ()
) -> Json:
    """Whether each probe is refused, both whole and byte by byte; ``tolerated`` where not and the lane says so."""
    found: dict[str, Json] = {n: refuses([s]) and refuses(_bytewise(s)) for n, s in probes.items()}
    return found | {name: "tolerated" for name in tolerates if found.get(name) is False}


def _bytewise(stream: bytes) -> list[bytes]:
    return [stream[i : i + 1] for i in range(len(stream))]


def _pair(said: Said) -> Json:
    return None if said is None else list(said)
