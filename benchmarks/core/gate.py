"""Same work, or no number: one lane's answer against the reference's. Pure functions; processes are the launcher's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, cast

from benchmarks.core.discovery import Spec
from benchmarks.core.errors import DiscoveryError, WorkerDiedError, WorkerError, WorkerSilentError
from benchmarks.core.model import Arm, GateRow
from impls.contract import Case, Heard

__all__ = [
    "GATED",
    "KEPT_FACTOR",
    "KEPT_SUSPICIOUS",
    "Answered",
    "answer_of",
    "difference",
    "heard",
    "kept_answer",
    "read_answer",
    "row",
    "unlike",
]

GATED = frozenset({"document", "own", "peer"})  # floors and limits do other work, on purpose
LIBRARIES = frozenset({"document", "peer"})
KEPT_FACTOR = (
    50.0  # an honest first run may be cold, but a prepared, warmed lane is not fifty times faster the next time
)
KEPT_SUSPICIOUS = 10  # a second run so many times faster is worth a further look
KEPT_LEAST_NS = 5_000  # a first run shorter than this says nothing: a cache miss is longer


class Answered(NamedTuple):
    """What the roles of one checked trial answered, by role."""

    answers: Mapping[str, Any]  # JSON or bytes
    sha256: Mapping[str, str]
    given_sha256: Mapping[str, str]


def read_answer(path: Path, form: str | None = None) -> Any:
    """An answer file: JSON, or bytes where it is none or the worker says so."""
    blob = path.read_bytes()
    if form == "bytes":
        return blob
    try:
        return json.loads(blob)
    except (ValueError, RecursionError):
        return blob


def answer_of(case: Case, answers: Mapping[str, Any]) -> Any:
    """What a spec compares: the one role's answer, or role to answer where the cast has several.

    A role that a fault has ended has none.
    """
    return dict(answers) if len(case.cast) > 1 else answers[case.cast[0].name]


def difference(spec: Spec, arm: Arm, expected: Any, found: Answered, given: str) -> str | None:
    """How a lane's work differs from the reference's in one line; None where it is the same work.

    ``expected`` is the reference's answer on the given of that digest. Lanes of kind peer and document are held to
    the spec's ``same_peer`` where it has one.
    """
    for role, seen in found.given_sha256.items():
        if seen and seen != given:
            return f"the given should be left as it was, {'the lane' if role == 'main' else role} altered it"
    operation, params = arm.case.operation, arm.case.params
    weaker = getattr(spec, "same_peer", None) if arm.lane.kind in LIBRARIES else None
    same = weaker or spec.same
    try:
        parted = same(operation, params, expected, answer_of(arm.case, found.answers))
    except Exception as error:  # noqa: BLE001  (an answer of a shape that the spec did not think of is other work)
        return f"the answer cannot be compared: {type(error).__name__}: {error}"
    return str(parted) if parted is not None else None


def heard(spec: Spec, arm: Arm, expected: Any, found: Answered) -> Heard | None:
    """A lane's answer as something to listen to, where its spec makes one of it. Raises `DiscoveryError`."""
    listen = getattr(spec, "listen", None)
    if listen is None:
        return None
    try:
        made = listen(arm.case.operation, arm.case.params, expected, answer_of(arm.case, found.answers))
    except Exception as error:  # a spec is another author's code
        wrong = f"spec.py: listen: {type(error).__name__}: {error}"
        raise DiscoveryError(f"component {arm.component}", wrong, "mend the file") from error
    return cast("Heard | None", made)


def kept_answer(first_ns: float, second_ns: float) -> float | None:
    """How many times faster a second run on a fresh given was, where no honest lane is so much faster; else None."""
    if first_ns < KEPT_LEAST_NS or first_ns < KEPT_FACTOR * max(second_ns, 1.0):
        return None
    return first_ns / max(second_ns, 1.0)


def unlike(arm: Arm, gate: Mapping[str, str], found: Mapping[str, str | None]) -> str | None:
    """How the last timed run's answer differs from the lane's own at the gate; None where it does not.

    Digests by role. A role that another lane plays may answer as it likes (what it saw depends on timing), and so may
    all of them where the launcher does something to a role.
    """
    if arm.lane.kind not in GATED or arm.case.faults:
        return None
    for role in (r.name for r in arm.case.cast if not r.lane):
        before, after = gate.get(role), found.get(role)
        if before and after and before != after:
            return f"a timed run should answer as at the gate ({before[:8]}), answered otherwise ({after[:8]})"
    return None


def row(arm: Arm, wrong: str | WorkerError | None) -> GateRow:
    """The gate's row: what differs, or how the lane failed to answer; None for a lane that passed."""
    if wrong is None:
        return GateRow(case=arm.case_id, lane=arm.name, passed=True, difference=None)
    if isinstance(wrong, str):
        return GateRow(case=arm.case_id, lane=arm.name, passed=False, difference=wrong, status="disqualified")
    status = (
        "died" if isinstance(wrong, WorkerDiedError) else "silent" if isinstance(wrong, WorkerSilentError) else "error"
    )
    said = wrong.wrong
    return GateRow(case=arm.case_id, lane=arm.name, passed=False, difference=said, status=cast("Any", status))
