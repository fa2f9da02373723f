"""Which CPU a role runs on. A case names slots; which CPU a slot is follows from those this process may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from impls.contract import Role

__all__ = ["allowed", "aside", "cpus_of", "pinned"]


def allowed() -> frozenset[int]:
    """CPUs that this process may use; empty where the system cannot say."""
    ask = getattr(os, "sched_getaffinity", None)
    return frozenset(ask(0)) if ask else frozenset()


def cpus_of(role: Role, *, alone: bool, usable: frozenset[int]) -> frozenset[int]:
    """The CPUs of a role: one, or all that are usable.

    Slot 0 is the highest CPU (the lowest serves most interrupts), slot 1 the one below, and so on, round again where
    there are more slots than CPUs. A role without a slot gets slot 0 when it is ``alone``, else any CPU; -1: any.
    """
    slot = 0 if role.core is None and alone else role.core
    if slot is None or slot < 0 or len(usable) < 2:
        return usable
    ordered = sorted(usable, reverse=True)
    return frozenset({ordered[slot % len(ordered)]})


@contextmanager
def pinned(cpus: frozenset[int]) -> Iterator[None]:
    """Run the calling thread on these CPUs meanwhile: what it starts inherits them, before its first instruction.

    Cheaper than a function in the child, which would cost a copy of this process's page tables a trial.
    """
    if not cpus or not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cpus)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def aside(usable: frozenset[int]) -> Iterator[None]:
    """Keep this thread, and those it starts, off slot 0 meanwhile: the display should not disturb what is measured."""
    rest = usable - cpus_of(Role(), alone=True, usable=usable)
    with pinned(rest if len(usable) > 1 else frozenset()):
        yield
