import sys
from pathlib import Path

import pytest

from benchmarks.core import needs
from benchmarks.core.errors import DiscoveryError


@pytest.mark.parametrize(
    ("need", "expected"),
    [
        ("module:json", True), ("tool:cargo", True), ("cores:4", True), ("cpu:avx2", True), ("gpu", True),
        ("platform:linux", True), ("cores:many", False), ("module:", False), ("gpu:2", False), ("json", False),
    ],
)  # fmt: skip
def test_a_need_has_a_kind_and_a_value(need, expected):
    assert expected == needs.wellformed(need)


def test_a_need_that_is_met_has_no_reason():
    assert needs.missing("module:json") is None
    assert needs.missing("cores:1") is None
    assert needs.missing(f"platform:{sys.platform}") is None


def test_a_missing_module_says_what_to_install():
    assert needs.missing("module:no_such_thing") == "needs the Python module no_such_thing: pip install no_such_thing"
    assert "no_such_thing" in needs.missing("module:no_such_thing.inside")


def test_a_missing_tool_says_so():
    assert needs.missing("tool:no-such-tool") == "needs the tool no-such-tool: install no-such-tool"


def test_without_cargo_the_reason_is_the_documented_one(monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert needs.missing("tool:cargo") == "not built: install Rust (rustup)"


def test_more_cores_than_there_are_is_a_reason():
    assert needs.missing("cores:100000").startswith("needs 100000 cores, this process may use ")


def test_another_platform_is_a_reason():
    assert needs.missing("platform:plan9") == f"needs plan9, this is {sys.platform}"


def test_a_cpu_flag_that_is_nowhere_is_a_reason():
    assert needs.missing("cpu:flux") == "needs a CPU with flux"


def test_the_first_unmet_need_is_told():
    assert needs.unmet(["module:json", "platform:plan9", "cores:100000"]) == f"needs plan9, this is {sys.platform}"
    assert needs.unmet(["module:json"]) is None


def test_an_unknown_kind_is_the_authors_mistake():
    with pytest.raises(DiscoveryError, match="should be one of"):
        needs.missing("moon:full")


def test_this_interpreter_is_found_by_its_version():
    assert Path(sys.executable) == needs.interpreter(f"{sys.version_info[0]}.{sys.version_info[1]}")


@pytest.mark.parametrize("version", ["3.19", "3.19t"])
def test_a_build_without_the_lock_is_another_interpreter(tmp_path, monkeypatch, version):
    for name in ("3.19", "3.19t"):
        python = tmp_path / "versions" / name.replace("3.19", "3.19.0") / "bin" / f"python{name}"
        python.parent.mkdir(parents=True)
        python.write_text(f"#!/bin/sh\necho {name}\n")
        python.chmod(0o755)
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    assert f"python{version}" == needs.interpreter(version).name


def test_an_interpreter_that_is_nowhere_is_not_found():
    assert needs.interpreter("2.1") is None


def test_a_pyenv_interpreter_is_found_newest_first(tmp_path, monkeypatch):
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    for version in ("3.19.2", "3.19.10"):
        python = tmp_path / "versions" / version / "bin" / "python3.19"
        python.parent.mkdir(parents=True)
        python.write_text("#!/bin/sh\necho 3.19\n")
        python.chmod(0o755)
    assert "3.19.10" in str(needs.interpreter("3.19"))


def test_a_module_is_asked_of_the_interpreter_that_runs_the_lane(tmp_path):
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    assert needs.missing("module:json", python) == "needs the Python module json: pip install json"
