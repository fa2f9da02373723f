"""Every Python lane against the real exchange: the feed, the echo, and TLS."""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import shutil
import ssl
from types import SimpleNamespace

import pytest

from impls.exchange import capture
from impls.exchange.process import build, running
from impls.websocket import spec
from impls.websocket.connection import dial, trusting
from impls.websocket.handshake import address
from impls.websocket.parser import Parser

pytestmark = pytest.mark.cargo
LANES = ["document_python", "peer_picows", "peer_wsproto", "python", "python_best", "rust_from_python"]


@pytest.fixture(scope="module")
def binary():
    if shutil.which("cargo") is None:
        pytest.skip("the exchange is not built: install Rust (rustup)")
    return build()


@pytest.fixture(params=LANES)
def lane(request):
    return imported(request.param)


def imported(name):
    missing = "the extension is not built: nox -s build"
    return pytest.importorskip(f"impls.websocket.lanes.{name}", reason=missing, exc_type=ImportError)


def stage(addresses, operation, params):
    peers = {"exchange": {name: str(value) for name, value in addresses.items()}}
    return SimpleNamespace(role="client", operation=operation, params=params, options={}, peers=peers)


def answered(lane, operation, params, binary, folder):
    """The lane's answer, and the given that the exchange had."""
    blob = spec.make(operation, params, 1)
    (folder / "feed").write_bytes(blob)
    with running(binary, "--listen", "0", "--feed", str(folder / "feed"), "--folder", str(folder)) as addresses:
        job = getattr(lane, f"{operation}_client")(
            spec.read(operation, params, blob), stage(addresses, operation, params)
        )
        found = job.run()
        answer = job.render(found) if hasattr(job, "render") else found
        closing = job.close() if hasattr(job, "close") else None
        if inspect.isawaitable(closing):
            asyncio.run(closing)
    return answer, blob


def test_the_whole_feed_is_received(lane, binary, tmp_path):
    answer, blob = answered(lane, "receive", {"messages": 2000}, binary, tmp_path)
    sent = b"".join(capture.read(blob).messages)
    assert {"count": 2000, "bytes": len(sent), "sha256": hashlib.sha256(sent).hexdigest(), "close": 1000} == answer


@pytest.mark.parametrize("tls", [False, True])
def test_a_connection_is_made(tls, lane, binary, tmp_path):
    assert {"connected": True} == answered(lane, "connect", {"tls": tls}, binary, tmp_path)[0]


def test_every_message_comes_back(lane, binary, tmp_path):
    answer, blob = answered(lane, "echo", {"bytes": 208}, binary, tmp_path)
    sent = capture.read(blob).messages
    assert (len(sent), hashlib.sha256(b"".join(sent)).hexdigest()) == (answer["count"], answer["sha256"])


@pytest.fixture
def two_exchanges(binary, tmp_path):
    """Each with a certificate of its own: the one that is trusted, and another."""
    mine, others = tmp_path / "mine", tmp_path / "others"
    for folder in (mine, others):
        folder.mkdir()
    one = running(binary, "--listen", "0", "--folder", str(mine))
    other = running(binary, "--listen", "0", "--folder", str(others))
    with one as trusted, other as unknown:
        yield trusted, unknown


def test_another_certificate_is_not_trusted(two_exchanges):
    trusted, unknown = two_exchanges
    with pytest.raises(ssl.SSLCertVerificationError):
        dial(unknown["tls"], Parser, trusting(str(trusted["ca"])))
    line = dial(trusted["tls"], Parser, trusting(str(trusted["ca"])))
    assert "TLSv1.3" == line.sock.version()
    line.close()


def test_rust_called_from_python_trusts_no_other_either(two_exchanges, tmp_path):
    trusted, unknown = two_exchanges
    websocket = imported("rust_from_python").websocket
    to, authority = address(unknown["tls"]), websocket.Authority(str(trusted["ca"]))
    with pytest.raises(OSError, match="certificate"):
        websocket.dial(to.host, to.port, to.path, authority)
    (tmp_path / "no.pem").write_text("no certificate")
    with pytest.raises(ValueError, match=r"no\.pem"):
        websocket.Authority(str(tmp_path / "no.pem"))
