"""Every template with every combination of missing facts reads as if it had been written for just that case."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from babel.numbers import format_currency, format_decimal

from scanner.drafts import Searched, draft_for
from scanner.drafts.claims import Claim
from scanner.drafts.compose import TEMPLATES
from scanner.drafts.letter import home_of
from scanner.drafts.words import languages, words_of
from scanner.model import Channel, Route, Told
from tests.drafts.making import CATALOG, ORDER, ROADS, SEARCHED, case

# What may be missing, alone or together. Each is a field of Case, or an argument of `case`.
OPTIONAL = {"amount": None, "order_id": None, "recipient": None, "marketplace": None, "ordered_on": None, "dated": False}
PRESENT = ({}, {"corrected_recipient": "ann@example.org"}, {"serial": "9876543210987654", "due_on": date(2026, 3, 9), "holes": ("Archive",)})
_UP = "A-ZÀ-ÖØ-ÞĄĆĘŁŃŚŹŻĞİŞĚŠČŘŽ"
SHARES = 5
FLAWS = {
    "a blank that says None": r"None|undefined|\{\{|\{%|%\}",
    "two spaces": r"\S[ 　]{2,}",
    "a space at an end of a line": r"(?m)[ 　]$|^[ 　]",
    "two blank lines": r"\n\n\n",
    "empty brackets": r"\(\s*\)|（\s*）|「」|“”|\"\"|【】",
    "a space before a mark": r" [,.;:?!)、。]|[(（] ",
    "two marks": r",,|(?<!\.)\.\.(?!\.)|、、|。。|、。|,\.|\. ,|：：|: :",
    "a label without a value": r"(?m)(?:^|\n)[^\n]{1,40}[:：]$(?!\n\n|\n[-・\d])",
    "a bullet without a word": r"(?m)^[-・]\s*$|^\d+\.\s*$",
    "a heading without a text": rf"(?m)^(?:【[^】\n]*】|[{_UP}][{_UP} :,'’\-]{{6,}})\n*(?=^(?:【|[{_UP}][{_UP} :,'’\-]{{6,}}$)|\Z)",
    "a sentence that begins with a particle or a mark": r"(?m)^[、。にはがをでの宛]|^[,.;:]",
    "a sentence without an end": r"(?m)^[A-Z][^\n]*[a-z],? and$|[をにが]。",
}


def flaws_of(text: str) -> list[str]:
    """What a reader would stumble over."""
    return [name for name, pattern in FLAWS.items() if re.search(pattern, text)]


def texts(road: str, language: str, channel: Channel, told: tuple[Told, ...], **values: object) -> str:
    """Subject and body of a draft."""
    owner = str(values.pop("owner_name", ""))
    searched = values.pop("searched", SEARCHED)
    assert isinstance(searched, Searched)
    draft = draft_for(case(road, told=told, **values), CATALOG, searched, language=language, channel=channel, owner_name=owner)  # type: ignore[arg-type]
    assert draft is not None
    return f"{draft.subject}\n\n{draft.body}"


# The shop that speaks a language first.
HOMES = {tag: home.domain for tag in languages() if (home := home_of(tag, CATALOG))}
VARIANTS = [
    (road, language, channel)
    for road, values in ROADS.items()
    for language in languages()
    for route, channel in TEMPLATES
    if route is values["route"]
]  # fmt: skip


@pytest.mark.parametrize(("road", "language", "channel"), VARIANTS)
def test_no_combination_of_missing_facts_leaves_a_gap(road: str, language: str, channel: Channel) -> None:
    """No blank, double space, orphan line, empty bracket or "None", whatever is unknown."""
    tellings = [(), (Told.DELETED,)] if road.endswith(("lost", "lost-own", "given-lost")) else [(), (Told.NOT_RECEIVED,)]
    optional = {**OPTIONAL, "issuer_name" if road.startswith("company") else "giver": None}
    # The language decides which share of all combinations is tried; over all languages none is left out.
    first = languages().index(language) % SHARES
    for missing in [*product((False, True), repeat=len(optional))][first::SHARES]:
        values = {name: empty for (name, empty), gone in zip(optional.items(), missing, strict=True) if gone}
        told = tellings[sum(missing) % 2]
        text = texts(road, language, channel, told, **values, **PRESENT[sum(missing) % len(PRESENT)])
        assert [] == flaws_of(text), text


@pytest.mark.parametrize(("road", "language", "channel"), VARIANTS)
def test_the_facts_that_are_known_are_told(road: str, language: str, channel: Channel) -> None:
    """Order number, amount, the recipient's address and a day stand in every draft that has them."""
    text = texts(road, language, channel, (), owner_name="Alex Rowe")
    amount = format_currency(Decimal("75.00"), "USD", locale=language)
    if channel is Channel.MESSAGE:  # a short text: the order says the rest
        assert ORDER in text and amount in text and "ann@example.net" in text
        return
    for wanted in (ORDER, amount, "ann@example.net", "2026"):
        assert wanted in text, text
    if channel is Channel.EMAIL:
        assert "Alex Rowe" in text and ("Alder Panel" if road.startswith("company") else "Dana North") in text


