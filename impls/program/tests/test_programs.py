"""Every lane's program says the same of the same feed, and ends in good order whatever the server does."""

import json
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest

from impls.exchange import market
from impls.exchange.process import running
from impls.program import spec

GOLDEN = Path(__file__).parents[1] / "golden"
UPDATES = [m.decode() for m in market.messages(40, 5, ["BTC_USDT"])]
PONG = '{"time":1,"channel":"spot.pong","event":"","error":null,"result":null}'


def answered(updates):
    """What a program should answer, worked out apart from all of them."""
    read = [json.loads(update) for update in updates]
    total = 0.0
    for update in read:
        total += float(update["result"]["b"])
    return {
        "updates": len(read),
        "symbol": read[-1]["result"]["s"],
        "price": float(read[-1]["result"]["b"]),
        "time": str(read[-1]["time_ms"]),
        "ready": True,
        "sum": [str(sum(update["result"]["u"] for update in read)), total],
    }


def said(ended):
    """First line and answer of a program that ended well."""
    assert (0, "") == (ended.returncode, ended.stderr)
    first, last = ended.stdout.splitlines()
    return first, json.loads(last)


def refused(ended, url):
    """The one line of a program that did not; what it printed before is no answer."""
    assert 2 == ended.returncode, ended.stderr
    assert 1 == ended.stderr.count("\n"), ended.stderr
    assert "{" not in ended.stdout
    assert ended.stderr.startswith(f"error: {url}: ")
    return ended.stderr.removeprefix(f"error: {url}: ").strip()


def sending(*messages):
    def handler(connection):
        for message in messages:
            connection.send(message)

    return handler


def test_the_documented_message_is_read_as_documented(program, serving):
    message = (GOLDEN / "book_ticker.json").read_text().strip()
    with serving(sending(message)) as (url, _):
        first, answer = said(program(url, "BTC_USDT", "1"))
    assert ("BTC_USDT 19177.79", json.loads((GOLDEN / "answer.json").read_text())) == (first, answer)


def test_the_request_is_the_documented_one(program, serving):
    with serving(sending(UPDATES[0])) as (url, asked):
        said(program(url, "ETH_USDT", "1"))
    assert ["time", "channel", "event", "payload"] == list(asked[0])
    assert abs(asked[0].pop("time") - time.time()) < 60
    assert [{"channel": "spot.book_ticker", "event": "subscribe", "payload": ["ETH_USDT"]}] == asked


def test_it_stops_at_the_number_that_was_asked(program, serving):
    with serving(sending(*UPDATES)) as (url, _):
        first, answer = said(program(url, "BTC_USDT", "38"))
    assert answered(UPDATES[:38]) == answer
    assert f"BTC_USDT {json.loads(UPDATES[0])['result']['b']}" == first


def test_frames_of_every_kind_may_stand_between_updates(program, serving):
    ponged = []

    def handler(connection):
        connection.send(UPDATES[0])
        ponged.append(connection.ping())
        connection.send(PONG)
        connection.send([UPDATES[1][:50], UPDATES[1][50:51], UPDATES[1][51:]])
        connection.pong()
        sending(*UPDATES[2:])(connection)

    with serving(handler) as (url, _):
        _, answer = said(program(url, "BTC_USDT", "40"))
    assert answered(UPDATES) == answer
    assert ponged[0].wait(5)


def test_updates_may_come_byte_by_byte(program, serving):
    def handler(connection):
        for update in UPDATES[:3]:
            payload = update.encode()
            for byte in b"\x81\x7e" + len(payload).to_bytes(2, "big") + payload:
                connection.socket.sendall(bytes([byte]))

    with serving(handler) as (url, _):
        _, answer = said(program(url, "BTC_USDT", "3"))
    assert answered(UPDATES[:3]) == answer


def test_keys_in_another_order_and_white_space_change_nothing(program, serving):
    update = json.loads(UPDATES[0])
    shuffled = {key: update[key] for key in reversed(update)} | {"new": [1, {"b": "no"}]}
    shuffled["result"] = {key: update["result"][key] for key in sorted(update["result"])}
    with serving(sending(json.dumps(shuffled, indent=1))) as (url, _):
        _, answer = said(program(url, "BTC_USDT", "1"))
    assert answered(UPDATES[:1]) == answer


