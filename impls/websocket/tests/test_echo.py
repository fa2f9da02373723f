"""``python -m impls.websocket.echo``: echoes, and says in one line what keeps it from it."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from local_server import raw, served

from impls.websocket.connection import LostError, dial, serve
from impls.websocket.echo import native
from impls.websocket.echo.__main__ import lanes, main
from impls.websocket.frames import BINARY, CLOSE, PING, PONG, TEXT, close_frame, frame
from impls.websocket.parser import Messages, Parser

PYTHON_LANES = ["document-python", "peer-picows", "peer-wsproto", "python", "python-best"]
ROOT = Path(__file__).parents[3]
NOT_FOUND = b"HTTP/1.1 404 Not Found\r\n\r\n"


@pytest.fixture(params=PYTHON_LANES)
def lane(request, caplog):
    caplog.set_level(logging.CRITICAL)
    return request.param


def test_every_lane_that_holds_a_connection_is_offered():
    assert set(PYTHON_LANES) <= set(lanes())
    assert "peer-picows-memory" not in lanes()


@pytest.fixture(params=PYTHON_LANES)
def port(request):
    words = [sys.executable, "-m", "impls.websocket.echo", request.param, "--listen", "0"]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        said = process.stdout.readline()
        yield int(said.removeprefix("listening on "))
        process.kill()


def test_a_server_echoes_and_closes_as_the_client_does(port):
    for _ in range(2):
        line = dial(f"ws://127.0.0.1:{port}/", Parser)
        line.sock.settimeout(10)
        line.send(TEXT, "κόσμε".encode())
        line.send(BINARY, bytes(70_000))
        line.send(PING, b"p")
        found = Messages()
        while len(found) < 3:
            line.read(found)
        assert [(TEXT, "κόσμε".encode()), (BINARY, bytes(70_000))] == [(o, p) for o, p in found if o != PONG]
        assert (PONG, b"p") in list(found)
        line.sock.sendall(close_frame(4001, b"\1\2\3\4"))
        while line.parser.close is None:
            line.read(found)
        assert 4001 == line.parser.close
        assert b"" == line.sock.recv(1)
        line.sock.close()


@pytest.mark.parametrize(
    ("sent", "code"),
    [(frame(TEXT, b"not masked"), 1002), (b"\xf1\x81aaaab", 1002), (frame(TEXT, b"\xff", b"aaaa"), 1007)],
    ids=["unmasked", "reserved bits", "not UTF-8"],
)
def test_a_server_names_the_error_and_closes(sent, code, port):
    line = dial(f"ws://127.0.0.1:{port}/", Parser)
    line.sock.settimeout(10)
    line.sock.sendall(sent)
    found = Messages()
    while line.parser.close is None:
        line.read(found)
    assert [CLOSE] == list(found.opcodes)
    assert code == line.parser.close
    line.close()


def test_a_client_echoes_until_the_close_frame(lane):
    seen = []

    def handle(sock):
        line, found = serve(sock, Parser), Messages()
        line.send(TEXT, b"hello")
        line.send(BINARY, b"\0\1")
        while len(found) < 2:
            line.read(found)
        sock.sendall(close_frame(1000))
        while line.parser.close is None:
            line.read(found)
        seen.extend(found)

    with served(handle) as port:
        assert 0 == main([lane, "--connect", f"ws://127.0.0.1:{port}/x"])
    assert [(TEXT, b"hello"), (BINARY, b"\0\1"), (CLOSE, b"\x03\xe8")] == [
        (o, p[:2] if o == CLOSE else p) for o, p in seen
    ]


def said(capsys):
    captured = capsys.readouterr()
    assert "" == captured.out
    lines = captured.err.splitlines()
    assert 1 == len(lines), lines
    return lines[0]


@pytest.mark.parametrize("answer", [b"", NOT_FOUND, b"\x00garbage" * 5000], ids=["nothing", "404", "garbage"])
def test_a_server_that_does_not_upgrade_is_one_line_and_exit_2(answer, lane, capsys):
    with served(raw(answer)) as port:
        assert 2 == main([lane, "--connect", f"ws://127.0.0.1:{port}/"])
    assert said(capsys).startswith(f"error: ws://127.0.0.1:{port}/: ")


@pytest.mark.parametrize(
    "end", [b"", frame(TEXT, b"cut")[:3], b"\xff\xff garbage"], ids=["at once", "in a frame", "garbage"]
)
def test_a_server_that_closes_early_or_sends_garbage_is_one_line_and_exit_2(end, lane, capsys):
    def handle(sock):
        serve(sock, Parser)
        sock.sendall(end)
        sock.shutdown(socket.SHUT_WR)
        while sock.recv(4096):
            pass

    with served(handle) as port:
        assert 2 == main([lane, "--connect", f"ws://127.0.0.1:{port}/"])
    assert said(capsys).startswith(f"error: ws://127.0.0.1:{port}/: ")


def test_nobody_there_is_one_line_and_exit_2(lane, capsys):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        url = f"ws://127.0.0.1:{gone.getsockname()[1]}/"
    assert 2 == main([lane, "--connect", url])
    assert said(capsys).startswith(f"error: {url}: ")


def test_a_port_in_use_is_one_line_and_exit_2(lane, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert 2 == main([lane, "--listen", str(port)])
    assert "address already in use" in said(capsys).lower()


def test_a_url_of_another_kind_is_one_line_and_exit_2(lane, capsys):
    assert 2 == main([lane, "--connect", "http://127.0.0.1:1/"])
    assert said(capsys).startswith("error: http://127.0.0.1:1/: ")


def test_a_server_that_is_no_fuzzing_server_is_one_line_and_exit_2(capsys):
    with served(raw(NOT_FOUND)) as port:
        assert 2 == main(["python", "--connect", f"ws://127.0.0.1:{port}", "--agent", "x"])
    assert "404" in said(capsys)

    def chats(sock):
        line = serve(sock, Parser)
        line.send(TEXT, b"hello")
        line.close()

    with served(chats) as port:
        assert 2 == main(["python", "--connect", f"ws://127.0.0.1:{port}", "--agent", "x"])
    assert "should be a fuzzing server" in said(capsys)


@pytest.mark.parametrize(
    "words", [["nobody", "--listen", "1"], ["python"], ["python", "--listen", "1", "--agent", "x"]]
)
def test_wrong_words_are_refused(words, capsys):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert 2 == ended.value.code
    assert "usage: python -m impls.websocket.echo" in capsys.readouterr().err


def test_without_cargo_a_rust_lane_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OSError, match="install Rust"):
        native.binary()


def test_a_lost_connection_is_an_os_error():
    assert issubclass(LostError, OSError)
