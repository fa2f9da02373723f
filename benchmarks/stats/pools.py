"""Which raw trials may be read as one lane's, and which lanes may not be read at all.

Trials are pooled only where case, lane, runtime, host, given, harness (``by``), instrument and what was ``asked``
agree.
Of several pools of one lane the newest is read; so an input that was replaced, or a new commit, leaves the old aside.
Of a pool the newest runs are read: what the machine is now, and no more than a page can be made of in seconds.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.core.model import GateRow

__all__ = ["BLOCKS", "TWIN", "Catalog", "Pool", "Pools", "asked", "pools", "tested_roles"]

Record = Mapping[str, Any]
_Key = tuple[str, str, str, str, str]
TWIN = "~twin"
_FREE = frozenset({"id", "do", "seed", "loops"})  # what may differ between trials that were asked the same
BLOCKS = 50
"""Of a lane's pool the newest runs are read that make up so many blocks, each whole. `tandem trend` reads all."""


@dataclass(slots=True)
class Pool:
    """One lane's trials of one case: the timed ones, and those whose instrument says something of heap or instructions.

    Each instrument's newest are read, beside one another.
    """

    case: str
    lane: str
    trials: list[Record] = field(default_factory=list)
    heap: list[Record] = field(default_factory=list)
    ended: Counter[str] = field(default_factory=Counter)  # timed trials that did not finish, by the word for it


@dataclass(frozen=True, slots=True)
class Pools:
    """All lanes' pools on one host, what the gate said, and the blocks in the order they were measured."""

    by_arm: dict[tuple[str, str], Pool]
    gate: tuple[GateRow, ...]
    block: dict[str, int]  # id of a trial -> its block, by a number unique in the summary
    counting: frozenset[str]  # ids of runtimes that count allocations

    def counted(self, trial: Record) -> bool:
        """Whether a trial's allocator counted, so that its usage tells of the heap."""
        return trial.get("instrument") == "counting" or trial["runtime"] in self.counting


class Catalog:
    """Components, cases and lanes as the run headers tell them; of several headers the newest says."""

    def __init__(self, headers: Iterable[Record]) -> None:
        self.components: dict[str, dict[str, Any]] = {}
        for header in headers:
            for component in (header.get("catalog") or {}).get("components", ()):
                self._add(component)

    def _add(self, component: Record) -> None:
        known = self.components.setdefault(component["name"], {"name": component["name"], "cases": [], "lanes": []})
        for kind, key in (("cases", "id"), ("lanes", "name")):
            merged = {thing[key]: thing for thing in (*known[kind], *component.get(kind, ()))}
            known[kind] = list(merged.values())
        known.update({k: v for k, v in component.items() if k not in {"cases", "lanes"}})

    def as_json(self) -> dict[str, Any]:
        """The shape of a header's catalog."""
        return {"components": list(self.components.values())}

    def component(self, case: str) -> Mapping[str, Any]:
        """The entry of the component that a case id starts with; empty where unknown."""
        return self.components.get(case.partition("/")[0], {})

    def lane(self, case: str, lane: str) -> Mapping[str, Any]:
        """The entry of a lane, by its plain name or ``name@runtime``; empty where unknown."""
        plain = lane.removesuffix(TWIN).partition("@")[0]
        return next((x for x in self.component(case).get("lanes", ()) if x["name"] == plain), {})

    def case(self, case: str) -> Mapping[str, Any]:
        """The entry of a case; empty where unknown."""
        return next((x for x in self.component(case).get("cases", ()) if x["id"] == case), {})

    def base(self, case: str, measured: Iterable[str]) -> str | None:
        """The lane that ratios of a case are relative to: the document's Python, else the reference."""
        lanes = set(measured)
        return next(
            (x for x in ("document-python", self.component(case).get("reference", "python")) if x in lanes), None
        )


def tested_roles(case: Mapping[str, Any]) -> frozenset[str]:
    """Roles of a catalog's case that the lane under test plays. Empty: not told, so all."""
    roles = [(r, "") if isinstance(r, str) else _named(r) for r in case.get("roles") or ()]
    return frozenset(name for name, lane in roles if not lane)


def pools(records: Iterable[Record], host: str, catalog: Catalog) -> Pools:
    """Sort the records of one host into pools, in the order they were written; an id seen before is dropped.

    Blocks of one number in two runs are two blocks.
    """
    names: dict[str, Record] = {}
    trials: dict[str, Record] = {}
    gates: list[Record] = []
    run = ""
    place: dict[str, tuple[str, str, int]] = {}
    for record in records:
        match record["is"]:
            case "run":
                run = record["id"]
            case "runtime":
                names[record["id"]] = record
            case "gate":
                gates.append(record)
            case "trial" if record.get("host") == host:
                trials.setdefault(record["id"], record)
                place.setdefault(record["id"], (record.get("run", run), record["schedule"], record["block"]))
    counting = frozenset(
        i for i, r in names.items() if "counting" in (*r.get("features", ()), *str(r["name"]).split("-"))
    )
    found = _newest(trials.values(), names, counting, catalog, place)
    numbers = {key: i for i, key in enumerate(dict.fromkeys(place.values()))}
    block = {trial: numbers[key] for trial, key in place.items()}
    return Pools(found, _gate(gates, names, catalog, found), block, counting)


