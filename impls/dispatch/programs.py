"""Small programs with one mistake each, in both languages, and the same without it. Each prints a number of its own.

A program is given a number n on its command line and prints 2 n + 1 where nothing is wrong with it.
"""

from __future__ import annotations

from textwrap import dedent
from typing import NamedTuple

__all__ = ["MISTAKES", "PROGRAMS", "Program"]


class Program(NamedTuple):
    """Sources. ``code``: what rustc calls the mistake."""

    code: str
    python_right: str
    python_wrong: str
    rust_right: str
    rust_wrong: str


_PYTHON = """
import sys

{head}

def main() -> None:
    n = int(sys.argv[1])
{body}

main()
"""
_RUST = """
#![allow(dead_code, unused_variables)]
{head}

fn main() {{
    let n: u64 = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(0);
{body}
}}
"""


def _program(form: str, head: str, body: str) -> str:
    return form.format(
        head=dedent(head).strip(), body="\n".join(f"    {line}" for line in dedent(body).strip().splitlines())
    )


def _made(code: str, python: tuple[str, str, str], rust: tuple[str, str, str]) -> Program:
    """Head, right body, wrong body of each."""
    head, right, wrong = python
    rust_head, rust_right, rust_wrong = rust
    return Program(
        code,
        _program(_PYTHON, head, right),
        _program(_PYTHON, head, wrong),
        _program(_RUST, rust_head, rust_right),
        _program(_RUST, rust_head, rust_wrong),
    )


_SUBSCRIBE = (
    """
    from dataclasses import dataclass

    @dataclass
    class Subscribe:
        time: int
        channel: str
    """,
    """
    struct Subscribe {
        time: u64,
        channel: String,
    }
    """,
)
_PARSE = (
    """
    def parse(text: str) -> int | None:
        return int(text) if text.isdigit() else None
    """,
    """
    fn parse(text: &str) -> Result<u64, std::num::ParseIntError> {
        text.parse()
    }
    """,
)
_KIND = (
    """
    from enum import Enum
    from typing import assert_never

    class Kind(Enum):
        LOGIN = 1
        UPDATE = 2
        OTHER = 3
    """,
    """
    enum Kind {
        Login,
        Update,
        Other,
    }
    """,
)

PROGRAMS = {
    "field-type": _made(
        "E0308",
        (
            _SUBSCRIBE[0],
            'print(Subscribe(time=n, channel="spot.login").time * 2 + 1)',
            'print(Subscribe(time=str(n), channel="spot.login").time * 2 + 1)',
        ),
        (
            _SUBSCRIBE[1],
            'println!("{}", Subscribe { time: n, channel: "spot.login".into() }.time * 2 + 1);',
            'println!("{}", Subscribe { time: n.to_string(), channel: "spot.login".into() }.time * 2 + 1);',
        ),
    ),
    "missing-field": _made(
        "E0063",
        (
            _SUBSCRIBE[0],
            'print(Subscribe(time=n, channel="spot.login").time * 2 + 1)',
            "print(Subscribe(time=n).time * 2 + 1)",
        ),
        (
            _SUBSCRIBE[1],
            'println!("{}", Subscribe { time: n, channel: "spot.login".into() }.time * 2 + 1);',
            'println!("{}", Subscribe { time: n }.time * 2 + 1);',
        ),
    ),
    "unchecked-result": _made(
        "E0369",
        (_PARSE[0], "print((parse(str(n)) or 0) * 2 + 1)", 'print(parse("no number") * 2 + 1)'),
        (
            _PARSE[1],
            'println!("{}", parse(&n.to_string()).unwrap_or(0) * 2 + 1);',
            'println!("{}", parse("no number") * 2 + 1);',
        ),
    ),
    "ignored-result": _made(
        "unused_must_use",
        (_PARSE[0], 'parse("7")\nprint(n * 2 + 1)', 'parse("no number")\nprint(n * 2 + 1)'),
        (
            _PARSE[1],
            'if parse("7").is_ok() { println!("{}", n * 2 + 1); }',
            'parse("no number");\nprintln!("{}", n * 2 + 1);',
        ),
    ),
    "missing-arm": _made(
        "E0004",
        (
            _KIND[0],
            """
            match Kind(n % 3 + 1):
                case Kind.LOGIN | Kind.UPDATE | Kind.OTHER:
                    print(n * 2 + 1)
            """,
            """
            kind = Kind(n % 3 + 1)
            match kind:
                case Kind.LOGIN:
                    print(n * 2 + 1)
                case _:
                    assert_never(kind)
            """,
        ),
        (
            _KIND[1],
            """
            match [Kind::Login, Kind::Update, Kind::Other][(n % 3) as usize] {
                Kind::Login | Kind::Update | Kind::Other => println!("{}", n * 2 + 1),
            }
            """,
            """
            match &[Kind::Login, Kind::Update, Kind::Other][(n % 3) as usize] {
                Kind::Login | Kind::Update => println!("{}", n * 2 + 1),
            }
            """,
        ),
    ),
    "use-after-move": _made(
        "E0382",
        (
            "",
            "text = str(n * 2 + 1)\nprint(text)",
            "text = [str(n * 2 + 1)]\nother = text\nother.clear()\nprint(text[0])",
        ),
        (
            "",
            'let text = (n * 2 + 1).to_string();\nprintln!("{text}");',
            'let text = (n * 2 + 1).to_string();\ndrop(text);\nprintln!("{text}");',
        ),
    ),
    "two-writers": _made(
        "E0499",
        (
            "from threading import Thread",
            "print(n * 2 + 1)",
            """
            total = [n]
            def write() -> None:
                for _ in range(1000):
                    total[0] += 1
            threads = [Thread(target=write) for _ in range(2)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            print(total[0] - 2000 + n + 1)
            """,
        ),
        (
            "use std::thread;",
            'println!("{}", n * 2 + 1);',
            """
            let mut total = n;
            thread::scope(|scope| {
                scope.spawn(|| for _ in 0..1000 { total += 1 });
                scope.spawn(|| for _ in 0..1000 { total += 1 });
            });
            println!("{}", total - 2000 + n + 1);
            """,
        ),
    ),
}
MISTAKES = tuple(PROGRAMS)
