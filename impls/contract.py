"""What a component states and what a lane returns: plain data and protocols, standard library only.

A component is a folder ``impls/<name>/`` with a ``spec.py``. The spec states

``CASES``      tuple of `Case`, the measurable questions
``PARTS``      names of components it may build on (default none)
``REFERENCE``  the lane whose answer is the truth (default ``python``)
``make(operation, params, seed) -> bytes``          the given, a file made once, read by every runtime
``read(operation, params, blob) -> Given``          its typed face for Python lanes
``same(operation, params, expected, found)``        `Difference` between two answers, or None
``take(operation, params, capture) -> bytes``       optional: the given made from a recorded feed instead of a seed
``same_peer(operation, params, expected, found)``   optional: the rule for lanes of kind ``peer`` and ``document``,
                                                    where a library's interface tells less than our own lanes do
``probe(operation, params, seed) -> bytes``         optional: a further given that the gate opens every lane on, untimed
                                                    (mutated, malformed, odd input); beside it every lane is opened on
                                                    ``make`` of another seed, so that no lane answers from memory
``listen(operation, params, expected, found) -> Heard | None``   optional: an answer that passed the gate as something
                                                    to listen to, beside its difference from the reference's; None for
                                                    operations that are no sound. The page plays it, nothing is timed

A lane is a file ``impls/<name>/lanes/<lane>.py``. Its ``LANE`` is a literal that is read without importing the file:
``{"kind", "label", "runtime", "operations", "options", "needs", "doubts"}``; only ``kind`` and ``label`` are required.
Where its runtime is Python, the file has one function an operation (or ``prepare`` for all of them)::

    def parse(given, **options) -> Job | Callable[[], Answer]            a case with one role
    def receive_client(given, stage) -> Job                              a cast: <operation>_<role>, or <role>
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol, TypeAlias

__all__ = [
    "LANE_KINDS",
    "Answer",
    "Case",
    "Difference",
    "Fault",
    "Heard",
    "How",
    "Job",
    "Json",
    "LaneKind",
    "Params",
    "Prepared",
    "Role",
    "Series",
    "Sound",
    "Stage",
    "first_difference",
    "values",
]

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Answer: TypeAlias = "Json | bytes"  # above 2**53 an integer is a decimal string
Params: TypeAlias = "Mapping[str, int | float | str | bool]"
Series: TypeAlias = "dict[str, Any]"  # one metric of one trial, as the worker protocol sends it
LaneKind: TypeAlias = Literal["document", "own", "peer", "floor", "limit", "command"]
LANE_KINDS: tuple[LaneKind, ...] = ("document", "own", "peer", "floor", "limit")
"""What a lane's file may state. A ``command`` is made on the spot by ``tandem time``: nobody knows its answer."""


class How(NamedTuple):
    """How a case is timed: many runs as one sample (``batch``), or every operation alone (``each``)."""

    kind: Literal["batch", "each"] = "batch"
    once: bool = False  # batch: one run a process (two parties, stateful work)
    rate: float = 0.0  # each: intended operations a second, open loop; 0 is a closed loop
    arrivals: Literal["constant", "poisson"] = "constant"
    in_flight: int = 1  # each: most unanswered operations; above 1 needs ``astep``, in Rust a job that ``FLIES``
    seconds: float = 0.0  # how long a load lasts (0: a second, or what the level gives), a run once in real time


class Role(NamedTuple):
    """One party of a case, a process of its own. ``lane`` empty: the lane under test; else that component/lane."""

    name: str = "main"
    lane: str = ""
    core: int | None = None  # a slot, mapped to a CPU; None: slot 0 alone, any CPU in a cast; -1: any CPU (threads)