def _newest(
    trials: Iterable[Record],
    names: Mapping[str, Record],
    counting: frozenset[str],
    catalog: Catalog,
    place: Mapping[str, tuple[str, str, int]],
) -> dict[tuple[str, str], Pool]:
    sorted_trials = sorted((t for t in trials if t.get("by", "tandem") == "tandem"), key=lambda t: t["started"])
    given = {t["case"]: t.get("given") for t in sorted_trials}
    newest: dict[tuple[str, str, str], _Key] = {}
    groups: dict[_Key, list[Record]] = {}
    for trial in (t for t in sorted_trials if t.get("given") == given[t["case"]]):
        counted = "counting" if trial["runtime"] in counting else ""
        lane = _display(trial, names, catalog, counting)
        key = (trial["case"], lane, trial["runtime"], str(trial.get("instrument")), asked(trial))
        newest[trial["case"], lane, trial.get("instrument") or counted] = key
        groups.setdefault(key, []).append(trial)
    found: dict[tuple[str, str], Pool] = {}
    for (case, lane, instrument), key in newest.items():
        pool = found.setdefault((case, lane), Pool(case, lane))
        for trial in _recent(groups[key], place):
            if trial["ended"] in {"ok", "partial"}:
                (pool.heap if instrument else pool.trials).append(trial)
            if trial["ended"] != "ok" and not instrument:
                pool.ended[trial["ended"]] += 1
    return found


def _recent(trials: Sequence[Record], place: Mapping[str, tuple[str, str, int]]) -> Sequence[Record]:
    """The trials of the newest runs that make up `BLOCKS` blocks; ``trials`` are ordered by when they began."""
    blocks = list(dict.fromkeys(place[t["id"]] for t in reversed(trials)))
    runs = {run for run, _, _ in blocks[:BLOCKS]}
    return [t for t in trials if place[t["id"]][0] in runs]


def _gate(
    rows: Iterable[Record], names: Mapping[str, Record], catalog: Catalog, found: Mapping[tuple[str, str], Pool]
) -> tuple[GateRow, ...]:
    """The last word of the gate on each lane; a timed run that answered otherwise than the gate's takes it back."""
    last: dict[tuple[str, str], GateRow] = {}
    for row in rows:
        lane = _display(row, names, catalog, frozenset())
        last[row["case"], lane] = GateRow(
            case=row["case"],
            lane=lane,
            passed=row["passed"],
            difference=None if row["passed"] else str(row.get("difference") or "its answer differs"),
            status=row.get("status", "passed") if row["passed"] else row.get("status", "disqualified"),
        )
        pool = found.get((row["case"], lane))
        tested = tested_roles(catalog.case(row["case"]))
        if row["passed"] and pool and (odd := _odd_answer(row, pool, tested)):
            last[row["case"], lane] = GateRow(
                case=row["case"], lane=lane, passed=False, difference=odd, status="disqualified"
            )
    return tuple(last.values())


def _odd_answer(gate: Record, pool: Pool, tested: Collection[str]) -> str | None:
    """How a timed answer parts from the gate's. What a fixed role saw, or any role under a fault, depends on timing."""
    expected = gate.get("sha256")
    for trial in pool.trials:
        if not expected or trial.get("given") != gate.get("given") or trial.get("faults"):
            continue
        for role, said in (trial.get("roles") or {}).items():
            right = expected.get(role) if isinstance(expected, Mapping) else expected
            if (not tested or role in tested) and right and said.get("sha256") and said["sha256"] != right:
                found, right = said["sha256"][:8], right[:8]
                return f"a timed run answered {found}, the gate's answer was {right} (trial {trial['id']})"
    return None


def _display(record: Record, names: Mapping[str, Record], catalog: Catalog, counting: frozenset[str]) -> str:
    """``lane``, or ``lane@runtime`` where the runtime is not the lane's own; twins are told apart."""
    lane, runtime = record["lane"], record.get("runtime") or ""
    name = str(names.get(runtime, {}).get("name", runtime))
    own = catalog.lane(record["case"], lane).get("runtime", name)
    if name and name != own and runtime not in counting and not record.get("instrument") and "@" not in lane:
        lane = f"{lane}@{name}"
    return f"{lane}{TWIN}" if record.get("twin") and not lane.endswith(TWIN) else str(lane)


def asked(trial: Record) -> str:
    """What a trial was asked, less what may differ between trials of one pool."""
    told = trial.get("asked") or []
    requests = [told] if isinstance(told, Mapping) else told
    return json.dumps([{k: v for k, v in r.items() if k not in _FREE} for r in requests], sort_keys=True)


def _named(role: Any) -> tuple[str, str]:
    if isinstance(role, Mapping):
        return str(role.get("name", "main")), str(role.get("lane") or "")
    return str(role[0]), str(role[1] if len(role) > 1 else "")
