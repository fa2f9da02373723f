import sys
from dataclasses import replace
from types import SimpleNamespace

import pytest

from benchmarks.core.errors import RuntimeUnavailableError
from benchmarks.core.model import Lane
from benchmarks.core.selection import arms, cases
from benchmarks.launcher import cargo, extension
from benchmarks.launcher.workshop import Workshop


@pytest.fixture
def shop(fakes):
    return Workshop(list(fakes.values()))


@pytest.fixture
def arm(fakes, shop):
    def find(case, lane):
        return arms(cases(list(fakes.values()), [case]), [lane], shop.kinds)[0]

    return find


def with_crate(shop, tmp_path):
    """The fake component as if it had a crate."""
    component = replace(shop.components["sums"], folder=tmp_path)
    (tmp_path / "rust").mkdir()
    (tmp_path / "rust" / "Cargo.toml").write_text("")
    shop.components["sums"] = component


def test_a_python_lane_needs_no_build(shop, arm):
    python = arm("sums/sums[n=200]v1", "python")
    assert (None, []) == (shop.unavailable(python), shop.parts(python))
    assert (sys.executable, "-m", "benchmarks.worker") == shop.parties(python)[0].command.argv


def test_a_lane_s_unmet_need_is_its_reason(shop, arm):
    assert "no_such_module_anywhere" in shop.unavailable(arm("sums/sums[n=200]v1", "absent"))


def test_a_rust_lane_without_a_crate_says_so(shop, arm):
    assert shop.unavailable(arm("sums/sums[n=200]v1", "rust")) == "not built: sums has no rust/Cargo.toml"


def test_without_cargo_a_rust_lane_says_the_documented_reason(shop, arm, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert shop.unavailable(arm("sums/sums[n=200]v1", "rust")) == "not built: install Rust (rustup)"
    assert shop.unavailable(arm("sums/sums[n=200]v1", "python")) is None


def test_a_crate_is_built_once_and_its_failure_told_each_time(shop, arm, tmp_path, monkeypatch):
    with_crate(shop, tmp_path)
    asked = []

    def fails(manifest, **how):
        asked.append((manifest, how))
        raise RuntimeUnavailableError("build of sums", "not built: mismatched types")

    monkeypatch.setattr(cargo, "build", fails)
    rust = arm("sums/sums[n=200]v1", "rust")
    for _ in range(2):
        with pytest.raises(RuntimeUnavailableError, match="mismatched types"):
            shop.build(shop.parts(rust)[0])
    expected = {"profile": "release", "features": ("worker",), "rustflags": ()}
    assert [(tmp_path / "rust" / "Cargo.toml", expected)] == asked


def test_a_runtime_of_the_matrix_is_a_build_of_its_own(shop, arm, tmp_path, monkeypatch):
    with_crate(shop, tmp_path)
    monkeypatch.setattr(cargo, "build", lambda _, **how: {"tandem-sums": tmp_path / "-".join(how["features"])})
    rust = arm("sums/sums[n=200]v1", "rust")
    counting = replace(rust, runtime="native-counting")
    found = [shop.parties(a)[0].command.argv for a in (rust, counting)]
    assert [(str(tmp_path / "worker"),), (str(tmp_path / "worker-counting"),)] == found
    assert [True, True, False] == [
        shop.parties(replace(rust, runtime=r))[0].release for r in ("native", "native-counting", "native-debug")
    ]


def test_a_fixed_role_is_played_by_its_own_lane(shop, arm):
    server, client = shop.parties(arm("relay/ask*", "python"))
    assert [("server", "server", False), ("client", "python", True)] == [
        (p.role, p.lane, p.tested) for p in (server, client)
    ]


def test_roles_are_pinned_unless_nothing_is_timed(shop, arm):
    python = arm("sums/sums[n=200]v1", "python")
    assert len(shop.parties(python)[0].command.cpus) == 1
    assert shop.unpinned().parties(python)[0].command.cpus == shop.usable


def test_a_program_is_watched_by_the_warden_in_rust_or_else_in_python(shop, arm, tmp_path, monkeypatch):
    program = replace(arm("sums/sums[n=200]v1", "python"), runtime="program")
    assert [("", "native")] == shop.parts(program)

    def fails(*_, **__):
        raise RuntimeUnavailableError("build of _kit", "not built: install Rust (rustup)")

    monkeypatch.setattr(cargo, "build", fails)
    shop.build(("", "native"))
    assert "benchmarks.worker.warden" in shop.parties(program)[0].command.argv
    other = Workshop(list(shop.components.values()))
    monkeypatch.setattr(cargo, "build", lambda *_, **__: {"tandem-warden": tmp_path / "tandem-warden"})
    other.build(("", "native"))
    assert (str(tmp_path / "tandem-warden"),) == other.parties(program)[0].command.argv


def test_binaries_that_options_name_are_built_and_filled_in(shop, arm, tmp_path, monkeypatch):
    with_crate(shop, tmp_path)
    monkeypatch.setattr(cargo, "build", lambda *_, **__: {"tool": tmp_path / "tool"})
    plain = arm("sums/sums[n=200]v1", "python")
    program = replace(
        plain, runtime="program", lane=replace(plain.lane, options={"command": ["{bin:tool}", "{python}"]})
    )
    assert [("", "native"), ("sums", "native")] == shop.parts(program)
    assert {"bin:tool", "python", "root"} == shop.parties(program)[0].holes.keys()
    assert shop.parties(program)[0].holes["bin:tool"] == str(tmp_path / "tool")


@pytest.fixture
def native(monkeypatch, tmp_path):
    """A stand-in for the extension module."""

    def put(**attributes):
        extension.unfit.cache_clear()
        monkeypatch.setattr(extension.importlib, "import_module", lambda _: SimpleNamespace(**attributes))
        monkeypatch.setattr(extension, "missing_need", lambda _: None)

    yield put
    extension.unfit.cache_clear()


def lane_that(text, tmp_path):
    path = tmp_path / "lane.py"
    path.write_text(text)
    return Lane(component="c", name="rust-from-python", kind="own", label="x", path=path)


def test_a_debug_extension_is_refused(native, tmp_path):
    native(build_profile="debug", source_digest="x")
    lane = lane_that("from impls._native import c\n", tmp_path)
    assert extension.missing(lane) == "build profile should be release, was debug; rebuild with: nox -s build"


def test_a_stale_extension_is_refused(native, tmp_path):
    native(build_profile="release", source_digest="of other sources")
    lane = lane_that("from impls._native import c\n", tmp_path)
    assert (
        extension.missing(lane) == "the extension was built from other sources than these; rebuild with: nox -s build"
    )


def test_a_current_extension_and_a_lane_without_it_have_no_reason(native, tmp_path):
    native(build_profile="release", source_digest=extension.generate.source_digest())
    assert extension.missing(lane_that("from impls._native import c\n", tmp_path)) is None
    native(build_profile="debug", source_digest="x")
    assert extension.missing(lane_that("import json\n", tmp_path)) is None
