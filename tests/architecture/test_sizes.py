"""Files and functions stay small, so that each can be read at a sitting."""

from __future__ import annotations

from statistics import median

from source import HOUSE, ROOT, functions, python_files, rust_files, tracked

FILE_CAP, FUNCTION_CAP = 600, 80
CODE = {".py", ".rs", ".js", ".css", ".j2", ".html"}


def lines(path):
    return len((ROOT / path).read_text(encoding="utf-8").splitlines())


def test_no_file_is_over_the_cap():
    assert [] == [f"{p}: {n}" for p in tracked() if p.suffix in CODE and (n := lines(p)) > FILE_CAP]


def test_the_median_file_is_at_most_150_lines():
    sizes = [lines(p) for p in (*python_files(*HOUSE), *rust_files())]
    assert median(sizes) <= 150


def test_no_function_is_over_the_cap_and_the_median_is_ten():
    sizes = {f"{p}:{name}": n for p in python_files(*HOUSE) for name, n in functions(p)}
    assert [] == [f"{where}: {n}" for where, n in sizes.items() if n > FUNCTION_CAP]
    assert median(sizes.values()) <= 10
