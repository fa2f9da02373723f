"""``python -m impls.websocket.echo LANE --connect URL | --listen PORT [--agent NAME]``: echo every message.

``--listen``   serve 127.0.0.1:PORT until ended; ``listening on PORT`` on stdout says that it accepts
``--connect``  echo on one connection until it closes
``--agent``    with ``--connect``: URL is a fuzzing server of the Autobahn suite, every case of which is run

Exit codes: 0 the connection, or the suite, came to its end; 2 it could not, and one line says why; 130 Ctrl-C.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from impls.websocket.echo import native
from impls.websocket.echo.program import Program
from impls.websocket.echo.suite import run_cases
from impls.websocket.handshake import address

__all__ = ["lanes", "main"]

_COMPONENT = Path(__file__).parents[1]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one program; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m impls.websocket.echo", description="echo every message")
    parser.add_argument("lane", choices=lanes(), metavar="LANE", help=", ".join(lanes()))
    side = parser.add_mutually_exclusive_group(required=True)
    side.add_argument("--connect", metavar="URL", help="ws:// or wss:// URL of a server")
    side.add_argument("--listen", metavar="PORT", type=int, help="port on 127.0.0.1; 0: any that is free")
    parser.add_argument("--agent", metavar="NAME", help="URL is an Autobahn fuzzing server, and this our name")
    asked = parser.parse_args(argv)
    if asked.agent and not asked.connect:
        parser.error("--agent goes with --connect")
    try:
        if asked.connect:
            address(asked.connect)
        if _literal(asked.lane).get("runtime") == "native":
            return native.run([asked.lane, *_words(asked)])
        program: Program = import_module(f"impls.websocket.echo.{_stem(asked.lane)}").PROGRAM
        if asked.agent:
            run_cases(program, asked.connect, asked.agent)
        elif asked.connect:
            program.connect(asked.connect)
        else:
            program.listen(asked.listen, _say_port)
    except (OSError, ValueError) as error:
        print(f"error: {asked.connect or f'port {asked.listen}'}: {_sentence(error)}", file=sys.stderr)  # noqa: T201
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def _words(asked: argparse.Namespace) -> list[str]:
    """The arguments in the order in which the binary wants them."""
    if asked.listen is not None:
        return ["--listen", str(asked.listen)]
    return ["--connect", asked.connect, *(["--agent", asked.agent] if asked.agent else [])]


def lanes() -> list[str]:
    """Python lanes with a program here, and the Rust lanes, whose binary says which it has."""
    here = {path.stem for path in Path(__file__).parent.glob("*.py")}
    stems = [path.stem for path in sorted((_COMPONENT / "lanes").glob("[a-z]*.py"))]
    return [stem.replace("_", "-") for stem in stems if stem in here or native.holds(_literal(stem))]


def _literal(lane: str) -> dict[str, Any]:
    """The lane's ``LANE``, read without importing what it needs."""
    tree = ast.parse((_COMPONENT / "lanes" / f"{_stem(lane)}.py").read_text(encoding="utf-8"))
    found: dict[str, Any] = next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "LANE"
    )
    return found


def _stem(lane: str) -> str:
    return lane.replace("-", "_")


def _say_port(port: int) -> None:
    print(f"listening on {port}", flush=True)  # noqa: T201


def _sentence(error: OSError | ValueError) -> str:
    """One line; the system's own words without its numbers."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(text.split()) or type(error).__name__


if __name__ == "__main__":
    sys.exit(main())
