"""How a claim's number came about: what it is made of, by which statistic, on how many blocks and processes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reports.ledger_figures import COUNTED, Figures
from reports.ledger_rows import Claim, Ref
from reports.tables.columns import HEADS
from reports.verdicts import WIDTH, Judged

__all__ = ["derivation"]

JUDGED = frozenset({"reproduced", "stronger", "weaker", "reversed", "unresolved"})


def derivation(j: Judged, figures: Figures) -> tuple[tuple[str, str], ...]:
    """Name and text, in the order of the work: what was measured, how it is computed, how it is judged.

    Empty for a claim that nothing measures: its row says why.
    """
    claim = j.claim
    refs = dict(_refs(claim, figures.claims))
    if not refs and claim.shown is None:
        return ()
    return tuple((name, text) for name, text in _said(j, figures, refs) if text)


def _said(j: Judged, figures: Figures, refs: Mapping[str, Ref]) -> Iterator[tuple[str, str]]:
    claim = j.claim
    if claim.shown is not None:
        yield "Shown by", f"{claim.shown.case}, lane {claim.shown.lane}"
    for name, ref in refs.items():
        yield (
            name or ("Measured instead" if claim.instead else "Measured"),
            f"{ref.case}, lane {ref.lane}: {_head(ref)}",
        )
    if claim.expression is not None:
        yield "Computed", f"{_expression(claim, figures.claims)}, block by block"
    yield "From", _sample(refs, figures)
    if j.found and refs:
        yield "Interval", _interval(j, refs)
    if (
        j.found
        and claim.claimed
        and not claim.target
        and j.verdict.word in JUDGED
        and claim.claimed[0] == claim.claimed[1]
    ):
        yield "Judged", f"one claimed figure is read as that, divided and multiplied by {WIDTH:g}"


def _refs(claim: Claim, claims: Mapping[str, Claim], name: str = "") -> Iterator[tuple[str, Ref]]:
    """What was measured, by the name it has in the expression; a name within a name stands behind a dot."""
    if claim.ref or claim.instead:
        yield name, claim.ref or claim.instead  # type: ignore[misc]  # one of them is there
    for part, ref in claim.parts.items():
        yield f"{name}.{part}".lstrip("."), ref
    for operand, identity in claim.operands.items():
        yield from _refs(claims[identity], claims, f"{name}.{operand}".lstrip("."))


def _expression(claim: Claim, claims: Mapping[str, Claim]) -> str:
    """The arithmetic, and what stands for a name that has arithmetic of its own or is a stated figure."""
    text = claim.expression.text if claim.expression else ""
    inner = []
    for name, identity in claim.operands.items():
        operand = claims[identity]
        if operand.expression is not None:
            inner.append(f"{name} = {_expression(operand, claims)}")
        elif operand.kind == "fact" and operand.claimed:
            inner.append(f"{name} = {operand.claimed[0]:g}, as stated")
    return "; ".join([text, *inner])


def _head(ref: Ref) -> str:
    return HEADS.get(ref.metric, ref.metric.replace("_", " ")).lower()


def _sample(refs: Mapping[str, Ref], figures: Figures) -> str:
    found = [m for ref in refs.values() if (m := figures.measured.get(ref))]
    if not found or len(found) < len(refs):
        return ""
    blocks, processes = ({getattr(m, name) for m in found} for name in ("blocks", "processes"))
    return f"{_span(blocks)} blocks, {_span(processes)} processes a lane"


def _span(counts: set[int]) -> str:
    return "–".join(str(n) for n in sorted({min(counts), max(counts)}))


def _interval(j: Judged, refs: Mapping[str, Ref]) -> str:
    if all(ref.metric in COUNTED for ref in refs.values()):
        return "none: it is counted, not timed"
    apart = "" if j.interleaved else "; lanes of different schedules, taken as independent"
    if any(ref.metric.startswith("latency_") for ref in refs.values()):
        return f"95 %, of a percentile a process where it has samples enough{apart}"
    return f"95 %, Student's t over the blocks{apart}"
