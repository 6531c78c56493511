"""Authentication-Results (RFC 8601), and mail whose sender wants to be believed (`scanner.trust`).

An input is what a sender controls: the header below what the receiving host wrote. That host says of it that nothing passed.
Promises: whatever the sender writes, the mail is not authentic; a result that stands in a comment or in quotes that do not
close proves nothing; nothing raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from fuzz.target import CORPUS, Target
from fuzz.words import words_of
from scanner.catalog import load_catalog
from scanner.errors import UnreadableMessage
from scanner.messages import Parser
from scanner.model import Authenticity, Origin, RawMessage
from scanner.trust import assess
from scanner.trust.results import authserv_id, parse_results

_FIELD = re.compile(rb"^(?:arc-)?authentication-results:(.*(?:\n[ \t].*)*)", re.IGNORECASE | re.MULTILINE)
# What the hosts wrote, topmost first; the sender's own header stands right below.
HOSTS = (
    b"""\
Delivered-To: ken@gmail.com
Received: by 2002:a05:7300:1aa3:b0:f2:8d1c:e1b2 with SMTP id p35csp1234567dyc;
        Tue, 5 Mar 2024 01:11:12 -0800 (PST)
Received: from mail.sender.example (mail.sender.example. [192.0.2.31])
        by mx.google.com with ESMTPS id d9443c01a7336 for <ken@gmail.com>;
        Tue, 05 Mar 2024 01:11:12 -0800 (PST)
Authentication-Results: mx.google.com;
       dkim=none; spf=fail smtp.mailfrom=x@sender.example; dmarc=fail (p=QUARANTINE) header.from=amazon.co.jp
""",
    b"""\
Received: from mail.sender.example (mail.sender.example [192.0.2.31])
\tby mfsmax.docomo.ne.jp (DOCOMO Mail Server Ver2.0) with ESMTP id 7CUV2MC3IA
\tfor <ken@docomo.ne.jp>; Tue, 5 Mar 2024 18:11:12 +0900 (JST)
""",
    b"""\
Return-Path: <x@sender.example>
Authentication-Results: mx4.softbank.ne.jp; spf=fail smtp.mailfrom=x@sender.example; dkim=none; dmarc=fail header.from=amazon.co.jp
Received: from mail.sender.example (mail.sender.example [192.0.2.31])
\tby mx4.softbank.ne.jp with ESMTP id 5D10F1C0
\tfor <ken@softbank.ne.jp>; Tue, 5 Mar 2024 18:11:12 +0900 (JST)
""",
)


@lru_cache(maxsize=1)
def parser() -> Parser:
    """One for all mails."""
    return Parser(load_catalog())


def check(data: bytes) -> None:
    """The fields by themselves, then the whole header below each host's."""
    for match in _FIELD.finditer(data):
        _is_sound(match.group(1).decode("utf-8", "surrogateescape"))
    # A header that began with a blank would go on with the host's last field; every host parts them.
    own = b"X-Mailer: x\n" + data.replace(b"\r\n", b"\n").lstrip(b"\r\n \t")
    for host in HOSTS:
        try:
            message = parser().parse(RawMessage(Origin("fuzz", "1"), host + own))
        except UnreadableMessage:
            continue
        found = assess(message, load_catalog())
        assert found.authenticity is not Authenticity.AUTHENTIC, f"a forged mail is authentic: {found}"


def _is_sound(value: str) -> None:
    results = parse_results(value)
    authserv_id(value)
    assert results == parse_results(value)
    for result in results:
        assert result.method == result.method.lower() and not re.search(r"[\s;()]", result.domain), f"no method or domain: {result}"
    commented = "mx.example; (" + value.replace("\\", "").replace('"', "").replace("(", "").replace(")", "") + ")"
    assert parse_results(commented) == [], "a comment proves something"
    open_ended = value.replace("\\", "").replace('"', "") + ' "'
    assert not any(result.value == "pass" for result in parse_results(open_ended)), "what does not close proves something"


def headers(_shared: Path | None) -> Iterator[bytes]:
    """The headers of our mails below their hosts' fields, and forged ones."""
    for path in [*sorted((CORPUS / "lookalikes").glob("*.eml")), *sorted((CORPUS / "mails").rglob("*.eml"))[::4]]:
        yield path.read_bytes().replace(b"\r\n", b"\n").partition(b"\n\n")[0][:6_000] + b"\n\nx\n"
    yield b"From: gc-orders@gc.email.amazon.co.jp\nTo: ken@example.com\nSubject: a gift card\n" + b"".join(words_of("results")[:5]) + b"\nx\n"
    yield b'Authentication-Results: mx.example; dkim=pass (a "b" (c)) header.d=a.jp; spf=pass reason="a;b" smtp.mailfrom=b@c\nFrom: a@a.jp\n\nx\n'


TARGET = Target("results", check, headers, words_of("results"), 2**13)
