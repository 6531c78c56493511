"""Several unrelated people's mail in one archive is noticed; one owner's many addresses, and a family's, are not taken for that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scanner.cases import Census
from scanner.model import Address, Message, Origin, SpecialUse
from tests.cases.test_people import message

SHOP = "gift@shop.example"


def card(to: str, number: int = 1, *, name: str = "", delivered: tuple[str, ...] = ()) -> Message:
    """A gift-card mail to somebody, by To alone or with the word of the server that delivered it."""
    mail = message(SHOP, to, delivered=delivered)
    return replace(mail, key=f"{to}{delivered}{number}", to=(Address(name, to),))


def letter(sender: str, to: str, place: str = "Sent") -> Message:
    """A letter in Sent."""
    return replace(message(sender, to, use=SpecialUse.SENT), origin=Origin("box", ""), folder=place)


def households(*cards: Message, beside: tuple[Message, ...] = ()) -> tuple[frozenset[str], ...]:
    """The households of gift-card mail and what lies beside it."""
    counted = Census()
    for mail in beside:
        counted.add(mail, trusted=True)
    for mail in cards:
        counted.add(mail, trusted=True, speaks_of_cards=True)
    return counted.households()


def test_mail_of_strangers_is_that_of_several_owners() -> None:
    """Three people with one mail each, or two with two each; the one with the most mail stands first."""
    assert 3 == len(households(*(card(f"{who}@example.com") for who in ("annika", "bertil", "cosima"))))
    two = [*(card("annika@example.com", n) for n in range(3)), *(card("bertil@example.net", n) for n in range(2))]
    assert (frozenset({"annika@example.com"}), frozenset({"bertil@example.net"})) == households(*two)


def test_the_word_of_the_delivering_server_counts_before_to() -> None:
    """Bcc, lists and forwards put anything into To; three mailboxes stay three."""
    assert 3 == len(households(*(card("list@example.org", delivered=(f"{who}@example.com",)) for who in ("annika", "bertil", "cosima"))))
    assert () == households(*(card(f"{who}@example.org", delivered=("annika@example.com",)) for who in ("bertil", "cosima", "dagny")))


def test_a_stray_mail_is_no_second_owner() -> None:
    """One mail to somebody unknown lies in many a mailbox."""
    assert () == households(card("annika@example.com", 1), card("annika@example.com", 2), card("bertil@example.com"))


@pytest.mark.parametrize(
    "addresses",
    [
        ("annika.lind@example.com", "annika.lind@example.net", "annika.lind@example.org"),
        ("annika.lind@example.com", "a.lind@example.net", "lind1987@example.org"),
        ("annika+gifts@example.com", "annika+shop@example.com", "annika@example.com"),
    ],
)
def test_one_persons_addresses_are_one(addresses: tuple[str, ...]) -> None:
    """The same word before the @, or only another +tag."""
    assert () == households(*(card(a, n) for a in addresses for n in (1, 2)))


def test_one_name_with_several_addresses_is_one_person() -> None:
    """A full name ties addresses that share no letter; a first name, or a role that everybody has, does not."""
    own = ("sunflower@example.com", "k1987@example.net", "post99@example.org")
    assert () == households(*(card(a, n, name="Kaori Tanabe") for a in own for n in (1, 2)))
    assert () == households(*(card(a, n, name="田辺 香織") for a in own for n in (1, 2)))
    assert 3 == len(households(*(card(a, n, name="Kaori") for a in own for n in (1, 2))))
    many = [f"{who}@example.com" for who in ("annika", "bertil", "cosima", "dagny", "eskil")]
    assert 5 == len(households(*(card(a, name="Amazon Customer") for a in many)))


def test_who_writes_to_one_another_is_no_stranger() -> None:
    """A couple in one archive; who only has a common friend stays a stranger."""
    cards = [card(f"{who}@example.com", n) for who in ("annika", "bertil", "cosima") for n in (1, 2)]
    to_each_other = (letter("annika@example.com", "bertil@example.com"), letter("bertil@example.com", "cosima@example.com", "Sent 2"))
    assert () == households(*cards, beside=to_each_other)
    to_a_friend = tuple(letter(f"{who}@example.com", "friend@example.org", f"Sent {who}") for who in ("annika", "bertil", "cosima"))
    assert 3 == len(households(*cards, beside=to_a_friend))


def test_who_sends_from_one_folder_is_one() -> None:
    """An owner who writes under several addresses does so out of one Sent folder."""
    own = ("sunflower@example.com", "k1987@example.net", "office@example.org")
    assert () == households(*(card(a, n) for a in own for n in (1, 2)), beside=tuple(letter(a, "friend@example.org") for a in own))


def test_aliases_are_one() -> None:
    """One delivery that names two addresses ties them, for good."""
    both = card("annika@example.com", 3, delivered=("annika@example.com", "sunflower@example.net"))
    assert () == households(both, *(card(a, n) for a in ("annika@example.com", "sunflower@example.net") for n in (1, 2)))


def test_suspicious_mail_and_mail_in_junk_name_no_owner() -> None:
    """What strangers send to make the owner's archive look like a stranger's does not count."""
    counted = Census()
    for who in ("annika", "bertil", "cosima"):
        counted.add(card(f"{who}@example.com"), trusted=False, speaks_of_cards=True)
        counted.add(replace(card(f"{who}@example.com"), use=SpecialUse.JUNK), trusted=True, speaks_of_cards=True)
    assert () == counted.households()
