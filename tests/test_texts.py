"""Every text a person reads stands in one catalog, in English and Japanese, and nothing else stands there."""

from __future__ import annotations

import argparse
import ast
import gettext
import re
from collections.abc import Iterator

import pytest

from scanner import texts
from scanner.cli.main import build_parser
from scanner.texts import TOLD
from tests.catalogs import Text, fields_of, modules, read_catalog, said
from tests.catalogs import texts as all_texts

JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
# Words of ours that take what they say as an argument: it must come from the catalog.
_SPEAKING = frozenset({"say", "tell", "result", "paragraph", "detail", "ask", "ask_secret", "print"})
_SPEAKING_KEYWORDS = frozenset({"help", "description", "epilog", "title"})


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    """Each test leaves the language as it was."""
    before = texts.language()
    yield
    texts.use(before)


def translations(language: str) -> dict[tuple[str | None, str], tuple[str, ...]]:
    """The translations of a catalog by context and English; one string for each plural form."""
    found = {}
    for message in read_catalog(language):
        if message.id:
            one = message.id if isinstance(message.id, str) else message.id[0]
            strings = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
            assert not message.fuzzy, one
            found[message.context, one] = strings
    return found


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_catalogs_hold_the_texts_of_the_code_and_no_others(language: str) -> None:
    """A text that was added or dropped shows here; `make texts` takes them anew."""
    assert set(all_texts()) == set(translations(language))


def test_every_text_is_translated() -> None:
    """No Japanese text is missing, and each that has words has Japanese words."""
    for (context, one), strings in translations("ja").items():
        assert all(strings), f"untranslated: {context} {one!r}"
        if re.search(r"[a-z]{4}", re.sub(r"\{[^{}]*\}|`[^`]*`|--\w+|giftscan", "", one)):
            assert JAPANESE.search(strings[0]), f"not Japanese: {one!r}"


def test_translations_have_the_fields_of_their_texts() -> None:
    """A field that a translation forgets, renames or invents would fail when it is said."""
    for (_context, one), strings in translations("ja").items():
        text = all_texts()[_context, one]
        for string in strings:
            assert fields_of(text.many or one) == fields_of(string), one


def test_calls_fill_in_the_fields_of_their_texts() -> None:
    """What `_` and `ngettext` are given is what the text asks for, in both numbers."""
    for text in said():
        for form in filter(None, (text.one, text.many)):
            names = {field.partition(":")[0] for field in fields_of(form)}
            assert names | ({"count"} if text.many else set()) == set(text.passed), f"{text.place}: {form!r}"


def test_what_is_compiled_is_what_was_translated() -> None:
    """An old .mo says old words: `make` compiles it from the .po."""
    with (texts.FOLDER / "ja" / "LC_MESSAGES" / f"{texts.DOMAIN}.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for (context, one), strings in translations("ja").items():
        many = all_texts()[context, one].many
        if context:
            assert strings[0] == compiled.pgettext(context, one)
        else:
            assert strings[0] == (compiled.ngettext(one, many, 2) if many else compiled.gettext(one))


def test_nothing_is_said_past_the_catalog() -> None:
    """Whatever is printed, asked or shown in --help comes from `_`, never from a literal with words in it."""
    for place, module in modules():
        if not place.startswith(("scanner/cli/", "scanner/report/")):
            continue
        for node in ast.walk(module):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
            values = list(node.args[:1]) if name in _SPEAKING else []
            values += [keyword.value for keyword in node.keywords if keyword.arg in _SPEAKING_KEYWORDS]
            for value in values:
                assert not re.search(r"[A-Za-z]{3}", _literal(value)), f"{place}:{node.lineno}: {ast.unparse(value)}"


def _literal(value: ast.expr) -> str:
    """The words that an expression says by itself, outside of any call."""
    match value:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return " ".join(_literal(part) for part in parts if isinstance(part, ast.Constant))
        case ast.BinOp(left=left, right=right):
            return f"{_literal(left)} {_literal(right)}"
    return ""


def test_help_is_japanese_throughout() -> None:
    """Every option, argument and verb is explained in Japanese."""
    texts.use("ja")
    parser = build_parser()
    verbs = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    for verb, each in [("", parser), *verbs.choices.items()]:
        for action in each._actions:
            if action is not verbs:
                assert JAPANESE.search(str(action.help)), f"{verb} {action.option_strings or action.dest}"
        assert JAPANESE.search(str(each.description))


@pytest.mark.parametrize("text", [t for t in all_texts().values() if t.context == TOLD], ids=lambda t: t.one)
def test_a_sentence_of_another_room_is_told_in_japanese(text: Text) -> None:
    """A sentence that was raised in English is found by its template, the right one among all, and keeps its values."""
    texts.use("ja")
    values = {field: f"<{field}>" for field in fields_of(text.one)}
    told = texts.retold(text.one.format(**values) if values else text.one)
    assert translations("ja")[TOLD, text.one][0].format(**values) == told
    assert all(value in told for value in values.values())


def test_an_unknown_sentence_stays_as_it_is() -> None:
    """A server's own words are nobody's template."""
    texts.use("ja")
    assert "[ALERT] Mailbox on fire" == texts.retold("[ALERT] Mailbox on fire")
    texts.use("en")
    assert "nested too deep" == texts.retold("nested too deep")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "ja_JP"}, "ja"),
        ({"LC_ALL": "tr_TR.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "fr:ja"}, "ja"),
        ({"LANG": "C", "LANGUAGE": "ja"}, "en"),
    ],
)
def test_the_locale_chooses(environment: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As POSIX and GNU gettext have it; a language that we do not have gives English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language == texts.use()
    assert "ja" == texts.use("ja_JP")
