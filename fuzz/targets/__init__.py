"""The targets by their names; each is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module

from fuzz.target import Target

NAMES = ("message", "page", "html", "bounces", "mbox", "imap", "catalog", "config", "redaction", "results", "ledger")


def target(name: str) -> Target:
    """The target of a name. KeyError where there is none."""
    if name not in NAMES:
        raise KeyError(name)
    found = import_module(f"fuzz.targets.{name}").TARGET
    assert isinstance(found, Target)
    return found
