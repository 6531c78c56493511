"""Archives for measuring: the same made-up mail as one mbox and as a Maildir, with a list of what is true of it.

Message `n` of an archive depends on the seed, the share of candidates and `n` alone, so that a larger archive begins with all
the mail of a smaller one. In every hundred messages one brings a card. The truth is `truth.json` beside the archive: for each
card its Message-ID, kind, claim code, order number, and the way in which it is encoded.
"""

from __future__ import annotations

import base64
import binascii
import json
import quopri
import re
import shutil
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from itertools import count
from pathlib import Path
from random import Random

from benchmarks.cards import OWNER, Letter, candidate, card
from benchmarks.words import name, page, paragraph, sentence

MOST_CANDIDATES = 50
FIRST = datetime(2019, 1, 7, 8, 0, tzinfo=UTC)
_FROM = re.compile(rb"^(>*From )", re.MULTILINE)  # lines that mboxrd quotes
_CARD_AT = 37  # of every hundred
_WAYS = {
    "en": (("us-ascii", "7bit"), ("utf-8", "quoted-printable"), ("utf-8", "base64"), ("windows-1252", "quoted-printable"), ("iso-8859-1", "8bit")),
    "ja": (
        ("iso-2022-jp", "7bit"), ("utf-8", "base64"), ("shift_jis", "8bit"), ("utf-8", "quoted-printable"), ("euc-jp", "8bit"),
        ("utf-8", "8bit"), ("iso-2022-jp", "base64"), ("shift_jis", "quoted-printable"), ("euc-jp", "base64"),
    ),
}  # fmt: skip
# How often people's mail is written in each: most of it in UTF-8, Japanese mail of old in ISO-2022-JP. Cards take turns.
_USUAL = {"en": (20, 40, 20, 10, 10), "ja": (28, 36, 3, 18, 2, 6, 3, 2, 2)}
_IMAGE, _DOCUMENT, _ZIP = ("image/jpeg", "photo.jpg"), ("application/pdf", "invoice.pdf"), ("application/zip", "files.zip")


@dataclass(frozen=True)
class Truth:
    """What is true of a card's mail."""

    message_id: str
    kind: str
    code: str
    order_id: str | None
    way: str


@dataclass(frozen=True)
class Made:
    """One message, and its truth if it brings a card."""

    number: int
    message_id: str
    data: bytes
    way: str  # character set and encoding of its text
    truth: Truth | None


@dataclass(frozen=True)
class Place:
    """An archive on disk."""

    folder: Path
    megabytes: float
    candidates: int

    @property
    def mbox(self) -> Path:
        """The archive as one file."""
        return self.folder / "archive.mbox"

    @property
    def maildir(self) -> Path:
        """The same messages as a Maildir."""
        return self.folder / "Maildir"

    def note(self) -> dict[str, object]:
        """What was noted when it was made: `messages`, `bytes`, `truth`."""
        noted: dict[str, object] = json.loads((self.folder / "truth.json").read_text("utf-8"))
        return noted


def make_archive(folder: Path, megabytes: float, candidates: int, seed: int = 1) -> Place:
    """Write an archive of so many megabytes; one that lies there already, made alike, is left as it is."""
    place = Place(folder, megabytes, candidates)
    wanted = {"megabytes": megabytes, "candidates": candidates, "seed": seed}
    if (folder / "truth.json").exists() and all(place.note().get(key) == value for key, value in wanted.items()):
        return place
    shutil.rmtree(folder, ignore_errors=True)
    for part in ("cur", "new", "tmp"):
        (place.maildir / part).mkdir(parents=True)
    size, written, truths = 0, 0, []
    with place.mbox.open("wb") as mbox:
        for made in messages(seed, candidates):
            if size >= megabytes * 1e6:
                break
            day = FIRST + timedelta(minutes=20 * made.number)
            mbox.write(b"From sender@example.net %b\n%b\n" % (day.strftime("%a %b %e %H:%M:%S %Y").encode(), _FROM.sub(rb">\1", made.data)))
            (place.maildir / "cur" / f"{int(day.timestamp())}.M{made.number}.example:2,S").write_bytes(made.data)
            size, written = size + len(made.data), written + 1
            truths += [asdict(made.truth)] if made.truth else []
    noted = {**wanted, "messages": written, "bytes": size, "truth": truths}
    (folder / "truth.json").write_text(json.dumps(noted, ensure_ascii=False, indent=1), "utf-8")
    return place


