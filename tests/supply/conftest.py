"""One build for all tests that look at what was built, and which tests need what is locked."""

from __future__ import annotations

from importlib import metadata

import pytest
from packaging.markers import Marker

from supply.lock import MAIN, read_lock
from tests.supply.builds import Built, build, copy_to, tracked


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Wheel and sdist of what git keeps."""
    return build(copy_to(tmp_path_factory.mktemp("built"), tracked()))


@pytest.fixture(scope="session")
def locked() -> None:
    """What is installed here is what is locked, so that its own word about needs and licenses is that of what is locked. Skips elsewhere (`make lowest`)."""
    here = [entry for entry in read_lock(MAIN) if not entry.marker or Marker(entry.marker).evaluate()]
    installed = {entry.name: version_of(entry.name) for entry in here}
    other = [f"{name} {installed[name]}" for name, version in {e.name: e.version for e in here}.items() if installed[name] != version]
    if other:
        pytest.skip(f"this environment is not the locked one: {', '.join(other[:3])}")


def version_of(name: str) -> str | None:
    """The version that is installed here, None where there is none."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
