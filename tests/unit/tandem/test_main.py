import signal

import click
import pytest

from benchmarks.core.errors import ResultsError, TerminatedError
from tandem import __main__ as door
from tandem import __version__


@pytest.fixture
def command(monkeypatch):
    """Put a command of one's own behind every name."""

    def put(function):
        made = click.Command("made", callback=function)
        monkeypatch.setattr(door.Door, "get_command", lambda *_: made)

    return put


def raising(error):
    def run():
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (ResultsError("results", "cannot be", "free space"), 2, "tandem: results: cannot be; free space"),
        (click.UsageError("no such option"), 2, "tandem: no such option"),
        (KeyboardInterrupt(), 130, "tandem: interrupted; what was measured is kept, the same command goes on"),
        (TerminatedError(), 143, "tandem: ended by SIGTERM; what was measured is kept, the same command goes on"),
        (SystemExit(3), 3, ""),
        (SystemExit("x"), 1, ""),
    ],
)  # fmt: skip
def test_what_ends_a_command_is_an_exit_status_and_at_most_one_line(command, capsys, error, status, said):
    command(raising(error))
    assert status == door.main(["run"])
    assert said == capsys.readouterr().err.strip()


def test_a_fault_of_ours_is_a_traceback(command):
    command(raising(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        door.main(["run"])


def test_lines_of_an_error_are_one_line(command, capsys):
    command(raising(ResultsError("results", "first\nsecond")))
    door.main(["run"])
    assert capsys.readouterr().err == "tandem: results: first second\n"


def test_help_and_version_are_0_and_nothing_at_all_is_2(capsys):
    assert door.main(["--version"]) == 0
    assert __version__ in capsys.readouterr().out
    assert door.main(["run", "--help"]) == 0
    assert "--dry-run" in capsys.readouterr().out


def test_an_unknown_command_says_what_may_have_been_meant(capsys):
    assert door.main(["verfy"]) == 2
    assert "verfy: there is no such command; did you mean verify?" in capsys.readouterr().err


def test_every_file_of_the_folder_is_a_command_that_has_help_and_json():
    context = click.Context(door.cli)
    names = door.cli.list_commands(context)
    assert {"list", "run", "runs", "verify", "doctor"} <= set(names)
    for name in names:
        found = door.cli.get_command(context, name)
        assert found.help, name
        kinds = found.commands.values() if isinstance(found, click.Group) else [found]
        for kind in kinds:
            assert "--json" in {o for p in kind.params for o in p.opts}, f"{name} {kind.name}"


def test_a_reader_that_leaves_is_no_error(command, capfd):
    command(raising(BrokenPipeError()))
    assert door.main(["run"]) == 0
    assert signal.getsignal(signal.SIGPIPE) is not None
