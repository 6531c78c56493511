"""What a process that holds secrets leaves behind when it dies: nothing."""

from __future__ import annotations


def no_core_dumps() -> None:
    """Let no crash write the memory of this process to the disk. Windows writes none by itself."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