def messages(seed: int, candidates: int) -> Iterator[Made]:
    """Message after message, without end."""
    return (message(seed, candidates, number) for number in count())


def message(seed: int, candidates: int, number: int) -> Made:
    """One message; `candidates` in every hundred speak of gift cards or of Amazon and bring none. ValueError where they are too many."""
    chance = Random(f"{seed}:{number}")
    hundred, at = divmod(number, 100)
    chosen = _places(candidates)
    if at == _CARD_AT:
        letter = card(chance, hundred)
    elif at in chosen:
        letter = candidate(chance, hundred * len(chosen) + chosen.index(at))
    else:
        letter = _ordinary(chance)
    ways, usual = _WAYS[letter.language], _USUAL[letter.language]
    way = ways[hundred % len(ways)] if letter.kind else chance.choices(ways, usual)[0]
    return _written(chance, number, letter, *way)


@cache
def _places(candidates: int) -> list[int]:
    """Where in a hundred the candidates stand."""
    if not 0 <= candidates <= MOST_CANDIDATES:
        raise ValueError(f"candidates: 0 to {MOST_CANDIDATES} in a hundred")
    places = [at for at in range(1, 100) if at != _CARD_AT]
    return sorted(places[(n * 61) % len(places)] for n in range(candidates))


def _ordinary(chance: Random) -> Letter:
    """Talk, newsletters and notices."""
    language = "ja" if chance.random() < 0.5 else "en"
    sender = name(chance, language)
    draw = chance.random()
    if draw < 0.55:
        old = "\n".join("> " + line for line in paragraph(chance, language, chance.randint(0, 20)).splitlines())
        text = f"{paragraph(chance, language, chance.randint(3, 25))}\n\n{sender}\n\n{old}\n"
        return Letter(language, (sender, f"person{chance.randint(1, 900)}@example.net"), sentence(chance, language)[:60], text)
    title = sentence(chance, language)[:50]
    if draw < 0.85:
        shown = page(chance, language, title, chance.randint(6, 28))
        text = paragraph(chance, language, chance.randint(6, 28)) if chance.random() < 0.7 else ""
        return Letter(language, (sender, f"news@paper{chance.randint(1, 60)}.example"), title, text, shown)
    log = "\n".join(f"{FIRST:%b %d} host{chance.randint(1, 9)} job[{chance.randint(100, 9999)}]: {sentence(chance, 'en')}" for _ in range(40))
    return Letter("en", ("Cron Daemon", f"root@host{chance.randint(1, 9)}.example"), f"job {chance.randint(1, 9999)} done", log + "\n")


def _written(chance: Random, number: int, letter: Letter, charset: str, encoding: str) -> Made:
    """A letter as it lies in a mailbox: header, character set, encoding, parts."""
    moment = FIRST + timedelta(minutes=20 * number, seconds=-chance.randint(1, 40))
    sender, address = letter.sender
    host = address.partition("@")[2]
    # Much of the world's bulk mail is sent through Amazon's mail service: its name stands in the trace of mail that it did not write.
    relay = "a8-31.smtp-out.amazonses.com" if "amazon" in host or (letter.page and chance.random() < 0.35) else f"mail.{host}"
    token = f"{chance.getrandbits(80):020x}"
    message_id = f"<{token}.{number}@{'email.amazonses.com' if 'amazonses' in relay else host}>"
    passed = f"mx.google.com; dkim=pass header.i=@{host} header.s=s1 header.b={token[:8]}; spf=pass smtp.mailfrom={address};"
    head = [
        f"Delivered-To: {OWNER}",
        f"Received: by 2002:a05:6a10:0:0:0:0:0 with SMTP id {token}; {format_datetime(moment + timedelta(seconds=3))}",
        f"Return-Path: <bounce-{token}@{relay}>",
        f"Received: from {relay} ({relay}. [192.0.2.{chance.randint(1, 254)}])\n        by mx.google.com with ESMTPS id {token[::-1]}\n"
        f"        for <{OWNER}>; {format_datetime(moment + timedelta(seconds=2))}",
        f"Authentication-Results: {passed} dmarc=pass (p=NONE) header.from={host}",
        f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={host}; s=s1;\n        h=from:to:subject:date:message-id;\n"
        f"        bh={base64.b64encode(chance.randbytes(32)).decode()};\n        b={base64.b64encode(chance.randbytes(54)).decode()}",
        f"From: {sender if sender.isascii() else _encoded_words(sender, charset)} <{address}>",
        f"To: {OWNER}",
        f"Subject: {letter.subject if letter.subject.isascii() else _encoded_words(letter.subject, charset)}",
        f"Date: {format_datetime(moment)}",
        f"Message-ID: {message_id}",
        "X-Corpus: synthetic",
        "MIME-Version: 1.0",
    ]
    parts = [_part("text/plain", letter.text, charset, encoding)] if letter.text else []
    parts += [_part("text/html", letter.page, charset, encoding)] if letter.page else []
    body = parts[0] if len(parts) == 1 else _multipart("alternative", parts, f"=_alt_{token}")
    if letter.kind is None and chance.random() < 0.14:
        body = _multipart("mixed", [body, _attachment(chance)], f"=_mix_{token}")
    data = "\n".join(head).encode("ascii") + b"\n" + body
    way = f"{charset} {encoding}"
    truth = Truth(message_id, letter.kind, letter.code, letter.order_id, way) if letter.kind and letter.code else None
    return Made(number, message_id, data, way, truth)


