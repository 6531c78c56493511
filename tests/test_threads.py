"""Whole mailboxes, each with what has to come of it: cases, reasons to ask, and what a draft says and never says.

Each folder of corpus/threads is a mailbox; its expect.json was written before the rules were.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from scanner.catalog import load_catalog
from scanner.jobs.archive import Archive
from scanner.jobs.casebook import searched_of
from scanner.jobs.drafting import draft_bytes, drafts_of
from scanner.model import Case, Channel, Draft, RawMessage, Statement, Told
from scanner.report.cases import case_json, draft_json
from scanner.sources import Amount, Source, SourceEvent, open_path

CORPUS = Path(__file__).parent / "corpus"
THREADS = sorted(p for p in (CORPUS / "threads").iterdir() if p.is_dir())
KEY = (CORPUS / "fingerprint.key").read_bytes()
CATALOG = load_catalog()
OWN_KEYS = ("draft", "draft_says", "draft_never")


class Mailbox:
    """One thread: what it expects, and what comes of its mail."""

    def __init__(self, folder: Path) -> None:
        file = folder / "expect.json"
        assert file.exists(), f"{folder.name} has no expect.json: a thread without an expectation tests nothing"
        self.folder = folder
        self.expected: dict[str, Any] = json.loads(file.read_text("utf-8"))
        self.now = datetime.fromisoformat(self.expected["now"])

    def scan(self, *sources: Source) -> tuple[Archive, list[Case]]:
        """The mailbox (or other sources in its place) read through the public interface, and judged with the owner's statements."""
        archive = Archive(CATALOG, tuple(self.expected["owner"]))
        for _ in archive.scan(list(sources) or [open_path(self.folder)]):
            pass
        told = [Statement(datetime.fromisoformat(s["at"]), Told(s["what"]), s["note"]) for s in self.expected["statements"]]
        silent = archive.cases(self.now)
        if not told:
            return archive, list(silent)
        assert len(silent) == 1, "of which case the owner speaks is clear only where there is one"
        return archive, list(archive.cases(self.now, statements={silent[0].id: tuple(told)}))

    def drafts(self, archive: Archive, cases: list[Case]) -> dict[str, Draft]:
        """The drafts of the cases."""
        return drafts_of(cases, CATALOG, searched_of(archive.coverage, self.now.date()))


def differences(mailbox: Mailbox, cases: list[Case], drafts: dict[str, Draft]) -> Iterator[str]:
    """Where what came of a mailbox is not what was expected, each in a line."""
    left = {c.id: case_json(c, KEY) for c in cases}
    for wanted in mailbox.expected["cases"]:
        name = f"{wanted['outcome']} {wanted.get('order_id')} {wanted.get('recipient')}"
        found = max(left, key=lambda i: _nearness(left[i], wanted), default=None)
        if found is None or not set(left[found]["messages"]) & set(wanted["messages"]):
            yield f"{name}: no such case"
            continue
        got = left.pop(found)
        yield from (f"{name}: {key}: expected {wanted[key]!r}, got {got.get(key)!r}" for key in wanted if key not in OWN_KEYS and wanted[key] != got.get(key))
        yield from (f"{name}: {line}" for line in _draft_differences(wanted, drafts.get(found)))
    yield from (f"one case too many: {c['outcome']} {c['order_id']} {c['messages']}" for c in left.values())


def _nearness(got: dict[str, Any], wanted: dict[str, Any]) -> tuple[int, int, int]:
    ours, theirs = set(got["messages"]), set(wanted["messages"])
    alike = sum(got.get(key) == wanted.get(key) for key in ("recipient", "amount", "order_id", "type"))
    return (len(ours & theirs) > 0, len(ours & theirs) - len(ours ^ theirs), alike)


def _draft_differences(wanted: dict[str, Any], draft: Draft | None) -> Iterator[str]:
    got = draft_json(draft, None) if draft else None
    if wanted["draft"] is None or got is None:
        if wanted["draft"] != got:
            yield f"draft: expected {wanted['draft']!r}, got {got!r}"
        return
    yield from (f"draft: {key}: expected {value!r}, got {got[key]!r}" for key, value in wanted["draft"].items() if key != "path" and value != got[key])
    assert draft is not None
    text = f"{draft.subject}\n{draft.body}"
    yield from (f"draft: does not say {words!r}" for words in wanted["draft_says"] if words not in text)
    yield from (f"draft: says {words!r}" for words in wanted["draft_never"] if words in text)


@pytest.mark.parametrize("folder", THREADS, ids=lambda p: p.name)
def test_what_comes_of_a_mailbox(folder: Path) -> None:
    """Cases, verdicts, roads, codes, messages and drafts are those that the thread expects, and no others."""
    mailbox = Mailbox(folder)
    archive, cases = mailbox.scan()
    found = list(differences(mailbox, cases, mailbox.drafts(archive, cases)))
    assert not found, "\n".join([mailbox.expected["why"], *found])
    assert archive.counts.unreadable == 0


