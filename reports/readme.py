"""What the README shows of a real run, made from that run: ``python -m reports.readme [--check]``.

``reports/sample/runs.zip`` is the run, as ``tandem runs export`` wrote it. From it alone come ``report.md`` and the
picture beside it, and the README's block between its two markers. ``--check`` writes nothing, and exits with 3 where
one of them is not what the run says.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.core import store
from benchmarks.core.archive import merge
from benchmarks.core.errors import ResultsError, TandemError
from benchmarks.core.model import Summary
from benchmarks.core.places import ROOT
from benchmarks.stats.summary import summarise
from reports import ledger, units
from reports.charts.picture import Line, picture
from reports.export import replace_file
from reports.export.markdown import markdown
from reports.page.view import LINES, dotted, parameters
from reports.tables import facts
from reports.tables.cases import CaseTable, case_tables
from reports.tables.decision import Decision, Gain, decisions
from reports.tables.documents import ClaimCell, Document, claimed_text, documents, measured_text, tally
from reports.tables.sentences import sentence
from reports.verdicts import with_derived

__all__ = ["BEGIN", "END", "SAMPLE", "Sample", "block", "made", "main", "placed", "sample", "stale"]

SAMPLE = ROOT / "reports" / "sample"
README = ROOT / "README.md"
BEGIN = "<!-- From reports/sample/runs.zip by: nox -s readme -->"
END = "<!-- The end of what is made from it. -->"
MOST = 6  # claims a document
PICTURE = "in-short.svg"
TITLE = "How many times faster than the document's Python each case's best Python and Rust are, on one log axis"
JUDGED = frozenset(
    {"reproduced", "stronger", "weaker", "reversed", "met", "missed", "unresolved", "demonstrated", "refuted"}
)


class Sample(NamedTuple):
    """A run with its claims and cases."""

    summary: Summary
    documents: tuple[Document, ...]
    tables: tuple[CaseTable, ...]


def sample(archive: Path) -> Sample:
    """What the runs of an export say. Raises `ResultsError` where it is none, or holds no run."""
    with tempfile.TemporaryDirectory(prefix="tandem-sample-") as folder:
        merge(archive, Path(folder))
        loaded = [store.load(path) for path in store.files(Path(folder))]
    if not loaded:
        raise ResultsError(f"sample in {archive.name}", "holds no run", f"tandem runs export {archive} RUN")
    records = [record for one in loaded for record in one.records]
    ledgers = [ledger.load(name) for name in ledger.documents()]
    summary = with_derived(summarise(records, read=[d for one in loaded for d in one.doubts]), ledgers)
    return Sample(summary, documents(ledgers, summary), case_tables(summary))


def made(found: Sample) -> dict[str, str]:
    """The sample's files, by name."""
    lines = [
        Line(f"{table.component} {table.operation}", parameters(table), dots)
        for table, dots in dotted([t for t in found.tables if sentence(t)])[:LINES]
    ]
    drawn = {PICTURE: picture(lines, TITLE)} if lines else {}
    return {"report.md": markdown(found.summary, found.documents, found.tables), **drawn}


def block(found: Sample) -> str:
    """The README's block, without its markers."""
    return "\n".join([
        f"![{TITLE}](reports/sample/{PICTURE})", "",
        *_run(found), "",
        *_decided([rows[0] for rows in decisions(found.summary, found.tables).values() if rows[0].measured]), "",
        *_claims(found.documents), "",
        *_also(found),
    ])  # fmt: skip


def placed(text: str, new: str) -> str:
    """The README with another block. Raises `ResultsError` where its markers are not there."""
    before, found, rest = text.partition(f"{BEGIN}\n")
    _, ended, after = rest.partition(f"{END}\n")
    if not found or not ended:
        raise ResultsError("README.md", "its block has no markers", f"write {BEGIN} and {END} where it belongs")
    return f"{before}{BEGIN}\n{new}\n{END}\n{after}"


