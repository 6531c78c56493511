"""Hostile mail through every verb: nothing in it steers a terminal, hides, turns the reading, poses as another, or names a file on disk."""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import Done, Giftscan, expected, mails

THREADS = ("bounced-without-resend-en", "reminder-only-phish-beside-ja", "code-in-trash-ja")
NOW = max(expected(thread)["now"] for thread in THREADS)
ESCAPES = "\x1b[31m\x1b]8;;http://evil.example\x07tap\x1b]8;;\x07\x9b2J\x1bc"
TURNED = "\u202egnp.exe\u2066\u200b\u2060\ufeff\u00ad"
ZALGO = "Z" + "\u0301\u0316" * 200
MARKUP = "[red]in[/red] [link=http://evil.example]x[/link] :skull:"
POSING = "service@аmazon.example"
PLANTED = f"{MARKUP} {ESCAPES} {TURNED} {ZALGO} {POSING} {'very ' * 300}"
# Names of files on a disk cannot hold a slash or a null.
FOLDER = "in\x1b[2Jbox\u202e\n[red]" + "o\u0301\u0316\u0301\u0316\u0301\u0316"
PATHS = ("../../../escaped.txt", "C:\\escaped.txt", "con.txt", "a\0b/../../escaped.txt", "x" * 4_000 + ".txt", "..", "~/.bashrc")


def word(text: str) -> str:
    """An encoded word (RFC 2047)."""
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="


def planted(data: bytes) -> bytes:
    """A mail with something hostile in each field that is ever shown, raw and encoded, and with attachments whose names are paths."""
    head, _, body = data.replace(b"\r\n", b"\n").partition(b"\n\n")
    lines = head.decode("utf-8", "surrogateescape").split("\n")
    out = []
    for line in lines:
        name = line.partition(":")[0].lower()
        if name in ("from", "to", "cc", "reply-to") and (found := re.search(r"<([^<>]+)>|(\S+@\S+)", line)):
            out.append(f"{line.partition(':')[0]}: {word(PLANTED)} {word(TURNED + ESCAPES)} <{found.group(1) or found.group(2)}>")
        elif name == "subject":
            out.append(line)
            out.append(f" {word(PLANTED)}\n =?utf-8?q?=0D=0ABcc:_all@evil.example?=")
        else:
            out.append(line)
    return "\n".join([*out, f"X-Planted: {ESCAPES}"]).encode("utf-8", "surrogateescape") + b"\n\n" + body


def attached(root: Path) -> bytes:
    """A letter about a card whose attachments are named as paths."""
    parts = "".join(
        f'--b\nContent-Type: text/plain; name="{word(name)}"\nContent-Disposition: attachment; filename="{word(name)}"\n\nClaim code: XQ7K-4TBN9C-WD3F\n'
        for name in (*PATHS, str(root / "escaped.txt"))
    )
    head = f"From: {word(PLANTED)} <friend@xn--mazon-3ve.example>\nTo: you@example.jp\nSubject: {word('Amazon gift card ' + PLANTED)}\n"
    head += 'Date: Mon, 2 Mar 2026 09:00:00 +0900\nMessage-ID: <../../escaped@evil.example>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n'
    return f"{head}\n--b\nContent-Type: text/plain; charset=utf-8\n\nAn Amazon gift card, the code is in the file.\n{PLANTED}\n{parts}--b--\n".encode()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Giftscan, Path, list[dict[str, Any]]]:
    """A ledger of hostile mail: the command, the folder of the mail, and the cases."""
    root = tmp_path_factory.mktemp("hostile")
    (root / "home").mkdir()
    box = root / "box"
    for thread in THREADS:
        for folder, messages in mails(thread).items():
            place = box / f"{FOLDER} {folder.replace('/', ' ')}"
            place.mkdir(parents=True, exist_ok=True)
            for at, message in enumerate(messages):
                (place / f"{thread}-{at}-\u202e\x1b[31m.eml").write_bytes(planted(message))
    (box / "attached\r.eml").write_bytes(attached(root))
    giftscan = Giftscan(root / "home")
    owners = [word for thread in THREADS for owner in expected(thread)["owner"] for word in ("--owner", owner)]
    done = giftscan("scan", box, *owners, "--now", NOW, "--json", "--drafts", root / "drafts")
    assert_steers_nothing(done)
    return giftscan, box, done.document["cases"]


