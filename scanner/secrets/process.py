"""What a process that holds secrets shows of its memory: nothing, neither when it dies nor while it runs."""

from __future__ import annotations

import sys

_PR_SET_DUMPABLE = 4  # prctl(2)


def no_core_dumps() -> None:
    """Let no crash write the memory of this process to the disk, and on Linux let no other program of the user read it.

    Windows writes no dump by itself. Called before a key, passphrase or password comes into the process; calling it again
    is free. Programs that this one starts are as they would be without it (exec undoes the second part).
    """
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _not_dumpable()


def _not_dumpable() -> None:
    """Close /proc/PID/mem and ptrace to everybody but root (prctl(2), PR_SET_DUMPABLE).

    A core pattern that pipes into a program does not heed RLIMIT_CORE of 0 on every kernel; this flag it does.
    """
    import ctypes

    try:
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    except (OSError, AttributeError):  # a C library without it: the limit above still holds
        return
