import io

import pytest
from rich.console import Console

from benchmarks.campaign.events import Event
from tandem import progress
from tandem.progress import Show


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def shown(*events, terminal=False):
    out = io.StringIO()
    with Show(Console(file=out, force_terminal=terminal, width=200)) as show:
        for event in events:
            show(event)
    return out.getvalue()


def test_refusals_and_resuming_are_always_told():
    said = shown(
        Event(step="resume", text="going on with r1: 5 trials are there"),
        Event(step="withdrawn", case="c/w[n=1]v1", lane="rust", text="other work"),
        Event(step="gate", case="c/w[n=1]v1", lane="x", text="died"),
        Event(step="gate", case="c/w[n=1]v1", lane="y"),
    )
    assert said.splitlines() == [
        "going on with r1: 5 trials are there", "c/w[n=1]v1 rust: other work", "c/w[n=1]v1 x: died",
    ]  # fmt: skip


def test_without_a_terminal_blocks_are_plain_lines_now_and_then(clock):
    def block(number, after):
        clock[0] += after
        return Event(step="block", case="c", done=number, total=9, left_s=50.4)

    events = [block(1, 6.0)]
    out = io.StringIO()
    with Show(Console(file=out, width=200)) as show:
        for event in events:
            show(event)
        show(block(2, 1.0))
        show(block(3, 6.0))
        show(block(9, 0.1))
    lines = ["measuring 1/9: c, 50 s of the budget left", "measuring 3/9: c, 50 s of the budget left"]
    assert [*lines, "measuring 9/9: c, 50 s of the budget left"] == out.getvalue().splitlines()


def test_every_build_is_told():
    said = shown(*(Event(step="build", case=name, lane="native", done=i, total=2) for i, name in enumerate("ab")))
    assert said.splitlines() == ["building 0/2: a native", "building 1/2: b native"]


def test_on_a_terminal_there_are_bars():
    said = shown(
        Event(step="gate", case="c", lane="a", done=1, total=2),
        Event(step="trial", case="c", lane="a", text="block 1", left_s=9.0),
        Event(step="block", case="c", done=1, total=4, left_s=8.0),
        terminal=True,
    )
    assert "gate: same work?" in said
    assert "1/4" in said


def test_quiet_says_nothing(capsys):
    with Show(quiet=True) as show:
        show(Event(step="resume", text="x"))
        show(Event(step="block", case="c", done=1, total=1))
    assert capsys.readouterr() == ("", "")


def test_on_a_terminal_brackets_of_a_name_are_shown_as_they_are():
    trial = Event(step="trial", case="c/w[n=1]v1", lane="echo [/x]", text="block 1", done=1, total=6)
    assert "c/w[n=1]v1 echo [/x], block 1" in shown(trial, terminal=True)


def test_another_command_has_words_of_its_own_for_steps():
    out = io.StringIO()
    with Show(Console(file=out, width=200), steps={"block": "timing"}) as show:
        show(Event(step="block", done=1, total=2, left_s=3.0))
    assert out.getvalue() == "timing 1/2, 3 s of the budget left\n"


def test_what_the_blocks_say_so_far_stands_beside_what_is_left(clock):
    clock[0] += 6.0
    event = Event(
        step="block", case="c", text="rust 3.1× (3.0–3.2) against python so far", done=1, total=9, left_s=50.4
    )
    assert shown(event) == "measuring 1/9: c, 50 s of the budget left; rust 3.1× (3.0–3.2) against python so far\n"
    assert "c: rust 3.1× (3.0–3.2) against python so far" in shown(event, terminal=True)


def test_a_narrow_terminal_cuts_its_lines_where_it_ends():
    out = io.StringIO()
    long = Event(step="trial", case="websocket/receive[messages=100000]v1", lane="x" * 40, text="block 1", left_s=9.0)
    with Show(Console(file=out, force_terminal=True, width=40, color_system=None)) as show:
        show(long)
    lines = [line.rpartition("\x1b[2K")[2] for line in out.getvalue().splitlines()]
    assert all(len(line) <= 40 for line in lines if not line.startswith("\x1b"))
    assert any(line.startswith("9 s left, websocket/receive") and line.endswith("…") for line in lines)
