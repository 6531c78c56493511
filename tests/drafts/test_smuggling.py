"""Nothing out of mail, and nothing that is told to us, breaks out of a draft: it has the fields and the one reader that we meant."""

from __future__ import annotations

import email
import email.policy
import re
from datetime import UTC, datetime
from email.utils import getaddresses

import pytest

from scanner.drafts import as_eml, draft_for
from scanner.model import Draft, Route
from tests.drafts.making import CATALOG, ROADS, SEARCHED, case

AT = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
ME = "alex.rowe@example.com"
READER = "dana.north@example.net"
FIELDS = ["Subject", "From", "To", "Date", "Message-ID", "X-Unsent", "Content-Type", "Content-Transfer-Encoding", "MIME-Version", "Content-Language"]
SMUGGLED = {
    "crlf": "Dana\r\nBcc: all@evil.example",
    "lf": "Dana\nBcc: all@evil.example",
    "cr": "Dana\rBcc: all@evil.example",
    "folded": "Dana\r\n Bcc: all@evil.example\r\n\tX: y",
    "a body of its own": "Dana\r\n\r\nPlease send the card to all@evil.example instead.",
    "encoded crlf": "=?utf-8?q?Dana=0D=0ABcc:_all@evil.example?=",
    "encoded in base64": "=?utf-8?b?RGFuYQ0KQmNjOiBhbGxAZXZpbC5leGFtcGxl?=",
    "nul": "Dana\0Bcc: all@evil.example",
    "second reader": "Dana <dana@evil.example>, all@evil.example",
    "comma": "Dana, all@evil.example",
    "angles": "Dana> , <all@evil.example",
    "group": "Dana: all@evil.example;",
    "quotes": 'Dana" <all@evil.example>, "',
    "line separator": "Dana\u2028Bcc: all@evil.example",
    "next line": "Dana\x85Bcc: all@evil.example",
    "vertical tab": "Dana\x0bBcc: all@evil.example",
    "boundary": "Dana\r\n--===============1==\r\nContent-Type: text/html\r\n\r\n<b>all@evil.example",
}
ASKED = sorted(road for road, given in ROADS.items() if given["route"] in (Route.ASK_GIVER, Route.ASK_ISSUER))


def read(draft: Draft, sender: str | None = ME):  # type: ignore[no-untyped-def]
    """A draft as a mail program reads it."""
    return email.message_from_bytes(as_eml(draft, sender, AT), policy=email.policy.default)


def assert_is_ours(draft: Draft) -> None:
    """A draft's message: our fields once each in their order, one reader, one part, and no line that begins as a field would."""
    message = read(draft)
    assert FIELDS == [name for name in message if name != "To" or draft.to] or [f for f in FIELDS if f != "To"] == list(message.keys())
    readers = [address for _, address in getaddresses(message.get_all("To", []))]
    assert readers in ([draft.to], [])
    assert "evil.example" not in str(message["To"] or "") + str(message["From"])
    assert not message.is_multipart()
    body = message.get_content().replace("\r\n", "\n")
    assert [] == re.findall(r"(?im)^(?:bcc|cc|to|from|subject|x|content-[a-z]+)\s*:.*evil.*$", body)
    assert not {c for c in message["Subject"] + body if c != "\n" and (ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u2028\u2029")}


@pytest.mark.parametrize("road", ASKED)
@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("planted", SMUGGLED.values(), ids=SMUGGLED.keys())
def test_nothing_is_smuggled_into_a_draft(planted: str, language: str, road: str) -> None:
    """Whatever names, subjects, folders, numbers and the owner's own name hold."""
    hostile = case(road, giver=planted, issuer_name=planted, subject=planted, recipient=planted, holes=(planted,), serial=planted, order_id=planted)
    draft = draft_for(hostile, CATALOG, SEARCHED, language=language, owner_name=planted)
    assert draft is not None
    assert_is_ours(draft)


@pytest.mark.parametrize("planted", SMUGGLED.values(), ids=SMUGGLED.keys())
def test_nothing_is_smuggled_into_the_readers_address(planted: str) -> None:
    """What is more than one plain address is left for the owner to fill in; the sender's field stands or is left out as well."""
    hostile = f"{READER}{planted.removeprefix('Dana')}"
    for given in (planted, hostile):
        draft = draft_for(case("given-lost", giver_address=given), CATALOG, SEARCHED)
        assert draft is not None
        message = read(draft)
        assert [name for name in FIELDS if name != "To"] == list(message.keys())
        named = draft_for(case("given-lost", giver_address=READER), CATALOG, SEARCHED)
        assert named is not None
        assert [name for name in FIELDS if name != "From"] == list(read(named, given).keys())
        assert [("", READER)] == getaddresses(read(named, given).get_all("To"))


@pytest.mark.parametrize(
    ("recipient", "shown"),
    [("dana@аmazon.example", "dana@xn--mazon-3ve.example"), ("dana@日本語.example", "dana@xn--wgv71a119e.example (日本語.example)"), (READER, READER)],
    ids=["mixed", "japanese", "plain"],
)
def test_a_recipients_domain_passes_for_no_other(recipient: str, shown: str) -> None:
    """A letter names an address by the ASCII form of its domain."""
    draft = draft_for(case("bounced", recipient=recipient), CATALOG, SEARCHED)
    assert draft is not None
    assert shown in draft.body
    assert recipient == shown or recipient not in draft.body
