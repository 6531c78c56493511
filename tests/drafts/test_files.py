"""Drafts as files: a message that any mail program opens, and text to paste; nothing breaks out of a field."""

from __future__ import annotations

import email
import email.policy
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scanner.catalog import load_catalog
from scanner.drafts import as_eml, as_text, draft_for, file_name
from scanner.errors import UsageError
from scanner.jobs.drafting import drafts_of, write_drafts
from scanner.model import Asked, Channel, Draft, Told
from tests.drafts.making import CATALOG, SEARCHED, case

AT = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
ME = "alex.rowe@example.com"


def written(draft: Draft, sender: str | None = ME):  # type: ignore[no-untyped-def]
    """A draft as a mail program reads it."""
    return email.message_from_bytes(as_eml(draft, sender, AT), policy=email.policy.default)


def the_draft(road: str = "given-lost", **more: object) -> Draft:
    """A draft; `language` and `channel` go to `draft_for`, the rest to the case."""
    options = {name: more.pop(name) for name in ("language", "channel") if name in more}
    draft = draft_for(case(road, **more), CATALOG, SEARCHED, **options)  # type: ignore[arg-type]
    assert draft is not None
    return draft


@pytest.mark.parametrize("language", ["en", "ja"])
def test_an_eml_is_a_message_of_rfc_5322(language: str) -> None:
    """CRLF throughout, 7 bits, short lines, unsent, with all fields, and the very body."""
    draft = the_draft(language=language)
    data = as_eml(draft, ME, AT)
    assert data.isascii()
    assert data.count(b"\n") == data.count(b"\r\n")
    assert b"\r" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in data.split(b"\r\n")) <= 78
    message = written(draft)
    assert (ME, "dana.north@example.net", "1", draft.message_id, language, draft.subject) == (
        message["From"], message["To"], message["X-Unsent"], message["Message-ID"], message["Content-Language"], message["Subject"],
    )  # fmt: skip
    assert draft.body == message.get_content().replace("\r\n", "\n")
    assert AT == message["Date"].datetime
    assert [] == message.defects


def test_the_message_id_is_stable() -> None:
    """The same request of the same case keeps its Message-ID tomorrow, and when more mail was searched; another one has another."""
    import dataclasses

    first = the_draft()
    later = draft_for(case("given-lost"), CATALOG, dataclasses.replace(SEARCHED, messages=1300, on=SEARCHED.on + timedelta(days=1)))
    assert later is not None
    assert first.message_id == later.message_id
    others = {the_draft(language="ja").message_id, the_draft(told=(Told.DELETED,)).message_id, the_draft(id="other123").message_id}
    assert 3 == len(others - {first.message_id})


HOSTILE = (
    "thief@evil.example\r\nBcc: all@example.net", "a@b@c", "x@example.net, y@example.org", "<script>@example.net", "a b@example.net", "a@",
    "@example.net", "名前@example.jp", "a@例え.jp", "a@example.net>\nX: y", '"q\\"uote"@example.net', "",
)  # fmt: skip


@pytest.mark.parametrize("address", HOSTILE)
def test_a_hostile_address_stays_out(address: str) -> None:
    """What is no plain addr-spec is left for the owner to fill in; no field is added."""
    draft = the_draft(giver_address=address)
    own = {"Subject", "Date", "Message-ID", "X-Unsent", "Content-Language", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"}
    for message in (written(draft), written(the_draft(), sender=address)):
        assert own <= set(message.keys()) <= own | {"From", "To"}
    assert written(draft)["To"] is None
    assert as_eml(draft, address, AT).isascii()


@pytest.mark.parametrize("subject", ["a\r\nBcc: x@example.net", "a\nX: y", "a\x00b\x1b[2J", "件名\u2028改行", "\ud800"])
def test_a_hostile_subject_is_one_line(subject: str) -> None:
    """Control characters and line ends in a subject become blanks (RFC 5322, 2.2)."""
    draft = Draft(Channel.EMAIL, "en", None, subject, "Body\x07 text\n", "<a@giftscan.invalid>")
    message = written(draft)
    assert "Bcc" not in message and "X" not in message
    assert not any(ord(c) < 32 for c in str(message["Subject"]))
    assert "Body text" == message.get_content().strip()


def test_text_is_text() -> None:
    """Text to paste has its heading; a short message goes as it stands; both are UTF-8 with plain line ends."""
    chat = the_draft("bounced", language="ja")
    assert f"{chat.subject}\n\n{chat.body}" == as_text(chat).decode()
    short = the_draft(channel=Channel.MESSAGE)
    assert short.body == as_text(short).decode()


def test_files_are_named_by_case_and_kind(tmp_path: Path) -> None:
    """`<case id>.eml` for an e-mail, `<case id>.txt` for the rest; readable by their owner only, replaced as a whole."""
    drafts = {"aaaa": the_draft(), "bbbb": the_draft("bounced")}
    assert ["aaaa.eml", "bbbb.txt"] == [file_name(i, d) for i, d in drafts.items()]
    for _ in range(2):
        paths = write_drafts(drafts, tmp_path / "new" / "folder", ME, AT)
    assert ["aaaa.eml", "bbbb.txt"] == sorted(p.name for p in (tmp_path / "new" / "folder").iterdir())
    assert {0o600} == {stat.S_IMODE(p.stat().st_mode) for p in paths.values()}


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A file where the folder should be is an answer, not a trace."""
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="file"):
        write_drafts({"aaaa": the_draft()}, tmp_path / "file", ME, AT)


def test_none_is_pressed_on_who_has_asked() -> None:
    """Asked or resolved: no draft is offered, while `draft_for` still writes one on wish; an unfit one holds up nobody."""
    from tests.cases.making import CODES, NOW

    cases = [
        case("bounced", id="open"),
        case("bounced", id="asked", told=(Told.ASKED,), asked=Asked(NOW - timedelta(days=1), "owner")),
        case("given-lost", id="resolved", told=(Told.DELETED, Told.RESOLVED), asked=Asked(NOW - timedelta(days=1), "owner", answered=True)),
        case("bounced", id="unfit", order_id=CODES[0]),
    ]
    assert ["open"] == list(drafts_of(cases, load_catalog(), SEARCHED))
    assert draft_for(cases[1], CATALOG, SEARCHED) is not None


def test_a_channel_that_a_road_does_not_have_is_refused() -> None:
    """The refusal names what there is."""
    with pytest.raises(UsageError, match="chat, phone"):
        draft_for(case("bounced"), CATALOG, SEARCHED, channel=Channel.MESSAGE)
    with pytest.raises(UsageError, match="email, message"):
        draft_for(case("given-lost"), CATALOG, SEARCHED, channel=Channel.PHONE)
