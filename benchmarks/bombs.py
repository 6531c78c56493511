"""Mail that wants to hold up whoever reads it, made up here: what a run does with each is measured by `benchmarks.cpu`."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable

HEAD = b"""From: "Amazon.com" <gc-orders@gc.email.amazon.com>
To: bob@example.org
Date: Tue, 5 Mar 2024 10:00:00 +0900
Message-ID: <bomb@gc.email.amazon.com>
Subject: Ann sent you an Amazon.com Gift Card
X-Corpus: synthetic
MIME-Version: 1.0
"""


def _page(html: bytes) -> bytes:
    return HEAD + b"Content-Type: text/html; charset=utf-8\n\n<p>Your Amazon Gift Card</p>" + html


def _pages(html: bytes, number: int) -> bytes:
    """A mail of as many pages beside one another."""
    return HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + (b"--b\nContent-Type: text/html\n\n" + html + b"\n") * number + b"--b--\n"


def _file(name: str, kind: str, data: bytes) -> bytes:
    head = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nYour Amazon.com Gift Card is attached.\n--b\n"
    field = f'Content-Type: {kind}; name="{name}"\nContent-Disposition: attachment; filename="{name}"\nContent-Transfer-Encoding: base64\n\n'
    return head + field.encode() + base64.encodebytes(data) + b"--b--\n"


def _zip(size: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a", bytes(size))
    return packed.getvalue()


def _pdf(stream: bytes, extra: bytes = b"") -> bytes:
    """A PDF of one page with this packed content."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(stream), stream),
    ]
    return b"%PDF-1.4\n" + b"".join(b"%d 0 obj%b endobj\n" % (n, o) for n, o in enumerate(objects, 1)) + extra + b"trailer<</Root 1 0 R>>\n%%EOF"


def _nested_parts() -> bytes:
    opened = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (i, i) for i in range(1_000))
    return HEAD + opened + b"Content-Type: text/plain\n\nAmazon Gift Card\n"


def _deflated(size: int) -> bytes:
    import zlib

    return zlib.compress(b"BT /F1 9 Tf (a) Tj ET " * (size // 22), 9)


BOMBS: dict[str, Callable[[], bytes]] = {
    "1,000 nested parts": _nested_parts,
    "50,000 header fields": lambda: b"".join(b"X-%d: y\n" % i for i in range(50_000)) + HEAD + b"\nAmazon Gift Card\n",
    "100 MB in one line": lambda: HEAD + b"\nAmazon Gift Card " + b"a" * 100_000_000 + b"\n",
    "100 MB in many lines": lambda: HEAD + b"\nAmazon Gift Card\n" + b"a b c d\n" * 12_500_000,
    "100,000 nested tags": lambda: _page(b"<div>" * 100_000 + b"a"),
    "50,000 nested tags": lambda: _page(b"<div>" * 50_000 + b"a"),
    "50,000 tags side by side": lambda: _page(b"<b>a</b>" * 50_000),
    "2 MB of entities": lambda: _page(b"&amp;&#8203;&eacute;&#x41;" * 80_000),
    "20,000 styled cells": lambda: _page(b"<table>" + b"<tr><td style='color:#123456;font-size:9px'>a</td></tr>" * 10_000),
    "3,000 hiding rules": lambda: _page(b"<style>" + b"".join(b".c%d{display:none}" % i for i in range(3_000)) + b"</style>" + b"<p class=c1>a</p>" * 5_000),
    "15,000 encoded words": lambda: HEAD + b"Subject: " + b"=?utf-8?q?a?= " * 15_000 + b"\n\nAmazon Gift Card\n",
    "a zip of 1 GB": lambda: _file("card.zip", "application/zip", _zip(1_000_000_000)),
    "a zip called PDF": lambda: _file("card.pdf", "application/pdf", _zip(100_000_000)),
    "a PDF of 200 MB of text": lambda: _file("card.pdf", "application/pdf", _pdf(_deflated(200_000_000))),
    "a PDF with a zip inside": lambda: _file(
        "card.pdf", "application/pdf", _pdf(_deflated(1_000), b"5 0 obj<</Length 9>>stream\n" + _zip(10**8) + b"\nendstream")
    ),
    "a broken PDF": lambda: _file("card.pdf", "application/pdf", b"%PDF-1.7\n" + b"1 0 obj<</Kids[1 0 R]/Type/Pages>>" * 20_000),
    "60 attached pages": lambda: _pages(b"<p>Amazon Gift Card</p>" * 800, 60),
    "25 pages of 24,000 tags": lambda: _pages(b"Amazon Gift Card" + b"<b>a</b>" * 24_000, 25),
    "50 pages of style sheets": lambda: _pages(b"<p>Amazon Gift Card<style>" + b".a{color:red;display:block}\n" * 2_900 + b"</style>x", 50),
    "100,000 lines of cards": lambda: HEAD + b"\n" + b"Amazon Gift Card, $50.00, sent on 5 March 2024\n" * 100_000,
    "a word of 4 MB": lambda: HEAD + b"\nAmazon Gift Card " + b"a" * 4_000_000 + b"\n",
    "1 MB in no charset": lambda: HEAD + b"\nAmazon Gift Card\n" + "\u793c\u54c1\u5361".encode("gbk") * 160_000 + b"\n",
}
