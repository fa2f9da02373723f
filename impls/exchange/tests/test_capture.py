"""A capture is whole, or it is refused in one line that names the place."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impls.exchange import capture
from impls.exchange.capture import CaptureError

TEXTS = ['{"u":1}', '{"s":"é€😀","q":"\\u2028\\n"}', ""]


def whole() -> bytes:
    file = io.BytesIO()
    capture.write(file, zip([0, 5, 5], TEXTS, strict=True), url="ws://x/", symbols=["A", "B"])
    return file.getvalue()


def refusal(blob: bytes) -> str:
    with pytest.raises(CaptureError) as caught:
        capture.read(blob)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_what_was_written_is_read_back():
    expected = capture.Capture([t.encode() for t in TEXTS], [0, 5, 5], "ws://x/", ["A", "B"])
    assert expected == capture.read(whole())


def test_a_path_is_written_and_read_as_bytes_are(tmp_path):
    path = tmp_path / "feed.jsonl"
    assert 3 == capture.write(path, zip([0, 5, 5], TEXTS, strict=True), url="ws://x/", symbols=["A", "B"])
    assert whole() == path.read_bytes()
    assert capture.read(whole()) == capture.read(path)


@given(st.lists(st.tuples(st.integers(0, 2**63), st.text(st.characters(exclude_categories=["Cs"])))))
def test_any_messages_survive(messages):
    ordered = sorted(messages, key=lambda m: m[0])
    file = io.BytesIO()
    capture.write(file, ordered)
    found = capture.read(file.getvalue())
    assert ordered == [(at, text.decode()) for at, text in zip(found.at_ns, found.messages, strict=True)]


def test_an_empty_capture_is_whole():
    file = io.BytesIO()
    capture.write(file, [])
    assert [] == capture.read(file.getvalue()).messages


@pytest.mark.parametrize("length", range(len(whole())))
def test_a_capture_cut_anywhere_is_refused(length):
    assert refusal(whole()[:length])


@pytest.mark.parametrize("at", range(4))
def test_a_capture_that_lacks_a_line_is_refused(at):
    lines = whole().splitlines(keepends=True)
    assert refusal(b"".join(lines[:at] + lines[at + 1 :]))


@given(st.integers(0, len(whole()) - 1), st.integers(1, 255))
def test_a_changed_byte_never_changes_a_message_unseen(at, change):
    blob = bytearray(whole())
    blob[at] ^= change
    try:
        found = capture.read(bytes(blob))
    except CaptureError:
        return
    assert [t.encode() for t in TEXTS] == found.messages


@pytest.mark.parametrize(
    ("blob", "expected"),
    [
        (b"", "line 1: is missing: the file is empty"),
        (b"id,claim\n1,2\n", "line 1: is not a JSON object: cut, or not a capture"),
        (b'{"is":"run"}\n', 'line 1: is no capture: its first line should hold "tandem":"capture"'),
        (b"\x00" * 100, "line 1: is not a JSON object: cut, or not a capture"),
        (b"[" * 100_000 + b"\n", "line 1: is not a JSON object: cut, or not a capture"),
        (b'{"tandem":"capture","version":2}\n', "line 1: capture version should be 1, was 2"),
        (
            b'{"tandem":"capture","version":1}\n',
            "line 1: the header should hold a string url and a list of string symbols",
        ),
        (b"x" * (capture.LONGEST_LINE + 1), "line 1: is longer than 1048576 bytes: not a capture"),
    ],
    ids=["empty", "csv", "other json lines", "zeros", "deep", "other version", "no url", "huge line"],
)
def test_a_foreign_file_is_refused_by_its_first_line(blob, expected):
    assert expected == refusal(blob)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"at_ns": 1.5, "text": ""}, "line 2: a message should be an integer at_ns and a string text"),
        ({"at_ns": True, "text": ""}, "line 2: a message should be an integer at_ns and a string text"),
        ({"at_ns": 0, "text": 7}, "line 2: a message should be an integer at_ns and a string text"),
        ({"at_ns": -1, "text": ""}, "line 2: at_ns should not go back, 0 was followed by -1"),
        ({"at_ns": 0, "text": "\ud800"}, "line 2: text holds half of a surrogate pair"),
        ({"at_ns": 0}, "line 2: should be a message or the end"),
        ({"end": 1, "sha256": ""}, "line 2: the end does not match the 0 messages before it: the capture was altered"),
        ({"at_ns": 0, "text": "x" * capture.LONGEST_LINE}, "line 2: is longer than 1048576 bytes: not a capture"),
    ],
)
def test_a_wrong_line_is_named(fields, expected):
    header = whole().splitlines(keepends=True)[0]
    assert expected == refusal(header + json.dumps(fields).encode() + b"\n")


def test_what_follows_the_end_is_refused():
    assert "line 5: something follows the end" == refusal(whole() + b"\n")


def test_a_missing_file_is_the_systems_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        capture.read(tmp_path / "no")


@pytest.mark.parametrize("length", range(whole().index(b"\n") + 1, whole().rindex(b'{"end"')))
@pytest.mark.parametrize("spare", [0, 1, 2])
def test_a_capture_cut_inside_its_messages_is_mended_to_its_whole_ones(tmp_path, length, spare):
    path = tmp_path / "cut.jsonl"
    path.write_bytes(whole()[:length])
    there = whole()[:length].count(b"\n") - 1
    expected = [t.encode() for t in TEXTS[: max(0, there - spare)]]
    assert len(expected) == capture.mend(path, spare=spare)
    assert expected == capture.read(path).messages


def test_a_writer_fills_a_file_that_takes_a_part_at_a_time():
    class Slow(io.BytesIO):
        def write(self, data):
            return super().write(data[:7])

    file = Slow()
    capture.write(file, zip([0, 5, 5], TEXTS, strict=True), url="ws://x/", symbols=["A", "B"])
    assert whole() == file.getvalue()
