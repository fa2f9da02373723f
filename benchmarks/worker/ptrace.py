"""Watches a program's processes to their ends with ptrace: impls/_kit/rust/src/bin/warden/watch.rs, without cargo.

Every process of the tree stops once as it exits, with its memory still there, and its ``VmHWM`` is read then; read from
outside it would race with the end, and ``ru_maxrss`` would show what a child inherited.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path

__all__ = ["Tracer"]

_CONT, _GETEVENTMSG, _SEIZE, _LISTEN = 7, 0x4201, 0x4206, 0x4208
_EVENT_EXEC, _EVENT_EXIT, _EVENT_STOP = 4, 6, 128
_O_FORK, _O_VFORK, _O_CLONE, _O_EXEC, _O_EXIT, _O_EXITKILL = 2, 4, 8, 16, 64, 1 << 20
_PR_SET_CHILD_SUBREAPER = 36
WAIT_ALL = 0x40000000  # __WALL: threads too


class Tracer:
    """Attends to the stops of one program's processes. ``why``: the reason where they cannot be watched."""

    def __init__(self) -> None:
        self.why = ""
        self.peaks: dict[int, int] = {}  # pid to highest resident size in bytes
        self.orphans: set[int] = set()  # processes whose parents have ended: nobody but us waits for them
        self.wait_for = 0
        if sys.platform == "linux":
            self._libc = ctypes.CDLL(None, use_errno=True)
            self._libc.ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
            self._libc.ptrace.restype = ctypes.c_long

    def seize(self, pid: int) -> None:
        """Watch a child that waits to be released, and all that it will start."""
        if sys.platform != "linux":
            self.why = "VmHWM at the exit of a process can be read on Linux only"
            return
        self._libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        options = _O_FORK | _O_VFORK | _O_CLONE | _O_EXEC | _O_EXIT | _O_EXITKILL
        if self._ask(_SEIZE, pid, options) < 0:
            self.why = f"ptrace is refused here: {os.strerror(ctypes.get_errno())}"
        else:
            self.wait_for = WAIT_ALL

    def attend(self, pid: int, status: int) -> tuple[int | None, int | None]:
        """Answer a stop so that the program does as it would alone; who began to run by it, and who no longer does."""
        event, number = status >> 16, os.WSTOPSIG(status)
        request, deliver, began, gone = _CONT, 0, None, None
        if event == 0:
            deliver = number  # on its way to the program
        elif event == _EVENT_STOP and number != signal.SIGTRAP:
            request = _LISTEN  # stopped, as told: stays so
        elif event == _EVENT_STOP:
            began = pid
        elif event == _EVENT_EXEC:
            before = self._message(pid)
            gone = before if before != pid else None  # a thread that was not the first took over the process
        elif event == _EVENT_EXIT:
            self._leaving(pid)
        self._ask(request, pid, deliver)
        return began, gone

    def _leaving(self, pid: int) -> None:
        """A thread or process is about to go, with its memory still there."""
        try:
            lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
        except OSError:
            return
        fields = {name: rest.split() for name, _, rest in (line.partition(":") for line in lines)}
        process = int(fields["Tgid"][0])
        if "VmHWM" in fields:
            self.peaks[process] = max(self.peaks.get(process, 0), int(fields["VmHWM"][0]) * 1024)
        if process == pid and int(fields["PPid"][0]) == os.getpid():
            self.orphans.add(pid)

    def _message(self, pid: int) -> int:
        about = ctypes.c_ulong()
        self._ask(_GETEVENTMSG, pid, ctypes.addressof(about))
        return about.value

    def _ask(self, request: int, pid: int, data: int) -> int:
        """One request. A tracee that was killed meanwhile refuses it, and its end is reported next."""
        return int(self._libc.ptrace(request, pid, None, data))
