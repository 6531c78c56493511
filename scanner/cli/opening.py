"""What most verbs begin with: configuration, catalog, ledger, cases."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from scanner import texts
from scanner.cases import Grace, Patience
from scanner.catalog import Catalog, Provider
from scanner.cli.passphrases import passphrase_asker
from scanner.cli.terminal import Terminal
from scanner.config import Config, default_key_folder, load_config
from scanner.errors import ConfigError, GiftscanError, UsageError
from scanner.ledger import Ledger, Salvaged, open_ledger, open_or_rebuild
from scanner.model import Case, ToldCard
from scanner.report.safe import visible
from scanner.secrets import Kind
from scanner.texts import _, ngettext
from scanner.trust import KeyLookup


def configured(options: argparse.Namespace) -> Config:
    """The configuration; its language counts where none was asked for."""
    config = load_config(options.config)
    if config.language and not options.lang:
        texts.use(config.language)
    return config


def the_ledger(config: Config, terminal: Terminal, *, write: bool, wait: float = 0.0, mend: bool = False) -> Ledger:
    """The ledger. Where its key is kept is said when it is made, because losing it loses what is sealed.

    `mend` is for scans: a damaged ledger is saved aside and rebuilt, and that is told. Raises LedgerBroken without it.
    """
    is_new = not config.ledger.exists()
    if is_new and not write:
        raise UsageError(_("nothing was scanned yet"), hint=_("run `giftscan scan` first"))
    place = (config.ledger, config.key_file, default_key_folder(config.ledger))
    ask = passphrase_asker(terminal)
    if mend:
        ledger, salvaged = open_or_rebuild(*place, wait=wait, ask=ask)
        if salvaged:
            _tell_salvaged(salvaged, terminal)
    else:
        ledger = open_ledger(*place, write=write, wait=wait, ask=ask)
    if is_new:
        where = _("the keyring of this machine") if ledger.key.place.kind is Kind.KEYRING else ledger.key.where
        terminal.tell(_("New ledger: {path}; its key is kept in: {where}", path=visible(str(config.ledger)), where=visible(where)))
    return ledger


def _tell_salvaged(salvaged: Salvaged, terminal: Terminal) -> None:
    """What was saved aside, what of it goes on, and what has to be done to have the rest again; the first is said also to who wants quiet."""
    aside = _("The broken file was saved aside: {path}", path=visible(str(salvaged.aside)))
    terminal.fail(GiftscanError(salvaged.why, hint=aside))
    kept = (
        ngettext("{count} statement of yours", "{count} statements of yours", salvaged.statements),
        ngettext("{count} card that you told of", "{count} cards that you told of", salvaged.cards),
        ngettext("{count} message", "{count} messages", salvaged.messages),
    )
    terminal.tell("  " + _("Kept in the new ledger, under the same key: {names}.", names=", ".join(kept)))
    if salvaged.unreadable:
        terminal.tell("  " + ngettext("{count} word of yours could not be read.", "{count} words of yours could not be read.", salvaged.unreadable))
    if salvaged.cut:
        terminal.tell("  " + _("Some of your words may be missing: look through `giftscan cases` and tell again what is."))
    names = sorted({_("files") if name.startswith("files:") or name == "files" else name for name in salvaged.mailboxes})
    if names:
        terminal.tell("  " + _("What mail says is read again by scanning it: {names}", names=visible(", ".join(names))))
    else:
        terminal.tell("  " + _("What mail says is read again by scanning it."))


def grace_of(config: Config) -> Grace:
    """The configured grace periods."""
    g = config.grace
    return Grace(g.days, g.hours_if_prompt, g.refund_days, g.post_days)


def patience_of(config: Config) -> Patience:
    """How long an answer is awaited, and how old a matter may be, as configured."""
    return Patience(config.follow_up_days, config.drafts_until_days)


def provider_of(case: Case, config: Config, catalog: Catalog) -> Provider | None:
    """The provider of the mailbox that a case's mail lies in; of files, that of the address the card came to."""
    sources = {fact.message.origin.source for fact in case.facts}
    for mailbox in config.mailboxes:
        if f"imap:{mailbox.name}" in sources:
            return catalog.providers.get(mailbox.provider) if mailbox.provider else catalog.provider_of(mailbox.address)
    came_to = [address for fact in case.facts for address in fact.message.delivered_to]
    return next((found for address in (case.recipient or "", *came_to) if (found := catalog.provider_of(address))), None)


def dkim_keys(config: Config) -> KeyLookup | None:
    """The way to the keys of DKIM signatures, where the configuration switches it on. Raises ConfigError without the extra."""
    if not config.verify_dkim:
        return None
    from scanner.sources.dns import DkimKeys

    try:
        return DkimKeys()
    except ImportError:
        raise ConfigError(str(config.path), "verify_dkim", "needs a library that is not installed", hint="pip install 'giftscan[dkim]'") from None


def owner_of(config: Config) -> tuple[str, ...]:
    """All addresses of the owner that the configuration names."""
    return tuple(a for m in config.mailboxes for a in (m.address, *m.aliases))


def cases_of(ledger: Ledger, catalog: Catalog, config: Config, now: datetime, owner: Iterable[str] = (), also: Iterable[ToldCard] = ()) -> tuple[Case, ...]:
    """The cases of the ledger; `owner` are addresses of the owner besides those of the configuration, `also` cards about to be told of."""
    from scanner.jobs.casebook import ledger_cases

    return ledger_cases(ledger, catalog, (*owner_of(config), *owner), grace_of(config), now, also)


def folders_in(ledger: Ledger) -> Callable[[str], list[str]]:
    """By a message's key, the folders that it lies in."""
    return lambda key: list(dict.fromkeys(folder or source for source, folder, _position in ledger.places(key)))


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
        raise UsageError(_("{path}: {why}", path=path, why=error.strerror)) from None
