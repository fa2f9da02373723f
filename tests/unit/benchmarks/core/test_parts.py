"""Whose a sample is: patterns, order, what a person adds, what components state."""

import pytest

from benchmarks.core.discovery import IMPLS, components
from benchmarks.core.errors import DiscoveryError, SelectionError
from benchmarks.core.parts import Part, attribute, mapped, parts
from benchmarks.core.profile import Profile

JSON = Part(component="ticker", operation="parse", lane="python", functions=("json.loads", "json.decoder.*"))
SOCKETS = Part(component="websocket", operation="receive", functions=("websockets.*",))
KNOWN = {"ticker": ["parse", "parse", "subscribe"], "websocket": ["receive"]}


def profile(*stacks):
    return Profile(tuple(stacks), sum(weight for _, weight in stacks))


def told(shares):
    return {part.name: count for part, count in shares.parts}


def test_a_sample_is_the_innermost_named_function_s_and_the_rest_is_told():
    found = attribute(
        profile(
            (("app.main", "websockets.legacy.recv", "app.on_message", "json.loads"), 3.0),
            (("app.main", "websockets.legacy.recv", "socket.recv"), 5.0),
            (("app.main", "app.think"), 2.0),
        ),
        [],
        [JSON, SOCKETS],
    )
    assert {"websocket/receive": 5.0, "ticker/parse": 3.0} == told(found)
    assert ["websocket/receive", "ticker/parse"] == [part.name for part, _ in found.parts]
    assert 2.0 == found.rest


def test_only_patterns_that_matched_are_left():
    found = attribute(profile((("usr.lib.json.loads",), 1.0)), [], [JSON])
    assert ("json.loads",) == found.parts[0][0].functions


@pytest.mark.parametrize("frame", ["myjson.loads", "json.loads_all", "app.json_loads", "notwebsockets.recv"])
def test_a_pattern_begins_at_a_folder_and_is_whole(frame):
    assert 1.0 == attribute(profile(((frame,), 1.0)), [], [JSON, SOCKETS]).rest


def test_what_a_person_maps_comes_first_and_of_the_others_the_longest_pattern():
    own = mapped("json.*=websocket/receive", KNOWN)
    stack = profile((("json.decoder.raw_decode",), 1.0))
    assert {"websocket/receive": 1.0} == told(attribute(stack, [own], [JSON]))
    wide = Part(component="dispatch", operation="handle", functions=("json.*",))
    assert {"ticker/parse": 1.0} == told(attribute(stack, [], [wide, JSON]))


def test_a_map_names_a_component_or_one_of_its_cases():
    assert Part(component="ticker", functions=("a.b*",)) == mapped(" a.b* =ticker", KNOWN)
    assert "parse[order=sent" == mapped("a=ticker/parse[order=sent", KNOWN).operation


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("json.loads", "should be PATTERN=COMPONENT[/case]"),
        ("=ticker", "should be PATTERN=COMPONENT[/case]"),
        ("a=", "should be PATTERN=COMPONENT[/case]"),
        ("a=nosuch", "there is no component nosuch; known are: ticker, websocket"),
        ("a=ticker/nosuch", "ticker has no case nosuch; it has: parse, subscribe"),
    ],
)
def test_another_map_is_told(text, says):
    with pytest.raises(SelectionError) as caught:
        mapped(text, KNOWN)
    assert says in str(caught.value)


def test_what_components_state_names_operations_and_lanes_that_they_have():
    found = parts([IMPLS])
    assert {"ticker", "websocket", "order_placement", "stereo_delay"} <= {part.component for part in found}
    for one in components([IMPLS], sorted({part.component for part in found})):
        mine = [part for part in found if part.component == one.name]
        assert {part.operation for part in mine} <= {case.operation for case in one.cases}
        assert {part.lane for part in mine} <= {lane.name for lane in one.lanes}


@pytest.mark.parametrize("text", ["x = ", "[[part]]\noperation = 'a'\n", "part = 3\n", ""])
def test_a_broken_file_is_named(tmp_path, text):
    (tmp_path / "thing").mkdir()
    (tmp_path / "thing" / "share.toml").write_text(text)
    with pytest.raises(DiscoveryError, match="states no parts"):
        parts([tmp_path])
