import json
import os
import resource
import signal
import subprocess
import sys

import pytest

from benchmarks.core import store
from benchmarks.core.errors import ResultsError, RunInProgressError
from benchmarks.core.store import RunFile, files, load, locked, unfinished

HEADER = {"is": "run", "selection": [], "lanes": [], "options": {}, "build": {"digest": "b"}, "host": "h1", "input": ""}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "h1" / "20261121T000000Z-abcdef01.jsonl"


def write(path, *records):
    with RunFile(path) as file:
        for record in records:
            file.append(record)


def test_what_is_appended_is_read_again(path):
    write(path, HEADER, {"is": "trial", "id": "1"})
    write(path, {"is": "trial", "id": "2"})
    assert ["run", "trial", "trial"] == [r["is"] for r in load(path).records]
    assert load(path).doubts == ()


def test_a_cut_last_line_is_dropped_with_a_doubt(path):
    write(path, HEADER, {"is": "trial", "id": "1"})
    with path.open("ab") as file:
        file.write(b'{"is":"trial","id":"2","ser')
    found = load(path)
    assert ["run", "trial"] == [r["is"] for r in found.records]
    assert ["cut_line"] == [d.code for d in found.doubts]
    assert "27 bytes" in found.doubts[0].saw


def test_writing_goes_on_behind_the_last_whole_line(path):
    write(path, HEADER)
    with path.open("ab") as file:
        file.write(b'{"is":"trial","id":"cut')
    write(path, {"is": "trial", "id": "2"})
    assert [None, "2"] == [r.get("id") for r in load(path).records]


def test_a_line_in_the_midst_that_is_no_record_is_told(path):
    write(path, HEADER)
    with path.open("ab") as file:
        file.write(b"rubbish\n")
    with pytest.raises(ResultsError, match="line 2 is no record"):
        load(path)


def test_a_file_that_is_not_there_is_told(path):
    with pytest.raises(ResultsError, match="cannot be read: No such file"):
        load(path)


def test_numbers_that_json_lacks_are_our_mistake(path):
    with RunFile(path) as file, pytest.raises(ValueError, match="JSON"):
        file.append({"is": "trial", "value": float("nan")})


def test_two_runs_at_once_are_one_too_many(tmp_path):
    code = (
        "import sys; from pathlib import Path; from benchmarks.core.store import locked\n"
        "with locked(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(RunInProgressError, match="another run is writing there"), locked(tmp_path):
            pass
        other.send_signal(signal.SIGKILL)
    with locked(tmp_path):
        pass


@pytest.mark.parametrize("under", ["file", "file/data"])
def test_a_folder_that_cannot_be_is_told_even_to_root(tmp_path, under):
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultsError, match="cannot be written"), locked(tmp_path / under):
        pass


def test_a_full_disk_keeps_what_was_written(path):
    """A limit on the size of files stands for the disk: it fails in the same call, in the middle of a line."""
    write(path, HEADER)
    size = path.stat().st_size
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 40, before[1]))
    try:
        with RunFile(path) as file:
            file.append({"is": "trial", "id": "1"})
            with pytest.raises(ResultsError, match="cannot be written: File too large; free some space"):
                file.append({"is": "trial", "id": "2", "long": "x" * 100})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert [None, "1"] == [r.get("id") for r in load(path).records]
    assert path.read_bytes().endswith(b"\n")


def test_a_device_that_is_full_is_told():
    with open("/dev/full", "wb", buffering=0) as full:  # noqa: PTH123  (a device, not a path of ours)
        file = RunFile.__new__(RunFile)
        file._file, file._asked, file._end = full, "results", 0
        with pytest.raises(ResultsError, match="No space left on device"):
            file.append({"is": "trial"})


def test_every_line_is_on_the_disk_before_append_returns(path, monkeypatch):
    synced = []
    monkeypatch.setattr(store.os, "fdatasync", lambda fd: synced.append(os.fstat(fd).st_size))
    write(path, HEADER, {"is": "trial", "id": "1"})
    assert [len(json.dumps(HEADER, separators=(",", ":"))) + 1, path.stat().st_size] == synced


def test_an_unfinished_run_of_the_same_is_found(path):
    write(path, HEADER, {"is": "trial", "id": "1"})
    found = unfinished(path.parents[1], HEADER)
    assert (path, 2) == (found[0], len(found[1].records))


@pytest.mark.parametrize("ended", ["complete", "budget"])
def test_a_run_that_has_ended_is_not_gone_on_with(path, ended):
    write(path, HEADER, {"is": "end", "ended": ended})
    assert unfinished(path.parents[1], HEADER) is None


def test_an_interrupted_run_is_gone_on_with(path):
    write(path, HEADER, {"is": "end", "ended": "interrupted"})
    assert unfinished(path.parents[1], HEADER)


@pytest.mark.parametrize(
    "change",
    [{"selection": ["x"]}, {"options": {"seed": 2}}, {"build": {"digest": "c"}}, {"host": "h2"}, {"input": "f"}],
)
def test_a_run_of_something_else_is_not(path, change):
    write(path, HEADER)
    assert unfinished(path.parents[1], {**HEADER, **change}) is None


def test_the_newest_unfinished_run_is_taken_and_broken_files_are_passed_over(path):
    later = path.with_name("20261122T000000Z-abcdef01.jsonl")
    broken = path.with_name("20261123T000000Z-abcdef01.jsonl")
    write(path, HEADER)
    write(later, HEADER)
    broken.write_text("rubbish\n")
    assert unfinished(path.parents[1], HEADER)[0] == later
    assert files(path.parents[1]) == [path, later, broken]


def test_an_interruption_in_the_middle_of_a_line_leaves_no_half_of_it(path, monkeypatch):
    with RunFile(path) as file:
        file.append(HEADER)
        write_all = file._write

        def cut(line):
            write_all(line[:5])
            raise KeyboardInterrupt

        monkeypatch.setattr(file, "_write", cut)
        with pytest.raises(KeyboardInterrupt):
            file.append({"is": "trial", "id": "1"})
        monkeypatch.setattr(file, "_write", write_all)
        file.append({"is": "end", "ended": "interrupted"})
    assert ["run", "end"] == [r["is"] for r in load(path).records]
