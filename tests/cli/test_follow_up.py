"""A case that was asked about: shown so everywhere, not drafted twice, and followed up when no answer comes."""

from __future__ import annotations

import email
import email.policy
import shutil
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import THREADS, Giftscan, expected

GIVEN = "reminder-only-phish-beside-ja"


class Asked:
    """A mailbox whose owner sends the letter that giftscan drafted, and goes on from there."""

    def __init__(self, giftscan: Giftscan, tmp_path: Path) -> None:
        self.giftscan = giftscan
        self.box = tmp_path / "box"
        shutil.copytree(THREADS / GIVEN, self.box)
        self.now = datetime.fromisoformat(expected(GIVEN)["now"])
        case = next(c for c in self.scan(0)["cases"] if c["draft"])
        self.case = str(case["id"])
        letter = tmp_path / "letter.eml"
        assert 0 == giftscan("draft", self.case, "--now", self.now.isoformat(), "--output", letter).code
        self.letter = email.message_from_bytes(letter.read_bytes(), policy=email.policy.default)
        self.letter["From"] = expected(GIVEN)["owner"][0]  # as the mail program that sends it fills in
        self.put("Sent", self.letter.as_bytes())

    def put(self, folder: str, mail: bytes) -> None:
        """Lay a mail into a folder."""
        (self.box / folder).mkdir(exist_ok=True)
        (self.box / folder / f"{len(list((self.box / folder).iterdir())) + 90}.eml").write_bytes(b"X-Corpus: synthetic\r\n" + mail)

    def answer(self, days: int, said: str) -> None:
        """Somebody answers the letter."""
        mail = EmailMessage()
        mail["From"], mail["To"] = "Haruka Ono <haruka.ono@example.net>", expected(GIVEN)["owner"][0]
        mail["Subject"] = f"Re: {self.letter['Subject']}"
        mail["Date"] = format_datetime(self.now + timedelta(days=days))
        mail["Message-ID"] = "<answer-1@example.net>"
        mail["In-Reply-To"] = str(self.letter["Message-ID"])
        mail.set_content(said)
        self.put("INBOX", mail.as_bytes())

    def scan(self, days: int, *more: object) -> Any:
        """Scan it into the ledger some days later."""
        owners = [word for owner in expected(GIVEN)["owner"] for word in ("--owner", owner)]
        return self.giftscan("scan", self.box, *owners, "--now", (self.now + timedelta(days=days)).isoformat(), "--json", *more).document

    def shown(self, days: int) -> Any:
        """The case some days later."""
        (case,) = [c for c in self.scan(days)["cases"] if c["id"] == self.case]
        return case

    def says(self, verb: str, days: int, *more: object) -> str:
        """What a command tells some days later, its lines joined."""
        done = self.giftscan(verb, *more, "--now", (self.now + timedelta(days=days)).isoformat(), COLUMNS="200")
        return " ".join((done.out + done.err).split())


@pytest.fixture
def asked(giftscan: Giftscan, tmp_path: Path) -> Asked:
    """The letter was sent on the day of the thread."""
    return Asked(giftscan, tmp_path)


def test_a_letter_that_was_sent_is_not_drafted_twice(asked: Asked, tmp_path: Path) -> None:
    """Found in Sent by its Message-ID: JSON says so, no draft is written, and the table and `show` tell the day."""
    case = asked.shown(3)
    assert {"at": asked.now.replace(microsecond=0).isoformat(), "by": "mail", "answered": False} == case["asked"]
    assert case["draft"] is None
    asked.scan(3, "--drafts", tmp_path / "drafts")
    assert [] == [p.name for p in (tmp_path / "drafts").glob("*") if p.stem == asked.case]
    day, then = asked.now.date(), (asked.now + timedelta(days=14)).date()
    for verb, more in (("cases", ()), ("show", (asked.case,))):
        assert f"asked on {day}; without an answer there is a reminder from {then}" in asked.says(verb, 3, *more)


def test_without_an_answer_a_reminder_is_drafted(asked: Asked) -> None:
    """After fourteen days, or as many as the configuration says; it tells when the first letter was sent."""
    assert asked.shown(13)["draft"] is None
    assert "email" == asked.shown(14)["draft"]["channel"]
    assert "a reminder is due" in asked.says("cases", 14)
    assert "あらためてお願いいたします" in asked.says("draft", 14, asked.case)
    asked.giftscan.config.write_text("follow_up_days = 40\n" + asked.giftscan.config.read_text("utf-8"), "utf-8")
    assert asked.shown(14)["draft"] is None


def test_an_answer_ends_the_waiting(asked: Asked) -> None:
    """No reminder is drafted for what was answered; the owner is told to look at the answer, and can still have a letter."""
    asked.answer(2, "ギフトカードの件、わかりました。確認します。")
    case = asked.shown(30)
    assert (True, None) == (case["asked"]["answered"], case["draft"])
    assert "and answered: look at the answer" in asked.says("cases", 30)
    assert "an answer lies in your mailbox" in asked.says("draft", 30, asked.case)


def test_what_is_long_past_is_drafted_on_request(asked: Asked, tmp_path: Path) -> None:
    """Two years later neither scan nor cases write a letter, and the table says how to get one."""
    years = 900
    assert asked.shown(years)["draft"] is None
    asked.scan(years, "--drafts", tmp_path / "late")
    assert [] == list((tmp_path / "late").glob("*"))
    assert f"giftscan draft {asked.case}" in asked.says("cases", years)
    assert "Amazon" in asked.says("draft", years, asked.case)
