"""Reading a table strictly: what is asked for is given or refused by its name, and what nobody asked for is refused too."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.catalog.reading import Table
from scanner.errors import CatalogError

QUICK = settings(max_examples=100, derandomize=True, deadline=None)
WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12)
KEYS = st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True)
READERS: dict[type, str] = {str: "text", int: "number", bool: "flag", date: "day", list: "texts", dict: "table"}
VALUES = st.one_of(
    WORDS, st.integers(-(2**63), 2**63 - 1), st.booleans(), st.dates(date(1, 1, 1)), st.lists(WORDS, max_size=4),
    st.dictionaries(KEYS, WORDS, max_size=3),
)  # fmt: skip
TABLES = st.dictionaries(KEYS, VALUES, min_size=1, max_size=6)


def toml(values: dict[str, Any]) -> bytes:
    """A table as TOML, its inner tables inline."""
    return "".join(f"{key} = {_value(value)}\n" for key, value in values.items()).encode()


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + "}"
    return value.isoformat() if isinstance(value, date) else str(value)


def take(table: Table, key: str, kind: type) -> Any:
    """Ask a table for a value of a type, and close it if it is a table."""
    value = getattr(table, READERS[kind])(key)
    if isinstance(value, Table):
        inner = {name: value.text(name) for name in list(value.keys())}
        value.close()
        return inner
    return list(value) if kind is list else value


@QUICK
@given(TABLES)
def test_what_is_asked_for_is_given(values: dict[str, Any]) -> None:
    """Every value comes out as it went in, and a table from which all was taken can be closed."""
    table = Table.parse("f.toml", toml(values))
    assert values == {key: take(table, key, type(value)) for key, value in values.items()}
    table.close()


@QUICK
@given(TABLES, st.data())
def test_what_nobody_asked_for_is_refused(values: dict[str, Any], data: st.DataObject) -> None:
    """One key left over is an error with its name."""
    left = data.draw(st.sampled_from(sorted(values)))
    table = Table.parse("f.toml", toml(values))
    for key, value in values.items():
        if key != left:
            take(table, key, type(value))
    with pytest.raises(CatalogError) as told:
        table.close()
    assert ("f.toml", left) == (told.value.file, told.value.key)
    assert "unknown key" in str(told.value)


@QUICK
@given(TABLES, st.data())
def test_another_type_is_refused(values: dict[str, Any], data: st.DataObject) -> None:
    """A value of another type is an error with the key's whole name, never one of Python's."""
    key = data.draw(st.sampled_from(sorted(values)))
    kind = data.draw(st.sampled_from([kind for kind in READERS if kind is not type(values[key])]))
    table = Table.parse("f.toml", b"[outer]\n" + toml(values)).table("outer")
    with pytest.raises(CatalogError) as told:
        take(table, key, kind)
    assert f"outer.{key}" == told.value.key
    assert "is not" in str(told.value)


@QUICK
@given(TABLES, KEYS, st.sampled_from(sorted(READERS.values())))
def test_what_is_missing_is_refused_or_has_its_default(values: dict[str, Any], key: str, reader: str) -> None:
    """Without a default a missing key is an error, with one it is that."""
    values.pop(key, None)
    table = Table.parse("f.toml", toml(values))
    with pytest.raises(CatalogError, match="missing"):
        getattr(table, reader)(key)
    if reader == "table":
        assert [] == list(table.table(key, required=False).keys())
    else:
        assert getattr(table, reader)(key, None) is None
    assert not table.has(key)
    assert [] == table.tables(key)


@QUICK
@given(st.binary(max_size=80))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    """Whatever a file holds, it is a table or an error that names the file."""
    try:
        table = Table.parse("f.toml", data)
    except CatalogError as error:
        assert "f.toml" == error.file
    else:
        assert isinstance(list(table.keys()), list)


def test_toml_tells_types_apart_that_python_mixes() -> None:
    """true is no number, and a moment is no day."""
    table = Table.parse("f.toml", b"a = true\nb = 2026-11-22T10:00:00\nc = 1\nd = 2026-11-22")
    for key, reader, what in (("a", "number", "a whole number"), ("b", "day", "a date"), ("c", "flag", "true or false"), ("d", "text", "a string")):
        with pytest.raises(CatalogError, match=f"{key}: is not {what}"):
            getattr(table, reader)(key)
    assert isinstance(datetime(2026, 11, 22), date)


@pytest.mark.parametrize("blank", ['""', '" "', '"\\t\\n"', '"\u3000"'])
def test_nothing_is_no_text(blank: str) -> None:
    """A text of blanks is a forgotten one, alone and in a list."""
    table = Table.parse("f.toml", f"a = {blank}\nb = ['x', {blank}]".encode())
    with pytest.raises(CatalogError, match="a: is empty"):
        table.text("a")
    with pytest.raises(CatalogError, match="b: is not a list of non-empty strings"):
        table.texts("b")


def test_a_slip_of_the_pen_is_guessed() -> None:
    """The nearest key that was asked for is proposed; where none is near, none is."""
    table = Table.parse("f.toml", b"[outer]\ncurency = 1\n[other]\nzzz = 1")
    outer, other = table.table("outer"), table.table("other")
    for inner, told in ((outer, "outer.curency: unknown key; did you mean 'currency'?"), (other, "other.zzz: unknown key$")):
        inner.number("currency", None)
        with pytest.raises(CatalogError, match=told.replace(".", r"\.").replace("?", r"\?")):
            inner.close()


def test_tables_in_a_list_are_numbered() -> None:
    """So that the one at fault is found."""
    table = Table.parse("f.toml", b"[[rule]]\nyears = 1\n[[rule]]\nyears = 'x'")
    first, second = table.tables("rule")
    assert 1 == first.number("years")
    with pytest.raises(CatalogError, match=r"rule\[1\]\.years: is not a whole number"):
        second.number("years")
    mixed = Table.parse("f.toml", b"rule = [{a = 1}, 2]")
    with pytest.raises(CatalogError, match="rule: is not a list of tables"):
        mixed.tables("rule")
