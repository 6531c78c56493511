"""Plain text to lines, and the layers of forwards and quotes in it."""

from __future__ import annotations

import pytest

from scanner.model import Layer, Wrapping
from tests.messages.making import HEAD, body, lines, read, text_of


def layers(content: str) -> tuple[Layer, ...]:
    """The layers of a plain text."""
    return body(content).views[0]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("one\n\n\ntwo", ["one", "two"]),
        ("Code:   QX7K\tx", ["Code:  QX7K  x"]),
        ("│ Code │ QX7K │", ["Code  QX7K"]),
        ("======\nHead\n------", ["Head"]),
        ("☆━━━━━━☆\nギフト券", ["ギフト券"]),
        ("map:\nbegin 644 a.gif\n#0V%T\n`\nend\nbye", ["map:", "bye"]),
        ("begin 644 is how it starts", ["begin 644 is how it starts"]),
    ],
)  # fmt: skip
def test_lines(content: str, expected: list[str]) -> None:
    """Rules and old attachments are no text; columns are cells."""
    assert expected == lines(body(content))


def test_flowed_text_is_joined() -> None:
    """RFC 3676: a line that ends in a blank goes on; DelSp takes the blank away."""
    assert ["one two", "three"] == lines(body("one \ntwo\nthree", kind="text/plain; format=flowed"))
    assert ["ギフト券"] == lines(body("ギフ \nト券", kind="text/plain; charset=utf-8; format=flowed; delsp=yes"))


def test_urls_are_links() -> None:
    """Without the punctuation around them."""
    own = body("Look (https://a.example/b_(c)), or <https://d.example/>. ギフト：https://e.example/x。").views[0][0]
    assert ["https://a.example/b_(c)", "https://d.example/", "https://e.example/x"] == [link.url for link in own.links]


FORWARDS = {
    "gmail": """\
---------- Forwarded message ---------
From: Shop <shop@example.org>
Date: Mon, Mar 4, 2024 at 10:00 AM
Subject: Your card
To: <ann@example.com>

Your card is here.
""",
    "gmail-ja": """\
---------- Forwarded message ---------
From: Shop <shop@example.org>
Date: 2024年3月4日(月) 10:00
Subject: Your card
To: <ann@example.com>

Your card is here.
""",
    "outlook": """\
-----Original Message-----
From: Shop [mailto:shop@example.org]
Sent: Monday, March 4, 2024 10:00 AM
To: Ann
Subject: Your card

Your card is here.
""",
    "outlook-ja": """\
差出人: Shop <shop@example.org>
送信日時: 2024年3月4日 10:00
宛先: Ann <ann@example.com>
件名: Your card

Your card is here.
""",
    "apple": """\
Begin forwarded message:

> From: Shop <shop@example.org>
> Subject: Your card
> Date: March 4, 2024 at 10:00:00 GMT+9
> To: ann@example.com
> Reply-To: Shop <shop@example.org>
>
> Your card is here.
""",
    "thunderbird": """\
-------- Forwarded Message --------
Subject: \tYour card
Date: \tMon, 4 Mar 2024 10:00:00 +0900
From: \tShop <shop@example.org>
To: \tann@example.com


Your card is here.
""",
    "carrier-mail": """\
>From:shop@example.org
>Date:2024/03/04 10:00
>
>Your card is here.
""",
}


@pytest.mark.parametrize("name", FORWARDS)
def test_forwards_are_layers_with_their_head(name: str) -> None:
    """Each mailer's head tells who wrote what is below it, and is itself no text of the mail."""
    own, inner = layers("Look at this\n\n" + FORWARDS[name])
    assert (["Look at this"], ["Your card is here."]) == (text_of(own), text_of(inner))
    assert "shop@example.org" == (inner.from_.address if inner.from_ else None)
    assert "2024-03-04" == (inner.date.date().isoformat() if inner.date else None)
    if name != "carrier-mail":
        assert "Your card" == inner.subject


@pytest.mark.parametrize(
    "attribution",
    [
        "On Mon, Mar 4, 2024 at 10:00 AM Shop <shop@example.org> wrote:",
        "On Mon, Mar 4, 2024 at 10:00 AM Shop\n<shop@example.org> wrote:",
        "2024年3月4日(月) 10:00 Shop <shop@example.org>:",
        "On 2024/03/04 10:00, Shop wrote:",
    ],
)  # fmt: skip
def test_replies_quote(attribution: str) -> None:
    """An attribution line above quote marks opens a quoted layer; what stands below it again is the sender's own."""
    own, inner = layers(f"Thanks!\n\n{attribution}\n> Your card is here.\n> Enjoy.\n\nAnn")
    assert (["Thanks!", "Ann"], ["Your card is here.", "Enjoy."]) == (text_of(own), text_of(inner))
    assert Wrapping.QUOTED is inner.wrapping


def test_quotes_in_quotes_are_layers_of_their_own() -> None:
    """Each depth is another author's."""
    found = layers("I\n> you\n>> I before\n> you again")
    assert [["I"], ["you", "you again"], ["I before"]] == [text_of(layer) for layer in found]


def test_an_order_mail_is_no_forward() -> None:
    """Lines with labels of their own do not make a head."""
    assert 1 == len(layers("To: Bob\nAmount: $50.00\nFrom: Ann\nClaim code QX7K-M2NPAR-9DTW\n"))


def test_a_page_with_a_forward_is_parted_too() -> None:
    """The heads of HTML mail stand in blocks or tables."""
    head = FORWARDS["gmail"].partition("\n\n")[0].replace("<", "&lt;").replace("\n", "<br>")
    page = f"<p>Look</p><div>{head}<br></div><br><p>Here.</p>"
    own, inner = body(page, kind="text/html").views[0]
    assert (["Look"], ["Here."], "Your card") == (text_of(own), text_of(inner), inner.subject)


def test_both_readings_of_a_forward_are_parted() -> None:
    """Plain text and page have the same layers."""
    rich = FORWARDS["outlook"].replace("<", "&lt;").replace("\n", "<br>")
    alternatives = f"--b\n\n{FORWARDS['gmail']}\n--b\nContent-Type: text/html\n\n{rich}\n--b--\n"
    mail = read(HEAD + 'Content-Type: multipart/alternative; boundary="b"\n\n' + alternatives)
    assert [2, 2] == [len(view) for view in mail.views]
