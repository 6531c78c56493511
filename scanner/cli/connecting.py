"""A logged-in mailbox: its password from keyring, command or a question; a refusal is remembered, never tried again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.catalog import Catalog, load_catalog
from scanner.cli.refusals import Refusal
from scanner.cli.terminal import Terminal
from scanner.config import Config, MailboxConfig, default_path
from scanner.errors import LoginRefused
from scanner.report.safe import visible
from scanner.secrets import mailbox_password, remember_password
from scanner.sources.imap import Session, open_session, resolve_account
from scanner.texts import _, locale_languages

if TYPE_CHECKING:
    from scanner.jobs.mailbox import MailboxScan
    from scanner.ledger import Ledger


def connected(mailbox: MailboxConfig, config: Config, terminal: Terminal) -> Session:
    """A session of a mailbox. A password that was typed is kept in the OS keyring once it worked.

    Without a terminal the password must be kept already or come from password_command, and after a refused log-in
    nothing is tried until somebody logs in by hand.
    """
    account = resolve_account(mailbox, load_catalog(), str(config.path or default_path()))
    refusal = Refusal(config, mailbox)
    if refusal.stands and not terminal.can_ask:
        raise LoginRefused(
            _("the last log-in for {address} was refused; runs without a terminal stay stopped", address=mailbox.address),
            hint=_("run `giftscan check` once at a terminal"),
        )
    password, typed = _password(mailbox, refusal, terminal)
    try:
        session = open_session(account, password)
    except LoginRefused:
        refusal.note()
        raise
    refusal.clear()
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


def _password(mailbox: MailboxConfig, refusal: Refusal, terminal: Terminal) -> tuple[str, bool]:
    """The password, and whether it was typed just now. After a refusal a kept one may be the wrong one: it is asked for anew."""
    if not terminal.can_ask:
        return mailbox_password(mailbox.address, mailbox.password_command, None)
    if refusal.stands and not mailbox.password_command:
        again = _("The last log-in was refused. Password for {address} (empty: the one that is kept): ", address=visible(mailbox.address))
        if typed := terminal.ask_secret(again):
            return typed, True
    prompt = _("Password for {address}: ", address=visible(mailbox.address))
    return mailbox_password(mailbox.address, mailbox.password_command, lambda _address: terminal.ask_secret(prompt))
