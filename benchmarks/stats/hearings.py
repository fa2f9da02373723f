"""What can be listened to of the answers that passed the gate, from the records of the newest run that has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from benchmarks.core.model import Clip, GateRow, Hearing

__all__ = ["hearings"]

Record = Mapping[str, Any]


def hearings(records: Sequence[Record], host: str, gate: Iterable[GateRow]) -> tuple[Hearing, ...]:
    """One a lane and case of the host's runs, in the order in which they were first heard.

    A lane that the gate's last word turns away has none, nor one whose sounds are not among the records.
    """
    clips = {r["id"]: Clip(r["id"], r["media"], r["base64"]) for r in records if r["is"] == "sound"}
    refused = {(row.case, row.lane) for row in gate if not row.passed}
    found, own = {}, True
    for record in records:
        if record["is"] == "run":
            own = record.get("host", host) == host
        elif record["is"] == "heard" and own and (made := _hearing(record, clips)):
            found[made.case, made.lane] = made
    return tuple(made for key, made in found.items() if key not in refused)


def _hearing(record: Record, clips: Mapping[str, Clip]) -> Hearing | None:
    wanted = [record["sound"], *filter(None, [record["difference"]])]
    if not all(ident in clips for ident in wanted):
        return None
    return Hearing(
        case=record["case"],
        lane=record["arm"],
        answer=clips[record["sound"]],
        difference=clips[record["difference"]] if record["difference"] else None,
        peak_dbfs=record["peak_dbfs"],
        gain_db=record["gain_db"],
    )
