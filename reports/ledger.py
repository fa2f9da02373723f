"""The ledger: every claim of a document, each bound to what answers it or carrying the reason why nothing does.

``ledgers/<document>.toml`` is the source. A row has exactly one of

``ref``      "case lane metric", what was measured
``expr``     arithmetic over what ``with`` names: other rows, or "case lane metric"
``holds``    "case lane", a demonstration: what the lane reads off, or that its answers passed the gate
``fact``     it sets something (a version, a test rig); the text says what it is
``opinion``  no figure could settle it; the text says why
``cannot``   not measurable here, with the reason; ``instead`` may name what was measured in its place
``later``    not measured yet, with the reason

beside ``claimed = [low, high]`` in ``unit``, or ``says``, the document's words; where words are measured, ``reads``
gives the figures that they are taken to mean. Other keys: ``at`` (row and column), ``lines`` of the document,
``target``, ``better``, ``beside`` (further measurements to show), ``note``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.core.errors import SelectionError
from benchmarks.core.model import Arm
from reports.ledger_read import read
from reports.ledger_rows import Audit, Claim, Ledger, LedgerError, Ref, Shown, Table

__all__ = [
    "FOLDER",
    "Audit",
    "Claim",
    "Ledger",
    "LedgerError",
    "Ref",
    "Shown",
    "Table",
    "documents",
    "load",
    "needed",
    "unbound",
]

FOLDER = Path(__file__).parent / "ledgers"
HELD = "rate_held"


def documents(folder: Path = FOLDER) -> list[str]:
    """Documents that have a ledger."""
    return sorted(p.stem for p in folder.glob("*.toml"))


def load(document: str, folder: Path = FOLDER) -> Ledger:
    """A document's ledger. Raises `SelectionError` for an unknown document, `LedgerError` for a ledger with a fault."""
    if document not in documents(folder):
        known = ", ".join(documents(folder)) or "none"
        raise SelectionError(f"document {document}", "there is no such ledger", f"known are: {known}")
    path = folder / f"{document}.toml"
    return read(path.read_text(encoding="utf-8"), path.name)


def needed(ledgers: Iterable[Ledger], arms: Sequence[Arm], *, loads: bool = False) -> list[Arm]:
    """Of the arms, in their order, those that have to be measured so that every bound claim has its figure.

    A highest rate held needs the lane at every rate of the group. ``loads``: with what only stands beside a claim where
    the case says how long its load lasts, which takes longer than all the others together.
    """
    claims = [claim for ledger in ledgers for claim in ledger.claims]
    judged = {(r.case, r.lane) for claim in claims for r in claim.judged_by}
    beside = {(r.case, r.lane) for claim in claims for r in claim.beside}
    held = {(r.case, r.lane) for claim in claims for r in claim.judged_by if isinstance(r, Ref) and r.metric == HELD}
    groups = {(a.component, a.case.group, a.name) for a in arms if a.case.group and (a.case_id, a.name) in held}
    return [
        arm
        for arm in arms
        if (arm.case_id, arm.name) in judged
        or ((arm.case_id, arm.name) in beside and (loads or not any(how.rate and how.seconds for how in arm.case.how)))
        or (arm.component, arm.case.group, arm.name) in groups
    ]


def unbound(ledger: Ledger, known: Mapping[str, Collection[str]]) -> Iterator[LedgerError]:
    """Rows that name a case or a lane that is not there; ``known`` has for each case id the lanes that answer it."""
    for claim in ledger.claims:
        for case, lane in claim.arms:
            where = f"{ledger.document}.toml line {claim.line}: {claim.id}"
            if case not in known:
                yield LedgerError(where, f"names the case {case}, which is unknown", _nearest(case, known))
            elif lane.partition("@")[0] not in known[case]:
                yield LedgerError(where, f"names the lane {lane}, {case} has: {', '.join(sorted(known[case]))}")


def _nearest(case: str, known: Iterable[str]) -> str:
    same = (case.partition("[")[0], case.partition("/")[0])
    near = next((found for stem in same if (found := [k for k in known if k.startswith(stem)])), [])
    return f"there are: {', '.join(near)}" if near else "see: tandem list"
