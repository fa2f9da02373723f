"""Why a request was not done."""

from __future__ import annotations

__all__ = ["Failure"]


class Failure(Exception):  # noqa: N818 - the protocol's word; it never leaves the worker
    """``kind``: given, lane, unsupported, unavailable or protocol; ``message``: one line; ``detail``: more lines."""

    def __init__(self, kind: str, message: str, detail: str = "") -> None:
        self.kind, self.message, self.detail = kind, message, detail
        super().__init__(message)
