"""The demonstration's sample mailbox: invented from end to end, as mixed as a real one, and part of every wheel."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import pytest

from scanner.catalog import load_catalog
from scanner.demo import sample_messages
from scanner.demo.sample import RECEIVING_HOST
from scanner.jobs.events import Read
from scanner.jobs.reading import Reader
from scanner.model import Authenticity, Origin, Outcome, RawMessage, SpecialUse
from tests.demo_sample import EXPECTED, FOLDERS, message_ids, parsed, words_of

ROOT = Path(__file__).parent.parent
# RFC 2606 and its likes: nobody's. Amazon's own hosts stand where its mail has them, w3.org in the names of document types.
_NOBODYS = re.compile(r"(?:.+\.)?(?:example\.(?:com|org|net|jp|ne\.jp|co\.jp)|[a-z0-9-]+\.example)", re.IGNORECASE)
_AMAZONS = re.compile(r"(?:.+\.)?(?:amazon\.co\.jp|amazon\.com|amazonses\.com|media-amazon\.com|w3\.org)", re.IGNORECASE)


def test_sample_is_a_mailbox_of_ordinary_mail_with_cards_among_it() -> None:
    """There are 66 mails or more in five folders, and most of them are no case's."""
    found = sample_messages()
    assert {folder for folder, _, _ in found} == FOLDERS
    assert len(found) >= 66
    told = {mail for case in EXPECTED["cases"] for mail in case["mails"]}
    assert len(found) - len(told) >= 35
    assert told <= set(message_ids())


def test_sample_is_synthetic_and_nobodys() -> None:
    """Every mail says that it is synthetic, and no address or link in it is a real person's or another company's."""
    for folder, file, data in sample_messages():
        message = parsed(data)
        assert message["X-Corpus"] == "synthetic", f"{folder}/{file}"
        for address in re.findall(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", words_of(message)):
            assert _NOBODYS.fullmatch(address) or _AMAZONS.fullmatch(address), f"{folder}/{file}: {address}"
        for host in re.findall(r"https?://([^/\s\"'<>]+)", words_of(message)):
            assert _NOBODYS.fullmatch(host) or _AMAZONS.fullmatch(host), f"{folder}/{file}: {host}"


def test_sample_has_each_message_once() -> None:
    """No Message-ID stands twice, and none is missing."""
    found = list(message_ids().values())
    assert len(set(found)) == len(found)
    assert all(re.fullmatch(r"<[^<>\s@]+@[^<>\s@]+>", one) for one in found)


def test_sample_meets_many_encodings() -> None:
    """The sample is as mixed as a real mailbox: Japanese in five charsets, HTML, text, both, a digest, a bounce, a forward."""
    parts = [part for _, _, data in sample_messages() for part in parsed(data).walk()]
    charsets = {str(part.get_content_charset()) for part in parts if part.get_content_maintype() == "text"}
    assert {"utf-8", "iso-2022-jp", "shift_jis", "euc-jp", "iso-8859-1", "us-ascii"} <= charsets
    assert {"text/plain", "text/html", "multipart/alternative", "multipart/digest", "multipart/report"} <= {part.get_content_type() for part in parts}
    assert {"7bit", "8bit", "quoted-printable", "base64"} <= {str(part["Content-Transfer-Encoding"] or "7bit").lower() for part in parts}


def test_sample_is_authentic_where_its_host_says_so() -> None:
    """By the word of the host that received it, Amazon's mail is Amazon's but for that of 2016, which no host vouches for; phish is not."""
    reader = Reader(load_catalog(), (RECEIVING_HOST,))
    found: dict[Authenticity, set[str]] = {}
    for folder, file, data in sample_messages():
        read = reader.read(RawMessage(Origin("sample", file), data, folder, SpecialUse.ORDINARY, None))
        assert isinstance(read, Read)
        found.setdefault(read.recognition.authenticity, set()).add(f"{folder}/{file.removesuffix('.eml')}")
    senders = {f"{folder}/{file.removesuffix('.eml')}": parseaddr(str(parsed(data)["From"]))[1].partition("@")[2] for folder, file, data in sample_messages()}
    assert {mail for mail, domain in senders.items() if _AMAZONS.fullmatch(domain)} - {"アーカイブ/card-of-2016"} == found[Authenticity.AUTHENTIC]
    assert set(EXPECTED["suspicious"]) == found[Authenticity.SUSPICIOUS]


def test_wheel_holds_the_sample(tmp_path: Path) -> None:
    """A wheel carries the whole sample, its Japanese folder too, and finds it without having been unpacked."""
    builders = pytest.importorskip("hatchling.builders.wheel", reason="hatchling is not installed")
    wheel = next(builders.WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"]))
    script = (
        "import json, sys; sys.path.insert(0, sys.argv[1]); import scanner; from scanner.demo import sample_messages\n"
        "assert scanner.__file__.startswith(sys.argv[1]), scanner.__file__\n"
        "print(json.dumps([[folder, file, len(data)] for folder, file, data in sample_messages()]))"
    )
    done = subprocess.run([sys.executable, "-P", "-c", script, wheel], capture_output=True, text=True, timeout=60, check=False)
    assert done.stderr == ""
    assert [[folder, file, len(data)] for folder, file, data in sample_messages()] == json.loads(done.stdout)


def test_expectations_cover_the_contract() -> None:
    """Every outcome occurs, and each road back to a card has its request in both languages."""
    assert {outcome.value for outcome in Outcome} == {case["outcome"] for case in EXPECTED["cases"]}
    roads = {(road_of(case), case["draft"].split()[1]) for case in EXPECTED["cases"] if case["draft"]}
    assert {(road, language) for road in ("card sent again", "refund paid again", "counter card") for language in ("en", "ja")} <= roads


def road_of(case: dict[str, Any]) -> str:
    """Which road a case takes."""
    if case["type"] == "refund":
        return "refund paid again"
    return "counter card" if case["odds"] == "poor" else "card sent again"
