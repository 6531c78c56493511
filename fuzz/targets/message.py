"""A mail's bytes to facts, as a scan reads them (`scanner.jobs.reading`).

Promises: a mail is read, or told as unreadable; LF and CRLF give the same; the header alone can be judged; and no code that
was found stands whole in anything that is printed, logged or written.
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache

from fuzz import seeds
from fuzz.target import Target
from fuzz.words import words_of
from scanner.catalog import load_catalog
from scanner.jobs.events import Read, Unreadable
from scanner.jobs.reading import Reader
from scanner.ledger.codec import decode_fact, encode_fact
from scanner.model import Fact, Origin, RawMessage
from scanner.report.explain import explanation
from scanner.report.safe import json_text

KEY = bytes(32)


@lru_cache(maxsize=1)
def reader() -> Reader:
    """One for all mails."""
    return Reader(load_catalog())


def check(data: bytes) -> None:
    """Read it; a third of all with either line end."""
    facts_of(data)


def facts_of(data: bytes) -> tuple[Fact, ...]:
    """The facts of a mail that keeps every promise."""
    lf = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    one = reader().read(RawMessage(Origin("fuzz", "1"), lf))
    if zlib.crc32(data) % 3 == 0:
        other = reader().read(RawMessage(Origin("fuzz", "1"), lf.replace(b"\n", b"\r\n")))
        if isinstance(one, Read) and isinstance(other, Read):
            assert (one.message, one.recognition, one.facts) == (other.message, other.recognition, other.facts), "line ends decide what it says"
        else:
            assert one == other, "line ends decide whether it is readable"
    reader().doubts(lf.partition(b"\n\n")[0] + b"\n\n")
    if isinstance(one, Unreadable):
        return ()
    told = json_text(explanation(one.message, one.recognition, one.facts, KEY))
    told.encode("utf-8")
    # Who a mail is from and to, and by which identifier, is printed as it stands: a code written there is no mail of a card's.
    people = repr((one.message.from_, one.message.to, one.message.delivered_to, one.message.message_id, one.message.in_reply_to, one.message.references))
    printed = {"explanation": told, "repr": repr(one), "evidence": repr([fact.evidence for fact in one.facts]), "recognition": repr(one.recognition)}
    for fact in one.facts:
        assert fact == decode_fact(encode_fact(fact)), "a fact is another after it was kept"
        if fact.code:
            whole = fact.code.reveal()
            for where, text in printed.items():
                if where == "repr" and (whole in people or whole.replace("-", "") in people):
                    continue
                assert whole not in text and whole.replace("-", "") not in text, f"a whole code in the {where}"
            # A mask shows the first group and no more.
            half = re.compile(r"[\s\-]*".join(whole.replace("-", "")[:9]))
            assert not half.search(printed["evidence"]) and not half.search(printed["recognition"]), "half a code in the evidence"
    return one.facts


TARGET = Target("message", check, seeds.mails, words_of("message"), 2**13)
