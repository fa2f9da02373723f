"""Finds a lane's function, reads its given, and lets it prepare."""

from __future__ import annotations

import importlib
import importlib.util
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from benchmarks.worker.channel import Stop
from benchmarks.worker.failure import Failure

__all__ = ["Asked", "Here", "Prepared", "prepare"]


class Asked(NamedTuple):
    """The ``open`` request."""

    component: str
    operation: str
    lane: str
    role: str = "main"
    params: Mapping[str, Any] = {}
    options: Mapping[str, Any] = {}
    given: str = ""
    folder: str = ""
    peers: Mapping[str, Mapping[str, str]] = {}

    @classmethod
    def of(cls, request: Mapping[str, Any]) -> Asked:
        """Unknown fields are ignored, null is absent. Raises `Failure` (protocol)."""
        found = {name: request[name] for name in cls._fields if request.get(name) is not None}
        for name, value in found.items():
            wanted: type = dict if name in ("params", "options", "peers") else str
            if not isinstance(value, wanted):
                raise Failure("protocol", f"open: {name} should be of type {wanted.__name__}, was {value!r}")
        try:
            return cls(**found)
        except TypeError:
            missing = next(n for n in cls._fields if n not in found and n not in cls._field_defaults)
            raise Failure("protocol", f"open: {missing} is missing") from None


class Here:
    """Where a role of a cast stands: `impls.contract.Stage`."""

    def __init__(self, asked: Asked, stop: Callable[[], bool]) -> None:
        self.role = asked.role
        self.folder = Path(asked.folder)
        self.operation = asked.operation
        self.params = asked.params
        self.options = asked.options
        self.peers = asked.peers
        self.offers: dict[str, str] = {}
        self.stopped = stop

    def offer(self, **addresses: str) -> None:
        """Tell later roles where this one is reached."""
        self.offers.update(addresses)


class Prepared(NamedTuple):
    """What a lane prepared, from what, and what it offers to later roles."""

    job: Any
    blob: bytes
    given: Any
    read: Callable[[], Any]  # the given read anew
    offers: dict[str, str]
    prepare_ns: int


def prepare(asked: Asked, stop: Stop, clock: Callable[[], int]) -> Prepared:
    """Import the lane and let it prepare. Raises `Failure`; what the lane's own function raises goes through."""
    _reach_other_folders()
    spec = _imported(f"impls.{asked.component}.spec", f"component {asked.component}")
    module = _imported(_module_of(asked), f"lane {asked.component}/{asked.lane}")
    function, staged = _function(module, asked)
    blob = _blob(asked)

    def read() -> Any:
        try:
            return spec.read(asked.operation, asked.params, blob)
        except Exception as error:
            raise Failure("given", f"{asked.given or 'no file'}: {type(error).__name__}: {error}") from error

    given = read()
    here = Here(asked, stop)
    start = clock()
    try:
        job = function(given, here) if staged else function(given, **asked.options)
    except ImportError as error:
        raise Failure("unavailable", f"lane {asked.component}/{asked.lane}: {error}") from error
    return Prepared(job, blob, given, read, here.offers, clock() - start)


def _reach_other_folders() -> None:
    """Components may live outside the checkout: ``TANDEM_IMPLS`` names their folders."""
    package = importlib.import_module("impls")
    for folder in filter(None, os.environ.get("TANDEM_IMPLS", "").split(os.pathsep)):
        if folder not in package.__path__:
            package.__path__.append(folder)


def _module_of(asked: Asked) -> str:
    return f"impls.{asked.component}.lanes.{asked.lane.replace('-', '_')}"


def _imported(name: str, what: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and (name == error.name or name.startswith(f"{error.name}.")):
            raise Failure("unsupported", f"{what}: this worker has none") from None
        raise Failure("unavailable", f"{what}: module {error.name} is not installed") from error
    except ImportError as error:
        raise Failure("unavailable", f"{what}: {error}") from error


def _function(module: ModuleType, asked: Asked) -> tuple[Callable[..., Any], bool]:
    """The lane's function, and whether it takes the stage: ``<operation>_<role>`` and ``<role>`` do."""
    for name in (f"{asked.operation}_{asked.role}", asked.role):
        if callable(found := getattr(module, name, None)):
            return found, True
    for name in (asked.operation, "prepare") if asked.role == "main" else ():
        if callable(found := getattr(module, name, None)):
            return found, False
    what = f"{asked.component}/{asked.operation} {asked.lane} {asked.role}"
    raise Failure("unsupported", f"{what}: the lane has no such function")


def _blob(asked: Asked) -> bytes:
    if not asked.given:
        return b""
    try:
        return Path(asked.given).read_bytes()
    except OSError as error:
        raise Failure("given", f"{asked.given}: {error.strerror}") from error
