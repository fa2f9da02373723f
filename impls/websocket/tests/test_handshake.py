"""The opening handshake, both sides."""

from __future__ import annotations

import pytest

from impls.websocket import handshake

# RFC 6455 section 1.3: this key, this proof
KEY, PROOF = b"dGhlIHNhbXBsZSBub25jZQ==", b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
ANSWER = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n"
REQUEST = b"GET /chat HTTP/1.1\r\nHost: server.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade"
VERSION, SENT_KEY = b"\r\nSec-WebSocket-Version: 13", b"\r\nSec-WebSocket-Key: " + KEY


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("ws://127.0.0.1", (False, "127.0.0.1", 80, "/")),
        ("wss://h:9/ws/v4/?a=b&c=%20", (True, "h", 9, "/ws/v4/?a=b&c=%20")),
        ("ws://[::1]:8/x", (False, "::1", 8, "/x")),
    ],
)
def test_a_url_is_taken_apart(url, expected):
    assert expected == handshake.address(url)


@pytest.mark.parametrize("url", ["http://h/", "ws:///x", "h:80", "ws://h:port/"])
def test_another_url_is_refused(url):
    with pytest.raises(ValueError, match=r"ws:// or wss://|Port"):
        handshake.address(url)


def test_a_request_names_its_host_and_a_new_key():
    sent, key = handshake.request(handshake.address("ws://[::1]:8/x?y"))
    assert sent.startswith(b"GET /x?y HTTP/1.1\r\nHost: [::1]:8\r\n")
    assert sent.endswith(b"Sec-WebSocket-Key: " + key + b"\r\n\r\n")
    assert key != handshake.request(handshake.address("ws://h/"))[1]


def test_the_answer_of_the_rfc_is_good():
    handshake.check(ANSWER + b"Sec-WebSocket-Accept: " + PROOF, KEY)


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (b"HTTP/1.1 403 Forbidden", "said 'HTTP/1.1 403 Forbidden'"),
        (b"SSH-2.0-x", "said 'SSH-2.0-x'"),
        (b"HTTP/1.1 101 x\r\nSec-WebSocket-Accept: " + PROOF, "without upgrading"),
        (ANSWER.replace(b"WebSocket", b"h2c") + b"Sec-WebSocket-Accept: " + PROOF, "without upgrading"),
        (ANSWER + b"Sec-WebSocket-Accept: " + KEY, "does not belong to the key"),
        (ANSWER + b"Sec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Accept: " + PROOF, "not asked for"),
        (ANSWER + b"Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Accept: " + PROOF, "not asked for"),
    ],
)
def test_an_answer_that_does_not_upgrade_is_refused(head, says):
    with pytest.raises(handshake.HandshakeError, match=says):
        handshake.check(head, KEY)


def test_the_request_of_the_rfc_is_answered():
    answer = handshake.accept(REQUEST + VERSION + SENT_KEY + b"\r\nSec-WebSocket-Extensions: permessage-deflate")
    assert b"Sec-WebSocket-Accept: " + PROOF in answer
    handshake.check(answer.removesuffix(b"\r\n\r\n"), KEY)


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: h", b"426 Upgrade Required"),
        (REQUEST.replace(b"GET", b"POST") + VERSION + SENT_KEY, b"400 Bad Request"),
        (REQUEST.replace(b"HTTP/1.1", b"HTTP/1.0") + VERSION + SENT_KEY, b"400 Bad Request"),
        (REQUEST.replace(b"Host", b"Guest") + VERSION + SENT_KEY, b"400 Bad Request"),
        (REQUEST + b"\r\nSec-WebSocket-Version: 8" + SENT_KEY, b"426 Upgrade Required\r\n"),
        (REQUEST + VERSION + b"\r\nSec-WebSocket-Key: short", b"400 Bad Request"),
        (REQUEST + VERSION, b"400 Bad Request"),
        (b"\x16\x03\x01 TLS", b"400 Bad Request"),
    ],
)
def test_another_request_gets_an_http_status(head, status):
    with pytest.raises(handshake.HandshakeError) as error:
        handshake.accept(head)
    assert error.value.answer.startswith(b"HTTP/1.1 " + status)
    assert b"\r\nContent-Length: 0\r\n" in error.value.answer
