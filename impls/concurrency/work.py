"""What one job does: a loop that is all arithmetic, or updates to records. Either is a number in the end."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from impls.ticker.lanes.python import parse_message

__all__ = ["Job", "Loop", "Parse", "done"]


class Loop(NamedTuple):
    """So many steps of a xorshift generator of 32 bits (Marsaglia, "Xorshift RNGs", 2003: shifts 13, 17, 5)."""

    rounds: int
    seed: int


class Parse(NamedTuple):
    """Updates, gone over several times."""

    messages: list[bytes]
    repeats: int


Job: TypeAlias = "Loop | Parse"


def done(job: Job) -> int:
    """The number of one job, below 2**64."""
    if isinstance(job, Loop):
        return _spun(job.rounds, job.seed)
    return _parsed(job.messages, job.repeats)


def _spun(rounds: int, seed: int) -> int:
    x = seed
    for _ in range(rounds):
        x ^= x << 13 & 0xFFFFFFFF
        x ^= x >> 17
        x ^= x << 5 & 0xFFFFFFFF
    return x


def _parsed(messages: list[bytes], repeats: int) -> int:
    total = 0
    for _ in range(repeats):
        for message in messages:
            ticker = parse_message(message)
            total += ticker.update_id + ticker.bid[0] + ticker.ask[0]
    return total % 2**64
