"""What a measurement says of a claim: one word, with its reason.

Ratios compare intervals. Figures with a unit are another machine's: their verdict says "here" and names this one.
Rows without a figure to compare say why: facts and opinions are never scored.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from benchmarks.core.model import Derived, Doubt, Interval, Summary
from benchmarks.stats import carrying, crossing, failing
from reports.ledger_figures import Figure, Figures
from reports.ledger_rows import Claim, Ledger, Range

__all__ = ["WORDS", "Judged", "Verdict", "claims_json", "judge", "judged", "with_derived"]

WORDS = (
    "reproduced",
    "stronger",
    "weaker",
    "reversed",
    "met",
    "missed",
    "unresolved",
    "demonstrated",
    "refuted",
    "fact",
    "opinion",
    "not measurable here",
    "not measured yet",
)
"""Every verdict, in the order of a tally."""

WIDTH = 1.25
"""A single claimed figure c is read as c / 1.25 to 1.25 c."""


class Verdict(NamedTuple):
    """A word of `WORDS`, and why where the word does not say it."""

    word: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A claim with its verdict and what was measured, in the claim's unit."""

    claim: Claim
    verdict: Verdict
    found: Interval | None = None
    case: str | None = None
    metric: str | None = None
    evidence: str = ""
    interleaved: bool = True
    doubts: tuple[Doubt, ...] = ()


def judge(claim: Claim, found: Interval) -> Verdict:
    """What a measured interval, in the claim's unit, says of a claim in figures, or in words read as figures."""
    if claim.claimed is None:
        low, high = claim.reads or (-math.inf, math.inf)
        return Verdict(_inside(found, low, high, "demonstrated", "refuted"))
    if claim.target:
        return Verdict(_target(claim.claimed, found, claim.better))
    if claim.better == "neither":
        low, high = _widened(claim.claimed)
        return Verdict(_inside(found, low, high, "reproduced", "weaker"))
    return Verdict(_against(claim, found))


def _against(claim: Claim, found: Interval) -> str:
    """The five words. Smaller-is-better is larger-is-better seen in a mirror: all signs turned."""
    low, high = _widened(claim.claimed or (0, 0))
    gain = claim.unit == "x" and (claim.claimed or (0, 0))[0] > 1
    worst, best = found.low, found.high
    lost = found.high < 1
    if claim.better == "less":
        gain = claim.unit == "x" and (claim.claimed or (0, 0))[1] < 1
        low, high, worst, best = -high, -low, -found.high, -found.low
        lost = found.low > 1
    if gain and lost:
        return "reversed"
    if best < low:
        return "weaker"
    if worst > high:
        return "stronger"
    return "reproduced" if worst >= low and best <= high else "unresolved"


def _target(claimed: Range, found: Interval, better: str) -> str:
    low, high = claimed
    if better == "more":
        met, missed = found.low >= low, found.high < low
    else:
        met, missed = found.high <= high, found.low > high
    return "met" if met else "missed" if missed else "unresolved"


def _inside(found: Interval, low: float, high: float, inside: str, outside: str) -> str:
    if found.low >= low and found.high <= high:
        return inside
    return outside if found.high < low or found.low > high else "unresolved"


def _widened(claimed: Range) -> Range:
    low, high = claimed
    if low != high:
        return claimed
    return (low / WIDTH, low * WIDTH) if low >= 0 else (low * WIDTH, low / WIDTH)


def judged(ledger: Ledger, summary: Summary | None) -> tuple[Judged, ...]:
    """Every claim of a document with its verdict, in the document's order. Without a summary nothing was measured."""
    figures = Figures(ledger, summary)
    return tuple(_judged(claim, figures) for claim in ledger.claims)


