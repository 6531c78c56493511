"""Every pattern of ours, and where it stands: those of modules and classes, those written within functions, those made of data."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import scanner

ROOT = Path(scanner.__file__).parent.parent
FUNCTIONS = frozenset({"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"})
_FLAGS_AT = {"compile": 1, "sub": 4, "subn": 4, "split": 3}
_PROGRAM = "scanner.__main__"  # to import it is to run it


def modules() -> list[ModuleType]:
    """Every module of the package."""
    names = [found.name for found in pkgutil.walk_packages(scanner.__path__, "scanner.")]
    return [importlib.import_module(name) for name in names if name != _PROGRAM]


def standing() -> dict[str, re.Pattern[Any]]:
    """The patterns that modules and classes hold, also within tuples and tables, each by its place."""
    found: dict[str, re.Pattern[Any]] = {}
    for module in modules():
        for name, value in vars(module).items():
            if isinstance(value, ModuleType):
                continue
            if isinstance(value, type):
                if value.__module__ == module.__name__:
                    for attribute, held in vars(value).items():
                        _held(f"{module.__name__}:{name}.{attribute}", held, found)
                continue
            _held(f"{module.__name__}:{name}", value, found)
    return found


def _held(place: str, value: object, found: dict[str, re.Pattern[Any]], depth: int = 0) -> None:
    if isinstance(value, re.Pattern):
        found[place] = value
    elif depth < 4 and isinstance(value, (tuple, list, set, frozenset)):
        for at, one in enumerate(value):
            _held(f"{place}[{at}]", one, found, depth + 1)
    elif depth < 4 and isinstance(value, dict):
        for key, one in value.items():
            _held(f"{place}[{key!r}]", one, found, depth + 1)
            _held(f"{place}[{key!r}]", key, found, depth + 1)


class Call:
    """A call of `re` in our code."""

    def __init__(self, path: Path, node: ast.Call, function: str, inside: str) -> None:
        self.node = node
        self.function = function
        self.module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        self.inside = inside
        self.place = f"{self.module}:{inside or '<module>'}"
        self.line = node.lineno

    @property
    def argument(self) -> ast.expr:
        """The pattern as written."""
        return self.node.args[0]

    def pattern(self) -> re.Pattern[Any] | None:
        """The pattern, where it is one literal."""
        if not isinstance(self.argument, ast.Constant):
            return None
        flags: Any = 0
        at = _FLAGS_AT.get(self.function, 2)
        said = self.node.args[at] if len(self.node.args) > at else next((k.value for k in self.node.keywords if k.arg == "flags"), None)
        if said is not None:
            flags = eval(compile(ast.Expression(said), "flags", "eval"), {"re": re})
        literal: Any = self.argument.value
        return re.compile(literal, flags)


def calls() -> Iterator[Call]:
    """Every call of `re` with a pattern, in every file."""
    for path in sorted((ROOT / "scanner").rglob("*.py")):
        yield from _within(path, ast.parse(path.read_text("utf-8")), "")


def _within(path: Path, node: ast.AST, inside: str) -> Iterator[Call]:
    for child in ast.iter_child_nodes(node):
        name = inside
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            name = f"{inside}.{child.name}" if inside else child.name
        if isinstance(child, ast.Call):
            function = child.func
            if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "re" and function.attr in FUNCTIONS:
                yield Call(path, child, function.attr, inside)
        yield from _within(path, child, name)


def written() -> dict[str, re.Pattern[Any]]:
    """The literal patterns of every file, within functions too, each by its place."""
    found: dict[str, re.Pattern[Any]] = {}
    for call in calls():
        pattern = call.pattern()
        if pattern is not None:
            found[f"{call.place}:{call.line}"] = pattern
    return found


def every() -> dict[str, re.Pattern[Any]]:
    """All patterns that stand or are written, each once, by the first place that has it."""
    found: dict[str, re.Pattern[Any]] = {}
    seen: set[tuple[Any, int]] = set()
    for place, pattern in {**standing(), **written()}.items():
        if (pattern.pattern, pattern.flags) not in seen:
            seen.add((pattern.pattern, pattern.flags))
            found[place] = pattern
    return found


def uses() -> dict[str, set[str]]:
    """How each name that may hold a pattern is used, over all files: the methods that are called of it; '' for any other use."""
    found: dict[str, set[str]] = {}
    for path in sorted((ROOT / "scanner").rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        whole = ast.parse(path.read_text("utf-8"))
        home = {a.asname or a.name: n.module or "" for n in ast.walk(whole) if isinstance(n, ast.ImportFrom) for a in n.names}
        held = {id(n.value): n.attr for n in ast.walk(whole) if isinstance(n, ast.Attribute)}
        for node in ast.walk(whole):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                found.setdefault(f"{home.get(node.id, module)}:{node.id}", set()).add(held.get(id(node), ""))
    return found


def used() -> dict[str, frozenset[str]]:
    """How each pattern of `every` is tried: "match", "fullmatch", or, for all else, "finditer", which is the hardest."""
    of_names = uses()
    of_calls = {f"{call.place}:{call.line}": {call.function} for call in calls()}
    found = {}
    for place in every():
        how = of_calls[place] if place in of_calls else of_names.get(place, {""})
        found[place] = frozenset(one if one in ("match", "fullmatch") else "finditer" for one in how)
    return found
