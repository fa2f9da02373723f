"""Ends what a launcher left running when it was killed itself: a shell that waits for the launcher's end of a pipe.

It is told of each measuring process that begins and ends. When the pipe closes, whatever has not ended is killed with
all that it started: a lane that hangs would otherwise hang on for ever, on the core that the next run measures on.
"""

from __future__ import annotations

import contextlib
import os
import threading

__all__ = ["forget", "watch"]

SCRIPT = """
running=" "
while read -r sign pid; do
  case $sign in
    +) running="$running$pid " ;;
    -) running="${running%% $pid *} ${running#* $pid }" ;;
  esac
done
for pid in $running; do kill -s KILL -- "-$pid" 2>/dev/null; done
"""
_lock = threading.Lock()
_pipe: dict[int, int] = {}  # this process's id -> its end; a forked child has none and begins its own


def watch(pid: int) -> None:
    """From now on the process group of ``pid`` does not outlive this process."""
    _tell(f"+ {pid}\n")


def forget(pid: int) -> None:
    """The process group has been ended."""
    _tell(f"- {pid}\n")


def _tell(line: str) -> None:
    with _lock, contextlib.suppress(OSError):  # without a shell there is no sentinel, and everything else as it is
        here = os.getpid()
        if here not in _pipe:
            _pipe[here] = _started()
        os.write(_pipe[here], line.encode())


def _started() -> int:
    theirs, ours = os.pipe()
    actions = [(os.POSIX_SPAWN_DUP2, theirs, 0)]
    try:
        os.posix_spawn("/bin/sh", ["sh", "-c", SCRIPT], {"PATH": os.defpath}, file_actions=actions, setpgroup=0)
    except OSError:
        os.close(ours)
        raise
    finally:
        os.close(theirs)
    return ours
