"""The lanes that run in this interpreter, and the comparable outcomes of messages in them."""

from __future__ import annotations

from importlib import import_module

import pytest

__all__ = ["ENCODING", "OTHERS", "OWN", "answers", "loaded", "update"]

OWN = ("python", "python_best", "rust_from_python")
OTHERS = ("document_python", "peer_msgspec", "peer_pysimdjson")
ENCODING = (*OWN, "document_python", "peer_msgspec")  # the lanes that also build requests

SENT = (
    '{"time":1606293275,"time_ms":1606293275723,"channel":"spot.book_ticker","event":"update","result":'
    '{"t":1606293275123,"u":48733182,"s":"BTC_USDT","b":"19177.79","B":"0.0003341504","a":"19179.38","A":"0.09"}}'
)


def loaded(name):
    """A lane's module; the test is skipped where its library or the extension is not there."""
    try:
        return import_module(f"impls.ticker.lanes.{name}")
    except ImportError as missing:
        pytest.skip(f"{name}: {missing}")


def answers(lane, operation, messages):
    """What a lane renders of a run over these messages."""
    job = getattr(lane, operation)(list(messages))
    return job.render(job.run())


def update(old="", new=""):
    """The documented update with one place of it exchanged."""
    assert SENT.count(old) == 1 or not old, f"{old!r} should stand once in {SENT}"
    return (SENT.replace(old, new) if old else SENT).encode()
