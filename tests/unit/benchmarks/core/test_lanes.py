import pytest

from benchmarks.core.errors import DiscoveryError
from benchmarks.core.lanes import read_lane


def lane(tmp_path, text, name="peer_thing.py"):
    path = tmp_path / name
    path.write_text(text)
    return read_lane("ticker", path)


def test_the_name_is_the_files_with_dashes(tmp_path):
    found = lane(tmp_path, 'LANE = {"kind": "peer", "label": "thing"}')
    assert ("peer-thing", "peer", "thing", "cpython") == (found.name, found.kind, found.label, found.runtime)


def test_everything_stated_is_read(tmp_path):
    found = lane(
        tmp_path,
        'LANE = {"kind": "own", "label": "x", "runtime": "native", "operations": ["a"], "options": {"n": 1},'
        ' "needs": ["module:json"], "doubts": ["private interface"]}',
    )
    expected = ("native", ("a",), {"n": 1}, ("module:json",), ("private interface",))
    assert expected == (found.runtime, found.operations, found.options, found.needs, found.doubts)


def test_a_lane_is_read_without_being_run(tmp_path):
    assert lane(tmp_path, 'import no_such_module\nLANE = {"kind": "own", "label": "x"}\nraise SystemExit').label == "x"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "should state LANE once, does so 0 times"),
        ('LANE = {"kind": "own", "label": "x"}\nLANE = {"kind": "own", "label": "y"}', "does so 2 times"),
        ("LANE = dict(kind='own')", "LANE should be a literal"),
        ("LANE = ['own']", "LANE should be a dict, was a list"),
        ('LANE = {"label": "x"}', "LANE has no 'kind'"),
        ('LANE = {"kind": "own"}', "LANE has no 'label'"),
        (
            'LANE = {"kind": "best", "label": "x"}',
            "kind should be one of document, own, peer, floor, limit, was 'best'",
        ),
        ('LANE = {"kind": "own", "label": "x", "speed": 1}', "LANE has an unknown key 'speed'"),
        ('LANE = {"kind": "own", "label": 3}', "label should be a str, was 3"),
        ('LANE = {"kind": "own", "label": "x", "operations": "parse"}', "operations should be a list, was 'parse'"),
        ('LANE = {"kind": "own", "label": "x", "needs": [1]}', r"needs should hold strings, was \[1\]"),
        ('LANE = {"kind": "own", "label": "x", "needs": ["json"]}', "need 'json' is of no known kind"),
        ("LANE = {", "was never closed"),
    ],
)
def test_a_breach_names_the_file_and_what_is_wrong(tmp_path, text, wrong):
    with pytest.raises(DiscoveryError, match=wrong) as caught:
        lane(tmp_path, text)
    assert caught.value.asked == "lane ticker/peer-thing"
    assert "peer_thing.py" in caught.value.wrong


def test_bytes_that_are_no_text_are_a_breach(tmp_path):
    path = tmp_path / "odd.py"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DiscoveryError, match=r"odd\.py"):
        read_lane("ticker", path)
