"""An answer as bytes: what is written for the gate and digested after the last timed run."""

from __future__ import annotations

import json
from typing import Any

from benchmarks.worker.failure import Failure

__all__ = ["BYTES", "sha256", "to_bytes"]

BYTES = (bytes, bytearray, memoryview)


def to_bytes(answer: Any) -> bytes:
    """Bytes as they are, anything else as JSON with sorted keys. Raises `Failure` (lane) where it has no JSON form."""
    if isinstance(answer, BYTES):
        return bytes(answer)
    try:
        text = json.dumps(answer, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)
    except (TypeError, ValueError) as error:
        raise Failure(
            "lane", f"an answer should be JSON or bytes: {error}; render(found) may turn it into one"
        ) from error
    return text.encode("utf-8", "surrogatepass")


def sha256(blob: bytes) -> str:
    """In lower-case hex."""
    import hashlib  # noqa: PLC0415 - loads OpenSSL, which the lane's memory figures should not hold

    return hashlib.sha256(blob).hexdigest()
