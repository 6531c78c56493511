"""The log-in: the owner's mailbox, at a terminal first, and never again after a refusal until somebody is there."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator

import pytest

from scanner.cli.main import build_parser
from tests.cli.command import Giftscan
from tests.cli.conftest import Served

pytestmark = pytest.mark.dovecot


def test_a_first_log_in_without_a_terminal_is_refused(mailbox: Served) -> None:
    """Whether a command gives the password or not: nobody has said whose mailbox it is, and the server hears nothing."""
    for password in (False, True):
        mailbox.giftscan.configure(mailbox.table(password=password), confirmed=False)
        for words in (["check"], ["scan"], ["recover", "x"]):
            done = mailbox.giftscan(*words)
            assert (2, "") == (done.code, done.out)
            assert "at a terminal" in done.err
    assert f"user=<{mailbox.user}>" not in mailbox.server.log()


def test_the_owner_confirms_the_mailbox_once(mailbox: Served) -> None:
    """The question names address, user and server; a yes is kept once the log-in worked, and later runs need no terminal."""
    mailbox.giftscan.configure(mailbox.table(), confirmed=False)
    first = mailbox.giftscan.on_terminal("check", answers=[("your own?", "y")])
    assert 0 == first.code, first.err
    question = next(line for line in first.err.splitlines() if "your own?" in line)
    assert all(word in question for word in (f"{mailbox.user}@example.jp", f"({mailbox.user})", "127.0.0.1"))
    assert 0 == mailbox.giftscan("check").code
    assert "your own?" not in mailbox.giftscan.on_terminal("check").err


@pytest.mark.parametrize("answer", ["n", "", "no", "x"])
def test_without_a_yes_nothing_is_sent(mailbox: Served, answer: str) -> None:
    """Whoever does not say that the mailbox is their own reads nothing, and is asked anew the next time."""
    mailbox.giftscan.configure(mailbox.table(), confirmed=False)
    for words in (["scan"], ["check"]):
        done = mailbox.giftscan.on_terminal(*words, answers=[("your own?", answer)])
        assert 2 == done.code
        assert "its owner only" in done.err
    assert f"user=<{mailbox.user}>" not in mailbox.server.log()


@pytest.mark.parametrize("change", ["address", "user", "server"])
def test_another_mailbox_under_the_same_name_is_confirmed_anew(mailbox: Served, change: str) -> None:
    """A word once given holds for that address, user and server, and for no other that the configuration is bent to."""
    table = mailbox.table()
    other = {
        "address": table.replace(f"{mailbox.user}@example.jp", "somebody@example.jp"),
        "user": table.replace(f'user = "{mailbox.user}"', 'user = "somebody"'),
        "server": table.replace("127.0.0.1", "localhost"),
    }[change]
    assert table != other
    mailbox.giftscan.configure(table)
    assert 0 == mailbox.giftscan("check").code
    mailbox.giftscan.configure(other, confirmed=None)
    assert 2 == mailbox.giftscan("check").code
    assert 1 == mailbox.server.log().count(f"Login: user=<{mailbox.user}>")


def test_a_record_that_nobody_can_read_stops_runs_without_a_terminal(mailbox: Served) -> None:
    """A damaged record may have held a refusal: only a person goes on."""
    (record,) = mailbox.giftscan.ledger.parent.glob("*.login")
    record.write_bytes(b"\xff{")
    assert 3 == mailbox.giftscan("check").code
    assert 0 == mailbox.giftscan.on_terminal("check", answers=[("your own?", "y")]).code
    assert 0 == mailbox.giftscan("check").code


def test_no_argument_carries_a_credential(giftscan: Giftscan) -> None:
    """No verb takes a password, user, server, proxy or a list of accounts, and what looks like one is refused unread."""
    names = {name.lstrip("-") for verb in _verbs() for action in verb._actions for name in action.option_strings}
    words = ("pass", "user", "login", "token", "secret", "host", "server", "proxy", "account", "list", "credential", "imap")
    assert set() == {name for name in names if any(word in name for word in words)}
    for words_given in (["scan", "--password", "x"], ["check", "--user", "a:b"], ["scan", "imaps://a:b@example.com/"], ["scan", "a@example.com:secret"]):
        done = giftscan(*words_given)
        assert done.code in (2, 4)
        assert "" == done.out


def _verbs() -> Iterator[argparse.ArgumentParser]:
    parser = build_parser()
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.values()


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
