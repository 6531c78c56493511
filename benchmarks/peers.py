"""The programs that are compared: how each is asked for mail about Amazon gift cards, and how its answer is read.

Each is asked as well as it can be: in its own terms, with the words of both languages, with indexes where it has them. Programs
that can combine words look for Amazon and a word for gift cards; what can only look for one pattern looks for the words for gift
cards, and `ripgrep` for either, as the floor of what looking through bytes costs.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cards import OWNER
from benchmarks.figures import OURS
from benchmarks.making import Place
from benchmarks.running import ROOT, Step

_KEY = ROOT / "tests" / "corpus" / "fingerprint.key"
_NOW = "2026-01-01T00:00:00Z"
_MESSAGE_ID = re.compile(rb"^Message-ID: (<[^>\n]+>)", re.MULTILINE)
_PYTHON = {"PYTHONPATH": str(ROOT)}
_ANY = "amazon|gift|ギフト|アマゾン"
_CARDS = "gift card|ギフト券|ギフトカード"
_SQL = """
import sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute('''select "Message-ID" from messages
where ("From" like '%amazon%' or payload like '%amazon%' or Subject like '%amazon%') and (payload like '%gift card%'
or Subject like '%gift card%' or payload like '%ギフト券%' or payload like '%ギフトカード%')''')
print(*(row[0] for row in rows), sep='\\n')
"""


@dataclass(frozen=True)
class Peer:
    """A program to be measured.

    `steps` are the commands that it takes from nothing to an answer, in an empty folder; `named` reads the answer's Message-IDs.
    `naming` is a last command that is not measured, for programs whose measured one only counts. `again` are the commands for an
    archive in which nothing has changed.
    """

    name: str
    program: str
    query: str
    steps: Callable[[Place, Path], list[Step]]
    named: Callable[[bytes, Place], set[str]]
    naming: Callable[[Place], Step] | None = None
    again: Callable[[Place, Path], list[Step]] | None = None
    version: tuple[str, ...] = ()

    def path(self) -> str | None:
        """Where the program is; None where it is not installed."""
        return shutil.which(self.program)

    def version_line(self) -> str:
        """What it says of its version."""
        if not self.version:
            return ""
        said = subprocess.run(self.version, capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin", **_PYTHON}, cwd=ROOT)
        return next(iter((said.stdout or said.stderr).strip().splitlines()), "")


def _scan(path: Path, *more: str) -> Step:
    words = (sys.executable, "-m", "scanner", *more, "scan", str(path), "--json", "--owner", OWNER, "--now", _NOW, "--fingerprint-key", str(_KEY))
    return Step(words if more else (*words, "--no-store"), _PYTHON)


def _stored(place: Path, work: Path) -> Step:
    config = work / "config.toml"
    config.write_text(f'ledger = "{work}/ledger/ledger.sqlite"\nkey_file = "{work}/key/vault.key"\n', "utf-8")
    return _scan(place, "--config", str(config))


def cases(answer: bytes, _place: Place) -> set[str]:
    """The messages of giftscan's cases."""
    return {name for case in json.loads(answer)["cases"] for name in case["messages"]}


def fingerprints(answer: bytes) -> set[str]:
    """The codes of giftscan's cases, as fingerprints under the key of the golden mails."""
    return {code["fingerprint"] for case in json.loads(answer)["cases"] for code in case["claim_codes"]}


def _lines(answer: bytes, _place: Place) -> set[str]:
    """A Message-ID a line, with or without its brackets."""
    return {f"<{line.strip().strip('<>').removeprefix('id:')}>" for line in answer.decode("utf-8", "replace").splitlines() if line.strip()}


def _headers(answer: bytes, _place: Place) -> set[str]:
    """Whole messages."""
    return {found.decode("ascii", "replace") for found in _MESSAGE_ID.findall(answer)}


def _offsets(answer: bytes, place: Place) -> set[str]:
    """`OFFSET:what stands there`, of the mbox."""
    data = place.mbox.read_bytes()
    found = sorted(int(line.split(b":", 1)[0]) for line in answer.splitlines())
    named, at = set(), 0
    starts = [match.start() for match in re.finditer(rb"^From sender@example\.net ", data, re.MULTILINE)]
    for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
        while at < len(found) and found[at] < start:
            at += 1
        if at < len(found) and found[at] < end and (match := _MESSAGE_ID.search(data, start, end)):
            named.add(match.group(1).decode("ascii"))
    return named


def _files(answer: bytes, _place: Place) -> set[str]:
    """Paths of messages, a line each."""
    paths = [Path(line) for line in answer.decode("utf-8").splitlines() if line.startswith("/")]
    return {match.group(1).decode("ascii") for path in paths if (match := _MESSAGE_ID.search(path.read_bytes()))}


_NOTMUCH = 'amazon and ("gift card" or ギフト* or amazonギフト*)'
_NOTMUCH_CJK = 'amazon and ("gift card" or ギフト券 or ギフトカード)'


def _notmuch(query: str, env: dict[str, str]) -> Callable[[Place, Path], list[Step]]:
    def steps(place: Place, work: Path) -> list[Step]:
        (work / "index").mkdir(exist_ok=True)
        config = work / "notmuch.conf"
        config.write_text(
            f"[database]\npath={work}/index\nmail_root={place.maildir}\n[user]\nname=Kim\nprimary_email={OWNER}\n[new]\ntags=new\n"
            "[search]\nexclude_tags=\n[maildir]\nsynchronize_flags=false\n",
            "utf-8",
        )
        known = {"NOTMUCH_CONFIG": str(config), **env}
        return [Step(("notmuch", "new", "--quiet"), known), Step(("notmuch", "search", "--output=messages", query), known)]

    return steps


