"""Drives Autobahn's wstest, which runs under Python 2.7 only: installs it once, starts it, reads what it found."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

__all__ = ["Verdict", "WsTest", "free_port", "python27"]

ROOT = Path(__file__).parents[2]
VERSION = "25.10.1"
# Framing, pings, reserved bits, opcodes, fragments, UTF-8, closing; large messages; fragmenting a large one. Left out:
# 9.7 and 9.8 (round trips by the thousand) and 12, 13 (compression, which no lane offers).
CASES = [*(f"{n}.*" for n in range(1, 8)), *(f"9.{n}.*" for n in range(1, 7)), "10.*"]
REFUSED = {"FAILED", "NON-STRICT", "UNCLEAN", "WRONG CODE", "FAILED BY CLIENT", "UNIMPLEMENTED"}
PATIENCE_S = 900


class Verdict(NamedTuple):
    """What the suite says of one case: of the behaviour, and of the closing."""

    case: str
    behavior: str
    closing: str


def python27() -> Path | None:
    """An interpreter of Python 2.7: from pyenv, or on the path."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = sorted(pyenv.glob("2.7*/bin/python2.7"))
    plain = shutil.which("python2.7")
    return found[-1] if found else Path(plain) if plain else None


class WsTest:
    """The suite, installed in ``cache``; reports go to ``out``."""

    def __init__(self, python: Path, cache: Path, out: Path) -> None:
        self._python, self._out = python, out
        self._folder = cache / f"autobahntestsuite-{VERSION}"
        if not (self._folder / "bin" / "wstest").exists():
            self._install()

    def of_client(self, lane: str) -> list[Verdict]:
        """Let the lane's client answer a fuzzing server."""
        port, out = free_port(), self._out / f"{lane}-client"
        spec = {"url": f"ws://127.0.0.1:{port}", "webport": free_port(), "outdir": str(out)}
        with self._started("fuzzingserver", spec, out) as server:
            _wait_for(port, server)
            words = [sys.executable, "-m", "impls.websocket.echo", lane, "--connect", spec["url"], "--agent", lane]
            subprocess.run(words, cwd=ROOT, check=True, timeout=PATIENCE_S)
        return verdicts(out, lane)

    def of_server(self, lane: str) -> list[Verdict]:
        """Let a fuzzing client ask the lane's server."""
        out = self._out / f"{lane}-server"
        with listening(lane) as port:
            spec = {"servers": [{"agent": lane, "url": f"ws://127.0.0.1:{port}"}], "outdir": str(out)}
            with self._started("fuzzingclient", spec, out) as client:
                client.wait(PATIENCE_S)
        return verdicts(out, lane)

    def _install(self) -> None:
        """Into a folder beside the cache's first, so that a broken download leaves nothing that looks whole."""
        part = self._folder.with_suffix(f".{os.getpid()}")
        words = [self._python, "-m", "pip", "install", "--quiet", "--target", part, f"autobahntestsuite=={VERSION}"]
        subprocess.run(words, check=True, timeout=PATIENCE_S, stderr=subprocess.DEVNULL)
        (part / "zope" / "__init__.py").touch()  # pip leaves this out, and without it zope.interface is not found
        shutil.rmtree(self._folder, ignore_errors=True)
        part.replace(self._folder)

    @contextmanager
    def _started(self, mode: str, spec: dict[str, object], out: Path) -> Iterator[subprocess.Popen[bytes]]:
        out.mkdir(parents=True)
        told = out / "spec.json"
        told.write_text(json.dumps({**spec, "cases": CASES, "exclude-cases": [], "exclude-agent-cases": {}}))
        words = [self._python, self._folder / "bin" / "wstest", "-m", mode, "-s", told]
        env = {**os.environ, "PYTHONPATH": str(self._folder), "PYTHONDONTWRITEBYTECODE": "1"}
        with (out / "log.txt").open("wb") as log:
            process = subprocess.Popen(words, cwd=out, env=env, stdout=log, stderr=subprocess.STDOUT)
            try:
                yield process
            finally:
                process.kill()
                process.wait()


@contextmanager
def listening(lane: str) -> Iterator[int]:
    """The lane's echo server; yields its port."""
    words = [sys.executable, "-m", "impls.websocket.echo", lane, "--listen", "0"]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            assert said.startswith("listening on "), said
            yield int(said.split()[-1])
        finally:
            os.killpg(process.pid, 9)  # a Rust lane's binary is a child of the process that found it


def verdicts(out: Path, lane: str) -> list[Verdict]:
    """What the suite wrote of the lane."""
    found = json.loads((out / "index.json").read_text())[lane]
    return [Verdict(case, said["behavior"], said["behaviorClose"]) for case, said in found.items()]


def tally(found: list[Verdict]) -> str:
    """How many of each kind, for a table."""
    kinds = Counter(v.behavior if v.behavior in REFUSED or v.closing not in REFUSED else v.closing for v in found)
    return ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())


def free_port() -> int:
    """A port on 127.0.0.1 that nobody had a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "wstest ended before it listened, see its log.txt"
        with socket.socket() as sock:
            if sock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("wstest did not listen within 30 seconds")
