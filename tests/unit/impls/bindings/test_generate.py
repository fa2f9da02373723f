"""The generated blocks of the extension, and the digest of what goes into it."""

from __future__ import annotations

import importlib
import shutil

import pytest

from impls._bindings import generate

COMPONENT = """
[package]
name = "tandem-{name}"

[features]
{features}
"""


@pytest.fixture
def tree(tmp_path):
    """A copy of the bindings' own files beside two made components."""
    shutil.copytree(generate.IMPLS / "_bindings", tmp_path / "_bindings", ignore=shutil.ignore_patterns("__pycache__"))
    for name, features in (("alpha", 'python = ["dep:pyo3"]'), ("beta", "worker = []"), ("gamma", "python = []")):
        source = tmp_path / name / "rust" / "src"
        source.mkdir(parents=True)
        (source.parent / "Cargo.toml").write_text(COMPONENT.format(name=name, features=features))
        (source / "lib.rs").write_text(f"//! {name}")
        if name != "gamma":
            (source / "python.rs").write_text("//! bindings")
    generate.write(tmp_path)
    return tmp_path


def test_a_crate_with_the_feature_and_the_file_is_in(tree):
    assert {"alpha": "tandem-alpha"} == generate.crates(tree)
    manifest, code = generate.on_disk(tree).values()
    assert 'tandem-alpha = { path = "../alpha/rust", features = ["python"] }' in manifest
    assert "    alpha::python::register(module)?;" in code
    assert "beta" not in manifest + code


def test_writing_twice_changes_nothing(tree):
    assert generate.rendered(tree) == generate.on_disk(tree)
    assert [] == generate.write(tree)


def test_a_new_component_makes_the_blocks_stale_until_they_are_written(tree):
    (tree / "gamma" / "rust" / "src" / "python.rs").write_text("//! bindings")
    assert generate.rendered(tree) != generate.on_disk(tree)
    assert list(generate.FILES) == generate.write(tree)


@pytest.mark.parametrize("changed", ["alpha/rust/src/lib.rs", "alpha/rust/Cargo.toml", "_bindings/src/lib.rs"])
def test_the_digest_follows_what_goes_in(tree, changed):
    before = generate.source_digest(tree)
    with (tree / changed).open("a") as file:
        file.write("\n# or // changed\n")
    assert before != generate.source_digest(tree)


@pytest.mark.parametrize("added", ["alpha/rust/src/lanes.rs", "alpha/rust/src/main.rs", "alpha/rust/src/bin/x.rs",
                                   "alpha/rust/src/lanes/x.rs", "beta/rust/src/more.rs"])  # fmt: skip
def test_the_digest_leaves_out_what_only_workers_compile(tree, added):
    before = generate.source_digest(tree)
    (tree / added).parent.mkdir(exist_ok=True)
    (tree / added).write_text("//! more")
    assert before == generate.source_digest(tree)


def test_the_built_extension_computed_its_digest_in_the_same_way(tmp_path):
    try:
        native = importlib.import_module("impls._native")
    except ImportError:
        pytest.skip("the extension is not built")
    if native.source_digest != generate.source_digest():
        pytest.skip("the extension is of other sources: it is built anew before it is measured")
    assert 64 == len(native.source_digest)
    assert native.build_profile in {"release", "debug", "no-lto"}
