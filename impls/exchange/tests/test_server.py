"""The exchange binary as a Python client meets it: plain, over TLS, started wrongly."""

import asyncio
import json
import socket
import ssl
import subprocess

import pytest
import websockets
from websockets.sync.client import connect

from impls.exchange import capture, market
from impls.exchange.process import running

pytestmark = pytest.mark.cargo

SUBSCRIBE = '{"time":1,"channel":"spot.book_ticker","event":"subscribe","payload":["!all"]}'


def received(url, **options):
    with connect(url, proxy=None, compression=None, **options) as client:
        client.send(SUBSCRIBE)
        assert {"status": "success"} == json.loads(client.recv())["result"]
        return [message.encode() for message in client]


def trusting(ca):
    context = ssl.create_default_context(cafile=ca)
    context.verify_flags |= ssl.VERIFY_X509_STRICT  # the default from Python 3.13 on
    return context


def test_a_client_gets_what_was_recorded(exchange, feed_file):
    with running(exchange, "--listen", "0", "--feed", str(feed_file)) as addresses:
        assert market.messages(2000, 7) == received(addresses["url"])


def test_a_client_that_trusts_the_authority_gets_it_over_tls(exchange, feed_file, tmp_path):
    with running(exchange, "--feed", str(feed_file), "--folder", str(tmp_path)) as addresses:
        assert str(tmp_path / "ca.pem") == addresses["ca"]
        assert market.messages(2000, 7) == received(addresses["tls"], ssl=trusting(addresses["ca"]))
        with connect(addresses["tls"], proxy=None, ssl=trusting(addresses["ca"])) as client:
            assert "TLSv1.3" == client.socket.version()


def test_a_client_that_does_not_trust_the_authority_refuses(exchange, tmp_path):
    with (
        running(exchange, "--folder", str(tmp_path)) as addresses,
        pytest.raises(ssl.SSLCertVerificationError),
        connect(addresses["tls"], proxy=None),
    ):
        pass


def test_many_clients_at_once_get_the_same(exchange, feed_file):
    async def one(url):
        async with websockets.connect(url, proxy=None, compression=None) as client:
            await client.send(SUBSCRIBE)
            return [message async for message in client][1:]

    async def many(url):
        return await asyncio.gather(*(one(url) for _ in range(20)))

    with running(exchange, "--feed", str(feed_file)) as addresses:
        expected = [m.decode() for m in market.messages(2000, 7)]
        assert [expected] * 20 == asyncio.run(many(addresses["url"]))


def test_the_echo_gives_back_text_and_binary(exchange):
    with running(exchange) as addresses, connect(addresses["echo"], proxy=None) as client:
        for message in ["", "é" * 100, b"\x00\xff" * 50_000]:
            client.send(message)
            assert message == client.recv()
        assert client.ping().wait(5)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--listen", "x"], "--listen should be a port, was x"),
        (["--feed", "/nowhere"], "--feed /nowhere cannot be read: No such file or directory (os error 2)"),
        (["--pace", "fast"], 'pace should be taken or recorded, was "fast"'),
        (["--misbehave", "rude"], 'misbehave should be close_early, garbage, stall or nonsense, was "rude"'),
        (["--help"], "--help is not understood; usage: tandem-exchange --listen PORT"),
    ],
)
def test_a_wrong_start_is_one_line_and_exit_2(exchange, arguments, expected):
    ended = subprocess.run([exchange, *arguments], capture_output=True, text=True, check=False)
    assert (2, "") == (ended.returncode, ended.stdout)
    assert ended.stderr.startswith(f"error: tandem-exchange: {expected}")
    assert 1 == ended.stderr.count("\n")


def test_a_port_in_use_is_one_line_and_exit_2(exchange):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = subprocess.run([exchange, "--listen", str(port)], capture_output=True, text=True, check=False)
    assert 2 == ended.returncode
    assert ended.stderr.startswith(f"error: tandem-exchange: port {port} of 127.0.0.1 cannot be listened on: Address")
    assert ended.stderr.endswith("; choose another, or 0 for any\n")


def test_a_cut_feed_is_one_line_and_exit_2(exchange, tmp_path):
    cut = tmp_path / "cut.jsonl"
    cut.write_bytes(market.feed(10, 1)[:-40])
    ended = subprocess.run([exchange, "--feed", str(cut)], capture_output=True, text=True, check=False)
    assert 2 == ended.returncode
    assert f"--feed {cut} is not a capture: feed, line 12: has no line end: empty or cut" in ended.stderr


def test_both_readers_refuse_the_same_captures(exchange, tmp_path):
    whole = market.feed(3, 1)
    path = tmp_path / "feed.jsonl"
    for blob in (whole[:-1], whole[:400] + b"\n", whole.replace(b"update", b"uptime", 1), b"", whole + whole, b"{}\n"):
        path.write_bytes(blob)
        with pytest.raises(capture.CaptureError):
            capture.read(path)
        with pytest.raises(RuntimeError, match="is not a capture"), running(exchange, "--feed", str(path)):
            pass
