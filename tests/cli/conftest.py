"""The command line in processes of its own, with fake components, a cache and a data folder of the test's own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

ROOT = Path(__file__).parents[2]


class Tandem:
    """``python -m tandem`` in a folder of its own."""

    fakes = ROOT / "tests" / "fakes" / "impls"

    def __init__(self, folder, cache):
        self.data = folder / "data"
        self.env = {**os.environ, "PYTHONPATH": str(ROOT), "TANDEM_CACHE": str(cache), "COLUMNS": "200"}
        self.env.pop("TANDEM_IMPLS", None)
        usual = os.environ.get("TANDEM_CACHE") or platformdirs.user_cache_dir("tandem", appauthor=False)
        self.env.setdefault("CARGO_TARGET_DIR", str(Path(usual) / "target"))

    def argv(self, *words):
        return [sys.executable, "-m", "tandem", *map(str, words)]

    def __call__(self, *words, status=0, **env):
        """Run to the end; what it printed. Fails where the exit status is another."""
        done = subprocess.run(
            self.argv(*words),
            cwd=ROOT,
            env={**self.env, **env},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert status == done.returncode, done.stderr
        return done

    def start(self, *words, **env):
        """Start, and do not wait."""
        return subprocess.Popen(
            self.argv(*words),
            cwd=ROOT,
            env={**self.env, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words, status=0, **env):
        """``tandem run`` on the fakes, with its JSON."""
        done = self("run", *words, "--impls", self.fakes, "--data", self.data, "--json", status=status, **env)
        return json.loads(done.stdout) if status == 0 else done

    def records(self):
        """Every line of the stored runs, whole or not."""
        lines = [line for path in sorted(self.data.glob("*/*.jsonl")) for line in path.read_bytes().split(b"\n")]
        return [json.loads(line) for line in lines if line.endswith(b"}")]


@pytest.fixture(scope="session")
def tandem_in():
    """Makes a command line that keeps everything in the folder it is given."""
    return lambda folder: Tandem(folder, folder / "cache")


@pytest.fixture
def tandem(tmp_path, tandem_in):
    return tandem_in(tmp_path)
