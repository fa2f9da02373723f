"""Of hundreds of stored runs, the records that a summary reads: so that years of them fit into memory.

A summary reads one pool a lane, the newest, and of it the newest runs (`benchmarks.stats.pools.BLOCKS`). What can be
in no such pool is left out while the runs are read, newest first; all that is not a trial and may speak is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.stats.pools import BLOCKS, asked

__all__ = ["Recent"]

Record = dict[str, Any]
_Slot = tuple[Any, ...]


class Recent:
    """Takes runs, newest first, and says which of their records a summary of all of them can read."""

    def __init__(self) -> None:
        self._newest: dict[_Slot, tuple[str, _Slot]] = {}  # what is measured, on which input -> when, and in what pool
        self._blocks: dict[_Slot, set[tuple[Any, ...]]] = {}
        self._told: set[_Slot] = set()  # rows of which only the last word counts
        self._names: dict[str, str] = {}
        self._runs: dict[_Slot, set[int]] = {}
        self._run = 0

    def of(self, records: Sequence[Record]) -> list[Record]:
        """The records of one run that are read, in their order."""
        self._run += 1
        self._names |= {r["id"]: str(r["name"]) for r in records if r["is"] == "runtime"}
        trials = [r for r in records if r["is"] == "trial"]
        for r in trials:
            slot, pool = self._slot(r), self._pool(r)
            if slot not in self._newest or self._newest[slot][0] < r["started"]:
                self._newest[slot] = (r["started"], pool)
        found = [r for r in reversed(records) if self._reads(r)]
        return found[::-1]

    def _reads(self, r: Record) -> bool:
        match r["is"]:
            case "trial":
                return self._reads_trial(r)
            case "gate":
                return self._last_word(("gate", r["case"], r["lane"], r.get("runtime"), r.get("twin")))
            case "host" | "runtime" | "sound":
                return self._last_word((r["is"], r["id"]))
            case "pilot":
                return False
            case _:
                return True

    def _last_word(self, key: _Slot) -> bool:
        if key in self._told:
            return False
        self._told.add(key)
        return True

    def _reads_trial(self, r: Record) -> bool:
        slot, pool = self._slot(r), self._pool(r)
        started, newest = self._newest[slot]
        if pool != newest and r["started"] < started:
            return False
        blocks = self._blocks.setdefault((*slot, *pool), set())
        if len(blocks) >= BLOCKS and self._run not in self._runs[*slot, *pool]:
            return False
        blocks.add((self._run, r["schedule"], r["block"]))
        self._runs.setdefault((*slot, *pool), set()).add(self._run)
        return True

    def _slot(self, r: Record) -> _Slot:
        name = self._names.get(r["runtime"], r["runtime"])
        stated = (r.get("host"), r["case"], r["lane"], r.get("arm"), r.get("twin"), r.get("given"))
        return (*stated, name, r.get("instrument"), r.get("by", "tandem"))

    def _pool(self, r: Record) -> _Slot:
        return (r["runtime"], asked(r))
