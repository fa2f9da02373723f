"""What a machine of a fleet does when asked: says what it is, measures, stops. Dask calls these in its worker.

All of tandem runs as a command of its own over there, so that a worker which has been up for weeks measures the
checkout as it is now, and nothing of Dask is in a process that measures. Runs are kept on the machine until they have
come home: what is cut off goes on there, what could not be fetched comes with the next fetch.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import dask
from distributed import get_worker

from benchmarks.core.places import ROOT, cache
from benchmarks.core.source import revision
from benchmarks.host.fingerprint import fingerprint

__all__ = ["TOPIC", "about", "forget", "measure", "stop"]

TOPIC = "tandem"
ENDED = frozenset({"complete", "budget"})
Said = dict[str, Any]


def about(dask_worker: Any) -> Said:
    """``{"revision", "machine"}`` of the checkout as it is now, or ``{"wrong": ...}``."""
    done = _command(dask_worker, "-m", "benchmarks.fleet.there")
    return json.loads(done.stdout) if done.returncode == 0 else {"wrong": _last(done.stderr)}


def measure(words: Sequence[str], token: str) -> Said:
    """``tandem run`` with those words, in a folder of the fleet's own; then every run there that has ended.

    ``{"status", "said", "runs": names, "export": bytes}``; without runs where the command could not do its work.
    What it says as it goes is told under `TOPIC`.
    """
    worker = get_worker()
    argv = (sys.executable, "-m", "tandem", "run", *words, "--data", str(_folder()))
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        argv,
        cwd=ROOT,
        env=_environment(worker),
        stdin=quiet,
        stdout=quiet,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    )
    running = vars(worker).setdefault("tandem_running", {})
    running[token] = process
    said = ""
    try:
        for line in process.stderr or ():
            said = line.strip() or said
            worker.log_event(TOPIC, {"token": token, "line": line.rstrip()})
        status = process.wait()
    finally:
        del running[token]
    if status not in {0, 3}:  # 3: a lane beat what the machine can do; the run is whole
        return {"status": status, "said": said, "runs": [], "export": b""}
    return {"status": status, "said": said, **_ended(worker, token)}


def stop(token: str, dask_worker: Any) -> None:
    """Interrupt what is being measured under that token, as Ctrl-C would."""
    process = vars(dask_worker).get("tandem_running", {}).get(token)
    if process:
        process.send_signal(signal.SIGINT)


def forget(runs: Sequence[str]) -> None:
    """Remove runs that have come home."""
    _command(get_worker(), "-m", "tandem", "runs", "--data", str(_folder()), "delete", *runs)


def _ended(worker: Any, token: str) -> Said:
    stored = ("-m", "tandem", "runs", "--data", str(_folder()))
    known = json.loads(_command(worker, *stored, "list", "--json").stdout)
    names = [run["name"] for run in known["runs"] if run["ended"] in ENDED]
    target = _folder() / f"{token}.zip"
    try:
        done = _command(worker, *stored, "export", str(target), *names)
        return {"runs": names, "export": target.read_bytes()} if done.returncode == 0 else {"runs": [], "export": b""}
    finally:
        target.unlink(missing_ok=True)


def _folder() -> Path:
    return cache("fleet")


def _command(worker: Any, *words: str) -> subprocess.CompletedProcess[str]:
    argv = (sys.executable, *words)
    return subprocess.run(argv, cwd=ROOT, env=_environment(worker), capture_output=True, text=True, check=False)


def _environment(worker: Any) -> dict[str, str]:
    """The worker's environment without what Dask's nanny put there: it changes allocators and numbers of threads."""
    put = dask.config.get("distributed.nanny.pre-spawn-environ", {}) if worker.nanny else {}
    return {name: value for name, value in os.environ.items() if str(put.get(name)) != value}


def _last(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "it said nothing")


if __name__ == "__main__":
    print(json.dumps({"revision": revision(), "machine": fingerprint()}))  # noqa: T201  (its answer)
