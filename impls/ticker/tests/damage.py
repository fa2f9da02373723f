"""Messages out of seeded ones: mutated, and damaged where it hurts."""

from __future__ import annotations

import json
from random import Random

from impls.exchange.market import messages
from impls.ticker.mixture import mixture
from impls.ticker.mutations import MUTATORS

__all__ = ["damaged_messages"]

_PIECES = (
    *(b'"', b"\\", b"{", b"}", b"[", b"]", b":", b",", b" ", b"\t", b"0", b"1", b"-", b".", b"e", b"E", b"+"),
    *(b"\\u", b"\\ud83d", b"\\ude00", b"\\u0041", b"\xc3\xa9", b"\xf0\x9f\x98\x80", b"\xed\xa0\x80", b"\xff"),
    *(b"\x00", b"\x1f", b"\x7f", b"null", b"true", b"NaN", b"Infinity", b"-0", b"1e999", b"9" * 25, b"0" * 30),
    *(b'"u":1,', b'"result":{', b'"result":{},', b'"channel":1,', b'"channel":"x",', b'"a":"0.5",', b'"b":"1",'),
    *(b"\xef\xbb\xbf", b"[" * 40, b"[" * 126),
)


def damaged_messages(seed, total_bytes):
    """Yield messages of about so many bytes in all; the same for the same seed."""
    random = Random(seed)
    updates = messages(200, seed)
    mixed = mixture(updates, random)
    objects = [m for m in mixed if _is_object(m)]
    while total_bytes > 0:
        message = random.choice(objects if random.getrandbits(1) else updates)
        match random.randrange(8):
            case 0 | 1:
                message = random.choice(MUTATORS)(message, random)
            case 2 | 3:
                message = _damaged(random.choice(MUTATORS)(message, random), random)
            case 4 | 5:
                message = _damaged(message, random)
            case 6:
                message = b"".join(random.choices(_PIECES, k=random.randrange(12)))
            case _:
                message = _damaged(random.choice(mixed), random)
        total_bytes -= len(message)
        yield message


def _is_object(message):
    try:
        return isinstance(json.loads(message), dict)
    except ValueError:
        return False


def _damaged(message, random):
    found = bytearray(message)
    for _ in range(random.choice([1, 1, 2, 3, 6])):
        i = random.randrange(len(found) + 1)
        match random.randrange(5):
            case 0:
                found[i:i] = random.choice(_PIECES)
            case 1:
                del found[i : i + random.choice([1, 1, 2, 5, 20])]
            case 2:
                found[i : i + 1] = random.choice(_PIECES)
            case 3:
                j = random.randrange(len(found) + 1)
                found[i:i] = found[j : j + random.choice([1, 4, 12, 40])]
            case _:
                found[i : i + 1] = random.randbytes(1)
    return bytes(found)
