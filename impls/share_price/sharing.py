"""One thread writes the shared record, another reads it all the while; every read is checked for being one record."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from impls.contract import Json, Series, values
from impls.share_price.given import Record, Records, digest, torn

__all__ = ["Shared"]

WRITES = 200_000


class Shared:
    """``write`` all of a sequence of records; ``look`` at the shared one."""

    def __init__(
        self,
        given: Records,
        write: Callable[[Sequence[Record]], object],
        look: Callable[[], Record],
        writes: int = WRITES,
    ) -> None:
        self._records = list(given.unpacked())
        self._rounds = writes // len(self._records)
        self.ops = self._rounds * len(self._records)
        self._write, self._look = write, look
        self._torn = 0
        self._reads = 0

    def run(self) -> int:
        """How many reads were torn."""
        self._torn = self._reads = 0
        self._write(self._records[-1:])
        over, ready = threading.Event(), threading.Event()
        reader = threading.Thread(target=self._watch, args=(ready.set, over.is_set))
        reader.start()
        ready.wait()
        try:
            for _ in range(self._rounds):
                self._write(self._records)
        finally:
            over.set()
            reader.join()
        return self._torn

    def _watch(self, ready: Callable[[], object], over: Callable[[], bool]) -> None:
        found = reads = 0
        ready()
        while not over() or not reads:
            price, time, _ = self._look()
            found += torn(price, time)
            reads += 1
        self._torn, self._reads = found, reads

    def render(self, found: int) -> Json:
        """The last record written."""
        return {"writes": self.ops, "left": digest([self._look()]), "torn": found}

    def readings(self) -> list[Series]:
        """Torn reads."""
        return [values("failed", "count", [self._torn], f"{self._torn} of {self._reads} reads were torn")]
