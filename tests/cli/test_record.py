"""``tandem record`` against the real exchange, and against servers that do not behave."""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import click
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import serve

from benchmarks.core.errors import TandemError
from impls.exchange import capture, market, process
from tandem.commands.record import command

CONFIRMED = '{"time":1,"channel":"spot.book_ticker","event":"subscribe","result":{"status":"success"}}'
UPDATES = [m.decode() for m in market.messages(50, 3)]


@pytest.fixture
def out(tmp_path):
    return tmp_path / "feed.jsonl"


@pytest.fixture(scope="session")
def exchange():
    return process.build()


@contextmanager
def serving(handler, **options):
    """A WebSocket server on loopback; yields its address."""

    def quiet(connection):
        with suppress(ConnectionClosed):
            handler(connection)

    with serve(quiet, "127.0.0.1", 0, **options) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}/ws/v4/"
        finally:
            server.shutdown()
            thread.join()


def sending(*texts, then=lambda connection: None):
    """A handler that confirms the subscription and sends these."""

    def handler(connection):
        connection.recv()
        for text in texts:
            connection.send(text)
        then(connection)

    return handler


def hold(connection):
    """Say nothing more until the client leaves."""
    for _ in connection:
        pass


def record(url, out, *options):
    return command.main([url, "BTC_USDT", "--out", str(out), *options], standalone_mode=False)


def refused(url, out, *options):
    """The one line that a failed capture ends with."""
    with pytest.raises(TandemError) as caught:
        record(url, out, *options)
    said = str(caught.value)
    assert "\n" not in said
    assert said.startswith(f"record {url}: ")
    return said.removeprefix(f"record {url}: ")


def only(folder):
    return sorted(p.name for p in folder.iterdir())


def test_a_feed_is_captured_to_its_end(out, capsys):
    with serving(sending(CONFIRMED, *UPDATES)) as url:
        record(url, out)
    found = capture.read(out)
    assert ([u.encode() for u in UPDATES], url, ["BTC_USDT"]) == (found.messages, found.url, found.symbols)
    assert capsys.readouterr().out.startswith("50 updates in ")
    assert [out.name] == only(out.parent)


def test_the_subscription_is_the_documented_one(out):
    asked = []

    def handler(connection):
        asked.append(json.loads(connection.recv()))
        connection.send(CONFIRMED)
        connection.send(UPDATES[0])

    with serving(handler) as url:
        command.main([url, "BTC_USDT", "ETH_USDT", "--out", str(out)], standalone_mode=False)
    assert ["time", "channel", "event", "payload"] == list(asked[0])
    assert abs(asked[0].pop("time") - time.time()) < 60
    assert {"channel": "spot.book_ticker", "event": "subscribe", "payload": ["BTC_USDT", "ETH_USDT"]} == asked[0]


def test_it_stops_after_as_many_messages_as_were_asked(out, capsys):
    with serving(sending(CONFIRMED, *UPDATES, then=hold)) as url:
        record(url, out, "--messages", "7", "--json")
    told = json.loads(capsys.readouterr().out)
    assert 0 < told.pop("seconds") < 10
    expected = {"schema": 1, "url": url, "symbols": ["BTC_USDT"], "out": str(out), "updates": 7, "ended": "messages"}
    assert expected == told
    assert [u.encode() for u in UPDATES[:7]] == capture.read(out).messages


def test_it_stops_after_as_many_seconds_as_were_asked(out, capsys):
    with serving(sending(CONFIRMED, *UPDATES, then=hold)) as url:
        record(url, out, "--seconds", "0.3", "--json")
    told = json.loads(capsys.readouterr().out)
    assert ("seconds", 50) == (told["ended"], told["updates"])
    assert 50 == len(capture.read(out).messages)


def test_arrival_times_are_those_of_the_clock(out):
    def handler(connection):
        connection.recv()
        connection.send(CONFIRMED)
        for update in UPDATES[:3]:
            time.sleep(0.02)
            connection.send(update)

    with serving(handler) as url:
        record(url, out)
    first, second, third = capture.read(out).at_ns
    assert first < second < third
    assert third >= 40_000_000


