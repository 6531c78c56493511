"""Foreign text is printed as text: nothing in it steers a terminal, turns the reading direction or hides."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.catalog import load_catalog
from scanner.facts import read_facts
from scanner.messages import Parser
from scanner.model import ClaimCode, Kind, Origin, RawMessage
from scanner.report.case import case_lines
from scanner.report.cases import case_json
from scanner.report.explain import explanation
from scanner.report.masking import masked, shown
from scanner.report.safe import json_text, visible
from tests.cases.making import case_of, fact

_STEERING = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("plain", "plain"),
        ("藤原 健 様", "藤原 健 様"),
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x1b]8;;http://example.org\x07here", "␛]8;;http://example.org␇here"),
        ("a\r\nb\tc", "a  b c"),
        ("\x9b2J", "<U+009B>2J"),
        ("\u202egnihsihp", "<U+202E>gnihsihp"),
        ("zero\u200bwidth\ufeff", "zero<U+200B>width<U+FEFF>"),
        ("tag\U000e0041", "tag<U+E0041>"),
        ("\ud800", "<U+D800>"),
        ("[bold]markup[/bold] :smile:", "[bold]markup[/bold] :smile:"),
        ("辻\U000e0100", "辻\U000e0100"),
        (None, ""),
    ],
)
def test_what_would_steer_is_shown(text: str | None, seen: str) -> None:
    """Control, escape, bidi and invisible characters appear as signs; everything else stays."""
    assert seen == visible(text)


@given(st.text(st.characters(), max_size=60))
def test_no_text_steers(text: str) -> None:
    """Whatever a mail holds, what is printed has no control, format or surrogate character left but the variation selectors."""
    left = {c for c in visible(text) if unicodedata.category(c) in _STEERING}
    assert all(ord(c) in range(0x180, 0x1FFFF) and not 0x200B <= ord(c) <= 0x206F for c in left)
    assert "\n" not in visible(text) and "\x1b" not in visible(text)
    visible(text).encode("utf-8")


@given(
    st.recursive(
        st.text(max_size=20) | st.integers() | st.none(), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    )
)
def test_json_loses_nothing_and_steers_nothing(document: object) -> None:
    """A program reads back exactly what was written; a terminal gets no control character."""
    text = json_text(document, indent=1)
    assert document == json.loads(text)
    assert not [c for c in text if c != "\n" and unicodedata.category(c) == "Cc"]
    assert not set(text) & set("\u202e\u2066\u200b\u2028")


CODE = ClaimCode("XQ7K-4TBN9C-WD3F")


@pytest.mark.parametrize("form", ["XQ7K-4TBN9C-WD3F", "xq7k-4tbn9c-wd3f", "XQ7K4TBN9CWD3F", "XQ7K 4TBN9C WD3F", "xq7k4tbn9cwd3f"])
def test_a_known_code_is_masked_in_every_spelling(form: str) -> None:
    """Subjects and notes are somebody else's words, and may hold a code whole."""
    told = masked(f"your code: {form}!", [CODE])
    assert "4TBN9C" not in told.upper()
    assert told.startswith("your code: XQ7K-")


def test_an_unknown_code_is_masked_by_its_shape() -> None:
    """Where nobody told which codes there are, the shape is enough."""
    assert "code XQ7K-******-**** here" == shown("code XQ7K-4TBN9C-WD3F here")
    assert "order 250-1234567-1234567" == shown("order 250-1234567-1234567")


@pytest.mark.parametrize("form", [CODE.reveal(), CODE.reveal().replace("-", ""), CODE.reveal().lower()])
def test_no_field_of_a_case_holds_its_code(form: str) -> None:
    """A giver's name, a recipient and a serial number are the mail's words too; neither JSON nor the case in words shows the code in one."""
    case = case_of(fact(Kind.GIFT_CARD_RECEIVED, code=CODE.reveal(), giver=form, serial=form, order=form, to=f"{form}@example.org", name=form))
    told = json_text(case_json(case, bytes(32))) + "\n".join(case_lines(case, lambda _: [], ()))
    assert "XQ7K-******-****" in told
    assert not any(part in told.upper() for part in ("4TBN9C", "WD3F"))


def test_no_field_of_a_message_holds_its_code() -> None:
    """Nor does what is told of one message, its identifier and the address that the card went to included."""
    whole = CODE.reveal()
    mail = f"""\
From: Amazon <gc-orders@gc.email.amazon.com>
Message-ID: <{whole}@mail.example>
Subject: A gift card

Ann sent you an Amazon gift card.
Claim code: {whole}
To: {whole.replace("-", "")}@example.org
"""
    message = Parser(load_catalog()).parse(RawMessage(Origin("test", ""), mail.encode()))
    recognition, facts = read_facts(message, load_catalog())
    assert [CODE] == [f.code for f in facts]
    told = json_text(explanation(message, recognition, facts, bytes(32)))
    assert "XQ7K-******-****" in told
    assert not any(part in told.upper() for part in ("4TBN9C", "WD3F"))
