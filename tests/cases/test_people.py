"""Whose mailbox it is, worked out from its mail, and under which addresses people are found again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from scanner.cases import Census, People, normal_address, people_of
from scanner.cases.looks import likeness
from scanner.cases.owner import is_machine, name_key
from scanner.cases.typos import corrected_address, is_slip
from scanner.model import Address, Field, Layer, Message, Origin, SpecialUse, Wrapping
from tests.cases.making import CATALOG

ME = "kim.vale@example.com"


def message(
    sender: str, to: str | tuple[str, ...] = ME, *, name: str = "", delivered: tuple[str, ...] = (), use: SpecialUse = SpecialUse.INBOX, listed: bool = False
) -> Message:
    """A message between people; only its head matters here."""
    to = (to,) if isinstance(to, str) else to
    layer = Layer(Wrapping.OWN, ())
    fields = (Field("List-Id", "<l.example.org>"),) if listed else ()
    return Message(
        key=f"{sender}{to}{use}", origin=Origin("", ""), folder="", use=use, fields=fields, message_id=None, in_reply_to=(), references=(),
        date=datetime(2026, 1, 1, tzinfo=UTC), from_=(Address(name, sender),), to=tuple(Address("", t) for t in to), delivered_to=delivered, subject="",
        views=((layer,),),
    )  # fmt: skip


def census(*messages: Message, owner: tuple[str, ...] = ()) -> People:
    """The people of messages."""
    counted = Census(owner)
    for m in messages:
        counted.add(m, trusted=True)
    return counted.people()


def test_who_sends_from_sent_is_the_owner() -> None:
    """Letters in Sent show the owner best, also under a second address of few letters."""
    letters = [message(ME, "ann@example.net", use=SpecialUse.SENT)] * 9 + [message("kim@example.org", "ben@example.net", use=SpecialUse.SENT)]
    people = census(*letters, *[message("news@shop.example", "list@example.net")] * 30)
    assert frozenset({ME, "kim@example.org"}) == people.owner


def test_without_sent_mail_it_is_who_mail_is_delivered_to() -> None:
    """Delivered-To and its like name the mailbox; a stray does not become an owner."""
    received = [message("a@example.net", delivered=(ME,))] * 12 + [message("b@example.net", delivered=("stray@example.org",))]
    assert frozenset({ME}) == census(*received).owner


def test_without_either_it_is_who_mail_is_written_to() -> None:
    """The address most mail is written to; several of one mail do not outweigh it."""
    received = [message(f"s{i}@example.net") for i in range(6)] + [message("x@example.net", (ME, "other@example.org"))]
    assert frozenset({ME}) == census(*received).owner


def test_nobody_is_the_owner_of_nothing() -> None:
    """An empty mailbox has no owner, and no error."""
    assert frozenset() == census().owner


def test_an_alias_that_delivery_shows_is_the_owners() -> None:
    """To an alias, delivered to the mailbox: both are the owner's, also where two fields of delivery name them."""
    assert frozenset({ME, "gifts@vale.example"}) == census(message("a@shop.example", "gifts@vale.example", delivered=(ME,)), owner=(ME,)).owner
    both = message("a@shop.example", "undisclosed@example.net", delivered=("gifts@vale.example", ME))
    assert "gifts@vale.example" in census(both, owner=(ME,)).owner


def test_a_list_is_nobodys_alias() -> None:
    """A mailing list's address in To is not the owner's (RFC 2919)."""
    assert frozenset({ME}) == census(message("a@example.net", "talk@lists.example", delivered=(ME,), listed=True), owner=(ME,)).owner


def test_a_blind_copy_makes_no_owner_of_the_friend() -> None:
    """A friend who writes to themselves with the owner in Bcc stays a friend, and so does one whom the owner writes to."""
    bcc = message("ann@example.net", "ann@example.net", delivered=(ME,))
    assert frozenset({ME}) == census(bcc, owner=(ME,)).owner
    round_mail = message("ann@example.net", "ben@example.net", delivered=(ME,))
    letter = message(ME, "ben@example.net", use=SpecialUse.SENT)
    assert frozenset({ME}) == census(round_mail, letter, owner=(ME,)).owner


def test_suspicious_mail_names_nobody() -> None:
    """Neither an alias nor an address comes from mail that is not believed."""
    counted = Census((ME,))
    counted.add(message("thief@example.net", "thief@example.net", name="Ann Price", delivered=(ME,)), trusted=False)
    people = counted.people()
    assert (frozenset({ME}), None) == (people.owner, people.address_of("Ann Price"))


