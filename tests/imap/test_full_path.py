"""From a mailbox to a draft in it: the commands that a person types, against a real server, with the wire recorded."""

from __future__ import annotations

import email
import json
import re
from pathlib import Path

import pytest

from scanner.catalog import load_catalog
from scanner.cli.logins import LoginRecord
from scanner.cli.main import main
from scanner.config import load_config
from scanner.sources.imap import resolve_account
from tests.imap.conftest import owner_of
from tests.imap.mails import gift_mail, plain_mail
from tests.imap.owner import Owner
from tests.servers.dovecot import Dovecot
from tests.servers.relay import Relay

THREAD = Path(__file__).parent.parent / "corpus" / "threads" / "reminder-only-phish-beside-ja"
NOW = json.loads((THREAD / "expect.json").read_text("utf-8"))["now"]
GIVER = "midori-s@example.org"

# What is promised to be sent, and nothing else. A body is only ever asked for with .PEEK.
READING = re.compile(
    r"CAPABILITY|STARTTLS|LOGIN .*|AUTHENTICATE PLAIN|ID \(.*\)|NAMESPACE|NOOP|UNSELECT|LOGOUT"
    r'|LIST "" "\*"(?: RETURN \((?:SPECIAL-USE|STATUS \([A-Z ]+\)|\s)+\))?'
    r"|STATUS .* \((?:MESSAGES|UIDNEXT|UIDVALIDITY| )+\)|EXAMINE .*|UID SEARCH .*"
    r"|UID FETCH [0-9:,]+ \((?:UID|INTERNALDATE|RFC822\.SIZE|BODY\.PEEK\[(?:HEADER\.FIELDS \([A-Z -]+\))?\]| )+\)"
)
WRITING = re.compile(r'APPEND "?[^"]+"? \(\\Draft\) \{\d+\+?\}')


def fill(server: Dovecot, user: str, prefix: str = "") -> None:
    """The thread's mail among other mail, in folders whose names try what names can be."""
    separator = "." if prefix else "/"
    for folder in sorted(p for p in THREAD.iterdir() if p.is_dir()):
        name = "INBOX" if folder.name == "INBOX" else f"{prefix}{folder.name}"
        server.deliver(user, name, [p.read_bytes() for p in sorted(folder.glob("*.eml"))])
    server.deliver(user, f"{prefix}家族 & 友人{separator}旅行 🏝", [gift_mail(1), plain_mail(1)])
    server.deliver(user, f"{prefix}R&D", [gift_mail(2)])
    server.deliver(user, "INBOX", [plain_mail(n) for n in range(2, 12)])


