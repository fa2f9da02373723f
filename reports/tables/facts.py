"""What stands at the head of a report: what was run, where, with what, and what the suite found out about itself.

Only named keys of a record are read, so that no host name, user, path or serial number can get out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.core.model import SelfCheck, Summary
from benchmarks.stats.aa import band
from reports import units
from reports.tables.cases import CaseTable

__all__ = [
    "Progress",
    "build_facts",
    "count",
    "full_check",
    "machine_facts",
    "progress",
    "reproduce",
    "run_facts",
    "self_check",
    "split_facts",
]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the measuring has come."""

    cases: int
    measured: int
    lanes: int  # arms with numbers
    refused: int
    processes: int

    @property
    def waiting(self) -> int:
        """Cases that have no number yet."""
        return self.cases - self.measured


def progress(tables: Sequence[CaseTable]) -> Progress:
    """Count what has numbers."""
    rows = [row for table in tables for row in table.rows]
    processes = sum(max((m.processes for m in row.measures.values()), default=0) for row in rows)
    return Progress(
        cases=len(tables),
        measured=sum(bool(table.measured) for table in tables),
        lanes=sum(row.state == "measured" for row in rows),
        refused=sum(row.state not in {"measured", "passed"} for row in rows),
        processes=processes,
    )


def run_facts(runs: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """When and how hard was measured; of several runs the newest speaks."""
    if not runs:
        return {}
    run = runs[-1]
    options = run.get("options", {})
    budget = options.get("budget_s")
    return _told({
        "Run": str(run.get("id", "")) + (f" and {len(runs) - 1} more" if len(runs) > 1 else ""),
        "Started": str(run.get("started", "")).replace("T", " ").replace("Z", " UTC"),
        "Selection": ", ".join(map(str, run.get("selection") or ())) or "everything",
        "Level": str(options.get("level", "")) + (f", {budget:g} s of measuring" if budget else ""),
        "Seed": str(run.get("seed", options.get("seed", ""))),
    })  # fmt: skip


def split_facts(splits: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """How long processes were timed, as the cases' first blocks chose it."""
    found = Counter(split["timed_ms"] for split in splits)
    said = ", ".join(f"{timed_ms:g} ms in {count(cases, 'case')}" for timed_ms, cases in found.most_common())
    return _told({"A process": said})


def machine_facts(host: Mapping[str, Any]) -> dict[str, str]:
    """What the machine is, without what would tell whose it is."""
    memory = host.get("memory_bytes") or host.get("memory") or 0
    system = " ".join(str(host[k]) for k in ("system", "kernel", "arch") if host.get(k))
    clock = host.get("governor") or host.get("frequency_governor") or ""
    return _told({
        "Processor": str(host.get("cpu", "")),
        "Cores": str(host.get("cores", "")),
        "Memory": f"{memory / 1e9:.1f} GB" if isinstance(memory, int | float) and memory else "",
        "System": system,
        "Virtual": str(host.get("virtual") or host.get("virtualization") or ""),
        "Clock": str(clock),
    })  # fmt: skip


def build_facts(runs: Sequence[Mapping[str, Any]], runtimes: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Compiler, profile, interpreter and commit."""
    run = runs[-1] if runs else {}
    facts = {"Commit": str(run.get("commit", ""))[:8]}
    for runtime in runtimes:
        name = str(runtime.get("name", ""))
        parts = [
            str(runtime.get("version", "")),
            str(runtime.get("profile", "")),
            str(runtime.get("flags", "")),
            f"{runtime['allocator']} allocator" if runtime.get("allocator") else "",
        ]
        head = "rustc" if name.startswith("native") else "Python" if name.startswith("cpython") else name
        said = ", ".join(filter(None, parts))
        # The first of a name is what was timed; instruments come after, with an allocator of their own.
        facts.setdefault(head if head == "rustc" and name == "native" else _title(head, name), said)
    return _told(facts)


def _title(head: str, name: str) -> str:
    return head if name in {head, "cpython"} else f"{head} ({name})"


def self_check(aa: SelfCheck) -> str:
    """The A/A lines: the suite measured against itself, in the run and in the machine's last full check."""
    return f"{_own_check(aa)} {full_check(aa.full)}"


def full_check(full: Mapping[str, Any] | None) -> str:
    """What ``tandem aa`` last found on this machine, with its date."""
    if not full or not full.get("band") or full.get("interval_rate") is None:
        return "No full check of this machine is kept: tandem aa makes one."
    low, high = full["band"]
    said = (
        f"This machine's last full check, on {str(full['at'])[:10]}: {full['comparisons']} comparisons of lanes with "
        f"their twins, {full['interval_rate']:.1%} of the intervals excluded 1 (chance: {low:.1%} to {high:.1%})"
    )
    if full.get("decision_rate") is not None:
        said += f"; of {full['decisions']} decisions {full['decision_rate']:.1%} were faster or slower"
    if full.get("smallest_effect"):
        said += f"; the smallest effect it sees is {full['smallest_effect']:.3f}×"
    verdict = "as it should be" if full.get("within") else "not as it should be: read intervals with care"
    return f"{said}: {verdict}."


def _own_check(aa: SelfCheck) -> str:
    if not aa.comparisons or aa.interval_rate is None:
        return "This run has not compared lanes with their own twins yet."
    low, high = band(aa.comparisons)
    times = "once" if aa.comparisons == 1 else f"{aa.comparisons} times"
    verdict = "as it should be" if low <= aa.interval_rate <= high else "not as it should be: read intervals with care"
    said = (
        f"The run compared lanes with their own twins {times}; {aa.interval_rate:.1%} of the intervals excluded 1 "
        f"(5 % is nominal, {low:.1%} to {high:.1%} is what chance allows: {verdict})"
    )
    if aa.decision_rate is not None:
        said += f"; under the stopping rule {aa.decision_rate:.1%} ended faster or slower"
    return f"{said}."


def reproduce(summary: Summary) -> str:
    """The commands that make this page again."""
    ran = str(summary.runs[-1].get("command", "")) if summary.runs else ""
    if ran.startswith("tandem "):
        ran = f"python -m {ran}"
    return f"{ran or 'python -m tandem run'}\npython -m tandem report"


def count(number: int, noun: str) -> str:
    """``1 case``, ``12 cases``."""
    return f"{units.fixed(number, 0)} {noun}{'' if number == 1 else 's'}"


def _told(facts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in facts.items() if text}