def test_an_earlier_capture_is_replaced_only_by_a_whole_one(out):
    out.write_bytes(market.feed(1, 1))
    with serving(sending(CONFIRMED)) as url:
        assert refused(url, out).endswith("nothing was written")
    assert market.feed(1, 1) == out.read_bytes()
    with serving(sending(CONFIRMED, *UPDATES)) as url:
        record(url, out)
    assert 50 == len(capture.read(out).messages)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (
            ['{"channel":"spot.book_ticker","event":"subscribe","error":{"code":2,"message":"unknown X"}}'],
            'the exchange refused the subscription: {"code": 2, "message": "unknown X"}; nothing was written',
        ),
        (
            ['{"channel":"spot.trades","event":"update"}'],
            'should be answered with a spot.book_ticker subscription, was {"channel":"spot.trades","event":"update"}; ',
        ),
        (["hello"], "was sent what is no JSON object: hello; nothing was written"),
        ([b"\x00"], "was sent what is no JSON object: b'\\x00'; nothing was written"),
        (
            [CONFIRMED, *UPDATES[:4], '{"channel":"spot.trades","event":"update","result":{}}'],
            'should be sent spot.book_ticker updates, was sent {"channel":"spot.trades","event":"update","result":{}}',
        ),
        ([CONFIRMED, *UPDATES[:4], "[1]"], "was sent what is no JSON object: [1]; the 4 updates before that are in "),
        ([CONFIRMED, "[" * 100_000], "was sent what is no JSON object: " + "[" * 117 + "...; nothing was written"),
    ],
    ids=["refused", "other channel", "no json", "binary", "other update", "list", "deep"],
)
def test_a_server_that_says_something_else_is_quoted(out, texts, expected):
    with serving(sending(*texts, then=hold)) as url:
        said = refused(url, out)
    assert said.startswith(expected)
    sent = sum(text in UPDATES for text in texts)
    assert said.endswith(f"the {sent} updates before that are in {out}" if sent else "nothing was written")
    assert sent == (len(capture.read(out).messages) if out.exists() else 0)


def test_a_server_that_closes_before_the_asked_messages_is_an_error_and_they_are_kept(out):
    with serving(sending(CONFIRMED, *UPDATES)) as url:
        said = refused(url, out, "--messages", "51")
    assert (
        f"the server broke off: received 1000 (OK); then sent 1000 (OK); the 50 updates before that are in {out}"
        == said
    )
    assert 50 == len(capture.read(out).messages)


def test_a_server_that_drops_the_connection_is_an_error(out):
    def drop(connection):
        connection.socket.shutdown(socket.SHUT_RDWR)

    with serving(sending(CONFIRMED, *UPDATES, then=drop)) as url:
        said = refused(url, out)
    assert said.startswith("the server broke off: no close frame received or sent; the 50 updates")
    assert 50 == len(capture.read(out).messages)


def test_a_server_that_sends_garbage_is_an_error(out):
    def garbage(connection):
        connection.socket.sendall(b"\xff" * 64)
        hold(connection)

    with serving(sending(CONFIRMED, *UPDATES, then=garbage)) as url:
        said = refused(url, out)
    assert said.startswith("the server broke off: sent 1002 (protocol error)")
    assert 50 == len(capture.read(out).messages)


def test_a_port_without_a_server_is_an_error(out):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert "no connection: Connection refused; nothing was written" == refused(f"ws://127.0.0.1:{port}/", out)
    assert [] == only(out.parent)


def test_a_server_that_is_no_websocket_is_an_error(out):
    with serving(hold, process_request=lambda connection, _: connection.respond(404, "no")) as url:
        assert (
            "no WebSocket answers there: server rejected WebSocket connection: HTTP 404; nothing was written"
            == refused(url, out)
        )


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "127.0.0.1", "ws://", "ws://127.0.0.1:99999/"])
def test_an_address_that_is_none_is_an_error(out, url):
    assert refused(url, out).startswith("the address should be ws://... or wss://...: ")


def test_an_authority_that_cannot_be_used_is_an_error(out, tmp_path):
    no_pem = tmp_path / "no.pem"
    no_pem.write_text("no")
    url = "wss://127.0.0.1:1/"
    assert refused(url, out, "--ca", "/nowhere").startswith("--ca /nowhere cannot be used: No such file")
    assert refused(url, out, "--ca", str(no_pem)).startswith(f"--ca {no_pem} cannot be used: ")
    assert "--ca is for wss:// addresses; nothing was written" == refused("ws://127.0.0.1:1/", out, "--ca", str(no_pem))


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    out = tmp_path / "no" / "feed.jsonl"
    assert f"{out} cannot be written: No such file or directory; nothing was written" == refused(
        "ws://127.0.0.1:1/", out
    )


def test_a_full_device_is_an_error():
    said = refused("ws://127.0.0.1:1/", "/dev/full")
    assert "/dev/full cannot be written: No space left on device; nothing was written" == said


def test_a_full_disk_is_an_error_and_what_fitted_is_kept(out):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5000, before[1]))
    try:
        with serving(sending(CONFIRMED, *UPDATES, then=hold)) as url:
            said = refused(url, out)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    kept = capture.read(out).messages
    assert 10 < len(kept) < 50
    assert f"{out} cannot be written: File too large; the {len(kept)} updates before that are in {out}" == said
    assert [u.encode() for u in UPDATES[: len(kept)]] == kept
    assert [out.name] == only(out.parent)


