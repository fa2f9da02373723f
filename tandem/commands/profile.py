"""``tandem profile CASE LANE``: where one lane spends its time and its heap, and how many instructions it takes."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import click

from benchmarks.core import profiled
from benchmarks.core.errors import RuntimeUnavailableError, SelectionError
from benchmarks.core.model import RunOptions
from benchmarks.core.places import DATA, PAGE, plain
from benchmarks.core.profiled import Profiled
from benchmarks.core.source import revision
from benchmarks.harnesses import callgrind_, memray_, pyspy_
from benchmarks.harnesses.subject import Subject
from benchmarks.host.fingerprint import fingerprint
from benchmarks.launcher.trial import Trial
from tandem.asked import choose, json_option

__all__ = ["command"]

SHOWN = 8  # functions that are printed
_FORBIDDEN = re.compile(r"permission denied|not permitted|ptrace|EPERM", re.IGNORECASE)
_ALLOW = "allow ptrace: sysctl kernel.yama.ptrace_scope=0, or docker run --cap-add SYS_PTRACE"
Figures = dict[str, tuple[float, str, str]]


class Seen(NamedTuple):
    """What one tool says: stacks of samples, of bytes, figures, or why it says nothing."""

    samples: dict[str, int]
    heap: dict[str, int]
    figures: Figures
    note: str = ""


@click.command("profile")
@click.argument("case")
@click.argument("lane")
@click.option(
    "--tool", "tools", multiple=True, type=click.Choice(["py-spy", "memray", "callgrind"]),
    help="Only this one; may be repeated. Without it all that see something of the lane.",
)  # fmt: skip
@click.option("--seconds", type=click.FloatRange(0.05, 60), default=2.0, show_default=True, help="For py-spy.")
@click.option("--impls", multiple=True, type=click.Path(path_type=Path), metavar="PATH", help="More components.")
@click.option("--out", type=click.Path(path_type=Path), default=PAGE / "profiles", help="Folder to write into.")
@click.option("--data", type=click.Path(path_type=Path), default=DATA, help="Folder of the stored runs.")
@json_option
def command(
    *, case: str, lane: str, tools: tuple[str, ...], seconds: float, impls: tuple[Path, ...], out: Path, data: Path,
    as_json: bool,
) -> None:  # fmt: skip
    """Look into one lane of one case: a flame graph by py-spy, the heap by memray, instructions by perf or callgrind.

    Nothing of it is a time. What was seen is kept beside the stored runs, so that the next report shows it; the files
    that are written hold no path of this machine.
    """
    subject = _subject(case, lane, impls)
    seen = [look(subject, seconds) for look in _fitting(subject, tools)]
    found = Profiled(
        case=subject.arm.case_id, lane=subject.arm.name, at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        revision=revision(), samples=_merged([s.samples for s in seen]), heap=_merged([s.heap for s in seen]),
        figures={k: v for s in seen for k, v in s.figures.items()}, notes=tuple(s.note for s in seen if s.note),
    )  # fmt: skip
    kept = profiled.keep(data, fingerprint()["id"], found)
    written = _write(found, out)
    if as_json:
        files = [plain(str(path)) for path in (*written, kept)]
        click.echo(json.dumps({"schema": 1, **asdict(found), "files": files}, allow_nan=False))
        return
    for line in (*_said(found), *(plain(str(path)) for path in written)):
        click.echo(line)


def _subject(case: str, lane: str, impls: Sequence[Path]) -> Subject:
    chosen = choose((case,), lane, impls)
    if len(chosen.arms) != 1:
        names = sorted({f"{arm.case_id} {arm.name}" for arm in chosen.arms})
        some = "; ".join(names[:3])
        raise SelectionError(f"profile {case} {lane}", f"names {len(names)} lanes of cases", f"name one: {some}")
    (arm,) = chosen.arms
    if reason := chosen.workshop.unavailable(arm):
        raise RuntimeUnavailableError(f"profile {arm.case_id} {arm.name}", reason)
    subject = Subject(arm, chosen.givens(RunOptions().seed).of(arm.component, arm.case).path, chosen.workshop)
    subject.build()
    return subject


def _fitting(subject: Subject, tools: Sequence[str]) -> list[Callable[[Subject, float], Seen]]:
    """The tools that see something of the lane.

    Raises `RuntimeUnavailableError` where one of them is not installed, where one that was asked for sees nothing, and
    where none does.
    """
    every = ((pyspy_, _sampled), (memray_, _heap), (callgrind_, _counted))
    fitting: list[Callable[[Subject, float], Seen]] = []
    reasons = []
    for tool, look in every:
        if tools and tool.NAME not in tools:
            continue
        reason = tool.applies(subject.arm)
        if reason is None:
            fitting.append(look)
        elif tools or reason.startswith("needs "):
            others = [f"--tool {t.NAME}" for t, _ in every if t is not tool and t.applies(subject.arm) is None]
            mend = f"or leave it out: {' '.join(others)}" if others else ""
            raise RuntimeUnavailableError(f"{tool.NAME} on {subject.name}", reason, mend)
        else:
            reasons.append(f"{tool.NAME}: {reason}")
    if not fitting:
        raise RuntimeUnavailableError(f"profile {subject.name}", "; ".join(reasons), "tandem list shows other lanes")
    return fitting


def _sampled(subject: Subject, seconds: float) -> Seen:
    trial, stacks = pyspy_.record(subject.workshop, subject.arm, subject.given, seconds)
    _check(trial, pyspy_.NAME, subject)
    found = pyspy_.folded(stacks, subject.component)
    return Seen(found, {}, {}, "" if found else "py-spy: no sample fell into the lane's functions")


def _heap(subject: Subject, _seconds: float) -> Seen:
    with tempfile.TemporaryDirectory(prefix="tandem-memray-") as folder:
        file = Path(folder, "run.bin")
        _check(memray_.record(subject.workshop, subject.arm, subject.given, file), memray_.NAME, subject)
        series = memray_.read(file)
        figures: Figures = {s["metric"]: (s["values"][0], s["unit"], memray_.NAME) for s in series}
        return Seen({}, memray_.heap(file, subject.component), figures)


def _counted(subject: Subject, _seconds: float) -> Seen:
    trial, series = callgrind_.measure(subject.workshop, subject.arm, subject.given)
    _check(trial, callgrind_.NAME, subject)
    figures: Figures = {s["metric"]: (s["values"][0], s["unit"], str(s.get("evidence"))) for s in series if s["values"]}
    notes = [f"callgrind: {s.get('evidence')}" for s in series if not s["values"]]
    return Seen({}, {}, figures, "; ".join(notes))


def _check(trial: Trial, tool: str, subject: Subject) -> None:
    """Raises `RuntimeUnavailableError` where the lane did not come through under the tool."""
    if trial.ended == "ok":
        return
    said = f"{trial.why}\n{trial.log}"
    if tool == pyspy_.NAME and _FORBIDDEN.search(said):
        raise RuntimeUnavailableError(f"{tool} on {subject.name}", "may not look into another process here", _ALLOW)
    last = next((line.strip() for line in reversed(said.splitlines()) if line.strip()), trial.ended)
    raise RuntimeUnavailableError(f"{tool} on {subject.name}", f"{trial.ended}: {plain(last)}", "see tandem verify")


def _merged(stacks: Sequence[dict[str, int]]) -> dict[str, int]:
    return {stack: weight for one in stacks for stack, weight in one.items()}


def _write(found: Profiled, out: Path) -> list[Path]:
    """The folded stacks, for any flame graph tool, the chart as a page, and the whole as JSON."""
    from reports.export import replace_file  # noqa: PLC0415  (what draws takes a second to load)
    from reports.page.profiles import standalone, tree  # noqa: PLC0415  (as above)

    folder = out / profiled.stem(found.case, found.lane)
    texts = {
        "samples.folded": _folded(found.samples), "heap.folded": _folded(found.heap), "heap.txt": tree(found.heap),
        "flame.html": standalone(found) if found.samples or found.heap else "",
        "figures.json": json.dumps(found.figures, indent=1) + "\n" if found.figures else "",
    }  # fmt: skip
    return [replace_file(folder / name, text) for name, text in texts.items() if text]


def _folded(stacks: profiled.Stacks) -> str:
    return "".join(f"{stack} {weight}\n" for stack, weight in stacks.items())


def _said(found: Profiled) -> list[str]:
    from reports import units  # noqa: PLC0415  (as above)
    from reports.charts.flame import hottest  # noqa: PLC0415  (as above)

    lines = [f"{found.case} {found.lane}"]
    for title, stacks in (("time", found.samples), ("heap", found.heap)):
        hot = [one for one in hottest(stacks) if one.own][:SHOWN]
        lines += [f"  {title}, {sum(stacks.values()):,} {'samples' if title == 'time' else 'B'}:"] if hot else []
        lines += [f"    {one.own:6.1%} {one.total:6.1%}  {one.frame}" for one in hot]
    for name, (value, unit, by) in found.figures.items():
        best = units.suits(unit, [value])
        text = f"{units.show(None, value, None, best)} {best.name}".strip()
        lines.append(f"  {name.replace('_', ' ')}: {text} ({by})")
    return [*lines, *(f"  n/a: {note}" for note in found.notes)]
