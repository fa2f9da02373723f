"""Files as they were at a recorded revision: from the checkout, from its history, or not at all."""

from __future__ import annotations

import subprocess

import pytest

from benchmarks.core import source


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with one commit whose file was changed since."""

    def git(*words: str) -> None:
        given = ("-c", "user.name=x", "-c", "user.email=x@example.org")
        subprocess.run(["git", *given, *words], cwd=tmp_path, check=True, capture_output=True)

    folder = tmp_path / "impls"
    folder.mkdir()
    git("init", "-q")
    (folder / "lane.py").write_text("then\n")
    (folder / "two words.py").write_text("")
    git("add", ".")
    git("commit", "-q", "-m", "x")
    (folder / "lane.py").write_text("now\n")
    monkeypatch.setattr(source, "ROOT", tmp_path)
    monkeypatch.setattr(source, "revision", lambda: "0123+now")
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=tmp_path, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_what_was_measured_here_is_read_here(checkout):
    assert {"impls/lane.py": "now\n"} == source.texts("0123+now", ["impls/lane.py", "impls/gone.py"])


def test_what_was_measured_at_a_commit_is_read_from_it(checkout):
    wanted = ["impls/gone.py", "impls/lane.py", "impls/two words.py", "impls/lane.py"]
    assert {"impls/lane.py": "then\n", "impls/two words.py": ""} == source.texts(checkout[:12], wanted)


@pytest.mark.parametrize("recorded", ["4567+other", "f" * 12, "", "--help", "HEAD:x\n"])
def test_what_nobody_can_tell_is_nothing(checkout, recorded):
    assert {} == source.texts(recorded, ["impls/lane.py"])


def test_nothing_outside_the_checkout_is_read(checkout, tmp_path):
    (tmp_path.parent / "secret.py").write_text("secret")
    assert {} == source.texts("0123+now", ["../secret.py", str(tmp_path.parent / "secret.py")])
