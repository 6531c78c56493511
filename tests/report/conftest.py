"""Each test of what is shown begins in English, and leaves the language as it found it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from scanner import texts


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    before = texts.language()
    texts.use("en")
    yield
    texts.use(before)