def assert_steers_nothing(done: Done, *, terminal: bool = False) -> None:
    """Neither stream has a character that steers, hides or turns, more than four marks over one letter, or a posing domain."""
    assert "Traceback" not in done.err
    for text in (done.out, done.err):
        odd = {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") and c not in ("\n\r" if terminal else "\n")}
        assert set() == odd
        assert not re.search("[\u0300-\u036f]{5}", text) or text.startswith("{")
        assert "@аmazon" not in text or text.startswith("{")


def verbs(box: Path, cases: list[dict[str, Any]], tmp_path: Path) -> Iterator[list[object]]:
    """Every verb over the hostile mail, and what it says where it refuses."""
    some = cases[0]["id"]
    drafted = next(case["id"] for case in cases if case["draft"])
    mail = next(path for path in sorted(box.rglob("*.eml")) if "attached" not in path.name)
    yield ["scan", box, "--no-store", "-v"]
    yield ["cases"]
    yield ["cases", "--json"]
    for case in cases:
        yield ["show", case["id"], "-v"]
    yield ["explain", box]
    yield ["explain", box, "--json"]
    yield ["recover", "--in", box, "amazon"]
    yield ["draft", drafted]
    yield ["draft", drafted, "--output", tmp_path / "letter.txt"]
    yield ["redact", mail]
    yield ["redact", mail, "--yes", "--output", tmp_path / "redacted.eml"]
    yield ["redact", box / "attached\r.eml"]
    yield ["tell", some, "deleted", "--note", PLANTED]
    yield ["show", some]
    yield ["tell", some, "--undo"]
    yield ["forget", some]
    yield from (
        ["show", FOLDER],
        ["draft", PLANTED],
        ["tell", PLANTED, PLANTED],
        ["scan", box / FOLDER / PLANTED[:40]],
        ["explain", box / FOLDER],
        [PLANTED],
    )
    yield ["check", "--mailbox", FOLDER]
    yield ["scan", "--owner", PLANTED, box, "--no-store"]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_verb_lets_mail_steer(language: str, home: tuple[Giftscan, Path, list[dict[str, Any]]], tmp_path: Path) -> None:
    """On either stream, in either language, in what is told and in what is refused."""
    giftscan, box, cases = home
    for words in verbs(box, cases, tmp_path):
        more = ["--now", NOW] if words[0] in ("scan", "cases", "show", "draft", "tell", "recover") else []
        done = giftscan(*words, *more, "--lang", language)
        try:
            assert_steers_nothing(done)
        except AssertionError as error:
            raise AssertionError(f"{[str(w)[:30] for w in words]}: {str(error)[:300]}\n{done.err[-600:]!r}\n{done.out[-300:]!r}") from None


def test_a_screen_is_not_steered_either(home: tuple[Giftscan, Path, list[dict[str, Any]]]) -> None:
    """The table, the progress line and the question before something is erased, on a terminal; markup is text."""
    giftscan, box, cases = home
    done = giftscan.on_terminal("scan", box, "--no-store", "-v", NO_COLOR="1", TERM="dumb")
    assert_steers_nothing(done, terminal=True)
    asked = giftscan.on_terminal("forget", cases[0]["id"], answers=[("[y/N]", "n")], NO_COLOR="1", TERM="dumb")
    assert_steers_nothing(asked, terminal=True)
    shown = giftscan("explain", box / "attached\r.eml")
    assert "[red]in[/red]" in shown.out + shown.err


def test_names_out_of_mail_become_no_paths(home: tuple[Giftscan, Path, list[dict[str, Any]]], tmp_path: Path) -> None:
    """Drafts are files by their case's id, which is letters, digits and hyphens; what else was written is the ledger and its key."""
    giftscan, box, cases = home
    root = box.parent
    assert all(re.fullmatch(r"[a-z0-9-]{1,64}", case["id"]) for case in cases)
    drafts = {path.name for path in (root / "drafts").rglob("*")}
    assert drafts == {f"{case['id']}.{'eml' if (root / 'drafts' / (case['id'] + '.eml')).exists() else 'txt'}" for case in cases if case["draft"]}
    assert {"home", "box", "drafts"} == {path.name for path in root.iterdir()}
    assert {"data", "keys", "config.toml"} >= {path.name for path in giftscan.home.iterdir()} - {"state", "share", "config"}
    assert not any("escaped" in path.name for path in root.parent.rglob("*"))
    for at, mail in enumerate(sorted(box.rglob("*.eml"))[:3]):
        giftscan("redact", mail, "--yes", "--output", tmp_path / "out" / f"{at}.eml")
    assert not any("escaped" in path.name for path in tmp_path.rglob("*"))
