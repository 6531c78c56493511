"""The tree of errors as its docstring draws it."""

from __future__ import annotations

import re

from scanner import errors
from scanner.errors import GiftscanError, UnreadableMessage


def drawn() -> list[tuple[str, int, int]]:
    """Name, depth and exit code of each error in the drawing."""
    assert errors.__doc__
    lines = re.findall(r"^ {4}([│├└─ ]*)(\w+) +(\d)?", errors.__doc__, re.MULTILINE)
    return [(name, len(branch) // 4, int(code or 2)) for branch, name, code in lines]


def test_the_drawing_is_the_tree() -> None:
    """Every error is drawn, below the one that it is a sort of, with the exit code that it leads to."""
    path: list[str] = []
    for name, depth, code in drawn():
        kind = getattr(errors, name)
        path = [*path[:depth], name]
        if kind is UnreadableMessage:
            assert not issubclass(kind, GiftscanError)
            continue
        assert code == kind.exit_code
        assert kind is GiftscanError or path[-2] == kind.__mro__[1].__name__
    defined = {name for name, value in vars(errors).items() if isinstance(value, type) and value.__module__ == errors.__name__}
    assert defined == {name for name, _, _ in drawn()}


def test_an_error_is_a_sentence_and_what_to_do() -> None:
    """`str` says what is wrong; the hint stands apart."""
    error = GiftscanError("the key is missing", hint="bring it back")
    assert ("the key is missing", "bring it back") == (str(error), error.hint)
    assert "" == GiftscanError("x").hint


def test_errors_of_files_keep_their_parts() -> None:
    """File and key are there for whoever shows them elsewhere."""
    for error in (errors.CatalogError("a.toml", "b.c", "missing"), errors.ConfigError("a.toml", "b.c", "missing")):
        assert ("a.toml: b.c: missing", "a.toml", "b.c") == (str(error), error.file, error.key)
