"""The worker protocol at the launcher's end, and every worker that speaks it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CARGO = pytest.mark.cargo
GIVEN = list(range(100))
PATIENCE_S = 60.0


class Conversation:
    """A worker process, at the launcher's end."""

    def __init__(self, argv, folder, **env):
        self.folder = folder
        reply, theirs = os.pipe()
        self.log = (folder / "log").open("w+b")
        base = {**os.environ, "PYTHONPATH": str(ROOT), "TANDEM_IMPLS": str(HERE / "probes")}
        self.process = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=self.log, stderr=self.log, pass_fds=[theirs],
            env={**base, "TANDEM_REPLY": f"/dev/fd/{theirs}", **env},
        )  # fmt: skip
        os.close(theirs)
        self.replies = os.fdopen(reply, encoding="utf-8")
        self.watch = threading.Timer(PATIENCE_S, self.process.kill)
        self.watch.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.watch.cancel()
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.replies.close()
        self.log.close()

    def say(self, **request):
        self.write(json.dumps(request).encode() + b"\n")

    def write(self, line):
        self.process.stdin.write(line)
        self.process.stdin.flush()

    def hear(self):
        line = self.replies.readline()
        return json.loads(line) if line else None

    def ask(self, **request):
        self.say(**request)
        return self.hear()

    def open(self, operation, path=None, **more):
        if path is None:
            path = self.folder / "given"
            path.write_text(json.dumps(GIVEN))
        asked = {"component": "probe", "lane": "probe", "given": str(path), "folder": str(self.folder), **more}
        return self.ask(do="open", id=1, operation=operation, **asked)

    def open_any(self, **more):
        """Open something that every worker can open: the wardens start a program."""
        options = {"command": ["true"]} if self.hello["runtime"]["language"] == "program" else {}
        return self.open("sum", options=options, **more)

    def check(self):
        path = self.folder / "answer"
        reply = self.ask(do="check", id=2, answer=str(path))
        return reply, path.read_bytes() if path.exists() else None

    def measure(self, **asked):
        """The series by metric (a list each), and what ended them."""
        self.say(do="measure", id=3, **asked)
        return self.rest()

    def load(self, generator, **asked):
        """As `measure`, an open loop paced by that generator; what the generator found is in its ``found``."""
        self.begin_load(generator, **asked)
        ended = self.rest()
        generator.found = generator.rest()
        return ended

    def begin_load(self, generator, **asked):
        """Ask both; nobody is heard yet."""
        starts = self.folder / f"starts-{len(list(self.folder.glob('starts-*')))}"
        os.mkfifo(starts)
        for one in (self, generator):
            one.say(do="measure", id=3, how="each", starts=str(starts), **asked)

    def rest(self):
        series = {}
        while (reply := self.hear()) and reply["is"] == "series":
            assert 3 == reply["id"]
            series.setdefault(reply["metric"], []).append(reply)
        return series, reply

    def printed(self):
        self.log.seek(0)
        return self.log.read().decode()

    def exit(self):
        return self.process.wait(PATIENCE_S)


@pytest.fixture(scope="session")
def built():
    """Rust binaries by name, the counting build of the kit's example under `counting`."""
    if shutil.which("cargo") is None:
        pytest.skip("needs cargo")
    found = {}
    kit = ["-p", "tandem-kit", "--example", "probe"]
    hello = ["-p", "tandem-machine", "--bin", "tandem-hello"]
    for name, what in (("counting", [*kit, "--features", "counting"]), ("", [*kit, "--bins"]), ("", hello)):
        words = ["cargo", "build", "--quiet", "--message-format=json", *what]
        lines = subprocess.run(words, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout.splitlines()
        for message in map(json.loads, lines):
            if message.get("executable"):
                kept = Path(message["executable"])
                if name:
                    kept = Path(shutil.copy(kept, kept.with_name(f"probe-{name}")))
                found[name or message["target"]["name"]] = str(kept)
    return found


@pytest.fixture
def start(request, tmp_path):
    """Start a worker by name, its hello heard unless ``silent``."""
    open_ones = []
    if shutil.which("cargo"):
        request.getfixturevalue("built")  # before anybody's patience begins to run

    def begin(name, *, silent=False, **env):
        python = {"python": ["benchmarks.worker"], "warden-python": ["benchmarks.worker.warden"]}
        python |= {"generator-python": ["benchmarks.worker.generator"]}
        if name in python:
            argv = [sys.executable, "-m", *python[name]]
        else:
            binary = {"rust": "probe", "counting": "counting"}.get(name, f"tandem-{name.removesuffix('-rust')}")
            argv = [request.getfixturevalue("built")[binary]]
        worker = Conversation(argv, tmp_path, **env)
        open_ones.append(worker)
        if not silent:
            worker.hello = worker.hear()
        return worker

    yield begin
    for worker in open_ones:
        worker.__exit__()


@pytest.fixture(params=["python", pytest.param("rust", marks=CARGO)])
def worker(request, start):
    return start(request.param)


@pytest.fixture(params=["warden-python", pytest.param("warden-rust", marks=CARGO)])
def warden(request, start):
    if sys.platform != "linux" and request.param == "warden-python":
        pytest.skip("the wardens watch processes on Linux")
    return start(request.param)


@pytest.fixture(params=["generator-python", pytest.param("generator-rust", marks=CARGO)])
def generator(request, start):
    found = start(request.param)
    assert "ready" == found.open("")["is"]
    return found


@pytest.fixture(
    params=["python", "warden-python", pytest.param("rust", marks=CARGO), pytest.param("warden-rust", marks=CARGO)]
)
def anyone(request, start):
    return start(request.param)
