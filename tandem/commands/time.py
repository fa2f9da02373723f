"""``tandem time CMD [CMD...]``: whole commands side by side, in the blocks that lanes are measured in."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from benchmarks.campaign.events import Event, Tell
from benchmarks.campaign.records import Records
from benchmarks.campaign.start import Wanted, run
from benchmarks.core.commands import Commands, made, parameter
from benchmarks.core.errors import ResultsError, SelectionError, TandemError, TerminatedError
from benchmarks.core.givens import Givens
from benchmarks.core.model import Arm, RunOptions
from benchmarks.core.places import cache, plain
from benchmarks.core.plan import seconds
from benchmarks.launcher.workshop import Workshop
from tandem import terminal
from tandem.asked import json_option
from tandem.progress import Show

if TYPE_CHECKING:
    from tandem.timed import Row

__all__ = ["LEVELS", "command"]

LEVELS = {
    "quick": RunOptions(level="quick", blocks_min=4, blocks_max=6, budget_s=30.0, memory=False),
    "default": RunOptions(level="default", blocks_min=6, blocks_max=30, budget_s=180.0, memory=False),
    "rigorous": RunOptions(level="rigorous", blocks_min=10, blocks_max=100, budget_s=1800.0, memory=False),
}
STARTS = 3  # of a command in a block
SUFFIXES = (".json", ".csv", ".md")
STEPS = {"build": "building the warden", "gate": "a first start", "block": "measuring"}
ENDS = {
    "complete": "everything is decided, or all blocks are measured",
    "budget": "the budget is spent",
    "interrupted": "interrupted",
    "failed": "a command failed",
}


@click.command("time")
@click.argument("commands", nargs=-1, required=True, metavar="CMD...")
@click.option("--name", "names", multiple=True, help="What to call a command; once for each, in their order.")
@click.option("--prepare", default="", metavar="CMD", help="Run this before every start, untimed.")
@click.option("--warmup", type=click.IntRange(0), default=0, metavar="N", help="Untimed starts before every timed one.")
@click.option(
    "--parameter", "parameters", multiple=True, metavar="NAME=1,2,4",
    help="Put each value (or 1..8) in the place of {NAME} in the commands; may be repeated.",
)  # fmt: skip
@click.option(
    "--shell/--no-shell", default=False, help="Let sh run the commands: pipes, globs; its own start is timed too."
)
@click.option("--ignore-failure", is_flag=True, help="Take any exit status; else one that is not 0 ends everything.")
@click.option("--pin", is_flag=True, help="Keep a command on one CPU, instead of all.")
@click.option("--quick", "level", flag_value="quick", help="30 s at most, 4 to 6 blocks of 3 starts a command.")
@click.option("--rigorous", "level", flag_value="rigorous", help="30 minutes at most, 10 to 100 blocks.")
@click.option("--budget", metavar="10m", help="Wall time for measuring, instead of the level's (180s).")
@click.option("--blocks", type=click.IntRange(1), metavar="N", help="Exactly so many blocks, decided or not.")
@click.option(
    "--runs", type=click.IntRange(1), metavar="N", help="As --blocks, by starts of a command: N is rounded up."
)
@click.option("--seed", type=int, default=None, help="Of the orders in the blocks, instead of the usual one.")
@click.option("--patience", default="10m", metavar="10m", help="How long one start may take.")
@click.option(
    "--export",
    "exports",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also write FILE.json, .csv or .md.",
)
@click.option("--data", type=click.Path(path_type=Path), help="Folder of the raw record, instead of one in the cache.")
@click.option("--identify", is_flag=True, help="Leave home and checkout in the paths that are printed.")
@json_option
def command(
    *, commands: tuple[str, ...], names: tuple[str, ...], prepare: str, warmup: int, parameters: tuple[str, ...],
    shell: bool, ignore_failure: bool, pin: bool, level: str | None, budget: str | None, blocks: int | None,
    runs: int | None, seed: int | None, patience: str, exports: tuple[Path, ...], data: Path | None, identify: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Time whole commands against each other: wall, user and system time, and the peak of their memory.

    Each CMD is one word for your shell: quote it. The commands take turns in blocks of three starts each, in a mirrored
    order, so that a drift of the machine cancels; the first is the one that the others are compared with. They stop
    when every comparison is decided, or the budget is spent.

    Of one CMD with --parameter, the values are compared; of several, the commands, for each value.
    """
    options = _options(level or "default", budget, blocks or (runs and -(-runs // STARTS)), seed)
    if blocks and runs:
        raise SelectionError(f"--runs {runs}", "--blocks says it already", "leave one of them out")
    patience_s = seconds(patience)
    _writable(exports)
    component, arms = made(
        Commands(
            commands=commands, names=names, prepare=prepare, warmup=warmup, parameters=_parameters(parameters),
            shell="sh" if shell else "", any_status=ignore_failure, identify=identify, pinned=pin, cwd=str(Path.cwd()),
            env=dict(os.environ),
        )
    )  # fmt: skip
    wanted = Wanted(
        arms=arms, selection=[plain(arm.lane.label) for arm in arms], lanes=(), options=options,
        folder=data or _folder(), command=plain(shlex.join(["tandem", *sys.argv[1:]])), fresh=True,
        patience_s=patience_s,
    )  # fmt: skip
    timing = _Timing(
        wanted=wanted, workshop=Workshop([component]), givens=Givens([component], options.seed), exports=exports,
        identify=identify, as_json=as_json,
    )  # fmt: skip
    if status := timing.go():
        raise click.exceptions.Exit(status)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Timing:
    """One run of the commands, and what is said at its end, however it ends."""

    wanted: Wanted
    workshop: Workshop
    givens: Givens
    exports: Sequence[Path]
    identify: bool
    as_json: bool
    records: list[Records] = field(default_factory=list)

    def go(self) -> int:
        """The exit status. Raises `TandemError` for a command that failed, after what was measured is printed."""
        try:
            with Show(quiet=self.as_json, steps=STEPS) as show:
                outcome = run(
                    self.wanted, self.workshop, self.givens, undecided=_undecided, instruments={},
                    tell=_teller(self.wanted.arms, show), begun=self.records.append,
                )  # fmt: skip
        except KeyboardInterrupt as interrupt:
            said = self._say("interrupted", None)
            click.echo(f"tandem: interrupted; {'above is what' if said else 'nothing'} was measured", err=True)
            return 143 if isinstance(interrupt, TerminatedError) else 130
        except TandemError:
            self._say("failed", None)
            raise
        self._say(outcome.ended, outcome.path)
        return 0

    def _say(self, ended: str, path: Path | None) -> bool:
        """Print and export what was measured; whether anything was."""
        from tandem import timed, timed_data  # noqa: PLC0415  (statistics take a second to load)

        records = self.records[0].all if self.records else []
        if not any(r["is"] == "trial" and r["ended"] == "ok" for r in records):
            return False
        found = timed.timed(self.wanted.arms, records, ended, path)
        if self.as_json:
            click.echo(json.dumps(timed_data.as_json(found, identify=self.identify), allow_nan=False))
        else:
            console = terminal.console()
            timed.show(found, console, identify=self.identify)
            kept = f"; raw record: {plain(str(path))}" if path else ""
            console.print(f"{_counted(found.rows)}; {ENDS[ended]}{kept}", markup=False, highlight=False, soft_wrap=True)
        timed_data.exported(found, self.exports, identify=self.identify)
        return True


def _counted(rows: Sequence[Row]) -> str:
    """How often the commands were started: ``12 blocks, 36 starts of each``."""
    starts = sorted({row.starts for row in rows})
    blocks = max((m.blocks for row in rows for m in row.measures.values()), default=0)
    times = str(starts[0]) if len(starts) == 1 else f"{starts[0]} to {starts[-1]}"
    return f"{blocks} block{'s' * (blocks != 1)}, {times} starts of each"


def _undecided(records: Sequence[object], case: str, options: RunOptions) -> bool:
    """Whether another block could decide it, by the time to a command's end."""
    from benchmarks.stats import decide  # noqa: PLC0415  (as above)
    from tandem.timed import told  # noqa: PLC0415

    return decide.undecided(told(records), case, options)  # type: ignore[arg-type]


def _teller(arms: Sequence[Arm], show: Show) -> Tell:
    """Show events under the commands' own names; a command that fails ends everything."""
    names = {(arm.case_id, arm.lane.name): plain(arm.lane.label) for arm in arms}

    def tell(event: Event) -> None:
        name = names.get((event.case, event.lane), "")
        if event.step in {"gate", "withdrawn"} and event.text:
            raise _failure(name, event.text)
        show(replace(event, case="", lane=name))

    return tell


def _failure(name: str, said: str) -> TandemError:
    """What a command did wrong, in one line."""
    wrong = said.removeprefix("lane: ").replace("the program ended with exit", "ended with exit")
    wrong = wrong.replace("the program was ended by", "was ended by")
    if "said nothing for" in said:
        return TandemError(name, wrong.replace("said nothing for", "did not end in"), "--patience 1h waits longer")
    mend = "--ignore-failure takes any exit status" if "ended with exit" in said and "prepare" not in said else ""
    return TandemError(name, wrong, mend)


def _options(level: str, budget: str | None, blocks: int | None, seed: int | None) -> RunOptions:
    options = LEVELS[level]
    if blocks:
        options = replace(options, blocks_min=blocks, blocks_max=blocks, budget_s=30 * 86400.0)
    if budget is not None:
        options = replace(options, budget_s=seconds(budget))
    return options if seed is None else replace(options, seed=seed)


def _parameters(texts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for text in texts:
        name, values = parameter(text)
        if name in found:
            raise SelectionError(f"parameter {text}", f"{name} is given twice", "give all its values at once")
        found[name] = values
    return found


def _writable(paths: Sequence[Path]) -> None:
    """Refuse an export that could not be written, before anything is measured."""
    for path in paths:
        if path.suffix not in SUFFIXES:
            raise SelectionError(f"--export {path}", "is of no known kind", f"end it in {', '.join(SUFFIXES)}")
        if not path.absolute().parent.is_dir():
            raise ResultsError(f"--export {path}", "its folder is not there", "make it first")


def _folder() -> Path:
    """Where the raw records of commands are kept: apart from runs, whose pages they have no place on."""
    try:
        return cache("time")
    except OSError as error:
        raise ResultsError(
            "the cache", f"cannot be made: {error.strerror}", "set TANDEM_CACHE, or give --data a folder"
        ) from error