class Fault(NamedTuple):
    """What the launcher does to a role while it is measured: SIGKILL, or a stall of ``stall_s`` seconds."""

    role: str
    after_s: float
    stall_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One measurable question. The id outlives refactoring; raise ``version`` when the work changes."""

    operation: str
    params: Params = field(default_factory=dict)
    how: tuple[How, ...] = (How(),)
    cast: tuple[Role, ...] = (Role(),)
    faults: tuple[Fault, ...] = ()
    group: str = ""  # cases that share blocks; empty: this case alone
    runtimes: tuple[str, ...] = ()  # beside each lane's own: build, allocator and interpreter matrices
    needs: tuple[str, ...] = ()  # "cores:4" "cpu:avx512f" "module:numba" "tool:java": a reason where missing
    quick: bool = True  # False: a variant that a quick run of everything leaves to longer ones
    version: int = 1

    def id(self, component: str) -> str:
        """``component/operation[key=value,...]vN``, booleans in lower case."""
        inner = ",".join(f"{k}={str(v).lower() if isinstance(v, bool) else v}" for k, v in self.params.items())
        return f"{component}/{self.operation}[{inner}]v{self.version}"

    @property
    def lasts_s(self) -> float:
        """Seconds that one run takes however fast the lane is: what is played in real time."""
        return max((how.seconds for how in self.how if how.once), default=0.0)


class Difference(NamedTuple):
    """Where two answers part."""

    where: str
    expected: object
    found: object

    def __str__(self) -> str:
        return f"{self.where or 'answer'} should be {_short(self.expected)}, was {_short(self.found)}"


class Sound(NamedTuple):
    """A file that a browser plays."""

    media: str  # its media type, ``audio/flac``
    body: bytes


class Heard(NamedTuple):
    """An answer that a person can listen to."""

    answer: Sound
    difference: Sound | None  # from the reference's answer, made louder; None where every sample is equal
    peak_dbfs: float = 0.0  # of the difference as it is, full scale being 0
    gain_db: float = 0.0  # by which it was made louder


class Job(Protocol):
    """What a lane prepares. A bare closure is a job with only ``run`` and one operation.

    Optional, found by name: ``step(i)`` one operation, or ``async astep(i)`` (raising is a failed operation, counted);
    ``answer()`` the answer after steps; ``reset()``, untimed, before every run (then one run a sample);
    ``render(found) -> Answer``, untimed, turns what ``run`` returned into the comparable answer;
    ``readings() -> list[Series]`` what the job saw in its last run; ``close()``.
    """

    ops: int  # operations in one run

    def run(self) -> Any:
        """Do the work once; the same answer each time."""
        ...


Prepared: TypeAlias = "Job | Callable[[], Any]"


class Stage(Protocol):
    """Given to the roles of a cast: where they stand, and what earlier roles offered."""

    role: str
    folder: Path
    operation: str
    params: Params
    options: Mapping[str, Any]
    peers: Mapping[str, Mapping[str, str]]

    def offer(self, **addresses: str) -> None:
        """Tell later roles where this one is reached."""
        ...

    def stopped(self) -> bool:
        """Whether the launcher has asked this role to end its run."""
        ...


def values(metric: str, unit: str, found: Sequence[float], evidence: str = "") -> Series:
    """A series of plain values, with the text that shows where they come from."""
    series: Series = {"metric": metric, "unit": unit, "values": list(found)}
    if evidence:
        series["evidence"] = evidence
    return series


def first_difference(expected: Any, found: Any, where: str = "") -> Difference | None:
    """The first place, depth first, where two answers are not equal; None when they are.

    ``1`` and ``True``, and ``1`` and ``1.0``, are different: a lane may not change a type.
    """
    if type(expected) is not type(found):
        return Difference(where, expected, found)
    if isinstance(expected, dict):
        if list(expected.keys() - found.keys()) or list(found.keys() - expected.keys()):
            return Difference(f"{where} keys".strip(), sorted(expected), sorted(found))
        pairs: list[tuple[str, Any, Any]] = [(f"{where}.{k}".lstrip("."), expected[k], found[k]) for k in expected]
    elif isinstance(expected, list):
        if len(expected) != len(found):
            return Difference(f"{where} length".strip(), len(expected), len(found))
        pairs = [(f"{where}[{i}]", a, b) for i, (a, b) in enumerate(zip(expected, found, strict=True))]
    else:
        return None if expected == found else Difference(where, expected, found)
    return next((d for name, a, b in pairs if a is not b and (d := first_difference(a, b, name))), None)


def _short(thing: object, most: int = 120) -> str:
    text = repr(thing)
    return text if len(text) <= most else f"{text[: most - 3]}..."
