import pytest

from benchmarks.core.store import RunFile
from tandem import page
from tandem.page import PageWriter


@pytest.fixture
def clock(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(page.time, "monotonic", lambda: now[0])
    return now


def header(name):
    return {"is": "run", "id": name, "host": "h1", "catalog": {"components": []}}


HOST = {"is": "host", "id": "h1"}


def runs(summary):
    return [r["id"] for r in summary.runs]


def test_without_a_folder_nothing_is_written(tmp_path):
    PageWriter(None, tmp_path, to_page=lambda *_: pytest.fail("written")).write([header("a")])


def test_stored_runs_are_on_the_page_and_a_run_that_goes_on_is_there_once(tmp_path):
    for name in ("a", "b"):
        with RunFile(tmp_path / "h1" / f"{name}.jsonl") as file:
            file.append(header(name))
            file.append(HOST)
    (tmp_path / "h1" / "c.jsonl").write_text("rubbish\n")
    drawn = []
    PageWriter(tmp_path / "out", tmp_path, to_page=lambda summary, _: drawn.append(runs(summary))).write(
        [header("b"), HOST]
    )
    assert drawn == [["a", "b"]]


def test_it_is_written_again_only_when_writing_is_a_small_part_of_the_time(tmp_path, clock):
    drawn = []

    def draw(*_):
        clock[0] += 2.0
        drawn.append(clock[0])

    writer = PageWriter(tmp_path / "out", tmp_path, to_page=draw)
    for _ in range(50):
        writer.maybe([header("a")])
        clock[0] += 1.0
    assert 2 <= len(drawn) <= 4
    writer.write([header("a")])
    assert drawn[-1] == clock[0]


def test_a_page_that_cannot_be_drawn_ends_no_measurement(tmp_path, capsys, clock):
    def draw(*_):
        raise ZeroDivisionError

    writer = PageWriter(tmp_path / "out", tmp_path, to_page=draw)
    writer.maybe([header("a")])
    assert "the page cannot be written yet: ZeroDivisionError" in capsys.readouterr().err
    with pytest.raises(ZeroDivisionError):
        writer.write([header("a")])