def stale(found: Sample, folder: Path = SAMPLE, readme: Path = README) -> list[str]:
    """Which files are not what the run says: ``report.md`` and the picture in ``folder``, ``README.md``."""
    wanted = {folder / name: text for name, text in made(found).items()}
    text = readme.read_text(encoding="utf-8")
    wanted[readme] = placed(text, block(found))
    return [path.name for path, new in wanted.items() if not path.is_file() or path.read_text(encoding="utf-8") != new]


def _run(found: Sample) -> Iterator[str]:
    run = found.summary.runs[-1]
    level = str(run.get("options", {}).get("level", ""))
    machine = facts.machine_facts(found.summary.host)
    cores = f"{machine['Cores']} cores of " if machine.get("Cores") else ""
    runs = f"{len(found.summary.runs)} `--{level}` runs" if len(found.summary.runs) > 1 else f"one `--{level}` run"
    done = facts.progress(found.tables)
    measured = f"{facts.count(done.measured, 'case')}, {facts.count(done.lanes, 'lane')}"
    where = f"{str(run.get('started', ''))[:10]} on {cores}{machine.get('Processor', 'one machine')}"
    yield (
        f"From {runs} of {where}: {measured}. "
        "The ratio is what carries over to another machine. The whole report is [here](reports/sample/report.md)."
    )


def _decided(rows: Sequence[Decision]) -> Iterator[str]:
    yield "| component | best Python over the plain one | Rust from Python over the best Python | Rust alone | advice |"
    yield "|---|---|---|---|---|"
    for row in rows:
        name = f"[{row.component}](impls/{row.component}/README.md) {row.operation}"
        gains = " | ".join(_gain(gain) for gain in (row.better, row.called, row.alone))
        yield f"| {name} | {gains} | {row.advice.word} |"


def _gain(gain: Gain) -> str:
    return str(units.ratio(gain.ratio.low, gain.ratio.value, gain.ratio.high, most=3)) if gain.ratio else "–"


def _claims(found: Sequence[Document]) -> Iterator[str]:
    yield "| document | claim | claimed | measured here | verdict |"
    yield "|---|---|---|---|---|"
    for document in found:
        ratios = [(table, row, c) for table in document.tables for row in table.rows for c in row.cells if _told(c)]
        for _, row, cell in ratios[:MOST]:
            value, interval = measured_text(cell)
            here = f"{value} ({interval})" if interval else value
            yield f"| {document.name} | {_cell(row.label)} | {claimed_text(cell)} | {here} | {cell.verdict} |"


def _told(cell: ClaimCell) -> bool:
    """A claim of a gain, in figures, that something here measured."""
    return cell.unit == "x" and cell.claimed is not None and cell.measured is not None and cell.verdict in JUDGED


def _also(found: Sample) -> Iterator[str]:
    counted = {word: n for word, n in tally(found.documents).items() if word in JUDGED}
    words = ", ".join(f"{number} {verdict}" for verdict, number in counted.items())
    yield f"Of the documents' claims {sum(counted.values())} were measured by this run: {words}."
    lead = next(((t, said) for t in found.tables if (said := sentence(t))), None)
    if lead:
        table, said = lead
        yield f"And what a port is really compared with, in `{table.id}`: {said[0].lower()}{said[1:]}"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def main(argv: Sequence[str] | None = None) -> int:
    """Write, or check; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m reports.readme", description="The README's block and the sample.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 3 where something is stale")
    asked = parser.parse_args(argv)
    try:
        if asked.check:
            old = stale(sample(SAMPLE / "runs.zip"))
            print(f"stale: {', '.join(old)}; write them: nox -s readme" if old else "as the run says")  # noqa: T201
            return 3 if old else 0
        found = sample(SAMPLE / "runs.zip")
        for name, text in made(found).items():
            replace_file(SAMPLE / name, text)
        replace_file(README, placed(README.read_text(encoding="utf-8"), block(found)))
    except TandemError as error:
        print(f"readme: {error}", file=sys.stderr)  # noqa: T201
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
