"""What most verbs begin with: configuration, catalog, ledger, and a logged-in mailbox."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from scanner import texts
from scanner.cases import Grace
from scanner.catalog import Catalog, load_catalog
from scanner.cli.terminal import Terminal
from scanner.config import Config, MailboxConfig, default_key_folder, default_path, load_config
from scanner.errors import UsageError
from scanner.ledger import Ledger, open_ledger
from scanner.model import Case
from scanner.texts import _


def configured(options: argparse.Namespace) -> Config:
    """The configuration; its language counts where none was asked for."""
    config = load_config(options.config)
    if config.language and not options.lang:
        texts.use(config.language)
    return config


def the_ledger(config: Config, terminal: Terminal, *, write: bool, wait: float = 0.0) -> Ledger:
    """The ledger. Where its key is kept is said when it is made, because losing it loses what is sealed."""
    is_new = not config.ledger.exists()
    if is_new and not write:
        raise UsageError(_("nothing was scanned yet"), hint=_("run `giftscan scan` first"))
    ledger = open_ledger(config.ledger, config.key_file, default_key_folder(), write=write, wait=wait)
    if is_new:
        terminal.say(_("New ledger: {path}; its key is kept in: {where}", path=config.ledger, where=ledger.key_where))
    return ledger


def grace_of(config: Config) -> Grace:
    """The configured grace periods."""
    g = config.grace
    return Grace(g.days, g.hours_if_prompt, g.refund_days, g.post_days)


def owner_of(config: Config) -> tuple[str, ...]:
    """All addresses of the owner that the configuration names."""
    return tuple(a for m in config.mailboxes for a in (m.address, *m.aliases))


def cases_of(ledger: Ledger, catalog: Catalog, config: Config, now: datetime) -> tuple[Case, ...]:
    """The cases of the ledger."""
    from scanner.jobs.casebook import ledger_cases

    return ledger_cases(ledger, catalog, owner_of(config), grace_of(config), now)


def connected(mailbox: MailboxConfig, config: Config, terminal: Terminal):  # type: ignore[no-untyped-def]
    """A session of a mailbox. The password comes from keyring, command or a question, and is kept once it worked."""
    from scanner.secrets import mailbox_password, remember_password
    from scanner.sources.imap import open_session, resolve_account

    account = resolve_account(mailbox, load_catalog(), str(config.path or default_path()))
    ask = (lambda address: terminal.ask_secret(_("Password for {address}: ", address=address))) if terminal.can_ask else None
    password, typed = mailbox_password(mailbox.address, mailbox.password_command, ask)
    session = open_session(account, password)
    terminal.say(_("Logged in as {user} at {host}.", user=account.user, host=account.host))
    if typed and not remember_password(mailbox.address, password):
        terminal.say(_("There is no keyring on this machine, so the password is not kept; set password_command in config.toml."))
    return session


def moment(text: str | None) -> datetime:
    """--now: a moment of RFC 3339, or a day; without it the clock."""
    if text is None:
        return datetime.now(UTC)
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(_("--now {text}: not a moment such as 2025-06-01T12:00:00+09:00", text=text)) from None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def fingerprint_key(path: Path | None) -> bytes | None:
    """The bytes of --fingerprint-key, None without it."""
    if path is None:
        return None
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from None
