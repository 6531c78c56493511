"""What we ask for in pyproject.toml, and everything that it needs in turn, on whatever platform."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from importlib import metadata

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from supply.lock import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

# Where giftscan runs, in the words of PEP 508.
_PLATFORMS = (
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
)
_PYTHONS = ({"python_version": "3.11", "python_full_version": "3.11.0"}, {"python_version": "3.14", "python_full_version": "3.14.0"})


def asked() -> tuple[Requirement, ...]:
    """What every installation needs."""
    return tuple(map(Requirement, PROJECT["project"]["dependencies"]))


def asked_by_extras() -> tuple[Requirement, ...]:
    """What an installation with all extras needs besides."""
    return tuple(Requirement(entry) for entries in PROJECT["project"]["optional-dependencies"].values() for entry in entries)


def asked_by_group(name: str) -> tuple[Requirement, ...]:
    """What a dependency group (PEP 735) needs."""
    return tuple(map(Requirement, PROJECT["dependency-groups"][name]))


def asked_by_build() -> tuple[Requirement, ...]:
    """What building needs."""
    return tuple(map(Requirement, PROJECT["build-system"]["requires"]))


def names(requirements: Iterable[Requirement]) -> frozenset[str]:
    """The normalized names of libraries."""
    return frozenset(canonicalize_name(requirement.name) for requirement in requirements)


def needs_of(name: str, extras: Iterable[str] = ()) -> frozenset[Requirement]:
    """What a library asks for on any of our platforms, by its own word. Nothing where it is not installed: those are leaves, for other platforms."""
    try:
        entries = [Requirement(entry) for entry in metadata.requires(name) or ()]
    except metadata.PackageNotFoundError:
        return frozenset()
    return frozenset(entry for entry in entries if _applies(entry, ("", *extras)))


def closure(requirements: Iterable[Requirement]) -> dict[str, frozenset[str]]:
    """Every library that comes with these, by normalized name, and which libraries each asks for itself."""
    found: dict[str, frozenset[str]] = {}
    waiting = list(requirements)
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if (name, frozenset(requirement.extras)) in seen:
            continue
        seen.add((name, frozenset(requirement.extras)))
        below = needs_of(name, requirement.extras)
        found[name] = found.get(name, frozenset()) | names(below)
        waiting += below
    return found


def _here() -> dict[str, str]:
    return {key: str(value) for key, value in default_environment().items()}


def _applies(requirement: Requirement, extras: tuple[str, ...]) -> bool:
    if requirement.marker is None:
        return True
    places = [{**_here(), **platform, **python, "extra": extra} for platform in _PLATFORMS for python in _PYTHONS for extra in extras]
    return any(requirement.marker.evaluate(place) for place in places)