def _mu(place: Path, work: Path) -> tuple[Step, Step, Step]:
    home = f"--muhome={work}/mu"
    query = 'amazon and ("gift card" or ギフト* or amazonギフト*)'
    return (
        Step(("mu", "init", home, f"--maildir={place}", f"--my-address={OWNER}", "--quiet")),
        Step(("mu", "index", home, "--quiet")),
        Step(("mu", "find", home, "-f", "i", query), answers=(0, 2, 4)),
    )


def _mairix(place: Place, work: Path) -> list[Step]:
    config = work / "mairixrc"
    config.write_text(f"base={place.folder}\nmaildir=Maildir\nmfolder={work}/found\nmformat=raw\ndatabase={work}/mairix.db\n", "utf-8")
    return [Step(("mairix", "-f", str(config))), Step(("mairix", "-f", str(config), "-r", "amazon", "gift,card/ギフト="), answers=(0, 1))]


def _to_sqlite(program: str) -> Callable[[Place, Path], list[Step]]:
    def steps(place: Place, work: Path) -> list[Step]:
        return [Step((program, "mbox", f"{work}/mail.db", str(place.mbox))), Step((sys.executable, "-c", _SQL, f"{work}/mail.db"))]

    return steps


def peers(mbox_to_sqlite: str = "mbox-to-sqlite") -> list[Peer]:
    """All of them, giftscan first."""
    python = sys.executable
    told = (python, "-m", "scanner", "--version")
    return [
        Peer(OURS, python, "scan MBOX --no-store --json", lambda p, _: [_scan(p.mbox)], cases, version=told),
        Peer("giftscan scan, Maildir", python, "scan MAILDIR --no-store --json", lambda p, _: [_scan(p.maildir)], cases),
        Peer(
            "giftscan scan, kept", python, "scan MBOX --json (into a ledger)",
            lambda p, w: [_stored(p.mbox, w)], cases, again=lambda p, w: [_stored(p.mbox, w)],
        ),
        Peer(
            "giftscan, all read in full", python, "every message as `explain` reads it",
            lambda p, _: [Step((python, "-m", "benchmarks.reading", str(p.mbox)), _PYTHON)], _lines,
        ),
        Peer(
            "ripgrep", "rg", f"rg -a -c -i '{_ANY}' MBOX", lambda p, _: [Step(("rg", "-a", "-c", "-i", _ANY, str(p.mbox)), answers=(0, 1))],
            _offsets, lambda p: Step(("rg", "-a", "-b", "-o", "-N", "--no-filename", "-i", _ANY, str(p.mbox)), answers=(0, 1)), version=("rg", "--version"),
        ),
        Peer(
            "mboxgrep", "mboxgrep", f"mboxgrep -i -E '{_CARDS}' MBOX",
            lambda p, _: [Step(("mboxgrep", "-nl", "-i", "-E", _CARDS, str(p.mbox)), answers=(0, 1))], _headers, version=("mboxgrep", "--version"),
        ),
        Peer(
            "grepmail", "grepmail", f"grepmail -q -E '$email =~ /amazon/i && $email =~ /{_CARDS}/i' MBOX",
            lambda p, _: [Step(("grepmail", "-q", "-E", f"$email =~ /amazon/i && $email =~ /{_CARDS}/i", str(p.mbox)), answers=(0, 1))],
            _headers, version=("grepmail", "--version"),
        ),
        Peer(
            "mairix", "mairix", "mairix; mairix -r amazon 'gift,card/ギフト=' (Maildir)", _mairix, _files,
            again=lambda p, w: _mairix(p, w)[:1], version=("mairix", "--version"),
        ),
        Peer(
            "notmuch", "notmuch", f"notmuch new; notmuch search '{_NOTMUCH}' (Maildir)", _notmuch(_NOTMUCH, {}), _lines,
            again=lambda p, w: _notmuch(_NOTMUCH, {})(p, w)[:1], version=("notmuch", "--version"),
        ),
        Peer(
            "notmuch, n-grams", "notmuch", f"with XAPIAN_CJK_NGRAM=1: notmuch new; notmuch search '{_NOTMUCH_CJK}'",
            _notmuch(_NOTMUCH_CJK, {"XAPIAN_CJK_NGRAM": "1"}), _lines, again=lambda p, w: _notmuch(_NOTMUCH_CJK, {"XAPIAN_CJK_NGRAM": "1"})(p, w)[:1],
        ),
        Peer(
            "mu", "mu", "mu init; mu index; mu find 'amazon and (\"gift card\" or ギフト* or amazonギフト*)' (Maildir)",
            lambda p, w: list(_mu(p.maildir, w)), _lines, again=lambda p, w: [_mu(p.maildir, w)[1]], version=("mu", "--version"),
        ),
        Peer(
            "Python mailbox", python, "mailbox, email.header, get_payload(decode=True), re (benchmarks/mailbox_peer.py)",
            lambda p, _: [Step((python, "-m", "benchmarks.mailbox_peer", str(p.mbox)), _PYTHON)], _lines, version=(python, "--version"),
        ),
        Peer(
            "mbox-to-sqlite", mbox_to_sqlite, "mbox-to-sqlite mbox DB MBOX; SQL LIKE over From, Subject and payload", _to_sqlite(mbox_to_sqlite), _lines,
            version=(mbox_to_sqlite, "--version"),
        ),
    ]  # fmt: skip
