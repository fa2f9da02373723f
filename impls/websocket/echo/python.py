"""Plain Python."""

from impls.websocket.echo import own
from impls.websocket.parser import Parser

__all__ = ["PROGRAM"]

PROGRAM = own.program(Parser)
