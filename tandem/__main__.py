"""``tandem`` and ``python -m tandem``: finds the command, and turns what a person can mend into one line.

Exit codes: 0 done; 1 a fault of ours, with its traceback; 2 nothing could start, or results cannot be written; 3 a
check said no; 130 interrupted (143 by SIGTERM).
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import click

from benchmarks.core.errors import TandemError, TerminatedError
from benchmarks.core.places import plain
from benchmarks.core.selection import close
from tandem import __version__

__all__ = ["Door", "cli", "main"]

COMMANDS = Path(__file__).parent / "commands"


class Door(click.Group):
    """The commands of a folder, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        """Names by file."""
        return sorted(path.stem.replace("_", "-") for path in COMMANDS.glob("[a-z]*.py"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; None where there is none."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"tandem.commands.{cmd_name.replace('-', '_')}")
        return cast("click.Command", module.command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click has it, with what an unknown name may have meant."""
        if args and not args[0].startswith("-") and args[0] not in self.list_commands(ctx):
            near = close(args[0], self.list_commands(ctx))
            meant = (
                f"did you mean {', '.join(near)}?" if near else f"commands are: {', '.join(self.list_commands(ctx))}"
            )
            raise click.UsageError(f"{args[0]}: there is no such command; {meant}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=Door, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="tandem")
def cli() -> None:
    """Settle 'Python or Rust?' with evidence: the same work, proved and measured in both.

    SELECT is a component, a case id or a glob: websocket, 'websocket/parse_frames*'. Quote globs: the shell knows them.
    """


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; the process's exit status."""
    try:
        with cli.make_context("tandem", list(sys.argv[1:] if argv is None else argv)) as context:
            cli.invoke(context)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except click.ClickException as error:
        return _say(error.format_message(), 2)
    except TandemError as error:
        return _say(plain(str(error)), 2)
    except TerminatedError:
        return _say("ended by SIGTERM; what was measured is kept, the same command goes on", 143)
    except (KeyboardInterrupt, click.Abort):
        return _say("interrupted; what was measured is kept, the same command goes on", 130)
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read our output has left
        return 0
    return 0


def _say(text: str, status: int) -> int:
    """One line on stderr."""
    print(f"tandem: {' '.join(text.split())}", file=sys.stderr)  # noqa: T201  (the one place that speaks of errors)
    return status


if __name__ == "__main__":
    sys.exit(main())
