"""Golden mails: each .eml of corpus/ has a .json beside it, written by hand, with what `giftscan explain --json` must say.

A mismatch leaves NAME.failed.json beside the golden. `--golden new` writes what is missing, `--golden force` what differs.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from scanner.catalog import Catalog, load_catalog
from scanner.facts.shapes import find_emails
from scanner.jobs.events import Read, Unreadable
from scanner.jobs.reading import Reader
from scanner.messages import Parser
from scanner.model import Origin, RawMessage
from scanner.report.explain import explanation, unreadable
from scanner.sources import open_path
from scanner.trust import skeleton

CORPUS = Path(__file__).parent / "corpus"
KEY = CORPUS / "fingerprint.key"
AT_LEAST = {"mails": 200, "lookalikes": 120, "malformed": 30, "bounces": 10}
FILES = sorted(path for folder in AT_LEAST for path in (CORPUS / folder).rglob("*.eml"))
assert FILES, f"no golden mail below {CORPUS}: a run that tests nothing must not pass"

LINE_ENDS = {"lf": b"\n", "crlf": b"\r\n"}
_NOT_GOLDEN = ("schema", "evidence")  # evidence says how the rest was found
_SAID: dict[bytes, dict[str, Any]] = {}


def _name(path: Path) -> str:
    return path.relative_to(CORPUS).as_posix()


@lru_cache(maxsize=1)
def _reader() -> Reader:
    return Reader(load_catalog())


def explained(path: Path) -> dict[str, Any]:
    """What the program says of the one message of a file, as JSON reads it; the same bytes are read once."""
    data = path.read_bytes()
    if data not in _SAID:
        _SAID[data] = _explained(path)
    return _SAID[data]


def _explained(path: Path) -> dict[str, Any]:
    events = [event for event in _reader().all(open_path(path)) if isinstance(event, Read | Unreadable)]
    assert 1 == len(events), f"{path.name} holds {len(events)} messages"
    event = events[0]
    said = (
        unreadable(event.origin, event.why) if isinstance(event, Unreadable) else explanation(event.message, event.recognition, event.facts, KEY.read_bytes())
    )
    document: dict[str, Any] = json.loads(json.dumps(said))
    del document["origin"]
    return document


def golden_part(said: dict[str, Any]) -> dict[str, Any]:
    """What a golden file has of it."""
    return {key: value for key, value in said.items() if key not in _NOT_GOLDEN}


def _written(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("ends", LINE_ENDS)
@pytest.mark.parametrize("path", FILES, ids=_name)
def test_a_golden_mail(path: Path, ends: str, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> None:
    """Each mail says what its golden file says, with line ends of Unix and with those of the network (RFC 5322, 2.1)."""
    copy = tmp_path_factory.getbasetemp() / f"{ends}.eml"
    copy.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", LINE_ENDS[ends]))
    said = golden_part(explained(copy))
    golden, failed = path.with_suffix(".json"), path.with_suffix(".failed.json")
    wish = pytestconfig.getoption("golden")
    if wish == "force" or (wish == "new" and not golden.exists()):
        golden.write_text(_written(said), "utf-8")
    assert golden.exists(), f"{_name(path)} has no golden file; pytest tests/test_corpus.py --golden new writes one for you to read"
    expected = json.loads(golden.read_text("utf-8"))
    if said == expected:
        failed.unlink(missing_ok=True)
    else:
        failed.write_text(_written(said), "utf-8")
    assert expected == said, f"diff -u {golden} {failed}"


@pytest.mark.parametrize("folder", AT_LEAST)
def test_there_are_enough_mails(folder: str) -> None:
    """A part of the corpus that was lost or left out would test nothing."""
    mails = [path for path in FILES if CORPUS / folder in path.parents]
    assert len(mails) >= AT_LEAST[folder]


def test_no_golden_file_is_left_alone() -> None:
    """A golden file whose mail was renamed is never compared."""
    goldens = {path.with_suffix("") for folder in AT_LEAST for path in (CORPUS / folder).rglob("*.json") if not path.name.endswith(".failed.json")}
    assert set() == goldens - {path.with_suffix("") for path in FILES}


def test_the_corpus_says_the_same_in_another_country(tmp_path: Path) -> None:
    """Neither Turkish letters nor a zone of UTC+12:45 change a word of what is said, nor a byte of how it is printed."""
    there = {
        **os.environ,
        "LC_ALL": "tr_TR.UTF-8",
        "LANG": "tr_TR.UTF-8",
        "TZ": "Pacific/Chatham",
        "PYTHONUTF8": "0",
        "PYTHONHASHSEED": "7",
        "HOME": str(tmp_path),
    }
    command = [sys.executable, "-m", "scanner", "explain", "--json", "--fingerprint-key", str(KEY), *map(str, FILES)]
    done = subprocess.run(command, env=there, cwd=Path(__file__).parent.parent, capture_output=True, text=True, encoding="utf-8", check=False, timeout=300)
    assert ("", 0) == (done.stderr, done.returncode)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [_name(path) for path in FILES] == [Path(line.pop("origin")["source"]).relative_to(CORPUS).as_posix() for line in lines]
    assert [explained(path) for path in FILES] == lines


_RESERVED = re.compile(r"(?:^|\.)example(?:\.(?:com|net|org|jp|(?:co|ne|or|ac)\.jp))?$|\.(?:test|invalid)$")  # RFC 2606, 6761
_PEOPLE = {
    "from",
    "to",
    "cc",
    "reply-to",
    "sender",
    "delivered-to",
    "x-forwarded-to",
    "x-original-to",
    "envelope-to",
    "return-path",
    "resent-from",
    "resent-to",
}
_MACHINES = {"mailer-daemon", "postmaster"}


def _is_nobodys(address: str, catalog: Catalog) -> bool:
    """Whether an address cannot be a private person's: reserved or mistyped so, a shop's, an issuer's, an alias, a machine's."""
    local, _, written = address.lower().rpartition("@")
    domain = written.encode("ascii").decode("idna") if "xn--" in written else written
    if local in _MACHINES or _RESERVED.search(domain) or catalog.is_amazon(domain) or catalog.issuer_of(domain):
        return True
    if domain in catalog.relays.alias_domains or "amazon" in skeleton(domain):
        return True
    return any(SequenceMatcher(None, domain, known).ratio() >= 0.8 for known in ("example.com", "example.net", "example.org", "example.jp"))


def test_the_corpus_is_nobodys_mail() -> None:
    """Every mail says that it is synthetic, and no address in heads or texts can be a real person's."""
    catalog = load_catalog()
    parser = Parser(catalog)
    marked, strangers = [], []
    for path in FILES:
        data = path.read_bytes()
        message = parser.parse(RawMessage(Origin(path.name, ""), data))
        if b"X-Corpus: synthetic" not in data:
            marked.append(path.name)
        texts = [field.value for field in message.fields if field.name.lower() in _PEOPLE]
        texts += [line.text for layers in message.views for layer in layers for line in layer.lines]
        strangers += [(path.name, found) for text in texts for _, _, found in find_emails(text) if not _is_nobodys(found, catalog)]
    assert ([], []) == (marked, strangers)
