"""``tandem share PROFILE``: what a whole program of one's own would gain, component by component, by Amdahl's law."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from benchmarks.core import shared
from benchmarks.core.discovery import components, with_folders
from benchmarks.core.model import Interval
from benchmarks.core.parts import Part, attribute, mapped, parts
from benchmarks.core.places import DATA
from benchmarks.core.profile import read
from reports import units
from reports.tables.cases import case_tables
from reports.tables.gains import WAYS, Gain, Gains, PartRow, gains, gains_json
from tandem.asked import json_option
from tandem.stored import stored
from tandem.terminal import console

__all__ = ["command", "show"]

NARROW = 100  # columns below which a part is a few lines instead of a row


@click.command("share")
@click.argument("profile", type=click.Path(path_type=Path))
@click.argument("runs", nargs=-1)
@click.option(
    "--map", "maps", multiple=True, metavar="PATTERN=COMPONENT[/case]",
    help="Count functions of that dotted name as a component's, 'myapp.feed.*=ticker/parse'; may be repeated.",
)  # fmt: skip
@click.option("--impls", multiple=True, type=click.Path(path_type=Path), metavar="PATH", help="More components.")
@click.option("--data", type=click.Path(path_type=Path), default=DATA, help="Folder of the stored runs.")
@json_option
def command(
    *, profile: Path, runs: tuple[str, ...], maps: tuple[str, ...], impls: tuple[Path, ...], data: Path, as_json: bool
) -> None:
    """Say what a whole program would gain if its parts became the best Python, or Rust.

    PROFILE is what py-spy recorded of your own program: py-spy record -f raw (or -f speedscope), with --native for what
    C extensions do. A sample is a component's where its innermost known function is: each component's share.toml names
    some, --map adds yours. With a share p of the samples, and s times faster by the stored RUNS (all without), the
    whole becomes 1 / ((1 - p) + p / s) times faster (Amdahl 1967). Its interval combines Wilson's of p and that of s.

    The shares are kept, without paths or names other than the patterns that matched, and the page shows the last ones.
    """
    folders = with_folders(impls)
    shares = attribute(read(profile), _mapped(maps, folders), parts(folders))
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = gains(shares, case_tables(stored(data, runs).summary()), at)
    shared.keep(data, shares, at)
    if as_json:
        click.echo(json.dumps(gains_json(found), allow_nan=False))
    else:
        show(found, console())


def _mapped(maps: Iterable[str], folders: Sequence[Path]) -> list[Part]:
    if not maps:
        return []
    known = {c.name: [case.operation for case in c.cases] for c in components(folders)}
    return [mapped(text, known) for text in maps]


def show(found: Gains, out: Console) -> None:
    """Print the parts, all of them together, and what no part claims."""
    if not found.rows:
        out.print(
            "no function of the profile is known to be a component's; name yours: --map 'myapp.parse*=ticker/parse'"
        )
    elif out.width < NARROW:
        for row in found.rows:
            _lines(row, out)
    else:
        out.print(_table(found))
    for gain in found.together:
        more = f" ({gain.why})" if gain.why else ""
        out.print(Text(f"all parts, {gain.way}: {_times(gain.whole) or gain.why}{more if gain.whole else ''}"))
    out.print(Text(f"no part claims {_share(found.rest)} of {found.samples:,.0f} samples"))
    for row in found.rows:
        if row.note:
            out.print(Text(f"{row.name}: {row.note}", style="dim"), soft_wrap=True)
    for doubt in found.doubts:
        out.print(Text(f"doubt: {doubt.saw}; {doubt.advice}", style="yellow"), soft_wrap=True)


def _table(found: Gains) -> Table:
    table = Table(title=Text("What the whole program would gain", style="bold"), title_justify="left", box=None)
    table.add_column("part", overflow="fold")
    for heading in ("share of samples", "at most", *WAYS):
        table.add_column(heading, justify="right")
    for row in found.rows:
        name = Text(f"{row.name}\n").append(", ".join(row.functions), style="dim")
        most = Text(units.ratio(None, row.most.value, None).value)
        table.add_row(name, Text(_share(row.share)), most, *map(_cell, row.gains))
    return table


def _lines(row: PartRow, out: Console) -> None:
    out.print(Text(row.name, style="bold"), Text(f"{_share(row.share)} of the samples"))
    for gain in row.gains:
        out.print(Text(f"  {gain.way}: {_times(gain.whole) or gain.why}"))
    out.print(Text(f"  at most {units.ratio(None, row.most.value, None).value}, however fast it became"))


def _cell(gain: Gain) -> Text:
    if gain.whole is None or gain.part is None:
        return Text(gain.why, style="dim")
    text = Text(_times(gain.whole), style="green" if gain.whole.low > 1 else "red" if gain.whole.high < 1 else "")
    return text.append(f"\npart {units.ratio(None, gain.part.value, None).value} {gain.lane}", style="dim")


def _times(at: Interval | None) -> str:
    return str(units.ratio(at.low, at.value, at.high)) if at else ""


def _share(at: Interval) -> str:
    return f"{at.value:.1%} ({at.low:.1%}–{at.high:.1%})"
