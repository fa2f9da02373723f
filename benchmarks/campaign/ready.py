"""What can run here: needs are met and everything is built; for the rest, why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from benchmarks.campaign.events import Event, Tell
from benchmarks.core.errors import RuntimeUnavailableError
from benchmarks.core.model import Arm
from benchmarks.launcher.workshop import Part, Workshop, reason_of

__all__ = ["ready"]


def ready(
    workshop: Workshop, arms: Sequence[Arm], refuse: Callable[[Arm, str], object], tell: Tell, also: Sequence[Arm] = ()
) -> list[Arm]:
    """Build what the arms need, and ``also`` what others need that were found able before; the arms that can run.

    ``refuse`` is called with each arm that cannot, and the reason.
    """
    fine = []
    for arm in arms:
        reason = workshop.unavailable(arm)
        if reason:
            refuse(arm, reason)
        else:
            fine.append(arm)
    failed = _build(workshop, [*fine, *also], tell)
    able = []
    for arm in fine:
        reason = next((failed[part] for part in workshop.parts(arm) if part in failed), None)
        if reason:
            refuse(arm, reason)
        else:
            able.append(arm)
    return able


def _build(workshop: Workshop, arms: Sequence[Arm], tell: Tell) -> dict[Part, str]:
    """Build every part once; the reasons of those that are not built."""
    parts = dict.fromkeys(part for arm in arms for part in workshop.parts(arm))
    failed: dict[Part, str] = {}
    for done, part in enumerate(parts):
        component, runtime = part
        tell(Event(step="build", case=component or "warden", lane=runtime, done=done, total=len(parts)))
        try:
            workshop.build(part)
        except RuntimeUnavailableError as error:
            failed[part] = reason_of(error)
    return failed
