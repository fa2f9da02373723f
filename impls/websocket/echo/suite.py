"""The client's side of an Autobahn fuzzing server: how many cases, each of them, then the report."""

from __future__ import annotations

import contextlib
from urllib.parse import quote

from impls.websocket.connection import LostError, dial
from impls.websocket.echo.program import Program
from impls.websocket.frames import TEXT
from impls.websocket.handshake import HandshakeError
from impls.websocket.parser import Messages, Parser

__all__ = ["case_count", "run_cases"]


def run_cases(program: Program, url: str, agent: str) -> None:
    """Run every case as ``agent``. What goes wrong on a case's connection is the suite's to judge, not ours."""
    base, name = url.rstrip("/"), quote(agent, safe="")
    for number in range(1, case_count(base) + 1):
        try:
            program.connect(f"{base}/runCase?case={number}&agent={name}")
        except HandshakeError:
            raise
        except LostError:
            continue
    with contextlib.suppress(LostError):  # it closes when the report is written, some versions without a close frame
        line = dial(f"{base}/updateReports?agent={name}", Parser)
        while line.parser.close is None:
            line.read(Messages())
        line.close()


def case_count(base: str) -> int:
    """How many cases the server has."""
    line = dial(f"{base}/getCaseCount", Parser)
    found = Messages()
    while line.parser.close is None:
        line.read(found)
    line.close()
    told = next((payload for opcode, payload in found if opcode == TEXT), b"")
    if not told.isdigit():
        raise LostError(f"should be a fuzzing server and say how many cases it has, said {told[:40]!r}")
    return int(told)
