"""Where a mailbox is and how one logs in: the configuration's word first, then the provider table's; nothing is guessed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scanner.catalog import Catalog, Provider
from scanner.config import MailboxConfig
from scanner.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Account:
    """All that a connection needs but the password."""

    name: str
    address: str
    user: str
    host: str
    port: int
    tls: str  # implicit or starttls
    fingerprint: str | None
    ca_file: Path | None
    provider: Provider | None

    @property
    def source(self) -> str:
        """How answers name this source; the owner's own words, no secret."""
        return f"imap:{self.name}"


def resolve_account(mailbox: MailboxConfig, catalog: Catalog, file: str) -> Account:
    """The account of a configured mailbox. Raises ConfigError where its server is not known."""
    provider = catalog.providers.get(mailbox.provider) if mailbox.provider else catalog.provider_of(mailbox.address)
    where = f"mailbox.{mailbox.name}"
    if mailbox.provider and provider is None:
        raise ConfigError(file, f"{where}.provider", f"no such provider: {mailbox.provider}", hint=f"known: {', '.join(sorted(catalog.providers))}")
    imap = provider.imap if provider else None
    host = mailbox.host or (imap.host if imap else None)
    if host is None:
        raise ConfigError(file, f"{where}.host", f"the IMAP server of {mailbox.address} is not known", hint='write host = "..." as your provider gives it')
    if mailbox.host:
        port = mailbox.port or (143 if mailbox.tls == "starttls" else 993)
        tls = mailbox.tls
    else:
        assert imap is not None
        port, tls = mailbox.port or imap.port, imap.tls
    return Account(mailbox.name, mailbox.address, mailbox.login_name, host, port, tls, mailbox.fingerprint, mailbox.ca_file, provider)
