import json
import os

import pytest

from benchmarks.core.errors import RuntimeUnavailableError
from benchmarks.core.places import ROOT
from benchmarks.launcher import cargo


@pytest.fixture
def fake_cargo(tmp_path, monkeypatch, cache):
    """A cargo that answers with what it is told, and notes how it was called."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def answer(messages, stderr="", status=0):
        (folder / "messages").write_text("".join(json.dumps(m) + "\n" for m in messages))
        script = f"""#!/bin/sh
echo "$@" > {folder}/called
echo "RUSTFLAGS=$RUSTFLAGS CARGO_TARGET_DIR=$CARGO_TARGET_DIR" > {folder}/env
cat {folder}/messages
echo '{stderr}' >&2
exit {status}
"""
        (folder / "cargo").write_text(script)
        (folder / "cargo").chmod(0o755)

    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.setenv("CARGO_TARGET_DIR", str(tmp_path / "target"))
    answer.folder = folder
    return answer


@pytest.fixture
def manifest(tmp_path):
    path = tmp_path / "thing" / "rust" / "Cargo.toml"
    path.parent.mkdir(parents=True)
    path.write_text('[package]\nname = "tandem-thing"\n')
    return path


def artifact(path, name="tandem-thing"):
    return {"reason": "compiler-artifact", "target": {"name": name}, "executable": str(path)}


def test_a_built_binary_is_kept_by_its_digest(fake_cargo, manifest, tmp_path, cache):
    (tmp_path / "tandem-thing").write_bytes(b"one")
    fake_cargo([artifact(tmp_path / "tandem-thing"), {"reason": "build-finished"}])
    first = cargo.build(manifest, features=("worker",))["tandem-thing"]
    (tmp_path / "tandem-thing").write_bytes(b"two")
    second = cargo.build(manifest, features=("worker", "mimalloc"))["tandem-thing"]
    assert (b"one", b"two") == (first.read_bytes(), second.read_bytes())
    assert cache in first.parents
    assert os.access(first, os.X_OK)


def test_a_crate_outside_the_checkout_is_built_with_its_profiles(fake_cargo, manifest):
    fake_cargo([])
    called = fake_cargo.folder / "called"
    cargo.build(manifest)
    assert '--config=profile.release.lto="fat" ' in called.read_text()
    cargo.build(ROOT / "impls" / "clock" / "rust" / "Cargo.toml")
    assert "--config" not in called.read_text()


def test_cargo_is_asked_for_profile_and_features(fake_cargo, manifest):
    fake_cargo([])
    cargo.build(manifest, profile="no-lto", features=("worker", "mimalloc"))
    called = (fake_cargo.folder / "called").read_text()
    assert f"--manifest-path {manifest}" in called
    assert "--profile no-lto --features worker,mimalloc" in called


def test_flags_have_a_target_folder_of_their_own(fake_cargo, manifest, tmp_path):
    fake_cargo([])
    cargo.build(manifest, rustflags=("-C", "target-cpu=native"))
    env = (fake_cargo.folder / "env").read_text()
    assert "RUSTFLAGS=-C target-cpu=native" in env
    assert f"CARGO_TARGET_DIR={tmp_path}/target/flags-" in env


def test_a_crate_that_does_not_compile_says_its_first_error(fake_cargo, manifest):
    span = {"is_primary": True, "file_name": "src/lib.rs", "line_start": 7}
    error = {"level": "error", "message": "mismatched types\nmore", "spans": [span]}
    warning = {"level": "warning", "message": "unused", "spans": []}
    fake_cargo([{"reason": "compiler-message", "message": m} for m in (warning, error)], status=101)
    with pytest.raises(
        RuntimeUnavailableError, match=r"not built: mismatched types \(src/lib.rs:7\); see: cargo build"
    ):
        cargo.build(manifest)


def test_a_failure_of_cargo_itself_is_told(fake_cargo, manifest):
    fake_cargo([], stderr="error: no matching package named x", status=101)
    with pytest.raises(RuntimeUnavailableError, match="not built: error: no matching package named x"):
        cargo.build(manifest)


def test_without_cargo_the_reason_is_the_documented_one(manifest, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RuntimeUnavailableError, match=r"not built: install Rust \(rustup\)"):
        cargo.build(manifest)


def test_versions_are_those_of_the_lock():
    found = cargo.packages(ROOT / "impls" / "ticker" / "rust" / "Cargo.toml")
    assert "serde_json" in found
    assert "tandem-kit" not in found
    assert found["serde_json"][0].isdigit()


def test_without_a_lock_there_are_no_versions(manifest):
    assert cargo.packages(manifest) == {}


def unit(*, fresh):
    return {"reason": "compiler-artifact", "target": {"name": "x"}, "fresh": fresh, "executable": None}


def test_a_build_that_compiled_says_what_it_took_and_one_that_did_not_leaves_that(fake_cargo, manifest):
    assert cargo.seen(manifest, features=("worker",)) is None
    fake_cargo([unit(fresh=False), unit(fresh=False), unit(fresh=True)])
    cargo.build(manifest, features=("worker",))
    first = cargo.seen(manifest, features=("worker",))
    assert (2, 3) == (first.compiled, first.crates)
    assert first.seconds >= 0
    assert first.at.endswith("Z")
    for less in ([unit(fresh=True)] * 3, [unit(fresh=False), unit(fresh=True), unit(fresh=True)]):
        fake_cargo(less)
        cargo.build(manifest, features=("worker",))
        assert first == cargo.seen(manifest, features=("worker",))
    assert cargo.seen(manifest, features=("worker", "mimalloc")) is None


def test_under_another_lock_a_build_is_another(fake_cargo, manifest):
    fake_cargo([unit(fresh=False)])
    cargo.build(manifest)
    (manifest.parent / "Cargo.lock").write_text("version = 4\n")
    assert cargo.seen(manifest) is None


TREE = """0tandem-thing v0.1.0 (/somewhere/rust)
1serde_json v1.0.1
2itoa v1.0.2
1tandem-kit v0.1.0 (/somewhere/kit)
2hdrhistogram v7.6.0
1serde v1.0.3
2itoa v1.0.2
"""


def test_crates_are_what_a_direct_dependency_brings_and_asked_once_a_lock(fake_cargo, manifest):
    fake_cargo([])
    (fake_cargo.folder / "cargo").write_text(
        f"#!/bin/sh\necho $@ >> {fake_cargo.folder}/called\ncat <<END\n{TREE}END\n"
    )
    expected = {"serde_json": {"serde_json v1.0.1", "itoa v1.0.2"}, "serde": {"serde v1.0.3", "itoa v1.0.2"}}
    for _ in range(2):
        assert expected == cargo.crates(manifest, ("worker",))
    assert 1 == len((fake_cargo.folder / "called").read_text().splitlines())


def test_what_cargo_cannot_tell_is_none(fake_cargo, manifest):
    fake_cargo([], status=101)
    assert cargo.crates(manifest, ("worker",)) is None
