"""Names of givers: as a label gives them, and as a sentence does."""

from __future__ import annotations

import pytest

from tests.facts.mails import compose, read

CARD = "Claim code: QWZ4-7KPLMX-3HTR\nAmount: $25.00\n"


def giver(subject: str, text: str) -> str | None:
    """The giver of the one card of a mail."""
    [fact] = read(compose(subject, f"{text}\n{CARD}", sender="Amazon.com <gc-orders@gc.email.amazon.com>")).facts
    return fact.giver


@pytest.mark.parametrize(
    "name",
    [
        "Bob", "Rossi S.r.l.", "Norte S.A. de C.V.", "Acme Inc.",
        "d'Artagnan", "l'équipe Dupont", "van der Berg", "de la Cruz", "kit hobbs", "Zlatá Lípa o.s.", "大崎 直人",
    ],
)  # fmt: skip
@pytest.mark.parametrize("layout", ["From: {name}", "From:\n{name}\n"])
def test_a_label_gives_a_name_as_it_is_written(name: str, layout: str) -> None:
    """With the full stop of a company's form, with particles, and in small letters."""
    assert name == giver("You received a gift card", layout.format(name=name))


def test_a_lone_colon_stands_between() -> None:
    """A cell of its own for the colon hides no name."""
    html = "<table><tr><td>From</td><td>:</td><td>Kit Hobbs</td></tr><tr><td>Claim code</td><td>:</td><td>QWZ4-7KPLMX-3HTR</td></tr></table>"
    [fact] = read(compose("You received a gift card", html=html, sender="Amazon.com <gc-orders@gc.email.amazon.com>")).facts
    assert "Kit Hobbs" == fact.giver


@pytest.mark.parametrize("words", ["a friend", "your friends", "your team and us"])
def test_words_of_the_language_are_no_name(words: str) -> None:
    """What anybody may be called names nobody."""
    assert giver("You received a gift card", f"From: {words}") is None


@pytest.mark.parametrize(
    ("subject", "text", "name"),
    [
        ("Kit sent you an Amazon.com Gift Card", "Kit Hobbs sent you an Amazon.com Gift Card.", "Kit Hobbs"),
        ("Kit sent you an Amazon.com Gift Card", "Enjoy!", "Kit"),
        ("Kit Hobbs sent you an Amazon.com Gift Card", "Kit sent you an Amazon.com Gift Card.", "Kit Hobbs"),
        ("Acme Inc. sent you an Amazon.com Gift Card", "Enjoy!", "Acme Inc."),
    ],
)
def test_the_fuller_name_wins(subject: str, text: str, name: str) -> None:
    """Subjects often have the first name alone."""
    assert name == giver(subject, text)
