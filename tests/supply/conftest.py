"""One build for all tests that look at what was built."""

from __future__ import annotations

import pytest

from tests.supply.builds import Built, build, copy_to, tracked


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Wheel and sdist of what git keeps."""
    return build(copy_to(tmp_path_factory.mktemp("built"), tracked()))