@pytest.mark.parametrize("language", languages())
def test_what_was_searched_is_told_where_absence_decides(language: str) -> None:
    """Folders, number and day stand where the draft rests on something not being there; holes are admitted."""
    text = texts("given-lost", language, Channel.EMAIL, ())
    number = format_decimal(1204, locale=language)
    assert number in text and "Archive" in text
    assert number not in texts("bounced", language, Channel.CHAT, ())
    assert "Spam" in texts("given-lost", language, Channel.EMAIL, (), holes=("Spam",))
    assert [] == flaws_of(texts("given-lost", language, Channel.EMAIL, (), searched=Searched((), 0, date(2026, 6, 1))))
    assert [] == flaws_of(texts("given-lost", language, Channel.EMAIL, (), searched=Searched((), 1, date(2026, 6, 1)), holes=("A", "B")))
    many = Searched(tuple(f"Folder {chr(65 + i)}" for i in range(20)), 9, date(2026, 6, 1))
    assert "Folder F" in texts("given-lost", language, Channel.EMAIL, (), searched=many)
    assert "Folder G" not in texts("given-lost", language, Channel.EMAIL, (), searched=many)


@pytest.mark.parametrize("language", languages())
def test_only_the_owner_says_that_it_was_deleted(language: str) -> None:
    """Without the owner's word the mail "is no longer in my mailbox"."""
    claims = words_of(language).claims
    for road in ("given-lost", "lost-own", "company-lost", "refund-lost"):
        channel = Channel.EMAIL if road in ("given-lost", "company-lost") else Channel.CHAT
        assert Claim.DELETED not in claims.made(texts(road, language, channel, ()))
        assert Claim.DELETED in claims.made(texts(road, language, channel, (Told.DELETED,)))


@pytest.mark.parametrize("language", languages())
def test_what_never_came_is_said_only_of_it(language: str) -> None:
    """A draft says that a card never came where its outcome does, and the check would find it anywhere else."""
    claims = words_of(language).claims
    for road, told in (("never-own", ()), ("never", (Told.NOT_RECEIVED,)), ("amazons-own-never", ()), ("posted-never", (Told.NOT_RECEIVED,))):
        assert Claim.NEVER in claims.made(texts(road, language, Channel.CHAT, told))
    for road in ("lost-own", "refund-lost", "amazons-own-lost", "posted-lost", "counter-lost"):
        assert Claim.NEVER not in claims.made(texts(road, language, Channel.CHAT, ()))


@pytest.mark.parametrize("language", languages())
def test_the_buyer_is_sent_to_your_orders_first(language: str) -> None:
    """Self-service stands before customer service, and the day on which the steps were known is told."""
    text = texts("bounced", language, Channel.CHAT, (), marketplace=(home := HOMES[language]))
    contact = CATALOG.marketplaces[home].contacts[language]
    assert -1 < text.find(contact.resend[-1]) < text.find(contact.support[-1]) < text.find("2026", text.find(contact.support[-1]))


@pytest.mark.parametrize("language", languages())
def test_the_steps_are_in_the_letters_language(language: str) -> None:
    """A shop without steps in it is asked as the shop that speaks it, under its own name."""
    text = texts("bounced", language, Channel.CHAT, (), marketplace="amazon.com")
    contact = CATALOG.marketplaces[HOMES[language]].contacts[language]
    assert contact.resend[-1].replace(HOMES[language], "amazon.com").replace(HOMES[language].capitalize(), "Amazon.com") in text or language in ("en", "ja")
    assert HOMES[language].casefold() + " " not in text.casefold() or language == "en"