def configured(owner: Owner, *, drafts_folder: str = "") -> list[str]:
    """The configuration of an owner, as arguments of a command line."""
    file = owner.folder / "config.toml"
    more = f'drafts_folder = "{drafts_folder}"\n' if drafts_folder else ""
    file.write_text(
        f'ledger = "ledger/ledger.sqlite"\nkey_file = "key/vault.key"\nowner_name = "荒井 健二"\n\n[mailbox.own]\naddress = "kenji.arai@example.jp"\n'
        f'host = "127.0.0.1"\nport = {owner.port}\ntls = "{owner.tls}"\nuser = "{owner.user}"\nfingerprint = "{owner.fingerprint}"\n'
        f'password_command = ["echo", "{owner.password}"]\n{more}',
        "utf-8",
    )
    config = load_config(file)
    # As if the owner had logged in at a terminal before.
    LoginRecord(config.ledger, resolve_account(config.mailboxes[0], load_catalog(), str(file))).note_confirmed()
    return ["--config", str(file)]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command prints; it must end well."""
    code = main(list(arguments))
    printed = capsys.readouterr()
    assert 0 == code, printed.err
    return printed.out


@pytest.mark.parametrize("separator", ["/", "."])
def test_from_scan_to_draft_in_the_mailbox(request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str], separator: str) -> None:
    """Over TLS: check, scan, cases, show and draft find what the mail tells; nothing in the mailbox changes but one draft."""
    server: Dovecot = request.getfixturevalue("dovecot" if separator == "/" else "dotted")
    prefix = "" if separator == "/" else "INBOX."
    owner = owner_of(server, tmp_path)
    fill(server, owner.user, prefix)
    before = server.census(owner.user)
    with Relay(server.imaps_port, server.certificate) as relay:
        owner.port = relay.port
        config = configured(owner)
        told = run(capsys, *config, "check")
        assert "R&D" in told and "旅行 🏝" in told
        result = json.loads(run(capsys, *config, "scan", "--json", "--now", NOW))
        assert before == server.census(owner.user)
        lost = [c for c in result["cases"] if c["outcome"] == "lost"]
        found = [c for c in result["cases"] if c["outcome"] == "code_found"]
        assert (1, 2) == (len(lost), len(found))
        assert GIVER == lost[0]["draft"]["to"]
        swept = {c["folder"]: (c["messages"], c["searched_by"], c["not_seen"]) for c in result["coverage"]}
        assert (2, "headers", []) == swept[f"{prefix}家族 & 友人{separator}旅行 🏝"]
        assert result["cases"] == json.loads(run(capsys, *config, "cases", "--json", "--now", NOW))["cases"]
        assert "佐伯みどり" in run(capsys, *config, "show", lost[0]["id"], "--now", NOW)
        read = relay.commands()
        run(capsys, *config, "draft", lost[0]["id"], "--save-to-mailbox", "--now", NOW)
        run(capsys, *config, "draft", lost[0]["id"], "--save-to-mailbox", "--now", NOW)
        written = [c for c in relay.commands() if not READING.fullmatch(c)]
    assert [] == [c for c in read if not READING.fullmatch(c)]
    assert 1 == len(written) and WRITING.fullmatch(written[0])
    after = server.census(owner.user)
    changed = [name for name in before if before[name] != after[name]]
    assert [f"{prefix}Drafts"] == changed
    one_draft(server, owner.user, f"{prefix}Drafts")


def one_draft(server: Dovecot, user: str, folder: str) -> None:
    """One draft lies in the folder: marked as one, in CRLF, addressed to the giver, and without anything that 8-bit mail harms."""
    with server.client(user) as client:
        client.select(folder, readonly=True)
        answers = client.uid("FETCH", "1:*", "(FLAGS BODY.PEEK[])")[1]
    assert 2 == len(answers) and isinstance(answers[0], tuple)
    assert rb"\Draft" in b"".join(a if isinstance(a, bytes) else a[0] for a in answers)
    raw = answers[0][1]
    assert raw.isascii() and raw.count(b"\n") == raw.count(b"\r\n")
    draft = email.message_from_bytes(raw)
    assert GIVER == draft["To"]
    assert "1" == draft["X-Unsent"]


def test_the_same_path_over_starttls(dovecot: Dovecot, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Over STARTTLS a scan finds the same, and nothing is typed after the log-in but what is on the list."""
    owner = owner_of(dovecot, tmp_path)
    owner.port, owner.tls = dovecot.starttls_port, "starttls"
    fill(dovecot, owner.user)
    before = dovecot.census(owner.user)
    config = configured(owner)
    result = json.loads(run(capsys, *config, "scan", "--json", "--now", NOW))
    assert ["code_found", "code_found", "lost"] == sorted(c["outcome"] for c in result["cases"])
    assert before == dovecot.census(owner.user)
    lost = next(c["id"] for c in result["cases"] if c["outcome"] == "lost")
    run(capsys, *config, "draft", lost, "--save-to-mailbox", "--now", NOW)
    one_draft(dovecot, owner.user, "Drafts")
    typed = dovecot.typed(owner.user)
    assert [] == [c for c in typed if not READING.fullmatch(c) and not WRITING.fullmatch(c)]
    assert 1 == sum(c.startswith("APPEND") for c in typed)
    assert any(c.startswith("UID FETCH") for c in typed)


def test_a_drafts_folder_that_is_missing_is_told(dovecot: Dovecot, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the configured drafts folder is not there, nothing is written and the name is told."""
    owner = owner_of(dovecot, tmp_path)
    fill(dovecot, owner.user)
    config = configured(owner, drafts_folder="下書き箱")
    lost = next(c for c in json.loads(run(capsys, *config, "scan", "--json", "--now", NOW))["cases"] if c["outcome"] == "lost")
    assert 4 == main([*config, "draft", lost["id"], "--save-to-mailbox", "--now", NOW])
    assert "下書き箱" in capsys.readouterr().err
    assert not any(c.startswith("APPEND") for c in dovecot.typed(owner.user))
