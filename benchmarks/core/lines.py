"""Lines of code of a source file: those that hold some. No blank ones, comments, docstrings, or Rust's tests."""

from __future__ import annotations

import ast
import io
import re
import tokenize

__all__ = ["python_lines", "rust_code", "rust_lines"]

_SILENT = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING,
    tokenize.ENDMARKER,
}  # fmt: skip
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
# What a Rust file holds beside code: texts first, so that a sign of a comment within one is none.
_RUST = re.compile(
    r'(?P<text>b?r(?P<fence>#*)".*?"(?P=fence)|b?"(?:\\.|[^"\\])*"|b?\'(?:\\.[^\']*|[^\'\\])\')|(?P<note>//[^\n]*|/\*.*?\*/)',
    re.DOTALL,
)
_TESTS = re.compile(r"#\[cfg\((?:all\()?(?:test|loom|miri)\b[^\]]*\]")


def python_lines(text: str) -> int:
    """How many lines of a Python file hold code. Raises SyntaxError for what is none."""
    tree = ast.parse(text)
    documented = [
        n for n in ast.walk(tree) if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    said: set[int] = set()
    for node in documented:
        first = node.body[0] if node.body else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
            said.update(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    held: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in _SILENT:
            held.update(range(token.start[0], token.end[0] + 1))
    return len(held - said)


def rust_lines(text: str) -> int:
    """How many lines of a Rust file hold code."""
    return sum(bool(line.strip()) for line in rust_code(text).splitlines())


def rust_code(text: str) -> str:
    """A Rust file without its comments and without what is compiled for tests only; texts are emptied."""
    bare = _RUST.sub(lambda found: '""' + "\n" * found[0].count("\n") if found["text"] else "", text)
    while mark := _TESTS.search(bare):
        bare = bare[: mark.start()] + bare[_end_of_item(bare, mark.end()) :]
    return bare


def _end_of_item(code: str, at: int) -> int:
    """Behind the item that begins there: its ``;``, or the brace that closes its first one."""
    depth = 0
    for place in range(at, len(code)):
        sign = code[place]
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        if (sign == "}" and depth == 0) or (sign == ";" and depth == 0):
            return place + 1
    return len(code)
