"""What picows leaves to its user: joining fragments, reserved bits, UTF-8, the size of a message."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from picows import WSCloseCode, WSFrame, WSListener, WSMsgType, WSProtocolError, WSTransport

from impls.websocket.frames import BINARY, CLOSE, CONTINUATION, LIMIT, TEXT

__all__ = ["Listener", "Message"]

Message: TypeAlias = tuple[int, "str | bytes"]  # (opcode, payload), text as str

_TEXT_KIND = WSMsgType.TEXT
_OPCODES = {kind: int(kind.value) for kind in WSMsgType}


class Listener(WSListener):
    """Gives every whole message to ``_keep``, which puts it into ``kept``; subclasses may do otherwise.

    Raises WSProtocolError, as the library wants it, where a frame breaks the protocol in what is left to its user.
    """

    def __init__(self) -> None:
        self.kept: list[Message] = []
        self._keep: Callable[[Message], object] = self.kept.append
        self._opcode = CONTINUATION  # of the message in fragments that is open
        self._parts: list[bytes] = []
        self._size = 0

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Take one frame."""
        if frame.rsv1 or frame.rsv2 or frame.rsv3:
            raise WSProtocolError(WSCloseCode.PROTOCOL_ERROR, "reserved bit")
        if frame.msg_type == _TEXT_KIND and frame.fin and not self._opcode:
            try:
                self._keep((TEXT, frame.get_payload_as_utf8_text()))
            except UnicodeDecodeError:
                raise WSProtocolError(WSCloseCode.INVALID_TEXT, "text is not UTF-8") from None
            return
        opcode = _OPCODES[frame.msg_type]
        if opcode < CLOSE:
            self._take_fragment(opcode, frame)
        else:
            self._keep((opcode, frame.get_payload_as_bytes()))
            if opcode == CLOSE:
                self.on_close(transport, frame)

    def on_close(self, transport: WSTransport, frame: WSFrame) -> None:
        """Answer a close frame."""
        code = frame.get_close_code()
        transport.send_close(WSCloseCode.OK if code == WSCloseCode.NO_INFO else code)
        transport.disconnect()

    def _take_fragment(self, opcode: int, frame: WSFrame) -> None:
        if (opcode == CONTINUATION) != (self._opcode != CONTINUATION):
            raise WSProtocolError(WSCloseCode.PROTOCOL_ERROR, "fragments out of order")
        self._opcode = self._opcode or opcode
        self._size += frame.payload_size
        if self._size > LIMIT:
            raise WSProtocolError(WSCloseCode.MESSAGE_TOO_BIG, "message over 64 MiB")
        self._parts.append(frame.get_payload_as_bytes())
        if not frame.fin:
            return
        payload, opcode = b"".join(self._parts), self._opcode
        self._opcode, self._parts, self._size = CONTINUATION, [], 0
        try:
            self._keep((opcode, payload if opcode == BINARY else payload.decode()))
        except UnicodeDecodeError:
            raise WSProtocolError(WSCloseCode.INVALID_TEXT, "text is not UTF-8") from None

    @property
    def close_code(self) -> int | None:
        """The code of the close frame, if that is what came last."""
        if not self.kept or self.kept[-1][0] != CLOSE:
            return None
        payload = self.kept[-1][1]
        return int.from_bytes(payload[:2]) if isinstance(payload, bytes) and payload else 1005
