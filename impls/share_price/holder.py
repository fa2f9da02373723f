"""The jobs of Python lanes that hold records: fill, update, read. A lane says how it holds one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from impls.contract import Json, Series, values
from impls.share_price.given import Record, Records, digest

__all__ = ["Fill", "Holding", "Read", "Size", "Update", "seen"]


class Holding(NamedTuple):
    """How a lane holds records."""

    fill: Callable[[Records], Any]  # every record of the given, in whatever holds them
    records: Callable[[Any], Iterable[Record]]  # what is held, as plain records
    size: Callable[[Any], int]  # bytes of all that is held, with what holds it


class Fill:
    """Builds all records of the given; ``size`` is bytes a record, all of it."""

    def __init__(self, given: Records, holding: Holding) -> None:
        self.ops = len(given)
        self._given, self._holding = given, holding
        self._held: Any = None

    def run(self) -> Any:
        """In the place of the last run's."""
        self._held = None
        self._held = self._holding.fill(self._given)
        return self._held

    def render(self, held: Any) -> Json:
        """All of them, digested."""
        return digest(self._holding.records(held))

    def readings(self) -> list[Series]:
        """Bytes of one record."""
        return [values("size", "B", [self._holding.size(self._held) / self.ops])]


class Size:
    """One record, and the bytes of it alone: itself and what only it holds."""

    def __init__(self, given: Records, make: Callable[[Record], Any], size: Callable[[Any], int], plain: Any) -> None:
        self._given, self._make, self._size, self._plain = given, make, size, plain
        self._made: Any = None

    def run(self) -> Any:
        """Make it."""
        self._made = self._make(next(self._given.unpacked()))
        return self._made

    def render(self, made: Any) -> Json:
        """What it holds."""
        return digest([self._plain(made)])

    def readings(self) -> list[Series]:
        """Its bytes."""
        return [values("size", "B", [self._size(self._made)])]


class Update:
    """Writes one record after the other into the shared one; price and text are there already, as parsed."""

    def __init__(
        self, given: Records, write: Callable[[Sequence[Record]], object], plain: Callable[[], Record]
    ) -> None:
        self._updates = list(given.unpacked())
        self.ops = len(self._updates)
        self._write, self._plain = write, plain

    def run(self) -> int:
        """All of them, in order."""
        self._write(self._updates)
        return self.ops

    def render(self, found: int) -> Json:
        """The shared record as it is left."""
        return {"updates": found, "left": digest([self._plain()])}


class Read:
    """Looks at every field of many records: how many are ready, the highest price of those, how many have a time."""

    def __init__(self, given: Records, holding: Holding, look: Callable[[Any], tuple[int, float, int]]) -> None:
        self.ops = len(given)
        self._held, self._look = holding.fill(given), look

    def run(self) -> tuple[int, float, int]:
        """Look once at each."""
        return self._look(self._held)

    def render(self, found: tuple[int, float, int]) -> Json:
        """The price in hundredths, whole."""
        ready, highest, timed = found
        return {"ready": int(ready), "highest": round(float(highest) * 100), "timed": int(timed)}


def seen(records: Iterable[Record]) -> tuple[int, float, int]:
    """What `Read` answers, for any iterable of plain records."""
    ready = timed = 0
    highest = 0.0
    for price, time, is_ready in records:
        if time is not None:
            timed += 1
        if is_ready:
            ready += 1
            if price is not None and price > highest:
                highest = price
    return ready, highest, timed
