"""Programs as their lanes start them, and servers for them."""

import ast
import json
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import serve

from impls.exchange import process

ROOT = Path(__file__).parents[3]
LANES = sorted((ROOT / "impls" / "program" / "lanes").glob("[a-z]*.py"))
CONFIRMED = '{"time":1,"time_ms":1000,"channel":"spot.book_ticker","event":"subscribe","result":{"status":"success"}}'


def stated(path):
    """The command of a lane's LANE literal."""
    assigned = (node for node in ast.parse(path.read_text()).body if isinstance(node, ast.Assign))
    return next(ast.literal_eval(node.value) for node in assigned)["options"]["command"]


def cargo_or_not(path):
    native = any("{bin:" in word for word in stated(path))
    return pytest.param(path, id=path.stem, marks=[pytest.mark.cargo] if native else [])


@pytest.fixture(params=map(cargo_or_not, LANES), scope="session")
def program(request):
    """A function that runs one lane's program: (address, more arguments) to the ended process."""
    command = [filled(word) for word in stated(request.param)]

    def run(url, *more):
        words = [word.replace("{peer:exchange.url}", url) for word in command]
        return subprocess.run([*words, *more], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)

    run.command, run.folder = command, ROOT
    return run


def filled(word):
    for name in ("program-rust", "program-document"):
        if word == f"{{bin:{name}}}":
            return str(process.build(name, "tandem-program"))
    return word.replace("{python}", sys.executable).replace("{root}", str(ROOT))


@pytest.fixture(scope="session")
def exchange():
    return process.build()


@pytest.fixture
def serving():
    """A WebSocket server on loopback that confirms the subscription: handler to its address and what it was asked."""
    return _serving


@contextmanager
def _serving(handler, **options):
    asked = []

    def quiet(connection):
        with suppress(ConnectionClosed):
            asked.append(json.loads(connection.recv()))
            connection.send(CONFIRMED)
            handler(connection)
            for _ in connection:
                pass

    with serve(quiet, "127.0.0.1", 0, **options) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}/ws/v4/", asked
        finally:
            server.shutdown()
            thread.join()
