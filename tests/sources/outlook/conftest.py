"""What the tests of Outlook's files share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import Giftscan


@pytest.fixture
def giftscan(tmp_path: Path) -> Giftscan:
    """The command, in a new home."""
    home = tmp_path / "home"
    home.mkdir()
    return Giftscan(home)
