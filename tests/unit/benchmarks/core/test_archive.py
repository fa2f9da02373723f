import zipfile

import pytest

from benchmarks.core.archive import delete, export, merge, stored_runs
from benchmarks.core.errors import ResultsError
from benchmarks.core.store import RunFile, load

HEADER = {"is": "run", "id": "h1-1", "host": "h1", "selection": ["sums"]}
TRIALS = [{"is": "trial", "id": f"h1-1-{i}"} for i in range(3)]


def write(folder, *records, name="20261121T000000Z-abcdef01", host="h1"):
    with RunFile(folder / host / f"{name}.jsonl") as file:
        for record in records:
            file.append(record)
    return folder / host / f"{name}.jsonl"


def test_stored_runs_say_what_they_are(tmp_path):
    write(tmp_path, HEADER, *TRIALS, {"is": "end", "ended": "complete"})
    write(tmp_path, {**HEADER, "id": "h1-2"}, TRIALS[0], name="20261122T000000Z-abcdef01")
    broken = write(tmp_path, name="20261123T000000Z-abcdef01")
    broken.write_text("rubbish\n")
    found = stored_runs(tmp_path)
    assert [(3, "complete"), (1, "unfinished"), (0, "unfinished")] == [(r.trials, r.ended) for r in found]
    assert ["", "", "line 1 is no record"] == [r.wrong for r in found]


def test_an_exported_run_comes_back_as_it_was(tmp_path):
    path = write(tmp_path / "a", HEADER, *TRIALS)
    assert export([path], tmp_path / "runs.zip") == 1
    assert merge(tmp_path / "runs.zip", tmp_path / "b") == (4, 0)
    assert load(tmp_path / "b" / "h1" / path.name).records == load(path).records


def test_doubles_are_dropped(tmp_path):
    path = write(tmp_path / "a", HEADER, *TRIALS)
    write(tmp_path / "b", HEADER, TRIALS[0])
    assert merge(tmp_path / "a", tmp_path / "b") == (2, 2)
    assert merge(path, tmp_path / "b") == (0, 4)
    ids = [r["id"] for r in load(tmp_path / "b" / "h1" / path.name).records]
    assert sorted(ids) == sorted({*ids})


def test_runs_of_two_machines_of_one_kind_that_began_in_one_second_stay_apart(tmp_path):
    one = write(tmp_path / "a", HEADER, *TRIALS)
    other = write(tmp_path / "b", {**HEADER, "id": "h1-2"}, {"is": "trial", "id": "h1-2-0"})
    assert [(4, 0), (2, 0)] == [merge(path, tmp_path / "c") for path in (one, other)]
    assert [(0, 4), (0, 2)] == [merge(path, tmp_path / "c") for path in (one, other)]
    found = sorted(stored_runs(tmp_path / "c"), key=lambda run: run.header["id"])
    assert [("h1-1", 3), ("h1-2", 1)] == [(run.header["id"], run.trials) for run in found]
    assert f"{one.stem}-2.jsonl" == found[1].path.name


def test_a_run_s_file_is_taken_by_itself(tmp_path):
    path = write(tmp_path / "a", HEADER, *TRIALS)
    assert merge(path, tmp_path / "b") == (4, 0)


def test_what_is_no_export_is_told(tmp_path):
    (tmp_path / "x.zip").write_text("rubbish")
    for source in (tmp_path / "x.zip", tmp_path / "nowhere"):
        with pytest.raises(ResultsError, match="import of"):
            merge(source, tmp_path / "b")


def test_an_export_cannot_write_outside_the_folder(tmp_path):
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr("../../outside.jsonl", '{"is":"run","id":"x","host":"../.."}\n')
    with pytest.raises(ResultsError, match="does not begin with a run's header"):
        merge(tmp_path / "evil.zip", tmp_path / "b")
    assert not list(tmp_path.glob("*.jsonl"))


def test_an_export_that_cannot_be_written_is_told(tmp_path):
    path = write(tmp_path / "a", HEADER)
    with pytest.raises(ResultsError, match="cannot be written"):
        export([path], path / "below" / "runs.zip")


def test_a_deleted_run_is_gone(tmp_path):
    path = write(tmp_path, HEADER)
    delete([path])
    assert stored_runs(tmp_path) == []
    with pytest.raises(ResultsError, match="cannot be deleted"):
        delete([path])


def test_sounds_travel_with_their_run(tmp_path):
    sound = {"is": "sound", "id": "ab12", "media": "audio/flac", "base64": "AAAA"}
    heard = [{"is": "heard", "case": "c", "arm": lane, "sound": "ab12", "difference": None} for lane in ("a", "b")]
    path = write(tmp_path / "a", HEADER, sound, *heard)
    export([path], tmp_path / "runs.zip")
    assert merge(tmp_path / "runs.zip", tmp_path / "b") == (4, 0)
    assert merge(tmp_path / "runs.zip", tmp_path / "b") == (0, 4)
    assert load(tmp_path / "b" / "h1" / path.name).records == load(path).records
