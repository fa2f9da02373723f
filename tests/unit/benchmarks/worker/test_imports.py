"""The process that measures loads the standard library, itself and the lane, nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
LOADED = """
import sys
before = set(sys.modules)
import benchmarks.worker.{module}, impls.contract, json
{then}
print(json.dumps(sorted(set(sys.modules) - before)))
"""


def loaded(module, then=""):
    code = LOADED.format(module=module, then=then)
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("module", ["session", "server", "flight", "warden"])
def test_only_the_standard_library_and_the_house_are_loaded(module):
    allowed = sys.stdlib_module_names | {"benchmarks", "impls"}
    assert [] == [name for name in loaded(module) if name.split(".")[0] not in allowed]


def test_of_the_house_only_the_worker_and_the_contract_are_loaded():
    names = {name for name in loaded("session") if name.split(".")[0] in ("benchmarks", "impls")}
    expected = ("benchmarks.worker", "impls.contract")
    assert [] == sorted(n for n in names - {"benchmarks", "impls"} if not n.startswith(expected))


@pytest.mark.parametrize("heavy", ["asyncio", "hashlib", "subprocess", "ssl", "unittest", "pickle", "ctypes"])
def test_what_is_heavy_waits_until_it_is_needed(heavy):
    assert heavy not in loaded("session")