def _part(kind: str, text: str, charset: str, encoding: str) -> bytes:
    raw = text.encode(charset, "xmlcharrefreplace" if kind == "text/html" else "replace")
    if encoding == "base64":
        raw = base64.encodebytes(raw)
    elif encoding == "quoted-printable":
        raw = quopri.encodestring(raw)
    return f'Content-Type: {kind}; charset="{charset}"\nContent-Transfer-Encoding: {encoding}\n\n'.encode() + raw


def _multipart(kind: str, parts: list[bytes], boundary: str) -> bytes:
    mark = boundary.encode()
    opened = b"".join(b"--%b\n%b\n" % (mark, part) for part in parts)
    return b'Content-Type: multipart/%b; boundary="%b"\n\n%b--%b--\n' % (kind.encode(), mark, opened, mark)


def _encoded_words(text: str, charset: str) -> str:
    """A field's text after RFC 2047, so many letters at a time as fit into 75 bytes."""
    charset = "utf-8" if charset == "us-ascii" else charset
    pieces = [text[at : at + 10].encode(charset) for at in range(0, len(text), 10)]
    return "\n ".join(f"=?{charset.upper()}?B?{base64.b64encode(piece).decode()}?=" for piece in pieces)


def _attachment(chance: Random) -> bytes:
    """A picture, a PDF or a zip of 10 to 400 kB: from a stock, each time cut at another place."""
    kind, title = chance.choice((_IMAGE, _IMAGE, _DOCUMENT, _ZIP))
    lines = _stock(chance.randrange(16))
    size = int(10 ** chance.uniform(2.1, 3.73))  # of 76 bytes a line
    at = chance.randrange(len(lines) - size)
    start = {_IMAGE: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", _DOCUMENT: _document(), _ZIP: b"PK\x03\x04\x14\x00\x00\x00\x08\x00"}[(kind, title)]
    data = base64.encodebytes(start) + b"".join(lines[at : at + size])
    head = f'Content-Type: {kind}; name="{title}"\nContent-Disposition: attachment; filename="{title}"\nContent-Transfer-Encoding: base64\n\n'
    return head.encode() + data


@cache
def _stock(number: int) -> list[bytes]:
    """Half a megabyte that cannot be packed, in lines of base64."""
    raw = Random(f"stock {number}").randbytes(57 * 8000)
    return [binascii.b2a_base64(raw[at : at + 57]) for at in range(0, len(raw), 57)]


@cache
def _document() -> bytes:
    """A PDF of one page with a line of text; readers allow anything behind its end."""
    content = zlib.compress(b"BT /F1 12 Tf 20 700 Td (Invoice of last month. Total: 41.20) Tj ET")
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    made = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%bendobj\n" % (n, o) for n, o in enumerate(objects, 1)) + b"trailer<</Root 1 0 R>>\n%%EOF\n"
    return made + b"%" + b" " * (56 - (len(made) % 57))  # so that what follows begins a line of base64
