"""Our Rust parser, called from Python."""

from impls.websocket.echo import own
from impls.websocket.native_parser import NativeParser

__all__ = ["PROGRAM"]

PROGRAM = own.program(NativeParser)
