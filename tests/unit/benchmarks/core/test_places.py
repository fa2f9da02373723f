from pathlib import Path

from benchmarks.core.places import ROOT, cache, plain
from benchmarks.core.source import build_digest, commit, revision


def test_the_cache_is_where_the_environment_says(tmp_path, monkeypatch):
    monkeypatch.setenv("TANDEM_CACHE", str(tmp_path / "here"))
    assert cache("givens") == tmp_path / "here" / "givens"
    assert cache("givens").is_dir()


def test_text_loses_the_places_of_a_person():
    assert plain(f"{ROOT}/impls/x.py") == "./impls/x.py"
    assert plain(f"{Path.home()}/x") == "~/x"


def test_a_digest_follows_the_sources(tmp_path):
    before = build_digest([tmp_path])
    (tmp_path / "lane.py").write_text("x = 1")
    after = build_digest([tmp_path])
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_x.py").write_text("y = 1")
    assert before != after == build_digest([tmp_path])
    assert after != build_digest([tmp_path], ["orjson 3.1"])


def test_a_commit_has_forty_digits_and_its_revision_begins_with_twelve():
    assert len(commit()) == 40
    assert revision().startswith(commit()[:12])
