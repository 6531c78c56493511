"""What is told of the places where the vault's key may live, and of how it stands with the key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.texts import _, retold

if TYPE_CHECKING:
    from scanner.config import Config
    from scanner.ledger import Standing


def place_table() -> str:
    """Which place serves what, in the order in which the key is looked for; for --help and `status`."""
    rows = (
        ("systemd", _("for a schedule: LoadCredential= or LoadCredentialEncrypted= named giftscan.vault-key; read, never written")),
        ("file", _("for a machine without a keyring: key_file of config.toml, or the one given to --key-file; in another folder than the ledger")),
        ("passphrase", _("for runs at a terminal, where nothing else keeps a key: asked for each time, never taken from an argument")),
        ("keyring", _("for a desktop: the keyring of the system, open while you are logged in")),
    )
    return "\n".join([_("where the key may live, in the order in which it is looked for:"), *(f"  {name:<11} {text}" for name, text in rows)])


def place_words(kind: str, where: str) -> str:
    """A place in a few words."""
    if kind == "keyring":
        return _("the keyring of this machine")
    if kind == "passphrase":
        return _("{path}, sealed with a passphrase", path=shown(where))
    if kind == "systemd_credential":
        return _("the systemd credential {path}", path=shown(where))
    return shown(where)


def shown(where: str) -> str:
    """A path, safe to print; the keyring in the reader's words."""
    from scanner.report.safe import visible

    return _("the keyring of this machine") if where == "OS keyring" else visible(where)


def standing_lines(standing: Standing, config: Config) -> list[str]:
    """How it stands with the key, for a person."""
    from scanner.report.safe import visible

    lines = [_("Ledger: {path}", path=visible(str(config.ledger)))]
    if standing.places:
        used = standing.places[0]
        lines.append(_("Its key is kept in: {where}", where=place_words(used.kind, used.where)))
        if standing.fits is not False:  # a file that others can read is no key, and why is told below
            lines.append(_who_reads(used.kind))
        lines += [_("A copy lies in: {where} (`giftscan vault change` leaves only one)", where=place_words(p.kind, p.where)) for p in standing.places[1:]]
    else:
        lines.append(_("Its key is nowhere to be found."))
    if standing.fits:
        lines.append(_("It fits this ledger."))
    elif standing.why:
        lines.append(
            _("It cannot be told here whether it fits: {why}", why=_told(standing))
            if standing.fits is None
            else _("It does not open this ledger: {why}", why=_told(standing))
        )
    else:
        lines.append(_("Nothing is sealed with it yet."))
    if standing.is_unfinished:
        lines.append(_("An exchange of keys was broken off; the next run that writes finishes it."))
    s = standing.sealed
    lines.append(
        _(
            "It seals: {facts:,} facts, {mails:,} mails, {people:,} people, {notes:,} notes, {cards:,} cards that you told of.",
            facts=s["fact"], mails=s["message"], people=s["person"], notes=s["statement"], cards=s["told_card"],
        )
    )  # fmt: skip
    lines.append(
        _(
            "A copy of the ledger without the key shows that there are messages, how many, from which folders and days, and of which kinds; "
            "your own addresses; which cases you told of or worked on, and when; the path of a key file that you chose here. "
            "It shows no code, link, order, amount, name, subject or text."
        )
    )
    return [*lines, "", *place_table().splitlines()]


def standing_json(standing: Standing, config: Config) -> dict[str, Any]:
    """The same for programs."""
    places = [{"place": p.kind.value, "where": p.where} for p in standing.places]
    return {
        "schema": 1,
        "ledger": str(config.ledger),
        "key": places[0] if places else None,
        "copies": places[1:],
        "fits": standing.fits,
        "why": standing.why or None,
        "unfinished": standing.is_unfinished,
        "sealed": standing.sealed,
    }


def _who_reads(kind: str) -> str:
    """Whether others can get at a key in such a place. A file that others can read is refused when it is opened."""
    if kind == "keyring":
        return _("Other users of this machine cannot read it; programs that you run can ask the keyring for it while it is open.")
    if kind == "passphrase":
        return _("Nobody opens it without the passphrase; it is as strong as that is.")
    if kind == "systemd_credential":
        return _("Only this service reads it, while it runs, and root.")
    return _("Only your own user reads it (mode 0600), which means every program that you run, and root.")


def _told(standing: Standing) -> str:
    from scanner.report.safe import visible

    return visible("; ".join(retold(part) for part in (standing.why, standing.hint) if part))
