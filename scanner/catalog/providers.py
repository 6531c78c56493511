"""Mail providers: where their IMAP server is, how one logs in, and how their receiving hosts sign their results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from scanner.catalog.reading import Table


@dataclass(frozen=True, slots=True)
class ImapHost:
    """Where a provider's mail is read."""

    host: str
    port: int
    tls: str  # implicit or starttls


@dataclass(frozen=True, slots=True)
class Undelete:
    """How deleted mail is got back from a provider, and for how long."""

    days: int | None  # after the deletion; None where nobody says
    steps: dict[str, tuple[str, ...]]  # sentences by language; those of `UNDELETE_LANGUAGES` are always there
    verified: bool  # whether a page that says so was read
    as_of: date
    source: str


UNDELETE_LANGUAGES = ("en", "ja")


@dataclass(frozen=True, slots=True)
class Provider:
    """One mail provider."""

    name: str
    title: str
    domains: tuple[str, ...]  # of its users' addresses
    imap: ImapHost | None
    login: str  # app_password, password, oauth2, none
    login_hint: str
    # Host names below may hold `*` for any run of characters.
    authserv_ids: tuple[str, ...]  # with which it signs its results (RFC 8601, 2.2)
    receiving_hosts: tuple[str, ...]  # in the by clause of its Received fields
    internal_hosts: tuple[str, ...]  # hosts behind those, by names or addresses that anybody's could have
    bare_results: bool  # its Authentication-Results carry no authserv-id
    results_below_received: bool  # they stand below the Received field of the host that took the mail in, not above it
    split_results: bool  # one field a method, each of another authserv-id
    folder_limit: int | None  # IMAP shows no more messages of a folder than this
    undelete: Undelete | None
    source: str


def read_provider(table: Table) -> Provider:
    """A provider from its file. Raises CatalogError."""
    imap = None
    if table.has("imap"):
        inner = table.table("imap")
        imap = ImapHost(inner.text("host"), inner.number("port", 993), inner.text("tls", "implicit"))
        if imap.tls not in ("implicit", "starttls"):
            raise inner.fail("tls", "is not implicit or starttls")
        inner.close()
    provider = Provider(
        name=table.text("name"),
        title=table.text("title"),
        domains=table.texts("domains"),
        imap=imap,
        login=table.text("login"),
        login_hint=table.text("login_hint", ""),
        authserv_ids=table.texts("authserv_ids", ()),
        receiving_hosts=table.texts("receiving_hosts", ()),
        internal_hosts=table.texts("internal_hosts", ()),
        bare_results=table.flag("bare_results", False),
        results_below_received=table.flag("results_below_received", False),
        split_results=table.flag("split_results", False),
        folder_limit=table.number("folder_limit", None),
        undelete=_undelete(table.table("undelete")) if table.has("undelete") else None,
        source=table.text("source"),
    )
    if provider.login not in ("app_password", "password", "oauth2", "none"):
        raise table.fail("login", "is not one of app_password, password, oauth2, none")
    table.day("as_of")
    table.close()
    return provider


def _undelete(table: Table) -> Undelete:
    steps = table.table("steps")
    undelete = Undelete(
        days=table.number("days", None),
        steps={language: steps.texts(language) for language in UNDELETE_LANGUAGES},
        verified=table.flag("verified"),
        as_of=table.day("as_of"),
        source=table.text("source"),
    )
    if undelete.days is not None and undelete.days < 1:
        raise table.fail("days", "is not a number of days")
    steps.close()
    table.close()
    return undelete


def host_matches(host: str, patterns: tuple[str, ...]) -> bool:
    """Whether a host name is one of `patterns`, in which `*` stands for any run of characters."""
    host = host.lower().rstrip(".")
    return any(fnmatchcase(host, pattern) for pattern in patterns)