def _judged(claim: Claim, figures: Figures) -> Judged:
    match claim.kind:
        case "fact" | "opinion":
            return Judged(claim=claim, verdict=Verdict(claim.kind, claim.answer))
        case "later":
            return Judged(claim=claim, verdict=Verdict("not measured yet", claim.answer))
        case "cannot":
            return _instead(claim, figures)
        case "holds":
            return _shown(claim, figures)
        case _:
            return _measured(claim, figures.of(claim))


def _measured(claim: Claim, figure: Figure) -> Judged:
    row = Judged(
        claim=claim, verdict=Verdict("not measured yet", figure.missing), case=figure.case, metric=figure.metric
    )
    if figure.interval is None:
        word, held = "unresolved" if figure.refused else "not measured yet", None
        if figure.bounds:
            low, high = figure.bounds
            word, held = judge(claim, Interval(low, low, high)).word, Interval(low, low, low) if low else None
        return replace(row, verdict=Verdict(word, figure.missing), found=held, doubts=figure.doubts)
    verdict = judge(claim, figure.interval)
    return replace(
        row,
        verdict=Verdict(verdict.word, figure.where if claim.unit != "x" else ""),
        found=figure.interval,
        interleaved=figure.interleaved,
        doubts=figure.doubts,
    )


def _instead(claim: Claim, figures: Figures) -> Judged:
    row = Judged(claim=claim, verdict=Verdict("not measurable here", claim.answer))
    if claim.instead is None:
        return row
    figure = figures.at(claim.instead, claim.unit)
    reason = f"{claim.answer}; instead: {claim.instead}"
    return replace(
        row,
        verdict=Verdict("not measurable here", reason),
        found=figure.interval,
        case=figure.case,
        metric=figure.metric,
        doubts=figure.doubts,
    )


def _shown(claim: Claim, figures: Figures) -> Judged:
    case, lane = claim.shown or ("", "")
    row = Judged(
        claim=claim, verdict=Verdict("not measured yet", figures.why_not(case, lane)), case=case, metric="holds"
    )
    check = figures.check(case, lane)
    if check is None:
        return row
    return replace(
        row, verdict=Verdict("demonstrated" if check.holds else "refuted", check.evidence), evidence=check.evidence
    )


def with_derived(summary: Summary, ledgers: Iterable[Ledger]) -> Summary:
    """The summary with a figure for every expression that could be measured: of the ledgers, crossings and errors.

    Beside them stands whether the crossings' parts predict the whole.
    """
    rows = [j for ledger in ledgers for j in judged(ledger, summary) if j.claim.expression and j.found]
    derived = tuple(
        Derived(
            id=j.claim.id,
            expr=j.claim.answer,
            value=j.found.value,
            low=j.found.low,
            high=j.found.high,
            interleaved=j.interleaved,
        )
        for j in rows
        if j.found
    )
    further = (row for told in (crossing, carrying, failing) for row in told.derived(summary.block_values))
    return replace(
        summary,
        derived=(*derived, *further),
        checks=(*summary.checks, *crossing.checks(summary.block_values)),
    )


def claims_json(ledgers: Sequence[Ledger], summary: Summary | None, verdict: str | None = None) -> dict[str, Any]:
    """The documented JSON of ``claims``; ``verdict`` keeps the rows of that word. Figures are in the claim's unit."""
    rows = [j for ledger in ledgers for j in judged(ledger, summary) if verdict in {None, j.verdict.word}]
    return {"schema": 1, "claims": [_json(j) for j in rows]}


def _json(j: Judged) -> Mapping[str, Any]:
    low, high = j.claim.claimed or (None, None)
    found = j.found or Interval(math.nan, math.nan, math.nan)
    return {
        "id": j.claim.id,
        "document": j.claim.document,
        "lane": j.claim.lane,
        "claimed_low": low,
        "claimed_high": high,
        "unit": j.claim.unit,
        "case": j.case,
        "metric": j.metric,
        "measured": _number(found.value),
        "low": _number(found.low),
        "high": _number(found.high),
        "verdict": j.verdict.word,
        "reason": j.verdict.reason,
    }


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
