"""The machines behind a Dask scheduler: which there are, and what each brings back."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from distributed import Client, Future
from distributed.comm.addressing import get_address_host

from benchmarks.core.errors import FleetError
from benchmarks.fleet import there

__all__ = ["Brought", "Crew", "Machine"]

LOOK_S = 1.0  # between two looks at who is still there
ANSWER_S = 60.0  # what has ended is fetched, what has come home is removed
STOP_S = 30.0  # an interrupted run writes its end, and the worker hears of it


@dataclass(frozen=True, slots=True)
class Machine:
    """One host of the fleet. ``wrong`` says why it cannot measure for us, where it cannot."""

    address: str
    host: Mapping[str, Any] = field(default_factory=dict)
    revision: str = ""
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """What a machine came back with: an export of runs, or the reason why there is none."""

    machine: Machine
    runs: tuple[str, ...] = ()
    export: bytes = b""
    wrong: str = ""


class Crew:
    """A connection to a scheduler; a context manager. Raises `FleetError` where there is none."""

    def __init__(self, scheduler: str, *, patience_s: float) -> None:
        self._asked = f"fleet {scheduler}"
        self._token = f"tandem-{uuid4().hex[:12]}"
        try:
            self._client = Client(scheduler, timeout=patience_s, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            wrong = f"no Dask scheduler answers there ({' '.join(str(error).split()) or type(error).__name__})"
            raise FleetError(self._asked, wrong, "start one: nox -s dask -- scheduler") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def machines(self) -> list[Machine]:
        """Every host with a worker, once however many workers it has. Raises `FleetError` where there is none."""
        first = {get_address_host(address): address for address in sorted(self._present(), reverse=True)}
        if not first:
            mend = "on each machine, in its checkout: nox -s dask -- worker SCHEDULER"
            raise FleetError(self._asked, "has no machine yet", mend)
        # Not as a task: that would end a worker which cannot import it, and wait behind what is being measured.
        asked = self._client.run(there.about, workers=sorted(first.values()), on_error="return")
        return [self._known(address, said) for address, said in asked.items()]

    def measure(
        self, machines: Sequence[Machine], words: Sequence[str], tell: Callable[[Machine, str], object]
    ) -> Generator[Brought, None, None]:
        """Have each machine run ``tandem run`` with those words; what they bring, as it comes.

        ``tell`` hears what they say meanwhile. Where the caller leaves early, by Ctrl-C too, all are interrupted.
        """
        by_token = {f"{self._token}-{number}": machine for number, machine in enumerate(machines)}

        def heard(event: tuple[float, Mapping[str, str]]) -> None:
            _, said = event
            if said["token"] in by_token:
                tell(by_token[said["token"]], said["line"])

        self._client.subscribe_topic(there.TOPIC, heard)
        waiting = {t: self._submit(there.measure, m.address, list(words), t) for t, m in by_token.items()}
        try:
            while waiting:
                for token in [t for t, future in waiting.items() if self._is_over(future, by_token[t])]:
                    yield self._brought(by_token[token], waiting.pop(token))
                time.sleep(LOOK_S if waiting else 0)
        finally:
            with contextlib.suppress(FleetError, OSError, RuntimeError):  # with the scheduler gone, nobody can be told
                self._stop([(by_token[token], token, future) for token, future in waiting.items()])
                self._client.unsubscribe_topic(there.TOPIC)

    def forget(self, brought: Brought) -> None:
        """Have a machine remove the runs that it brought: they are kept here now."""
        with contextlib.suppress(OSError):  # else they come again, and are known by their ids
            self._submit(there.forget, brought.machine.address, list(brought.runs)).result(timeout=ANSWER_S)

    def _present(self) -> set[str]:
        """Addresses of the workers that are there now. Raises `FleetError` where the scheduler is not any more."""
        try:
            return set(self._client.nthreads())
        except (OSError, RuntimeError) as error:  # the latter once Dask has given up to connect again
            wrong = "the scheduler has left; what machines measured is kept on them"
            raise FleetError(self._asked, wrong, "start it and its workers again: the same command goes on") from error

    def _submit(self, function: Callable[..., Any], address: str, *given: Any) -> Future[Any]:
        return self._client.submit(
            function, *given, workers=[address], allow_other_workers=False, pure=False, retries=0
        )

    def _known(self, address: str, said: Any) -> Machine:
        if isinstance(said, BaseException):
            return Machine(address, wrong=f"cannot be asked: {_line(said)}; start it with nox -s dask -- worker")
        if "wrong" in said:
            return Machine(address, wrong=f"has no tandem that runs: {said['wrong']}")
        return Machine(address, said["machine"], said["revision"])

    def _is_over(self, future: Future[Any], machine: Machine) -> bool:
        return machine.address not in self._present() or future.done()  # a lost scheduler ends every future

    def _brought(self, machine: Machine, future: Future[Any]) -> Brought:
        if not future.done():
            future.cancel()
            return Brought(machine, wrong="left the fleet; what it measured is kept there, the same command goes on")
        try:
            said = future.result(timeout=ANSWER_S)
        except Exception as error:  # noqa: BLE001  (whatever went wrong there is raised here, of any class)
            return Brought(machine, wrong=_line(error))
        if not said["export"]:
            return Brought(machine, wrong=f"tandem run ended with {said['status']}: {said['said']}")
        return Brought(machine, tuple(said["runs"]), said["export"])

    def _stop(self, waiting: Sequence[tuple[Machine, str, Future[Any]]]) -> None:
        present = self._present() if waiting else set()
        for machine, token, _ in waiting:
            if machine.address in present:
                self._client.run(there.stop, token, workers=[machine.address], on_error="ignore")
        end = time.monotonic() + STOP_S
        while time.monotonic() < end and not all(self._is_over(future, machine) for machine, _, future in waiting):
            time.sleep(0.1)


def _line(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]
