"""What a run knows and writes: its file's records, in memory and on the disk, found again when it goes on."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from importlib import metadata
from typing import Any

from benchmarks.core.asked import Pilot
from benchmarks.core.model import Arm, Component, GateRow
from benchmarks.core.plan import Split
from benchmarks.core.schedule import Unit
from benchmarks.core.source import revision
from benchmarks.core.store import RunFile
from benchmarks.launcher import cargo
from benchmarks.launcher.runtimes import Runtime
from impls.contract import Heard, Sound

__all__ = ["Records", "catalog", "distributions", "packages_of"]

Record = dict[str, Any]


class Records:
    """All records of a run. Every addition is on the disk before the call returns; may be used from several threads."""

    def __init__(self, file: RunFile, known: Iterable[Record] = ()) -> None:
        self._file = file
        self._lock = threading.Lock()
        self.all: list[Record] = []
        self.gate: dict[tuple[str, str], Record] = {}
        self.pilots: dict[tuple[str, str], Record] = {}
        self.splits: dict[str, Record] = {}  # by unit
        self.slots: set[tuple[str, int, int]] = set()
        self.seen_by: set[tuple[str, str, str]] = set()  # case, arm, instrument
        self.costs: list[Record] = []
        self.next_trial = 0
        self._runtimes: set[str] = set()
        self._sounds: set[str] = set()
        for record in known:
            self._index(record)

    def add(self, record: Record) -> None:
        """Append one."""
        with self._lock:
            self._file.append(record)
            self._index(record)

    def trial_id(self, run: str) -> str:
        """An id that no trial of any run has had."""
        with self._lock:
            self.next_trial += 1
            return f"{run}-{self.next_trial - 1:06d}"

    def add_runtime(self, runtime: Runtime, hello: Mapping[str, Any], packages: Mapping[str, str]) -> str:
        """The id of a runtime as it was met, recorded the first time."""
        met = {k: v for k, v in hello.items() if k != "pid"}
        said: Record = {"is": "runtime", "name": runtime.name, **met, "packages": dict(packages), "commit": revision()}
        digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
        ident = f"r{digest[:10]}"
        if ident not in self._runtimes:
            self.add({**said, "id": ident})
        return ident

    def add_gate(
        self, arm: Arm, row: GateRow, runtime: str = "", given: str = "", sha256: Mapping[str, str] | None = None
    ) -> None:
        """A row of the gate; the last one of a lane holds."""
        said: Record = {
            "is": "gate",
            "case": row.case,
            "lane": arm.lane.name if runtime else arm.name,
            "runtime": runtime,
        }
        said |= {"given": given, "passed": row.passed, "status": row.status, "difference": row.difference}
        self.add({**said, "sha256": dict(sha256 or {}), "arm": arm.name})

    def add_heard(self, arm: Arm, heard: Heard) -> None:
        """What can be listened to of an arm. Each sound is kept once, by its digest, however many arms make it."""
        said: Record = {"is": "heard", "case": arm.case_id, "arm": arm.name, "sound": self._add_sound(heard.answer)}
        said["difference"] = heard.difference and self._add_sound(heard.difference)
        self.add({**said, "peak_dbfs": heard.peak_dbfs, "gain_db": heard.gain_db})

    def add_pilot(self, arm: Arm, pilot: Pilot) -> None:
        """What the first look found."""
        self.add({"is": "pilot", "case": arm.case_id, "arm": arm.name, **pilot._asdict()})

    def add_split(self, unit: Unit, split: Split) -> None:
        """How a unit's time is split from here on."""
        self.add({"is": "split", "unit": unit.name, "cases": list(unit.cases), **split._asdict()})

    def _add_sound(self, sound: Sound) -> str:
        ident = hashlib.sha256(sound.body).hexdigest()[:16]
        if ident not in self._sounds:
            body = base64.b64encode(sound.body).decode()
            self.add({"is": "sound", "id": ident, "media": sound.media, "base64": body})
        return ident

    def add_costs(self, found: Iterable[Record]) -> None:
        """What building and sources cost, each said once as long as it stays the same."""
        for record in found:
            if record not in self.costs:
                self.add(record)

    def of_schedule(self, schedule: str) -> list[Record]:
        """All records but the trials of other schedules."""
        return [r for r in self.all if r["is"] != "trial" or r["schedule"] == schedule]

    def fit(self, arm: Arm) -> bool:
        """Whether an arm may be measured: it passed the gate. A twin is what its lane is."""
        row = self.gate.get((arm.case_id, arm.name.removesuffix("~twin")))
        return bool(row and row["passed"])

    def pilot(self, arm: Arm) -> Pilot | None:
        """What the first look at the arm found; a twin's is its lane's."""
        said = self.pilots.get((arm.case_id, arm.name.removesuffix("~twin")))
        return Pilot(said["run_ns"], said["step_ns"], said["wall_ns"]) if said else None

    def _index(self, record: Record) -> None:
        self.all.append(record)
        match record["is"]:
            case "gate":
                self.gate[record["case"], record["arm"]] = record
            case "pilot":
                self.pilots[record["case"], record["arm"]] = record
            case "split":
                self.splits[record["unit"]] = record
            case "build" | "source":
                self.costs.append(record)
            case "runtime":
                self._runtimes.add(record["id"])
            case "sound":
                self._sounds.add(record["id"])
            case "trial":
                self.next_trial = max(self.next_trial, int(record["id"].rpartition("-")[2]) + 1)
                if record["instrument"]:
                    self.seen_by.add((record["case"], record["arm"], record["instrument"]))
                else:
                    self.slots.add((record["schedule"], record["block"], record["slot"]))


