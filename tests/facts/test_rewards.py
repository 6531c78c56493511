"""Rewards of companies that nobody knows: the brand beside an amount, the name with its endings, codes in small letters."""

from __future__ import annotations

import pytest

from tests.facts.mails import compose, read

CODE = "QWZ4-7KPLMX-3HTR"
PANEL = "Panel Zakupowy <nagrody@panel.example>"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Nagroda: Amazon.pl 50 PLN", "50 PLN"),
        ("Nagroda: 50 PLN, Amazon.pl", "50 PLN"),
        ("Nagroda | Amazon.pl 50 PLN", "50 PLN"),
        ("Wymieniłaś 5000 pkt na nagrodę: Amazon.de 20 €", "20 EUR"),
    ],
)
def test_an_amount_may_stand_beside_the_brand(text: str, amount: str) -> None:
    """A row that tells a reward tells the card's brand and its amount, in either order."""
    result = read(compose("Twoja nagroda", f"Dziękujemy za udział w badaniu.\n{text}\nKod: {CODE}", sender=PANEL))
    assert [(CODE, amount)] == [(fact.code and fact.code.reveal(), fact.amount and f"{fact.amount.value} {fact.amount.currency}") for fact in result.facts]


def test_another_service_of_amazons_is_no_card() -> None:
    """A reward of months of Prime is worth nothing as a card."""
    assert read(compose("Your reward", "Thank you.\nReward: Amazon Prime, 3 months\nReference: 4711", sender=PANEL)).recognition.kind is None


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        (PANEL, "Karta podarunkowa do Amazona", "Oto karta podarunkowa do Amazona na 50 zł.\nKod karty: {code}"),
        (PANEL, "Prezent dla Ciebie", "Masz kartę podarunkową, użyjesz jej w Amazonie.\nKwota: 50 zł\nKod karty: {code}"),
        ("Panel <odmena@panel.example>", "Váš poukaz", "Posíláme dárkový poukaz do Amazonu v hodnotě 500 Kč.\nKód poukazu: {code}"),
        ("Panel <odul@panel.example>", "Hediyeniz", "Amazonun hediye kartı sizin.\nTutar: 100 TL\nKod: {code}"),
    ],
)
def test_the_brand_has_the_endings_of_its_language(sender: str, subject: str, text: str) -> None:
    """Where the language puts an ending to a name, Amazon has it too."""
    assert [CODE] == read(compose(subject, text.format(code=CODE), sender=sender)).codes


def test_another_word_of_the_same_letters_is_no_brand() -> None:
    """In French Amazonie is a forest."""
    text = f"Une carte cadeau pour planter un arbre en Amazonie.\nCode : {CODE.lower()}\nMontant : 20 €"
    result = read(compose("Votre arbre", text, sender="Forêt Vive <contact@foret.example>"))
    assert (None, []) == (result.recognition.kind, result.codes)


@pytest.mark.parametrize("code", [CODE, CODE.lower(), CODE.lower().replace("-", " "), "QWZ47KPLMX3HTR"])
@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Din belöning", "Hej,\nhär är ett presentkort på Amazon.se värt 100 kr.\n\nPresentkortskod\n{code}\n\nHälsningar Kalle"),
        ("Tack", "Hej,\nvi bjuder dig på ett presentkort på Amazon.se värt 100 kr.\nSkriv av presentkortskoden\n\n   {code}\n\nså finns pengarna där."),
        ("Danke", "Hallo,\nals Dank ein Gutschein für Amazon.de über 20 €. Der Code lautet {code}.\n\nGruß Kalle"),
        ("Danke", "Hallo,\nals Dank ein Gutschein für Amazon.de über 20 €.\nDer Gutscheincode, den Sie dort eintippen:\n    {code}\n\nGruß Kalle"),
        ("Merci", "Bonjour,\nvoici un chèque-cadeau Amazon.fr de 20 €.\nVotre code :\n\n   {code}\n\nCordialement"),
    ],
)
def test_an_unknown_senders_card_is_not_lost(subject: str, text: str, code: str) -> None:
    """A card's word, Amazon's name and a code beside its label make a card, whoever sends it and however the code is written."""
    result = read(compose(subject, text.format(code=code), sender="Kalle Berg <kalle.berg@bolag.example>"))
    assert [CODE.replace("-", "")] == [found.replace("-", "") for found in result.codes]


def test_a_code_in_a_line_of_its_own_needs_no_label_where_the_mail_is_about_a_card() -> None:
    """Letters and digits in a card's groups are written for nothing else; digits alone are."""
    text = "Hej,\nhär är ditt presentkort på Amazon.se värt 100 kr.\n\n{code}\n\nHälsningar från oss alla"
    sender = "Bostadsringen <enkat@bostadsringen.example>"
    assert [CODE] == read(compose("Tack för dina svar", text.format(code=CODE.lower()), sender=sender)).codes
    assert [] == read(compose("Tack för dina svar", text.format(code="7702-551938-4426"), sender=sender)).codes


@pytest.mark.parametrize("number", ["7702-551908-4416", "7702-55M9K8-44R6", "qwz4-7kplmx-3htr"])
def test_a_members_number_is_no_code(number: str) -> None:
    """A notice of points that lists a card among what they buy hands none over, though the member's number looks like a code."""
    text = (
        "Gösta, dina bonuspoäng förfaller snart\n\nDu har 2 450 poäng. Av dem försvinner 900 den 30 april 2025.\n\n"
        "Byt dem innan dess mot till exempel\n - bonuscheck 50 kr i våra butiker\n - biobiljett\n"
        f" - presentkort på Amazon.se, 100 kr (kostar 2 000 poäng)\n\nMedlemsnummer {number}"
    )
    result = read(compose("900 poäng försvinner den 30 april", text, sender="Matkassen Klubb <medlem@matkassen.example>"))
    assert (None, []) == (result.recognition.kind, result.codes)