@pytest.mark.parametrize(
    "arguments", [[], ["--messages", "0"], ["--messages", "x"], ["--seconds", "0"], ["--nonsense"]]
)
def test_wrong_options_are_refused_before_anything_is_done(out, arguments):
    symbols = ["BTC_USDT"] if arguments else []
    with pytest.raises(click.UsageError):
        command.main(["ws://127.0.0.1:1/", *symbols, "--out", str(out), *arguments], standalone_mode=False)


@pytest.mark.parametrize(
    ("number", "status", "ended"), [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")]
)
def test_an_interrupt_keeps_what_was_captured(out, number, status, ended):
    def forever(connection):
        while True:
            connection.send(UPDATES[0])
            time.sleep(0.001)

    with serving(sending(CONFIRMED, *UPDATES, then=forever)) as url:
        child = subprocess.Popen(
            [sys.executable, "-m", "tandem", "record", url, "BTC_USDT", "--out", str(out), "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        )
        part = out.with_name(f".{out.name}.{child.pid}.part")
        while not (part.exists() and part.stat().st_size > 20_000) and child.poll() is None:
            time.sleep(0.01)
        child.send_signal(number)
        told, said = child.communicate(timeout=30)
    assert (status, "") == (child.returncode, said)
    found = capture.read(out)
    assert (ended, len(found.messages)) == (json.loads(told)["ended"], json.loads(told)["updates"])
    assert [u.encode() for u in UPDATES] == found.messages[:50]
    assert [out.name] == only(out.parent)


def test_a_failed_capture_is_one_line_and_exit_2(out):
    command = [sys.executable, "-m", "tandem", "record", "ws://127.0.0.1:99999/", "BTC_USDT", "--out", str(out)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (2, "", 1) == (ended.returncode, ended.stdout, ended.stderr.count("\n"))
    assert ended.stderr.startswith("tandem: record ws://127.0.0.1:99999/: the address should be ws://")


@pytest.mark.cargo
def test_what_the_exchange_serves_is_captured_as_it_was(exchange, out, tmp_path):
    feed = tmp_path / "served.jsonl"
    feed.write_bytes(market.feed(3000, 9))
    with process.running(exchange, "--feed", str(feed)) as addresses:
        command.main([addresses["url"], "!all", "--out", str(out)], standalone_mode=False)
        assert market.messages(3000, 9) == capture.read(out).messages
        command.main([addresses["url"], "ETH_USDT", "--out", str(out)], standalone_mode=False)
    assert [m for m in market.messages(3000, 9) if b'"ETH_USDT"' in m] == capture.read(out).messages


@pytest.mark.cargo
def test_a_capture_over_tls_needs_the_authority(exchange, out, tmp_path):
    feed = tmp_path / "served.jsonl"
    feed.write_bytes(market.feed(30, 9))
    with process.running(exchange, "--feed", str(feed), "--folder", str(tmp_path)) as addresses:
        url = addresses["tls"]
        said = refused(url, out)
        assert said.startswith("TLS failed: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed")
        command.main([url, "!all", "--out", str(out), "--ca", addresses["ca"]], standalone_mode=False)
    assert market.messages(30, 9) == capture.read(out).messages


@pytest.mark.cargo
@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ("close_early", "the server broke off: no close frame received or sent; the 100 updates before that are in "),
        ("garbage", "the server broke off: sent 1002 (protocol error)"),
        ("nonsense", 'was sent what is no JSON object: {"time":1606293275,; the 100 updates before that are in '),
    ],
)
def test_a_bad_exchange_is_an_error_and_the_good_half_is_kept(exchange, out, tmp_path, how, expected):
    feed = tmp_path / "served.jsonl"
    feed.write_bytes(market.feed(200, 9))
    with process.running(exchange, "--feed", str(feed), "--misbehave", how) as addresses:
        url = addresses["url"]
        with pytest.raises(TandemError) as caught:
            command.main([url, "!all", "--out", str(out)], standalone_mode=False)
    assert str(caught.value).startswith(f"record {url}: {expected}")
    assert market.messages(200, 9)[:100] == capture.read(out).messages


@pytest.mark.cargo
def test_a_stalled_exchange_ends_with_the_seconds(exchange, out, tmp_path, capsys):
    feed = tmp_path / "served.jsonl"
    feed.write_bytes(market.feed(200, 9))
    with process.running(exchange, "--feed", str(feed), "--misbehave", "stall") as addresses:
        command.main([addresses["url"], "!all", "--out", str(out), "--seconds", "0.5", "--json"], standalone_mode=False)
    told = json.loads(capsys.readouterr().out)
    assert ("seconds", 100) == (told["ended"], told["updates"])