def test_a_name_finds_its_address() -> None:
    """By the name beside an address in From or To, in either order, with or without honorific, whatever the width."""
    people = people_of((ME,), [("Ann Price", "ann@example.net"), ("山田　花子", "hanako@example.jp")], ())
    assert "ann@example.net" == people.address_of("Price, Ann") == people.address_of("ann  PRICE")
    assert "hanako@example.jp" == people.address_of("山田花子") == people.address_of("山田 花子 様") == people.address_of("山田花子さん")
    assert None is people.address_of("Ann") is people.address_of(None) is people.address_of("")


def test_two_people_of_one_name_are_nobody_unless_the_owner_writes_to_one() -> None:
    """An address is never guessed."""
    seen = [("Ann Price", "ann@example.net"), ("Ann Price", "ann.price@example.org")]
    assert None is people_of((ME,), seen, ()).address_of("Ann Price")
    assert "ann@example.net" == people_of((ME,), seen, ("ann@example.net",)).address_of("Ann Price")


@pytest.mark.parametrize(
    "address", ["noreply@example.com", "do-not-reply@amazon.com", "notifications@social.example", "invitations@linked.example", "bounce+1@x.example"]
)
def test_a_notice_is_nobodys_address(address: str) -> None:
    """What a service sends under a person's name does not reach the person."""
    assert is_machine(address)
    assert None is people_of((ME,), [("Ann Price", address)], ()).address_of("Ann Price")


def test_the_order_in_which_people_are_seen_does_not_matter() -> None:
    """The same people out of the same mail, read in any order."""
    mails = [message("a@example.net", name="Ann"), message("b@example.net", name="Ann"), message(ME, "b@example.net", use=SpecialUse.SENT)]
    assert census(*mails) == census(*reversed(mails))


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("Kim.Vale+shop@Example.com", "kim.vale@example.com"),
        ("k.i.m+x@googlemail.com", "kim@gmail.com"),
        ("+tag@example.com", "+tag@example.com"),
        ("plain", "plain"),
    ],
)
def test_an_address_and_its_mailbox(address: str, mailbox: str) -> None:
    """Case, +tag and Gmail's dots do not make another mailbox."""
    assert mailbox == normal_address(address)


@pytest.mark.parametrize(
    ("one", "two", "alike"),
    [
        ("a@example.net", "a@example.net", 3),
        ("a+x@example.net", "a+y@example.net", 2),
        ("kim.vale@example.com", "kim@example.org", 1),
        ("a@example.net", "b@example.net", 0),
        ("12025550147", "2025550147", 3),
        ("819012345678", "09012345678", 3),
        ("******0147", "12025550147", 3),
        ("12025550147", "12025550148", 0),
        ("12025550147", "a@example.net", 0),
        (None, "a@example.net", 0),
    ],
)
def test_how_alike_two_recipients_are(one: str | None, two: str | None, alike: int) -> None:
    """The same, one mailbox, two of the owner's, or different."""
    assert alike == likeness(one, two, People(owner=frozenset({ME, "kim@example.org"})))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a@gmial.com", "a@gmail.com"),
        ("a@gmail.co", "a@gmail.com"),
        ("a@gmaill.com", "a@gmail.com"),
        ("a@yahooo.co.jp", "a@yahoo.co.jp"),
        ("a@docmo.ne.jp", "a@docomo.ne.jp"),
        ("a@hotmial.com", "a@hotmail.com"),
        ("a@gmail.com", None),
        ("a@ymail.com", None),
        ("a@mail.com", None),
        ("a@example.com", None),
        ("no address", None),
        (None, None),
    ],
)
def test_a_slip_of_the_pen_is_corrected(typed: str | None, meant: str | None) -> None:
    """One letter off a great provider; a real provider's domain is never corrected."""
    assert meant == corrected_address(typed, CATALOG, People())


def test_an_address_that_the_owner_writes_to_is_a_correction() -> None:
    """One letter off the domain under which the owner knows the same person."""
    people = People(written_to=frozenset({"ann@vale-works.example"}))
    assert "ann@vale-works.example" == corrected_address("ann@vale-work.example", CATALOG, people)
    assert None is corrected_address("ben@vale-work.example", CATALOG, people)


def test_what_counts_as_one_slip() -> None:
    """A letter wrong, missing, doubled, or two neighbors swapped; nothing more."""
    assert is_slip("gmial.com", "gmail.com") and is_slip("gmai.com", "gmail.com") and is_slip("gmaail.com", "gmail.com") and is_slip("gnail.com", "gmail.com")
    assert not is_slip("gmail.com", "gmail.com") and not is_slip("gamli.com", "gmail.com") and not is_slip("gml.com", "gmail.com")


def test_names_compare_as_people_write_them() -> None:
    """Width, case, accents, commas and honorifics do not make another person."""
    assert name_key("Ｇａｒｃíａ, José") == name_key("jose garcia")
    assert name_key("佐藤 様") == name_key("佐藤")
    assert name_key("Ann Price") != name_key("Ann Prince")