@pytest.mark.parametrize("folder", THREADS, ids=lambda p: p.name)
def test_no_code_leaves_the_vault(folder: Path) -> None:
    """No whole code stands in the machine-readable answer or in a draft's file, nor a link's token."""
    mailbox = Mailbox(folder)
    archive, cases = mailbox.scan()
    drafts = mailbox.drafts(archive, cases)
    shown = json.dumps([case_json(c, KEY) for c in cases], default=str)
    files = [draft_bytes(d, "owner@example.com", mailbox.now) for d in drafts.values()]
    for fact in (f for c in cases for f in c.facts):
        for secret in (fact.code, fact.link):
            if secret is not None:
                assert secret.reveal() not in shown
                assert all(secret.reveal().encode() not in file for file in files)
    assert all(file.isascii() for i, file in zip(drafts, files, strict=True) if drafts[i].channel is Channel.EMAIL)


class Shuffled:
    """The same mailbox, its messages in another order and each of them twice."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._inner = open_path(folder)
        self.name = self._inner.name
        self._seed = seed

    def messages(self) -> Iterator[RawMessage | SourceEvent]:
        """Every message twice, in a seeded order."""
        mails = [m for m in self._inner.messages() if isinstance(m, RawMessage)] * 2
        random.Random(self._seed).shuffle(mails)
        yield from mails

    def coverage(self) -> list[Any]:
        """What the mailbox itself tells of itself."""
        return list(self._inner.coverage())

    def unread(self, raw: RawMessage, why: str) -> None:
        """As the mailbox itself takes it."""
        self._inner.unread(raw, why)

    def amount(self) -> Amount:
        """The files of the mailbox itself."""
        return self._inner.amount()


@pytest.mark.parametrize("folder", THREADS, ids=lambda p: p.name)
def test_neither_order_nor_copies_matter(folder: Path) -> None:
    """Read backwards, or with every message twice, a mailbox gives the same cases under the same ids."""
    mailbox = Mailbox(folder)
    _, cases = mailbox.scan()
    _, again = mailbox.scan(Shuffled(folder, len(folder.name)))
    assert [_told(c) for c in cases] == [_told(c) for c in again]


STRANGERS = (CORPUS / "threads" / "promotions-thanks-and-talk-only-en", CORPUS / "threads" / "phish-promotions-talk-only-ja")


@pytest.mark.parametrize("folder", [f for f in THREADS if Mailbox(f).expected["owner"]], ids=lambda p: p.name)
def test_other_peoples_mail_does_not_matter(folder: Path) -> None:
    """Advertising, talk, phish and other shops' mail beside a mailbox change none of its cases and add none."""
    mailbox = Mailbox(folder)
    _, cases = mailbox.scan()
    _, crowded = mailbox.scan(*map(open_path, (STRANGERS[0], folder, STRANGERS[1])))
    assert [_told(c) for c in cases] == [_told(c) for c in crowded]


def _told(case: Case) -> tuple[object, ...]:
    told = case_json(case, KEY)
    return tuple(json.dumps(told[key], default=str) for key in sorted(told))


def test_every_edge_is_there_in_many_languages() -> None:
    """Each outcome stands in the threads, for the buyer's and the recipient's side in two languages at least; each road and each
    channel; and eleven languages have their share."""
    sides: dict[tuple[str, str], set[str]] = {}
    for folder in THREADS:
        for case in Mailbox(folder).expected["cases"]:
            sides.setdefault((case["outcome"], case["role"]), set()).add(folder.name.rpartition("-")[2])
    assert {} == {side: told for side, told in sides.items() if len(told) < 2}
    wanted = [c for folder in THREADS for c in Mailbox(folder).expected["cases"]]
    outcomes = Counter(c["outcome"] for c in wanted)
    assert 12 == len(outcomes)
    assert {"resend_in_orders", "ask_giver", "amazon_support", "ask_issuer", "open_message", "none"} == {c["route"] for c in wanted}
    languages = Counter(folder.name.rpartition("-")[2] for folder in THREADS)
    assert {"de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt", "sv", "tr"} == set(languages)
    assert len(THREADS) >= 80 and min(languages["en"], languages["ja"]) >= 20 and min(languages.values()) >= 2


def test_every_mail_of_a_thread_is_synthetic() -> None:
    """No mail in the threads is anybody's: each says so itself."""
    mails = [path for folder in THREADS for path in folder.rglob("*.eml")]
    assert len(mails) > 100
    assert [] == [path for path in mails if b"\nX-Corpus: synthetic" not in path.read_bytes().replace(b"\r\n", b"\n")]