@pytest.mark.parametrize("language", languages())
def test_a_corrected_address_is_proposed_and_asked_about(language: str) -> None:
    """The typo, what was probably meant, and a question to the owner."""
    text = texts("bounced", language, Channel.CHAT, (), recipient="ann@gmial.com", corrected_recipient="ann@gmail.com")
    assert re.search(r"(?m)^.*ann@gmial\.com.*ann@gmail\.com.*(?:\?|ありませんか)", text), text


@pytest.mark.parametrize("language", languages())
def test_of_a_number_only_the_end_is_told(language: str) -> None:
    """A card by text message: the last four digits, and no more, in every draft."""
    for channel in (Channel.CHAT, Channel.PHONE):
        text = texts("bounced", language, channel, (), recipient="+1 202-555-0147")
        assert "0147" in text and "555" not in text


def test_a_serial_number_that_looks_like_a_code_is_left_out() -> None:
    """Some card IDs have the very shape of a claim code; nobody can tell, so it stays out."""
    assert "A2GCN9BRX5QS76" not in texts("counter-lost", "en", Channel.CHAT, (), serial="A2GCN9BRX5QS76")
    assert "9876543210987654" in texts("counter-lost", "en", Channel.CHAT, (), serial="9876543210987654")


def test_another_language_gets_english() -> None:
    """A case in a language without letters of ours is asked about in English."""
    draft = draft_for(case("bounced", language="fi"), CATALOG, SEARCHED)
    assert draft is not None
    assert "en" == draft.language


def test_a_language_without_letters_has_the_owners_own_below() -> None:
    """English for whom it goes to, the owner's language for the owner; nothing twice, and on wish under any draft."""
    for language, reader, bilingual, expected in (
        ("fi", "ja", False, ("en", "ja")),
        ("fi", "en", False, ("en",)),
        ("ja", "en", False, ("ja",)),
        ("ja", "en", True, ("ja", "en")),
        ("ja", "ja", True, ("ja",)),
    ):
        draft = draft_for(case("given-lost", language=language), CATALOG, SEARCHED, reader=reader, bilingual=bilingual)
        assert draft is not None
        alone = [draft_for(case("given-lost", language=tag), CATALOG, SEARCHED) for tag in expected]
        assert draft.body == "\n* * *\n\n".join(d.body for d in alone if d)
        assert draft.language == expected[0]


def test_a_text_for_a_phone_is_short() -> None:
    """What is pasted into a chat with a friend fits its screen."""
    for told in ((), (Told.DELETED,)):
        for language in languages():
            assert len(texts("given-lost", language, Channel.MESSAGE, told)) < (300 if language == "ja" else 650)


PASTED = [(road, language) for road, language, channel in VARIANTS if channel is Channel.CHAT]


@pytest.mark.parametrize(("road", "language"), PASTED)
def test_a_text_to_paste_fits_a_chat(road: str, language: str) -> None:
    """What stands below the last heading is pasted as a whole: a few hundred characters, whatever is known."""
    text = texts(road, language, Channel.CHAT, (Told.NOT_RECEIVED,), holes=("Archive",), serial="9876543210987654", corrected_recipient="ann@example.org")
    pasted = re.split(rf"(?m)^(?:【[^】\n]*】|[{_UP}][{_UP} :,'’\-]{{6,}})$", text)[-1]
    assert ORDER in pasted and 100 < len(pasted) < 1000


def test_every_template_is_reached() -> None:
    """No template lies about unused."""
    from importlib import resources

    for tag in languages():
        names = {p.name.removesuffix(".j2") for p in (resources.files("scanner.drafts") / "templates" / tag).iterdir()}
        assert names - {"words.toml"} == {*TEMPLATES.values(), "counter.chat"}
    assert {Route.ASK_GIVER, Route.ASK_ISSUER, Route.RESEND_IN_ORDERS, Route.AMAZON_SUPPORT} == {route for route, _ in TEMPLATES}
