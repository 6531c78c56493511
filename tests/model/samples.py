"""One value of every type that crosses rooms, filled by the types of its fields."""

from __future__ import annotations

import dataclasses
import types
import typing
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from scanner import model
from scanner.model import ClaimCode, ClaimLink

CODE = "QX7K-ABCDEF-GHJK"
URL = "https://www.amazon.example/g/SECRETTOKEN?claimCode=QX7K-ABCDEF-GHJK"
_PLAIN: dict[type, Any] = {
    str: "text", int: 3, bool: True, bytes: b"bytes", Decimal: Decimal("50.00"), date: date(2024, 2, 29), datetime: datetime(2024, 2, 29, 12, tzinfo=UTC),
    ClaimCode: ClaimCode(CODE), ClaimLink: ClaimLink(URL, "www.amazon.example"),
}  # fmt: skip


def types_of_the_model() -> list[type]:
    """Every dataclass that the model gives."""
    return [value for name in model.__all__ if isinstance(value := getattr(model, name), type) and dataclasses.is_dataclass(value)]


def enums_of_the_model() -> list[type[Enum]]:
    """Every list of words that the model gives."""
    return [value for name in model.__all__ if isinstance(value := getattr(model, name), type) and issubclass(value, Enum)]


def sample(kind: type) -> Any:
    """A value with something in every field."""
    hints = typing.get_type_hints(kind)
    return kind(**{field.name: _filled(hints[field.name]) for field in dataclasses.fields(kind)})


def _filled(hint: Any) -> Any:
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _filled(next(a for a in arguments if a is not type(None)))
    if origin is tuple:
        return tuple(_filled(a) for a in arguments if a is not Ellipsis)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return sample(hint)
    raise AssertionError(f"no sample for {hint}")
