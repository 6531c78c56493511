"""No pattern of ours takes more than its text's length: the steps of each are counted on texts made to make it work."""

from __future__ import annotations

import ast

import pytest

from tests.patterns.attacks import worst
from tests.patterns.collected import Call, calls, every, standing, used, written

PATTERNS = every()
USED = used()


def test_all_patterns_are_looked_at() -> None:
    """Every call of `re` in the program has a pattern that is a literal, is put together of constants and escaped words, or is listed below."""
    assert len(PATTERNS) > 350
    assert set(PATTERNS) <= set(standing()) | set(written())
    made = {call.place for call in calls() if call.pattern() is None and not is_constant(call)}
    assert set(MADE) == made


@pytest.mark.parametrize("place", PATTERNS)
def test_a_pattern_grows_no_faster_than_its_text(place: str) -> None:
    """Pumped through each of its loops and made to fail behind it, at a length, twice and four times as much."""
    assert [] == list(worst(PATTERNS[place], USED[place]))[:1]


# Where patterns are made while the program runs, and of what. test_words.py holds each to it.
MADE = {
    "scanner.catalog.phrases:_compiled": "phrases of the data files: words escaped one by one, gaps bounded",
    "scanner.catalog.things:Things.mark": "words of the data files, escaped letter by letter",
    "scanner.drafts.claims:read_claims": "words of the draft files, escaped",
    "scanner.facts.givers:_words": "words of the data files, escaped",
    "scanner.facts.quotes:mask_known": "letters and digits of a code",
    "scanner.facts.sender:_company_words": "words of the data files, escaped one by one",
    "scanner.facts.shapes.codes:_is_code": "two literals",
    "scanner.facts.topic:_is_for_sender": "words of the sender's name, escaped one by one",
    "scanner.facts.topic:_literals": "names of the data files, escaped one by one",
    "scanner.ledger.salvage:_found": "two literals that its callers hand over",
    "scanner.messages.bounce_words:<module>": "literals that stand in the module, and are looked at there",
    "scanner.messages.envelope:<module>": "names of fields that stand in the module",
    "scanner.messages.foreign:_pattern": "letters of the data files, one set for each, with a set of what may stand between",
    "scanner.messages.literals:ByLetters.__init__": "words of the data files, escaped letter by letter, and patterns that stand in `sieve`",
    "scanner.redaction.finding:_any": "words of the mail, escaped one by one",
    "scanner.redaction.remains:remaining": "what was replaced, escaped",
    "scanner.sources.separators:<module>": "names of fields that stand in the module",
    "scanner.texts:_templates": "our own sentences, escaped",
}


def is_constant(call: Call) -> bool:
    """Whether a pattern is put together of literals, names of constants and `re.escape` alone."""
    return _is_constant(call.argument)


def _is_constant(node: ast.expr) -> bool:
    match node:
        case ast.Constant():
            return True
        case ast.Name(id=name):
            return name.isupper()
        case ast.JoinedStr(values=parts):
            return all(_is_constant(part) for part in parts)
        case ast.FormattedValue(value=value):
            return _is_constant(value)
        case ast.BinOp(left=left, right=right):
            return _is_constant(left) and _is_constant(right)
        case ast.BoolOp(values=parts):
            return all(_is_constant(part) for part in parts)
        case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr="escape")):
            return True
        case ast.Call(func=ast.Attribute(value=glue, attr="join"), args=[ast.GeneratorExp(elt=elt)]):
            return _is_constant(glue) and _is_constant(elt)
        case ast.Call(func=ast.Attribute(value=glue, attr="join"), args=[ast.Call(func=ast.Name(id="map"), args=[mapped, _])]):
            return _is_constant(glue) and ast.unparse(mapped) == "re.escape"
        case _:
            return False
