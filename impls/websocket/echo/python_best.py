"""The fastest Python."""

from impls.websocket.echo import own
from impls.websocket.fast_parser import FastParser

__all__ = ["PROGRAM"]

PROGRAM = own.program(FastParser)
