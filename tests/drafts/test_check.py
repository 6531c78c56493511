"""The last look at a draft holds whatever the template was: hostile templates and names get nothing through."""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined

from scanner.drafts import UnfitDraft, compose, draft_for
from scanner.drafts.check import claims_nothing, is_harmless, refuse_if_unfit
from scanner.drafts.letter import plain_name
from scanner.drafts.words import languages
from scanner.model import Case, ClaimCode, Outcome, Told
from tests.cases.making import CODES
from tests.drafts.making import CATALOG, ORDER, ROADS, SEARCHED, case

CODE = CODES[0]
TAGS = languages()


def with_code(road: str = "given-lost", **values: object) -> Case:
    """A case whose mail held a code."""
    plain = case(road, **values)  # type: ignore[arg-type]
    return dataclasses.replace(plain, facts=tuple(dataclasses.replace(f, code=ClaimCode(CODE)) for f in plain.facts))


SECRETS = {
    "the code": f"The code was {CODE}.",
    "the code without hyphens": f"The code was {CODE.replace('-', '')}.",
    "the code in small letters": f"The code was {CODE.lower()}.",
    "the code with blanks": f"The code was {' '.join(CODE.replace('-', ''))}.",
    "the code in full width": "ＱＸ７Ｋ－ＡＢＣＤＥＦ－ＧＨ２Ｋ",
    "the code over two lines": f"{CODE[:8]}\n{CODE[8:]}",
    "the code between zero-width blanks": "\u200b".join(CODE),
    "the code with a long dash": CODE.replace("-", "–"),
    "another code": "The code was ZT4W-8KLMN2-XL9A.",
    "another code in capitals with blanks": "ZT4W 8KLMN2 XL9A",
    "an Indian code": "AS25-NZ1JX-CZCP5",
    "a link": "See https://www.amazon.com/gc/redeem?claimCode=x",
    "a link without a scheme": "See www.amazon.com and amzn.example/g/TR4GP4",
    "a link of another scheme": "mailto:somebody@example.net or tel:0312345678",
    "a telephone number": "Call 0120-899-543.",
    "an international number": "Call +1 (202) 555-0147.",
    "a number in full width": "電話：０３－１２３４－５６７８",
    "a number with dots": "Call 202.555.0147 now.",
    "a password": "My password is hunter2.",
    "a password in Japanese": "パスワード：himitsu",
}


@pytest.mark.parametrize("text", SECRETS.values(), ids=SECRETS)
def test_no_secret_gets_through(text: str) -> None:
    """Codes however written, links, telephone numbers and passwords are refused in subject and body."""
    with pytest.raises(UnfitDraft):
        refuse_if_unfit(with_code(), "Subject", text, TAGS)
    with pytest.raises(UnfitDraft):
        refuse_if_unfit(with_code(), text, "Body", TAGS)


def test_the_refusal_does_not_repeat_the_secret() -> None:
    """The error goes to logs; the secret does not."""
    with pytest.raises(UnfitDraft) as refusal:
        refuse_if_unfit(with_code(), "", f"The code was {CODE}.", TAGS)
    assert CODE[:4] not in str(refusal.value)


# By language: sentences that claim something, and honest ones.
SAID = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted((Path(__file__).parent / "claims").glob("*.toml"))}


def said(*what: str) -> list[tuple[str, str]]:
    """Sentences of some sorts with their languages."""
    return [(tag, sentence) for tag, sentences in SAID.items() for name in what for sentence in sentences[name]]


def test_each_language_of_letters_has_its_sentences() -> None:
    """A language whose claims nobody tried would let them through."""
    assert tuple(SAID) == languages()
    assert all(len(sentences[name]) >= 5 for sentences in SAID.values() for name in ("never", "deleted", "unused", "honest"))


@pytest.mark.parametrize(("tag", "claim"), said("never"))
def test_never_arrived_needs_a_bounce_or_a_missed_day(tag: str, claim: str) -> None:
    """Of a lost card nobody says that it never came; of one that bounced or never came anybody may."""
    for road, values in ROADS.items():
        allowed = values["outcome"] in (Outcome.NEVER_DELIVERED, Outcome.BOUNCED)
        if allowed:
            refuse_if_unfit(case(road), "", claim, (tag,))
        else:
            with pytest.raises(UnfitDraft):
                refuse_if_unfit(case(road), "", claim, (tag,))


@pytest.mark.parametrize(("tag", "claim"), said("deleted"))
def test_i_deleted_it_needs_the_owners_word(tag: str, claim: str) -> None:
    """Only a statement of the owner's lets a draft say so; another statement does not."""
    refuse_if_unfit(case("given-lost", told=(Told.DELETED,)), "", claim, (tag,))
    for told in ((), (Told.NOT_RECEIVED,), (Told.ASKED,)):
        with pytest.raises(UnfitDraft):
            refuse_if_unfit(case("given-lost", told=told), "", claim, (tag,))


