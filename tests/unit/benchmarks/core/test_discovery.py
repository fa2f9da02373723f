import pytest

from benchmarks.core.discovery import components, spec_of, with_folders
from benchmarks.core.errors import DiscoveryError

SPEC = """
from impls.contract import Case, Fault, How, Role
CASES = (Case(operation="work"),)
def make(operation, params, seed): return b""
def read(operation, params, blob): return blob
def same(operation, params, expected, found): return None
"""
PYTHON = 'LANE = {"kind": "own", "label": "plain"}\n'


def found(folder):
    return components([folder])


def test_a_folder_with_a_spec_is_a_component(write_component):
    folder, name = write_component(SPEC, python=PYTHON)
    (component,) = found(folder)
    assert (name, "python", ("work",)) == (
        component.name,
        component.reference,
        tuple(c.operation for c in component.cases),
    )
    assert spec_of(component).make("work", {}, 1) == b""


def test_the_fakes_are_found_in_order(fakes):
    assert ["mutants", "relay", "sums"] == list(fakes)
    assert ["absent", "empty", "python", "python-best", "rust"] == [lane.name for lane in fakes["sums"].lanes]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ("CASES = [Case(operation='work')]", "CASES should be a tuple of Case"),
        ("CASES = ()\nmake = None", "has no function make"),
        ("del same", "has no function same"),
        ("PARTS = ['x']", "PARTS should be a tuple of names"),
        ("PARTS = ('nowhere',)", "PARTS names nowhere, which is no component"),
        ("CASES = (Case(operation='work'), Case(operation='work'))", "twice"),
        ("CASES = (Case(operation='work', params={'x': [1]}),)", "params should be numbers"),
        ("CASES = (Case(operation='two words'),)", "should be a Python name"),
        ("CASES = (Case(operation='work', how=()),)", "how should be a tuple of How"),
        ("CASES = (Case(operation='work', cast=()),)", "cast should be a tuple of Role"),
        ("CASES = (Case(operation='work', cast=(Role('a'), Role('a'))),)", "roles should have different names"),
        ("CASES = (Case(operation='work', cast=(Role('a', 'sums/python'),)),)", "no role is the lane under test"),
        ("CASES = (Case(operation='work', cast=(Role('a', 'x/y'), Role('b'))),)", "names x/y, which is no lane"),
        ("CASES = (Case(operation='work', faults=(Fault('b', 1.0),)),)", "a fault names the role"),
        ("CASES = (Case(operation='work', needs=('json',)),)", "is of no known kind"),
        ("REFERENCE = 'other'", "the reference lane other does not have work, these have: python"),
        ("raise ValueError('broken')", "spec.py: ValueError: broken"),
        ("import no_such_module", "no_such_module"),
    ],
)
def test_a_breach_of_the_contract_is_named(write_component, change, wrong):
    folder, name = write_component(f"{SPEC}{change}\n", python=PYTHON)
    with pytest.raises(DiscoveryError, match=wrong) as caught:
        found(folder)
    assert name in caught.value.asked
    assert caught.value.mend


def test_a_component_without_lanes_is_a_breach(write_component):
    folder, _ = write_component(SPEC)
    with pytest.raises(DiscoveryError, match="lanes/ holds no lane"):
        found(folder)


def test_an_operation_that_no_lane_has_is_a_breach(write_component):
    folder, _ = write_component(SPEC, python='LANE = {"kind": "own", "label": "x", "operations": ["other"]}')
    with pytest.raises(DiscoveryError, match="no lane has the operation work"):
        found(folder)


def test_floors_alone_need_no_reference(write_component):
    folder, _ = write_component(SPEC, empty='LANE = {"kind": "floor", "label": "empty"}')
    assert [lane.name for lane in found(folder)[0].lanes] == ["empty"]


def test_parts_may_not_make_a_circle(write_component):
    names = ("made_circle_a", "made_circle_b")
    for name, other in (names, names[::-1]):
        folder, _ = write_component(f"{SPEC}PARTS = ('{other}',)\n", name=name, python=PYTHON)
    with pytest.raises(DiscoveryError, match="PARTS make a circle"):
        found(folder)


def test_a_cast_may_use_only_what_parts_name(write_component):
    folder, _ = write_component(SPEC, name="made_part", python=PYTHON)
    cast = "CASES = (Case(operation='work', cast=(Role('a', 'made_part/python'), Role('b'))),)\n"
    write_component(SPEC + cast, name="made_user", python=PYTHON)
    with pytest.raises(DiscoveryError, match="uses made_part, PARTS does not name it"):
        found(folder)


def test_two_components_of_one_name_are_a_breach(write_component, tmp_path):
    folder, name = write_component(SPEC, python=PYTHON)
    twin = tmp_path / "twin" / name
    twin.mkdir(parents=True)
    (twin / "spec.py").write_text(SPEC)
    with pytest.raises(DiscoveryError, match="there are two of that name"):
        components([folder, tmp_path / "twin"])


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(DiscoveryError, match="there is no such folder"):
        with_folders([tmp_path / "nowhere"])


def test_what_is_broken_elsewhere_is_no_matter_to_a_plain_selection(write_component):
    folder, name = write_component(SPEC, python=PYTHON)
    write_component("raise ValueError", python=PYTHON)
    assert [c.name for c in components([folder], [name])] == [name]
    assert [c.name for c in components([folder], [f"{name}/work*"])] == [name]
    with pytest.raises(DiscoveryError):
        components([folder], ["*"])
