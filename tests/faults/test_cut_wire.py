"""A session that is cut after any of its bytes, the server's or our own, ends in one error, and the next scan ends like one that was left alone."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from scanner.errors import SourceError
from tests.faults.machine import SOAK
from tests.imap.mails import gift_mail, plain_mail
from tests.imap.owner import Owner
from tests.imap.states import state_of
from tests.servers.certificates import Certificate, make_certificate
from tests.servers.mailboxes import Mailbox
from tests.servers.relay import Relay
from tests.servers.scripted import Scripted

FOLDERS = {"INBOX": Mailbox({3: plain_mail(1), 7: gift_mail(1)}), "Archive": Mailbox({2: plain_mail(2)})}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for server and relay."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))


def points(data: bytes, seed: str) -> list[int]:
    """After which bytes of what went by the wire is cut: each of them in `make soak`, else some ends of lines and some others."""
    if SOAK:
        return list(range(len(data) + 1))
    chance = random.Random(seed)
    ends = [at + 2 for at in range(len(data)) if data[at : at + 2] == b"\r\n"]
    return sorted({0, 1, len(data) - 1, *chance.sample(ends, 14), *chance.sample(range(len(data)), 14)})


@pytest.mark.parametrize("whose", ["answers", "commands"])
def test_a_session_that_is_cut_anywhere(certificate: Certificate, tmp_path: Path, whose: str) -> None:
    """Nothing is lost and nothing is kept twice; what is cut before its end is a SourceError with exit code 4 and a hint."""
    with Scripted(certificate, FOLDERS) as server:
        with Relay(server.port, certificate) as relay:
            whole = Owner(tmp_path / "whole", "hanako", "correct horse", relay.port, server.fingerprint)
            whole.scan()
            expected = state_of(whole)
            went_by = bytes(relay.got if whose == "answers" else relay.sent)
            logging_out = went_by.index(b"BYE") if whose == "answers" else went_by.rindex(b"LOGOUT")
        assert 2_000 < len(went_by) < 60_000
        for at in points(went_by, whose):
            owner = Owner(tmp_path / str(at), "hanako", "correct horse", 0, server.fingerprint)
            cut = {"cut_after": at} if whose == "answers" else {"cut_sent": at}
            with Relay(server.port, certificate, **cut) as relay:  # type: ignore[arg-type]
                owner.port = relay.port
                try:
                    owner.scan()
                except SourceError as error:
                    assert (4, True) == (error.exit_code, bool(error.hint)), at
                else:
                    assert at >= logging_out - 20, at
            owner.port = server.port
            owner.scan()
            assert expected == state_of(owner), at
            assert [("ok",)] == owner.rows("pragma_integrity_check", "*")
