"""``tandem list [SELECT...] [--document D]``: components, lanes, cases, claims; what cannot run here, and why."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from benchmarks.core.model import Arm
from reports import ledger
from reports.ledger_rows import Ledger
from tandem.asked import Chosen, choose, json_option, selecting

__all__ = ["command", "listed"]


@click.command("list")
@selecting
@click.option("--document", "-d", "document", metavar="D", help="Only what this document's claims are bound to.")
@json_option
def command(
    *, select: tuple[str, ...], lanes: str, impls: tuple[Path, ...], capture: Path | None, document: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Say what there is to measure: components, their lanes and cases, and the claims that bind to them."""
    ledgers = _ledgers(document)
    chosen = choose(select, lanes, impls, capture)
    found = listed(chosen, ledgers, only_claimed=document is not None)
    if as_json:
        click.echo(json.dumps(found, allow_nan=False))
        return
    for component in found["components"]:
        _print(component)
    total = sum(len(component["cases"]) for component in found["components"])
    bound = len({claim["id"] for claim in found["claims"]})
    click.echo(f"{len(found['components'])} components, {total} cases, {bound} claims bound to them")


def listed(chosen: Chosen, ledgers: Sequence[Ledger], *, only_claimed: bool = False) -> dict[str, Any]:
    """What is printed, as data."""
    claims = [claim for one in ledgers for claim in _claims(one)]
    bound = {claim["case"] for claim in claims}
    arms = [arm for arm in chosen.arms if not only_claimed or arm.case_id in bound]
    names = dict.fromkeys(arm.component for arm in arms)
    shown = {arm.case_id for arm in arms}
    return {
        "schema": 1,
        "components": [_component(chosen, [arm for arm in arms if arm.component == name]) for name in names],
        "claims": [claim for claim in claims if claim["case"] in shown],
    }


def _ledgers(document: str | None) -> list[Ledger]:
    return [ledger.load(name) for name in ([document] if document else ledger.documents())]


def _claims(one: Ledger) -> list[dict[str, Any]]:
    """A row for each case and lane that a claim is answered by."""
    return [
        {"id": claim.id, "document": one.document, "case": case, "lane": lane}
        for claim in one.claims
        for case, lane in dict.fromkeys(claim.arms)
    ]


def _component(chosen: Chosen, arms: Sequence[Arm]) -> dict[str, Any]:
    component = chosen.workshop.components[arms[0].component]
    lanes = {arm.lane.name: arm.lane for arm in arms}
    return {
        "name": component.name,
        "reference": component.reference,
        "parts": list(component.parts),
        "lanes": [
            {
                "name": lane.name,
                "kind": lane.kind,
                "label": lane.label,
                "runtime": lane.runtime,
                "operations": list(lane.operations),
                "source": f"impls/{component.name}/lanes/{lane.path.name}",
                "doubts": list(lane.doubts),
            }
            for lane in lanes.values()
        ],
        "cases": [
            _case(chosen, [a for a in arms if a.case_id == name]) for name in dict.fromkeys(a.case_id for a in arms)
        ],
    }


def _case(chosen: Chosen, arms: Sequence[Arm]) -> dict[str, Any]:
    case = arms[0].case
    reasons = {arm.name: chosen.workshop.unavailable(arm) for arm in arms}
    return {
        "id": arms[0].case_id,
        "operation": case.operation,
        "params": dict(case.params),
        "roles": [{"name": role.name, "lane": role.lane} for role in case.cast],
        "lanes": [name for name, reason in reasons.items() if reason is None],
        "cannot": {name: reason for name, reason in reasons.items() if reason is not None},
    }


def _print(component: Mapping[str, Any]) -> None:
    click.echo(click.style(component["name"], bold=True))
    wide = max(len(lane["name"]) for lane in component["lanes"])
    for lane in component["lanes"]:
        click.echo(f"  {lane['name']:{wide}}  {lane['kind']:8}  {lane['runtime']:8}  {lane['label']}")
        for doubt in lane["doubts"]:
            click.echo(f"  {'':{wide}}  doubt: {doubt}")
    for case in component["cases"]:
        click.echo(f"  {case['id']}: {', '.join(case['lanes']) or 'no lane can run here'}")
        for name, reason in case["cannot"].items():
            click.echo(f"    {name}: {reason}")
    click.echo("")
