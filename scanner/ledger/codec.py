"""Facts to bytes and back: plain JSON by the types' own declarations, for sealing only (codes stand in it whole)."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar

from scanner.model import ClaimCode, ClaimLink, Fact, ToldCard

T = TypeVar("T", Fact, ToldCard)


def encode_fact(fact: Fact) -> bytes:
    """A fact as bytes. They hold its secrets: seal them at once."""
    return _dumped(fact)


def decode_fact(data: bytes) -> Fact:
    """The fact of `encode_fact`'s bytes; fields that an older version did not write keep their defaults. ValueError for any
    other bytes."""
    return _loaded(Fact, data)


def encode_card(card: ToldCard) -> bytes:
    """A card that the owner told of as bytes."""
    return _dumped(card)


def decode_card(data: bytes) -> ToldCard:
    """The card of `encode_card`'s bytes. ValueError for any other bytes."""
    return _loaded(ToldCard, data)


def _dumped(value: Fact | ToldCard) -> bytes:
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _loaded(kind: type[T], data: bytes) -> T:
    try:
        value = _typed(kind, json.loads(data.decode("utf-8", "surrogatepass")))
    except RecursionError:
        raise ValueError("nested too deep") from None
    assert isinstance(value, kind)
    return value


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int():
            return value
        case Enum():
            return value.value
        case str():
            return value
        case Decimal():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case ClaimCode():
            return value.reveal()
        case ClaimLink():
            return [value.reveal(), value.host]
        case tuple() | list():
            return [_plain(v) for v in value]
    if dataclasses.is_dataclass(value):
        fields = ((f.name, getattr(value, f.name)) for f in dataclasses.fields(value))
        return {name: _plain(v) for name, v in fields if v is not None and v != ()}
    raise TypeError(f"no plain form for {type(value).__name__}")


def _typed(kind: Any, value: Any) -> Any:
    """`value` as the type that a declaration names. ValueError where it is none."""
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        return None if value is None else _typed(next(a for a in typing.get_args(kind) if a is not type(None)), value)
    if origin is tuple:
        inner = typing.get_args(kind)[0]
        return tuple(_typed(inner, v) for v in _plainly(list, value))
    if kind is ClaimCode:
        return ClaimCode(_plainly(str, value))
    if kind is ClaimLink:
        url, host = _plainly(list, value)
        return ClaimLink(_plainly(str, url), _plainly(str, host))
    if dataclasses.is_dataclass(kind):
        return _dataclass(kind, _plainly(dict, value))
    if kind is Decimal:
        return _decimal(_plainly(str, value))
    if kind in (datetime, date):
        return kind.fromisoformat(_plainly(str, value))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    return _plainly(kind, value)


def _plainly(kind: type, value: Any) -> Any:
    """A value that JSON itself gave as this type. ValueError where it did not: true is no number."""
    if type(value) is not kind:
        raise ValueError(f"no {kind.__name__}")
    return value


def _decimal(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError("no decimal number") from None
    if not value.is_finite():
        raise ValueError("no amount of money")
    return value


def _dataclass(kind: Any, value: dict[str, Any]) -> Any:
    hints = _hints(kind)
    known: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        if field.name in value:
            known[field.name] = _typed(hints[field.name], value[field.name])
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            # What is empty is not written.
            known[field.name] = () if typing.get_origin(hints[field.name]) is tuple else _typed(hints[field.name], None)
    return kind(**known)


@lru_cache(maxsize=64)
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)
