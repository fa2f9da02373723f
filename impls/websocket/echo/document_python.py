"""websockets: its asyncio client and server."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from impls.websocket.connection import LostError
from impls.websocket.echo.program import HOST, Program
from impls.websocket.frames import LIMIT
from impls.websocket.handshake import HandshakeError

__all__ = ["PROGRAM"]


def _connect(url: str) -> None:
    asyncio.run(_echo_at(url))


async def _echo_at(url: str) -> None:
    try:
        async with connect(url, compression=None, proxy=None, max_size=LIMIT) as line:
            async for message in line:
                await line.send(message)
    except ConnectionClosed as error:
        raise LostError(str(error)) from None
    except (InvalidHandshake, InvalidMessage, EOFError) as error:
        raise HandshakeError(str(error)) from None


def _listen(port: int, ready: Callable[[int], None]) -> None:
    logging.getLogger("websockets.server").setLevel(logging.CRITICAL)  # what clients do wrong is not our news
    asyncio.run(_serve(port, ready))


async def _serve(port: int, ready: Callable[[int], None]) -> None:
    async with serve(_answer, HOST, port, compression=None, max_size=LIMIT) as server:
        ready(next(iter(server.sockets)).getsockname()[1])
        await server.serve_forever()


async def _answer(line: ServerConnection) -> None:
    async for message in line:
        await line.send(message)


PROGRAM = Program(_connect, _listen)