@pytest.mark.parametrize("bid", ["0.00000000012", "123456789012345678", "9007199254740993", "0.50", "7"])
def test_a_price_is_the_nearest_double_of_its_text(program, serving, bid):
    update = json.loads(UPDATES[0])
    update["result"]["b"] = bid
    with serving(sending(json.dumps(update))) as (url, _):
        _, answer = said(program(url, "BTC_USDT", "1"))
    assert (float(bid), float(bid)) == (answer["price"], answer["sum"][1])


def test_a_port_without_a_server_is_one_line(program):
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"ws://127.0.0.1:{free.getsockname()[1]}/"
    assert refused(program(url), url)


@pytest.mark.parametrize("url", ["", "nonsense", "http://127.0.0.1:1/", "ws://"])
def test_an_address_that_is_none_is_one_line(program, url):
    assert refused(program(url), url)


def test_a_server_that_is_no_websocket_is_one_line(program, serving):
    with serving(sending(), process_request=lambda connection, _: connection.respond(404, "no")) as (url, _):
        assert "404" in refused(program(url), url)


def test_a_server_that_hangs_up_in_the_handshake_is_one_line(program):
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"ws://127.0.0.1:{server.getsockname()[1]}/"
        server.settimeout(30)

        def hang_up():
            accepted, _ = server.accept()
            accepted.recv(4096)
            accepted.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        assert refused(program(url), url)
        thread.join()


def test_a_server_that_closes_early_is_one_line(program, serving):
    def handler(connection):
        sending(*UPDATES)(connection)
        connection.close(1000)

    with serving(handler) as (url, _):
        assert "1000" in refused(program(url, "BTC_USDT", "41"), url)


def test_a_refused_subscription_is_one_line(program, serving):
    refusal = (
        '{"channel":"spot.book_ticker","event":"subscribe","error":{"code":2,"message":"unknown pair"},"result":null}'
    )
    with serving(sending(refusal)) as (url, _):
        assert "the exchange refused: unknown pair" == refused(program(url), url)


@pytest.mark.parametrize(
    "message",
    ["no json", '{"channel":"spot.book_ticker","event":"update","result":{}}', UPDATES[0].replace('"b":"', '"b":"x')],
    ids=["no json", "no fields", "no price"],
)
def test_a_message_that_is_not_right_is_one_line(program, serving, message):
    with serving(sending(UPDATES[0], message)) as (url, _):
        assert refused(program(url), url)


@pytest.mark.parametrize(
    "garbage",
    [b"\xff" * 64, b"\x83\x00", b"\x81\x85aaaahello", b"\x81\x02\xc3\x28", b"\x81\x7e\x00\x01{", b"\x00\x00"],
    ids=["ones", "reserved opcode", "masked", "not utf-8", "long length", "continuation of nothing"],
)
def test_a_server_that_breaks_the_protocol_is_one_line(program, serving, garbage):
    def handler(connection):
        connection.send(UPDATES[0])
        connection.socket.sendall(garbage)

    with serving(handler) as (url, _):
        assert refused(program(url), url)


@pytest.mark.cargo
def test_the_exchanges_feed_is_read_to_its_answer(program, exchange, tmp_path):
    feed = tmp_path / "feed.jsonl"
    feed.write_bytes(spec.make("client", {"updates": 1000}, 7))
    with running(exchange, "--feed", str(feed)) as addresses:
        _, answer = said(program(addresses["url"]))
    updates = market.messages(1000, 7, ["BTC_USDT"])
    assert answered(updates) == answer


@pytest.mark.cargo
@pytest.mark.parametrize("how", ["close_early", "garbage", "nonsense"])
def test_a_bad_exchange_is_one_line(program, exchange, tmp_path, how):
    feed = tmp_path / "feed.jsonl"
    feed.write_bytes(spec.make("client", {"updates": 1000}, 7))
    with running(exchange, "--feed", str(feed), "--misbehave", how) as addresses:
        assert refused(program(addresses["url"]), addresses["url"])


@pytest.mark.cargo
def test_the_first_line_comes_with_the_first_update(program, exchange, tmp_path):
    feed = tmp_path / "feed.jsonl"
    feed.write_bytes(spec.make("client", {"updates": 1000}, 7))
    with running(exchange, "--feed", str(feed), "--misbehave", "stall") as addresses:
        command = [word.replace("{peer:exchange.url}", addresses["url"]) for word in program.command]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=program.folder) as child:
            assert "BTC_USDT 19177.79\n" == child.stdout.readline()
            assert child.poll() is None
            child.kill()
