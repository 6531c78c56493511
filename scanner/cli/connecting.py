"""A logged-in mailbox: its owner's word that it is theirs, its password from keyring, command or a question; a refusal is
remembered and never tried again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.catalog import Catalog, load_catalog
from scanner.cli.logins import LoginRecord
from scanner.cli.terminal import Terminal
from scanner.config import Config, MailboxConfig, default_path
from scanner.errors import LoginRefused, UsageError
from scanner.report.safe import visible
from scanner.secrets import mailbox_password, remember_password
from scanner.sources.imap import Account, Session, open_session, resolve_account
from scanner.texts import _, locale_languages

if TYPE_CHECKING:
    from scanner.jobs.mailbox import MailboxScan
    from scanner.ledger import Ledger


def connected(mailbox: MailboxConfig, config: Config, terminal: Terminal) -> Session:
    """A session of a mailbox. A password that was typed is kept in the OS keyring once it worked.

    The first log-in is for a terminal, where its owner confirms that the mailbox is theirs, even where a command gives the
    password; after a refused log-in, too, nothing is tried until somebody logs in by hand.
    """
    account = resolve_account(mailbox, load_catalog(), str(config.path or default_path()))
    record = LoginRecord(config.ledger, account)
    if record.refused and not terminal.can_ask:
        raise LoginRefused(
            _("the last log-in for {address} was refused; runs without a terminal stay stopped", address=mailbox.address),
            hint=_("run `giftscan check` once at a terminal"),
        )
    if not record.confirmed:
        _confirm(account, terminal)
    password, typed = _password(mailbox, record, terminal)
    try:
        session = open_session(account, password)
    except LoginRefused:
        record.note_refused()
        raise
    record.note_confirmed()
    terminal.say(_("Logged in as {user} at {host}.", user=visible(account.user), host=visible(account.host)))
    if typed:
        if remember_password(mailbox.address, password):
            terminal.tell(_("The password is kept in the keyring of this machine; `giftscan forget --all` removes it."))
        else:
            terminal.tell(_("There is no keyring on this machine, so the password is not kept; set password_command in config.toml."))
    return session


def mailbox_scan(session: Session, ledger: Ledger, catalog: Catalog, config: Config, mailbox: MailboxConfig, *, skip: tuple[str, ...]) -> MailboxScan:
    """The scan of a mailbox as the configuration has it; `skip` are the folders that it passes over."""
    from scanner.cli.opening import dkim_keys, owner_of
    from scanner.jobs.mailbox import MailboxScan

    return MailboxScan(
        session,
        ledger,
        catalog,
        keep_messages=config.keep_messages,
        skip=skip,
        own_hosts=mailbox.receiving_hosts,
        aliases=owner_of(config),
        languages=(config.language or "", *locale_languages()),
        keys=dkim_keys(config),
    )


def _confirm(account: Account, terminal: Terminal) -> None:
    """The owner's word that a mailbox is their own. Raises UsageError where nobody gives it; nothing was sent then."""
    if not terminal.can_ask:
        raise UsageError(
            _("nobody has logged in to {address} at a terminal yet; the first log-in is its owner's", address=account.address),
            hint=_("run `giftscan check` once at a terminal"),
        )
    terminal.tell(_("giftscan is made for the owner of a mailbox, and for nobody else's mail."))
    who = visible(account.address) if account.user == account.address else f"{visible(account.address)} ({visible(account.user)})"
    if not terminal.ask(_("Is the mailbox {address} at {host} your own?", address=who, host=visible(account.host))):
        raise UsageError(_("nothing was read: a mailbox is scanned by its owner only"))


def _password(mailbox: MailboxConfig, record: LoginRecord, terminal: Terminal) -> tuple[str, bool]:
    """The password, and whether it was typed just now. After a refusal a kept one may be the wrong one: it is asked for anew."""
    if not terminal.can_ask:
        return mailbox_password(mailbox.address, mailbox.password_command, None)
    if record.refused and not mailbox.password_command:
        again = _("The last log-in was refused. Password for {address} (empty: the one that is kept): ", address=visible(mailbox.address))
        if typed := terminal.ask_secret(again):
            return typed, True
    prompt = _("Password for {address}: ", address=visible(mailbox.address))
    return mailbox_password(mailbox.address, mailbox.password_command, lambda _address: terminal.ask_secret(prompt))
