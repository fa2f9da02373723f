import pytest

from benchmarks.core.errors import DiscoveryError
from benchmarks.core.model import Component, Lane
from benchmarks.launcher.runtimes import check_lanes, runtimes


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "plain.toml").write_text('kind = "python"\nsays = "this one"\n')
    return tmp_path


def test_the_checkout_s_runtimes_are_read():
    found = runtimes()
    assert {"cpython", "native", "native-debug", "native-counting", "program"} <= found.keys()
    assert ("cargo", "release", True, False) == (
        found["native"].kind, found["native"].profile, found["native"].release, found["native"].counts,
    )  # fmt: skip
    assert (False, True) == (found["native-debug"].release, found["native-counting"].counts)


def test_a_runtime_is_its_file(folder):
    found = runtimes(folder)["plain"]
    assert ("plain", "python", "this one", ()) == (found.name, found.kind, found.says, found.features)
    assert found.missing() is None


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("kind = 'boat'", "kind should be one of cargo, python, program, was 'boat'"),
        ("says = 'x'", "kind should be one of"),
        ("kind = 'cargo'\nspeed = 1", "unknown key 'speed'"),
        ("kind = 'cargo'\nprofile = 1", "profile should be a string"),
        ("kind = 'cargo'\nfeatures = 'x'", "features should be a list of strings"),
        ("kind = 'cargo'\nneeds = ['cargo']", "need 'cargo' is of no known kind"),
        ("kind = ", "odd.toml"),
    ],
)
def test_a_file_that_is_not_as_it_should_be_is_named(folder, text, wrong):
    (folder / "odd.toml").write_text(text)
    with pytest.raises(DiscoveryError, match=wrong):
        runtimes(folder)


def test_a_version_that_is_nowhere_is_a_reason(folder):
    (folder / "old.toml").write_text('kind = "python"\npython = "2.1"\n')
    assert runtimes(folder)["old"].missing() == "needs CPython 2.1: pyenv install 2.1"


def test_a_lane_in_an_unknown_runtime_is_a_breach(folder):
    lane = Lane(component="c", name="x", kind="own", label="x", runtime="steam")
    component = Component(name="c", folder=folder, cases=(), lanes=(lane,))
    with pytest.raises(DiscoveryError, match="lane c/x: there is no runtime steam; known are plain"):
        check_lanes({"c": component}, runtimes(folder))