@pytest.mark.parametrize(("tag", "claim"), said("unused"))
def test_nobody_says_that_it_was_not_used(tag: str, claim: str) -> None:
    """Mail cannot show it, so no draft claims it, whatever the outcome."""
    for road in ROADS:
        with pytest.raises(UnfitDraft):
            refuse_if_unfit(case(road), "", claim, (tag,))


@pytest.mark.parametrize(("tag", "text"), [*said("honest"), ("en", f"Order number: {ORDER}")])
def test_an_honest_word_is_let_through(tag: str, text: str) -> None:
    """What every draft must be able to say is not mistaken for a secret or a claim."""
    refuse_if_unfit(case("given-lost"), text, text, (tag,))


def test_a_serial_number_of_the_case_is_no_telephone_number() -> None:
    """Support asks for the serial number; a stranger's row of digits stays out."""
    refuse_if_unfit(case("counter-lost", serial="9876543210987654"), "", "Serial number: 9876543210987654", TAGS)
    with pytest.raises(UnfitDraft):
        refuse_if_unfit(case("counter-lost", serial="9876543210987654"), "", "Number: 1234567890123456", TAGS)


def test_a_day_before_a_number_of_messages_is_no_telephone_number() -> None:
    """Languages that group digits by blanks would have it so; a real number stays one."""
    refuse_if_unfit(case("given-lost"), "", "5 maja 2026 (1\u00a0204 wiadomości)", ("en",))
    with pytest.raises(UnfitDraft):
        refuse_if_unfit(case("given-lost"), "", "call 2026 1204 55 now", ("en",))


@pytest.mark.parametrize("template", ["{{ secret }}", "x\n---\n{{ secret }}", "{{ secret }}\n---\nx"])
def test_a_hostile_template_is_refused(template: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a template says, in whatever language, the finished text is looked at."""
    for tag, secret in (*(("en", secret) for secret in SECRETS.values()), *said("never", "deleted", "unused")):
        hostile = template.replace("{{ secret }}", secret)
        environment = Environment(loader=DictLoader({f"{tag}/giver.email.j2": hostile}), undefined=StrictUndefined, autoescape=False)
        monkeypatch.setattr(compose, "_environment", lambda environment=environment: environment)
        with pytest.raises(UnfitDraft):
            draft_for(with_code(), CATALOG, SEARCHED, language=tag)


NAMES = {
    "a link": "Dana https://evil.example/x",
    "a host": "www.evil.example",
    "a number": "Dana 0120-899-543",
    "a code": f"Dana {CODE}",
    "a password": "password: hunter2",
    "a claim": "I deleted it",
    "another claim": "It never arrived",
    "line ends": "Dana\r\nBcc: thief@evil.example",
    "a bidi override": "Dana \u202egnp.exe",
    "an escape": "Dana \x1b[2J",
    "template marks": "{{ 7*7 }}{% include 'x' %}",
    "nothing but marks": "!!!",
    "a very long name": "Dana " * 40,
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize("road", ["given-lost", "company-lost", "bounced", "counter-lost"])
def test_a_hostile_name_does_no_harm(name: str, road: str) -> None:
    """Giver, company, subject, folder and recipient out of mail: the draft is written all the same, without the harm."""
    hostile = with_code(road, giver=name, issuer_name=name, subject=name, recipient=name, holes=(name,), serial=name)
    draft = draft_for(hostile, CATALOG, dataclasses.replace(SEARCHED, folders=(name, "INBOX")), owner_name=name)
    assert draft is not None
    text = f"{draft.subject}\n{draft.body}"
    for harm in ("https:", "www.", "0120", CODE, "hunter2", "I deleted", "never arrived", "\r", "\u202e", "\x1b", "49"):
        assert harm not in text.replace("$75.00", ""), text
    assert "\n" not in draft.subject


def test_a_name_is_a_name() -> None:
    """Plain names pass as they are, blanks folded; what is no name is left out."""
    assert "Okonkwo & Daughters Bakery" == plain_name("Okonkwo  & Daughters\u3000Bakery")
    assert "佐伯 みどり" == plain_name("佐伯 みどり")
    assert None is plain_name("") is plain_name(None) is plain_name("1234") is plain_name("a@example.net") is plain_name("...")


def test_what_is_harmless_and_what_claims_nothing() -> None:
    """The two sieves that values out of mail pass before a template sees them."""
    assert is_harmless("Ben Stone") and not is_harmless(CODE) and not is_harmless("line\nline") and not is_harmless("tel 03-1234-5678")
    assert claims_nothing("Reward order BP-77190") and not claims_nothing("Your reward was not delivered") and not claims_nothing("未着のお知らせ")


def test_if_even_the_bare_draft_is_unfit_it_is_refused() -> None:
    """Rather no draft than one that breaks the rules: here the owner's order number is no order number."""
    with pytest.raises(UnfitDraft):
        draft_for(case("bounced", order_id=CODE), CATALOG, SEARCHED)
