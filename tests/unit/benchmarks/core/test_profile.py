"""Profiles in both formats of py-spy, and what is none."""

import json

import pytest

from benchmarks.core.errors import GivenError
from benchmarks.core.profile import read

RAW = """process 7:"python app.py";<module> (app.py:1);loads (json/__init__.py:346);raw_decode (json/decoder.py:353) 3
<module> (app.py:1);orjson::loads (orjson.cpython-311-x86_64-linux-gnu.so) 1
"""
FRAMES = [
    {"name": "<module>", "file": "app.py", "line": 1},
    {"name": "loads", "file": "/usr/lib/python3.11/json/__init__.py", "line": 346},
    {"name": "native"},
]


def speedscope(samples, weights, **more):
    one = {"type": "sampled", "name": "x", "unit": "seconds", "samples": samples, "weights": weights} | more
    return json.dumps({"shared": {"frames": FRAMES}, "profiles": [one]})


def at(tmp_path, text):
    path = tmp_path / "profile"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_folded_stacks_become_dotted_names(tmp_path):
    found = read(at(tmp_path, RAW))
    assert 4 == found.samples
    (first, three), (second, one) = found.stacks
    assert ("app.<module>", "json.loads", "json.decoder.raw_decode") == first[1:]
    assert ("app.<module>", "orjson.orjson::loads") == second
    assert (3, 1) == (three, one)


def test_speedscope_says_the_same(tmp_path):
    found = read(at(tmp_path, speedscope([[0, 1], [0, 1], [0, 2], [0]], [0.01] * 4)))
    assert pytest.approx(4) == found.samples
    assert ("app.<module>", "usr.lib.python3.11.json.loads") == found.stacks[0][0]
    assert ("app.<module>", "native") == found.stacks[2][0]
    assert pytest.approx(4) == sum(weight for _, weight in found.stacks)


def test_samples_that_weigh_differently_count_for_fewer(tmp_path):
    found = read(at(tmp_path, speedscope([[0], [1], [0]], [1.0, 1.0, 4.0])))
    assert pytest.approx(36 / 18) == found.samples == sum(weight for _, weight in found.stacks)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("\n  \n", "is empty"),
        ("a (b.py:1) 3\nc (d.py:2) 1", "was cut: its last line does not end"),
        ("a (b.py:1) 3\nc (d.py:2)\n", "line 2 is no stack with a count of samples"),
        ("a (b.py:1) NaN\n", "line 1 is no stack with a count"),
        ("a (b.py:1) -3\n", "line 1 is no stack with a count"),
        ("a (b.py:1) 0\n", "holds no sample"),
        ("hello world\n", "line 1 is no stack"),
        (b"\xff\xfe\x00\x01", "is no text"),
        (RAW.encode()[:-30] + b"\n", "line 2 is no stack"),
        ('{"shared": {"frames": [', "was cut, or is no JSON"),
        ('{"a": 1}', "is JSON, but no speedscope profile (KeyError)"),
        (speedscope([[0]], ["NaN"]), "no speedscope profile (TypeError)"),
        (speedscope([[0]], [float("nan")]), "holds NaN, which is no number"),
        (speedscope([[0]], [-1.0]), "a sample weighs -1.0"),
        (speedscope([[9]], [1.0]), "no speedscope profile (IndexError)"),
        (speedscope([[-1]], [1.0]), "or has no frame"),
        (speedscope([[0], [0]], [1.0]), "no speedscope profile (ValueError)"),
        (speedscope([], []), "holds no sample"),
        (speedscope([[0]], [1.0], type="evented"), "its profile is evented, not sampled"),
    ],
)
def test_what_is_no_profile_is_told_in_a_line(tmp_path, text, says):
    with pytest.raises(GivenError) as caught:
        read(at(tmp_path, text))
    assert str(caught.value).startswith("profile profile: ")
    assert says in str(caught.value)
    assert "py-spy record" in str(caught.value)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(GivenError, match="cannot be read: No such file"):
        read(tmp_path / "none")
