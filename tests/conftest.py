"""Options of the test run."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--golden` writes what golden mails must say; read what it wrote before you believe it."""
    parser.addoption("--golden", choices=("new", "force"), help="write golden files that are missing (new), or all that differ (force)")
