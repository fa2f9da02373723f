from pathlib import Path

from benchmarks.harnesses.pyspy_ import folded, read, shares

STACKS = """\
<module> (worker/__main__.py:9);run (impls/x/lanes/python.py:12);loads (json/__init__.py:3) 30
<module> (worker/__main__.py:9);run (impls/x/lanes/python.py:14) 10
<module> (worker/__main__.py:9);sample (worker/batch.py:40) 60
<module> (worker/__main__.py:9);load (importlib:4);<module> (impls/x/parser.py:1);compile (re.py:40) 50
"""


def test_shares_are_of_the_samples_inside_the_lane(tmp_path):
    file = tmp_path / "stacks.txt"
    file.write_text(STACKS)
    assert {"__init__.py:loads": 0.75, "python.py:run": 0.25} == shares(read(file), Path("impls/x"))


def test_no_file_is_no_samples(tmp_path):
    assert {} == read(tmp_path / "none")
    assert {} == shares({}, Path("impls/x"))


def test_stacks_are_folded_from_the_component_on_without_lines(tmp_path):
    file = tmp_path / "stacks.txt"
    file.write_text(STACKS)
    expected = {"run (impls/x/lanes/python.py);loads (json/__init__.py)": 30, "run (impls/x/lanes/python.py)": 10}
    assert expected == folded(read(file), Path("impls/x"))