def catalog(components: Sequence[Component], arms: Sequence[Arm]) -> Record:
    """Components, cases and lanes as they are now, so that a report needs no sources: those of the arms."""
    chosen = {arm.component for arm in arms}
    return {"components": [_component(c, arms) for c in components if c.name in chosen]}


def _component(component: Component, arms: Sequence[Arm]) -> Record:
    cases = {arm.case_id: arm.case for arm in arms if arm.component == component.name}
    lanes = {arm.lane.name: arm.lane for arm in arms if arm.component == component.name}
    return {
        "name": component.name,
        "reference": component.reference,
        "cases": [
            {
                "id": name,
                "operation": case.operation,
                "params": dict(case.params),
                "roles": [{"name": r.name, "lane": r.lane, "core": r.core} for r in case.cast],
                "how": [h._asdict() for h in case.how],
                "faults": len(case.faults),
                "group": case.group,
                "quick": case.quick,
            }
            for name, case in cases.items()
        ],
        "lanes": [
            {
                "name": lane.name,
                "kind": lane.kind,
                "label": lane.label,
                "runtime": lane.runtime,
                "source": f"impls/{component.name}/lanes/{lane.path.name}",
                "doubts": list(lane.doubts),
            }
            for lane in lanes.values()
        ],
    }


def packages_of(runtime: Runtime, component: Component, modules: Iterable[str]) -> dict[str, str]:
    """Versions of what a lane's numbers rest on: the crate's dependencies, or the distributions of needed modules."""
    if runtime.kind == "cargo":
        manifest = component.folder / "rust" / "Cargo.toml"
        return cargo.packages(manifest) if manifest.is_file() else {}
    if runtime.python or runtime.install:
        return {}
    found = {}
    for module in sorted(set(modules)):
        for name in distributions().get(module.partition(".")[0], ()):
            found[name] = metadata.version(name)
    return found


def distributions() -> Mapping[str, list[str]]:
    """The distributions that have a top-level module, by its name."""
    if not _known:
        _known.update(metadata.packages_distributions())
    return _known


_known: dict[str, list[str]] = {}
