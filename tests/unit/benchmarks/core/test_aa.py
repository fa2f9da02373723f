import pytest

from benchmarks.core.aa import FULL, keep, kept
from benchmarks.core.errors import ResultsError
from benchmarks.core.store import files


def test_what_is_kept_is_read_again_by_its_host(tmp_path):
    assert keep(tmp_path, "h1", {"decisions": 4, "interval_rate": 0.25})
    assert {"decisions": 4, "interval_rate": 0.25} == kept(tmp_path, "h1")
    assert kept(tmp_path, "h2") is None


def test_a_smaller_check_does_not_take_a_full_one_s_place(tmp_path):
    keep(tmp_path, "h1", {"decisions": FULL})
    assert not keep(tmp_path, "h1", {"decisions": FULL - 1})
    assert keep(tmp_path, "h1", {"decisions": FULL + 1})
    assert kept(tmp_path, "h1") == {"decisions": FULL + 1}


@pytest.mark.parametrize("text", ["", "[]", '{"decisions": '])
def test_what_cannot_be_read_is_as_if_there_were_none(tmp_path, text):
    (tmp_path / "aa").mkdir()
    (tmp_path / "aa" / "h1.json").write_text(text)
    assert kept(tmp_path, "h1") is None


def test_what_cannot_be_written_says_so(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultsError, match="choose another --data"):
        keep(tmp_path / "file", "h1", {"decisions": 1})


def test_runs_of_twins_are_not_among_the_stored_runs(tmp_path):
    (tmp_path / "aa" / "h1").mkdir(parents=True)
    (tmp_path / "aa" / "h1" / "run.jsonl").write_text("")
    assert files(tmp_path) == []
