"""Jobs: a given through a processor, in one thread or in several."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np

from impls.stereo_delay.given import Audio, pack_answer
from impls.stereo_delay.settings import Settings

__all__ = ["Channels", "Contended", "Play", "Processor", "plan"]


class Processor(Protocol):
    """What a job plays a given through."""

    @property
    def silenced(self) -> int:
        """Samples so far that were taken as 0."""
        ...

    def set(self, settings: Settings) -> None:
        """From the next block."""
        ...

    def process(self, block: Any, out: Any, frames: int) -> None:
        """One block."""
        ...

    def reset(self) -> None:
        """Silence, and the first settings."""
        ...


Make = Callable[[Settings, int], Processor]
Step = tuple[Settings | None, Any, Any, int]  # settings asked before, block, out, frames


def plan(given: Audio, out: Any, *, lists: bool = False) -> list[Step]:
    """The blocks of a given and where each comes out; as lists of floats for processors over lists."""
    steps: list[Step] = []
    for asked, start, end in given.spans():
        block = given.samples[:, start:end]
        if lists:
            steps.append((asked, block.tolist(), [[0.0] * (end - start), [0.0] * (end - start)], end - start))
        else:
            steps.append((asked, block, out[:, start:end], end - start))
    return steps


class Play:
    """The whole given, block by block; its operation is the given's audio, a second of it where it is a second."""

    ops = 1

    def __init__(self, given: Audio, make: Make, *, lists: bool = False) -> None:
        self._given, self._lists = given, lists
        self._out = np.zeros(given.samples.shape, np.float32)
        self.steps = plan(given, self._out, lists=lists)
        self.processor = make(given.settings, given.rate)

    def reset(self) -> None:
        """Silence again."""
        self.processor.reset()

    def run(self) -> Play:
        """Process every block."""
        processor = self.processor
        for asked, block, out, frames in self.steps:
            if asked is not None:
                processor.set(asked)
            processor.process(block, out, frames)
        return self

    def render(self, _found: object) -> bytes:
        """The audio that came out, and how many samples were silenced."""
        if self._lists:
            at = 0
            for _, _, out, frames in self.steps:
                self._out[:, at : at + frames] = out
                at += frames
        return pack_answer(self._out, self.processor.silenced, self._given.bound)


class Contended:
    """A second of audio while threads set a parameter, to the value that it has, as often as they can."""

    ops = 1

    def __init__(self, play: Play, writers: int, set_wet: Callable[[], None]) -> None:
        self._play, self._writers, self._set = play, writers, set_wet
        self.reset, self.render = play.reset, play.render

    def run(self) -> Play:
        """Start the writers, process, end them."""
        over = threading.Event()
        threads = [threading.Thread(target=self._write, args=(over,)) for _ in range(self._writers)]
        for thread in threads:
            thread.start()
        try:
            return self._play.run()
        finally:
            over.set()
            for thread in threads:
                thread.join()

    def _write(self, over: threading.Event) -> None:
        while not over.is_set():
            for _ in range(100):
                self._set()


class Channels:
    """Several processors, a thread each, the same second of audio through all of them."""

    def __init__(self, plays: Sequence[Play]) -> None:
        self._plays = plays
        self.ops = 1

    def reset(self) -> None:
        """Silence in all of them."""
        for play in self._plays:
            play.reset()

    def run(self) -> None:
        """All at once, the last in this thread."""
        threads = [threading.Thread(target=play.run) for play in self._plays[:-1]]
        for thread in threads:
            thread.start()
        self._plays[-1].run()
        for thread in threads:
            thread.join()

    def render(self, _found: object) -> bytes:
        """Of the first; that all are alike is asked of them."""
        found = {play.render(None) for play in self._plays}
        if len(found) > 1:
            raise RuntimeError(f"{len(self._plays)} equal processors should answer alike, gave {len(found)} answers")
        return found.pop()
