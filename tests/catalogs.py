"""Our texts as they stand in the code, and the catalogs that translate them. `python -m tests.catalogs` takes them anew.

There are two sorts: texts that are said through `_` and `ngettext`, and sentences that rooms without a language raise or
note in plain English (errors, hints, whatever is called `why`). The latter stand in the catalogs under the context `told`.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from scanner import errors
from scanner.texts import DOMAIN, FOLDER, LANGUAGES, TOLD

ROOT = FOLDER.parent
HEADER = "# The texts of giftscan.\n# `make texts` takes the English ones from the code; the translations are kept.\n#"
_EPOCH = datetime(2026, 11, 24, tzinfo=UTC)  # the file's date says nothing, so it never changes
# A contributor's faults, told in English: they name a data file of ours and a key.
_UNTOLD = {"CatalogError"}

# What the argument parser says in its own words (Python 3.11 and later).
_ARGPARSE = (
    "the following arguments are required: {names}",
    "unrecognized arguments: {words}",
    "argument {name}: expected one argument",
    "argument {name}: expected at least one argument",
    "argument {name}: invalid choice: {word} (choose from {choices})",
    "argument {name}: not allowed with argument {other}",
    "argument {name}: ignored explicit argument {word}",
)


@dataclass(frozen=True)
class Text:
    """One text: its context, its English in one or two numbers, and where it stands."""

    context: str | None
    one: str
    many: str | None
    place: str = field(compare=False)
    passed: frozenset[str] = field(compare=False, default=frozenset())  # the fields that the call fills in

    @property
    def id(self) -> str | tuple[str, str]:
        """The text as a catalog's message id."""
        return (self.one, self.many) if self.many is not None else self.one


def fields_of(text: str) -> frozenset[str]:
    """The placeholders of a text, with their format."""
    return frozenset(re.findall(r"\{([^{}]+)\}", text))


@lru_cache(maxsize=1)
def modules() -> tuple[tuple[str, ast.Module], ...]:
    """All our modules, parsed."""
    return tuple((str(path.relative_to(ROOT.parent)), ast.parse(path.read_text("utf-8"))) for path in sorted(ROOT.rglob("*.py")))


