"""A new component is whole as it is written: discovered, formatted as the house formats, gated by its own spec."""

import ast
import tomllib
from pathlib import Path

import pytest

from benchmarks.core.errors import ResultsError, SelectionError
from tandem.scaffold import Wanted, write


def wanted(folder, **more):
    return Wanted(**{"name": "fees", "operation": "total", "folder": folder, **more})


def texts(folder):
    return {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") for p in folder.rglob("*") if p.is_file()}


def test_a_component_is_written_with_both_languages(tmp_path):
    files = write(wanted(tmp_path))
    found = texts(tmp_path / "fees")
    assert sorted(found) == sorted(path.as_posix() for path in files)
    assert {"README.md", "spec.py", "lanes/python.py", "lanes/rust.py", "rust/src/lib.rs", "tests/test_fees.py"} <= set(
        found
    )
    for name in (name for name in found if name.endswith(".py")):
        ast.parse(found[name], name)
    assert "tandem-fees" == tomllib.loads(found["rust/Cargo.toml"])["package"]["name"]


def test_without_rust_nothing_speaks_of_a_crate(tmp_path):
    write(wanted(tmp_path, rust=False))
    found = texts(tmp_path / "fees")
    assert not [name for name in found if "rust" in name]
    assert "rust/" not in found["README.md"]


def test_nothing_of_a_template_is_left(tmp_path):
    write(wanted(tmp_path))
    assert not [name for name, text in texts(tmp_path).items() if "{{" in text or "{%" in text]


def test_a_crate_outside_the_checkout_finds_the_kit_and_belongs_to_no_workspace(tmp_path):
    write(wanted(tmp_path / "mine"))
    crate = tmp_path / "mine" / "fees" / "rust"
    stated = tomllib.loads((crate / "Cargo.toml").read_text(encoding="utf-8"))
    assert {} == stated["workspace"]
    kit = crate / stated["dependencies"]["tandem-kit"]["path"]
    assert "tandem-kit" == tomllib.loads((kit / "Cargo.toml").read_text(encoding="utf-8"))["package"]["name"]


@pytest.mark.parametrize("name", ["Fees", "fees-2", "2fees", "_fees", "", "for", "match", "../fees", "fées"])
def test_a_name_that_is_none_is_refused(tmp_path, name):
    with pytest.raises(SelectionError):
        write(wanted(tmp_path, name=name))
    with pytest.raises(SelectionError):
        write(wanted(tmp_path, operation=name))
    assert [] == list(tmp_path.iterdir())


def test_a_word_of_rust_is_a_name_where_there_is_no_rust(tmp_path):
    with pytest.raises(SelectionError, match="a word of the language"):
        write(wanted(tmp_path, name="loop"))
    write(wanted(tmp_path, name="loop", rust=False))


def test_nothing_is_written_over(tmp_path):
    write(wanted(tmp_path))
    before = texts(tmp_path)
    for taken in ("fees", "ticker"):
        with pytest.raises(SelectionError, match="there is a folder of that name"):
            write(wanted(tmp_path, name=taken))
    assert before == texts(tmp_path)


def test_where_nothing_can_be_written_nothing_is_left(tmp_path, monkeypatch):
    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(ResultsError, match="No space left on device"):
        write(wanted(tmp_path))
    assert [] == list(tmp_path.iterdir())


def test_a_file_where_the_folder_should_be_is_told(tmp_path):
    (tmp_path / "mine").write_text("")
    with pytest.raises(ResultsError, match="cannot be written"):
        write(wanted(tmp_path / "mine"))
