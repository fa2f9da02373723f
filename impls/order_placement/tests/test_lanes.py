"""The Python lanes against a real exchange, and how the best one reads what comes back."""

import asyncio
import importlib
import json
import socket
import threading

import pytest

from impls.order_placement.job import RefusedError

LANES = ["document_python", "peer_httpx", "python", "python_best", "rust_from_python"]


def job_of(lane, given, stage):
    module = pytest.importorskip(f"impls.order_placement.lanes.{lane}", exc_type=ImportError)
    return module.client(given, stage)


def closed(job):
    ending = job.close()
    if ending is not None:
        asyncio.run(ending)


@pytest.mark.cargo
@pytest.mark.parametrize("lane", LANES)
@pytest.mark.parametrize("params", [{"connection": "warm"}, {"connection": "cold"}, {"in_flight": 3}])
def test_every_lane_is_told_the_same(given, stage, exchange, lane, params):
    job = job_of(lane, given, stage("closed_loop" if "in_flight" in params else "place", exchange["rest"], **params))
    try:
        answer = job.run()
        told = {text: (status, left) for text, status, _, _, left in answer["acknowledged"]}
        for order in given.orders[: len(given.orders) // 2]:
            assert told[order.text] == ({"gtc": "open", "ioc": "cancelled"}[order.time_in_force], order.amount)
        assert {("closed", "0")} == {told[order.text] for order in given.orders if order.side == "sell"}
    finally:
        closed(job)


@pytest.mark.cargo
@pytest.mark.parametrize("lane", LANES)
def test_a_wrong_secret_is_an_error_that_names_the_label(given, stage, exchange, lane):
    job = job_of(lane, given._replace(secret="other"), stage(rest=exchange["rest"]))  # noqa: S106
    try:
        with pytest.raises((RefusedError, RuntimeError), match=r"401.*INVALID_SIGNATURE"):
            job.run()
    finally:
        closed(job)


@pytest.mark.parametrize("lane", LANES)
def test_an_exchange_that_is_gone_is_noticed(given, stage, lane):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    job = job_of(lane, given, stage("crash", f"http://127.0.0.1:{port}"))
    try:
        assert {"noticed": True} == job.run()
    finally:
        closed(job)


BODY = {"id": "7", "text": "t-0-1", "status": "open", "price": "1", "amount": "2", "left": "2"}


def reply(status="201 Created", body=None):
    sent = json.dumps(body or BODY).encode()
    return b"HTTP/1.1 %b\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%b" % (
        status.encode(), len(sent), sent,
    )  # fmt: skip


def test_the_best_python_reads_a_reply_once_it_is_whole():
    best = importlib.import_module("impls.order_placement.lanes.python_best")
    whole = reply()
    assert {None} == {best._ack(whole[:length]) for length in range(len(whole))}
    assert ("t-0-1", "open", "1", "2", "2") == best._ack(whole)
    with pytest.raises(RefusedError, match=r"429 .*slowly"):
        best._ack(reply("429 Too Many Requests", {"label": "TOO_MANY_REQUESTS", "message": "slowly"}))


@pytest.mark.parametrize("lane", ["python_best", "python", "rust_from_python"])
def test_a_reply_may_come_in_pieces_and_a_cut_one_is_an_error(given, stage, lane):
    def serve(listener):
        for pieces in ([reply()[:30], reply()[30:90], reply()[90:]], [reply()[:-5]]):
            line, _ = listener.accept()
            with line:
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                line.recv(1 << 16)
                for piece in pieces:
                    line.sendall(piece)
                line.shutdown(socket.SHUT_WR)
                line.settimeout(10)
                while line.recv(1 << 16):  # closed with a part of the request unread, the client would see a reset
                    pass

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        job = job_of(lane, given, stage(rest=f"http://127.0.0.1:{listener.getsockname()[1]}", connection="cold"))
        job.step(0)
        with pytest.raises(Exception, match=r"closed the connection|IncompleteRead|Expecting|Unterminated"):
            job.step(0)
        closed(job)
        thread.join(10)