def said() -> Iterator[Text]:
    """The texts that go through `_` and `ngettext`. A call that no catalog can know is an error."""
    for place, module in modules():
        if place == "scanner/texts.py":
            continue
        for node in ast.walk(module):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in ("_", "ngettext"):
                continue
            count = 1 if node.func.id == "_" else 2
            words = [arg.value for arg in node.args[:count] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            assert len(words) == count, f"{place}:{node.lineno}: not a text by itself"
            passed = {str(keyword.arg) for keyword in node.keywords} | ({"count"} if count == 2 else set())
            yield Text(None, words[0], words[1] if count == 2 else None, place, frozenset(passed))


def told() -> Iterator[Text]:
    """The sentences that are raised or noted in plain English: errors, their hints, and every `why`."""
    positions = _positions()
    for place, module in modules():
        for function in [n for n in ast.walk(module) if isinstance(n, ast.FunctionDef)] + [module]:
            variables = _variables(function)
            for node in ast.walk(function):
                if isinstance(node, ast.Call):
                    for value in _sentences(node, positions):
                        for template in _templates(value, variables):
                            yield Text(TOLD, template, None, place)
    for sentence in _ARGPARSE:
        yield Text(TOLD, sentence, None, "argparse")
    for path in sorted((ROOT / "catalog" / "data" / "providers").glob("*.toml")):
        if hint := tomllib.loads(path.read_text("utf-8")).get("login_hint"):
            yield Text(TOLD, hint, None, str(path.relative_to(ROOT.parent)))


def _positions() -> dict[str, int]:
    """By the name of a function or class, which argument is a sentence for a person."""
    found = {name: 0 for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
    found |= {"ConfigError": 2, "UnfitDraft": 0}
    for _place, module in modules():
        for node in ast.walk(module):
            if isinstance(node, ast.FunctionDef):
                names = [a.arg for a in node.args.args if a.arg != "self"]
                if "why" in names:
                    found[node.name] = names.index("why")
                elif node.name == "_fail" and "what" in names:
                    found[node.name] = names.index("what")
            elif isinstance(node, ast.ClassDef):
                names = [n.target.id for n in node.body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)]
                if "why" in names:
                    found[node.name] = names.index("why")
    return {name: at for name, at in found.items() if name not in _UNTOLD}


def _sentences(call: ast.Call, positions: dict[str, int]) -> list[ast.expr]:
    name = call.func.id if isinstance(call.func, ast.Name) else call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if name not in positions:
        return []
    found = [call.args[positions[name]]] if len(call.args) > positions[name] else []
    return found + [keyword.value for keyword in call.keywords if keyword.arg in ("hint", "why")]


def _variables(function: ast.FunctionDef | ast.Module) -> dict[str, ast.expr]:
    """The texts that a function gives a name."""
    if isinstance(function, ast.Module):
        return {}
    return {target.id: node.value for node in ast.walk(function) if isinstance(node, ast.Assign) for target in node.targets if isinstance(target, ast.Name)}


def _templates(value: ast.expr, variables: dict[str, ast.expr]) -> list[str]:
    """The templates that an expression can become; none where its words come from elsewhere."""
    match value:
        case ast.Constant(value=str(text)):
            return [text] if text else []
        case ast.JoinedStr():
            return [_template(value)]
        case ast.IfExp(body=one, orelse=other):
            return _templates(one, variables) + _templates(other, variables)
        case ast.BoolOp(values=values):
            return [template for v in values for template in _templates(v, variables)]
        case ast.Name(id=name) if name in variables and not isinstance(variables[name], ast.Name):
            return _templates(variables[name], {})
    return []


def _template(joined: ast.JoinedStr) -> str:
    """An f-string as a text with named fields."""
    text = ""
    names: dict[str, str] = {}
    for part in joined.values:
        if isinstance(part, ast.Constant):
            text += str(part.value)
        elif isinstance(part, ast.FormattedValue):
            code = ast.unparse(part.value)
            if code not in names:
                name = _name(part.value)
                names[code] = name if name not in names.values() else f"{name}{len(names)}"
            text += f"{{{names[code]}}}"
    return text if re.search(r"[a-z]{3}", re.sub(r"\{\w+\}", "", text)) else ""


def _name(value: ast.expr) -> str:
    match value:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.lower().strip("_")
        case ast.BinOp(left=inner) | ast.Subscript(value=inner):
            return _name(inner)
        case ast.BoolOp(values=values):
            return _name(values[-1])
        case ast.Call(func=ast.Name(id="type")):
            return "kind"
        case ast.Call(func=ast.Attribute(attr="join")):
            return "names"
        case ast.Call(func=ast.Attribute(attr=name)) | ast.Call(func=ast.Name(id=name)):
            return name.lower().strip("_")
    return "value"


@lru_cache(maxsize=1)
def texts() -> dict[tuple[str | None, str], Text]:
    """All texts, each once, by context and English."""
    found: dict[tuple[str | None, str], Text] = {}
    for text in (*said(), *told()):
        if text.one:
            known = found.setdefault((text.context, text.one), text)
            assert known.many is None or text.many is None or known.many == text.many, f"two plurals: {text.one}"
    return found


def po_file(language: str) -> Path:
    """The catalog of a language as its translator edits it."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read_catalog(language: str) -> Catalog:
    """A catalog."""
    with po_file(language).open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def rewrite(language: str) -> None:
    """Take the texts anew from the code into a catalog, keep its translations, and compile it."""
    path = po_file(language)
    old = read_catalog(language) if path.exists() else Catalog(locale=language)
    new = Catalog(locale=language, domain=DOMAIN, project="giftscan", charset="utf-8", version="1", msgid_bugs_address="", header_comment=HEADER, fuzzy=False)
    new.creation_date = new.revision_date = _EPOCH
    new.last_translator, new.language_team = "giftscan", f"{language}"
    for text in texts().values():
        known = old.get(text.id, context=text.context)
        new.add(text.id, known.string if known else "", locations=[(text.place, 0)], context=text.context)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, new, width=0, sort_by_file=True, include_lineno=False)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, read_catalog(language))


if __name__ == "__main__":
    for tag in LANGUAGES:
        rewrite(tag)
