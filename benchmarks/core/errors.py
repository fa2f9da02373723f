"""Errors of the suite, each one line that a person can act on.

TandemError                       the door prints it and exits 2
├── SelectionError                an unknown case, lane, document or option
├── DiscoveryError                a component folder breaks its contract
├── RuntimeUnavailableError       a lane's runtime cannot run here: the reason becomes its row
│   └── DebugBuildError           ... because what is built is not a release build
├── GivenError                    an input file is missing, cut or of another kind
├── FleetError                    no scheduler, no machine, or none that could measure
├── ResultsError                  results cannot be read or written
│   └── RunInProgressError        ... because another run holds the folder
├── WorkerError                   a measuring process did not do what the protocol says
│   ├── WorkerDiedError           ... it ended by itself or by a signal
│   ├── WorkerSilentError         ... it said nothing for too long
│   └── WorkerRefusedError        ... it answered with an error
└── TooFewSamplesError            no interval is better than a false one

TerminatedError, a KeyboardInterrupt: somebody else's Ctrl-C (SIGTERM)
"""

from __future__ import annotations

__all__ = [
    "DebugBuildError",
    "DiscoveryError",
    "FleetError",
    "GivenError",
    "ResultsError",
    "RunInProgressError",
    "RuntimeUnavailableError",
    "SelectionError",
    "TandemError",
    "TerminatedError",
    "TooFewSamplesError",
    "WorkerDiedError",
    "WorkerError",
    "WorkerRefusedError",
    "WorkerSilentError",
]


class TandemError(Exception):
    """``asked``: what was wanted; ``wrong``: what is the matter; ``mend``: what to do about it."""

    def __init__(self, asked: str, wrong: str, mend: str = "") -> None:
        self.asked, self.wrong, self.mend = asked, wrong, mend
        super().__init__(f"{asked}: {wrong}" + (f"; {mend}" if mend else ""))


class SelectionError(TandemError):
    """An unknown case, lane, document or option."""


class DiscoveryError(TandemError):
    """A component folder breaks its contract."""


class RuntimeUnavailableError(TandemError):
    """A lane's runtime cannot run here."""


class DebugBuildError(RuntimeUnavailableError):
    """What is built is not a release build, so it may not be timed."""

    def __init__(self, asked: str, found: str) -> None:
        super().__init__(asked, f"build profile should be release, was {found}", "rebuild with: nox -s build")


class GivenError(TandemError):
    """An input is missing, cut, or not what it should be."""


class FleetError(TandemError):
    """No scheduler, no machine, or none that could measure."""


class ResultsError(TandemError):
    """Results cannot be read or written."""


class RunInProgressError(ResultsError):
    """Another run holds the results folder."""


class WorkerError(TandemError):
    """A measuring process did not do what the protocol says. ``ended`` is the word for the raw record."""

    ended = "refused"


class WorkerDiedError(WorkerError):
    """The worker ended by itself or by a signal."""

    ended = "died"


class WorkerSilentError(WorkerError):
    """The worker said nothing for too long."""

    ended = "silent"


class WorkerRefusedError(WorkerError):
    """The worker answered with an error; ``kind`` is the protocol's word for it."""

    def __init__(self, asked: str, kind: str, message: str, detail: str = "") -> None:
        self.kind, self.detail = kind, detail
        super().__init__(asked, f"{kind}: {message}")


class TooFewSamplesError(TandemError):
    """No interval is better than a false one."""


class TerminatedError(KeyboardInterrupt):
    """SIGTERM: an interruption like Ctrl-C, by somebody else."""
