"""Mail that the tests make: cards, what has nothing to do with cards, and small mailboxes of both."""

from __future__ import annotations

import random
import string
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.utils import format_datetime

from tests.servers.mailboxes import Mailbox

ADDRESS = "hanako@example.jp"


def gift_mail(number: int, *, sender: str = "Amazon.co.jp <gc-orders@gc.email.amazon.co.jp>", subject: str | None = None) -> bytes:
    """A mail that brings a gift card, each number another one."""
    code = random.Random(number)
    groups = ["".join(code.choices(string.ascii_uppercase + string.digits, k=size)) for size in (4, 6, 4)]
    title = subject if subject is not None else f"山田さんからAmazonギフト券が届きました {number}"
    day = datetime(2024, 3, 1, tzinfo=UTC) + timedelta(days=number % 300)
    lines = [
        "花子 様", "", "山田さんからAmazonギフト券が届きました。", "", "金額: ￥3,000", f"ギフト券番号: {'-'.join(groups)}",
        f"注文番号: 503-{1000000 + number}-7654321", "",
    ]  # fmt: skip
    return mail(number, sender, title, "\r\n".join(lines), day)


def plain_mail(number: int, *, subject: str | None = None, extra: str = "") -> bytes:
    """A mail that has nothing to do with gift cards."""
    day = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=number)
    return mail(number + 500_000, "太郎 <taro@example.com>", subject or f"来週の会議について {number}", f"会議室は{number % 9}番です。\r\n", day, extra=extra)


def mail(number: int, sender: str, subject: str, body: str, day: datetime, *, extra: str = "") -> bytes:
    """A message in CRLF as a mail server would deliver it."""
    name, _, address = sender.rpartition(" <")
    shown = f"{Header(name, 'utf-8').encode()} <{address}" if name and not name.isascii() else sender
    lines = [
        f"From: {shown}", f"To: {ADDRESS}", f"Subject: {Header(subject, 'utf-8', maxlinelen=60).encode(linesep=chr(13) + chr(10))}",
        f"Date: {format_datetime(day)}", f"Message-ID: <m{number}@example.jp>", "X-Corpus: synthetic", "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit",
    ]  # fmt: skip
    return ("\r\n".join(lines) + "\r\n" + extra + "\r\n" + body).encode()


CARDS = {2: gift_mail(1), 5: gift_mail(2), 9: plain_mail(3), 12: gift_mail(4)}
SUBJECTS = sorted(f"山田さんからAmazonギフト券が届きました {n}" for n in (1, 2, 4))


def inbox(messages: dict[int, bytes] | None = None, **values: object) -> dict[str, Mailbox]:
    """One folder."""
    return {"INBOX": Mailbox(dict(CARDS if messages is None else messages), **values)}  # type: ignore[arg-type]
