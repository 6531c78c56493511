"""The log-in: the owner's mailbox, at a terminal first, and never again after a refusal until somebody is there."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Served

pytestmark = pytest.mark.dovecot


def test_a_first_log_in_without_a_terminal_is_refused(mailbox: Served) -> None:
    """No password is kept and nobody can be asked: exit code 2, and the server hears nothing."""
    mailbox.giftscan.configure(mailbox.table(password=False))
    done = mailbox.giftscan("check")
    assert (2, "") == (done.code, done.out)
    assert f"user=<{mailbox.user}>" not in mailbox.server.log()


def test_a_typed_password_is_kept_in_the_keyring_and_nowhere_else(mailbox: Served) -> None:
    """It is asked once, without an echo; later runs need no terminal; no file of ours but the keyring holds it."""
    mailbox.giftscan.configure(mailbox.table(password=False))
    mailbox.password.unlink()
    secret = mailbox.server.password
    first = mailbox.giftscan.on_terminal("scan", answers=[("Password for", secret)])
    assert 0 == first.code, first.err
    assert secret not in first.err
    assert "keyring" in first.err
    assert 0 == mailbox.giftscan("scan").code
    holding = {name for name in mailbox.giftscan.files() if secret.encode() in (mailbox.giftscan.home / name).read_bytes()}
    assert {"keyring.json"} == holding


def test_without_a_keyring_the_password_is_not_kept(mailbox: Served) -> None:
    """That is said, and the next run asks again."""
    mailbox.giftscan.configure(mailbox.table(password=False))
    no_ring = "keyring.backends.fail.Keyring"
    done = mailbox.giftscan.on_terminal("check", answers=[("Password for", mailbox.server.password)], PYTHON_KEYRING_BACKEND=no_ring)
    assert 0 == done.code
    assert "is not kept" in done.err
    assert 2 == mailbox.giftscan("check", PYTHON_KEYRING_BACKEND=no_ring).code


def test_a_refused_log_in_is_told_once_and_stops_runs_without_a_terminal(mailbox: Served) -> None:
    """Exit code 3 and no second try; later runs in the background end at once, without a connection."""
    mailbox.password.write_text("wrong", "utf-8")
    first = mailbox.giftscan("scan")
    assert 3 == first.code
    assert "refused" in first.err
    assert 1 == mailbox.refusals
    mailbox.password.write_text(mailbox.server.password, "utf-8")
    for words in (["scan"], ["check"], ["recover", "x"]):
        done = mailbox.giftscan(*words)
        assert (3, "") == (done.code, done.out)
        assert "at a terminal" in done.err
    assert 1 == mailbox.refusals
    assert 0 == mailbox.server.log().count(f"Login: user=<{mailbox.user}>")


def test_a_log_in_by_hand_lets_background_runs_go_on(mailbox: Served) -> None:
    """After the owner has logged in at a terminal, a run without one works again."""
    mailbox.password.write_text("wrong", "utf-8")
    assert 3 == mailbox.giftscan("scan").code
    mailbox.password.write_text(mailbox.server.password, "utf-8")
    assert 0 == mailbox.giftscan.on_terminal("check").code
    assert 0 == mailbox.giftscan("scan").code


def test_after_a_refusal_the_kept_password_can_be_replaced(mailbox: Served) -> None:
    """A password that was changed at the provider is asked for anew, and the new one is kept."""
    ring = mailbox.giftscan.home / "keyring.json"
    ring.write_text(json.dumps({f"giftscan/imap:{mailbox.user}@example.jp": "old"}), "utf-8")
    mailbox.giftscan.configure(mailbox.table(password=False))
    assert 3 == mailbox.giftscan("check").code
    done = mailbox.giftscan.on_terminal("check", answers=[("last log-in was refused", mailbox.server.password)])
    assert 0 == done.code, done.err
    assert 0 == mailbox.giftscan("check").code


def test_only_one_of_three_mailboxes_is_read_in_a_run(mailbox: Served) -> None:
    """With several mailboxes one must be named; a fourth is refused by the configuration."""
    tables = [mailbox.table(name=name) for name in ("one", "two", "three", "four")]
    mailbox.giftscan.configure(*tables[:3])
    assert 2 == mailbox.giftscan("check").code
    assert 0 == mailbox.giftscan("check", "--mailbox", "two").code
    assert 1 == mailbox.server.log().count(f"Login: user=<{mailbox.user}>")
    mailbox.giftscan.configure(*tables)
    assert 2 == mailbox.giftscan("check", "--mailbox", "two").code
