"""Every lane that holds a connection against the Autobahn suite, as client and as server.

Our own lanes may have nothing FAILED, UNCLEAN or NON-STRICT. What the libraries of documents and peers have is printed.
"""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import platformdirs
import pytest
from wstest import REFUSED, ROOT, WsTest, python27, tally

from impls.websocket.echo.__main__ import lanes

pytestmark = [pytest.mark.slow, pytest.mark.autobahn]


def literal(lane):
    tree = ast.parse((ROOT / "impls" / "websocket" / "lanes" / f"{lane.replace('-', '_')}.py").read_text())
    return next(ast.literal_eval(n.value) for n in tree.body if isinstance(n, ast.Assign) and n.targets[0].id == "LANE")


@pytest.fixture(scope="session")
def suite(tmp_path_factory):
    python = python27()
    if python is None:
        pytest.skip("the Autobahn suite needs a Python 2.7: pyenv install 2.7.18")
    return WsTest(python, Path(platformdirs.user_cache_dir("tandem")), tmp_path_factory.mktemp("autobahn"))


@pytest.mark.parametrize("side", ["client", "server"])
@pytest.mark.parametrize("lane", lanes())
def test_the_suite_finds_nothing_wrong_with_our_lanes(lane, side, suite):
    said = literal(lane)
    if said.get("runtime") == "native" and shutil.which("cargo") is None:
        pytest.skip("the Rust lanes are not built: install Rust (rustup)")
    found = suite.of_client(lane) if side == "client" else suite.of_server(lane)
    print(f"\n{lane:20} {side:7} {len(found)} cases: {tally(found)}")  # noqa: T201  the table that is asked for
    wrong = [verdict for verdict in found if {verdict.behavior, verdict.closing} & REFUSED]
    for verdict in wrong:
        print(f"{'':20} {verdict.case}: {verdict.behavior}, closing {verdict.closing}")  # noqa: T201
    assert len(found) >= 250
    if said["kind"] == "own":
        assert [] == wrong
