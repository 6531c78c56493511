"""`giftscan vault status|change|rotate|export|import`: the key that opens the ledger: where it is, moved, exchanged, kept for bad days."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.cli.terminal import Terminal
from scanner.texts import _, ngettext

if TYPE_CHECKING:
    from scanner.config import Config
    from scanner.ledger import Target

WHAT = ("status", "change", "rotate", "export", "import")
PLACES = ("keyring", "file", "passphrase")


def help_text() -> str:
    """One line for --help."""
    return _("the key that seals the ledger: see where it is, move it, exchange it, export it, bring it back")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's arguments, and below them which place serves what."""
    from scanner.cli.places import place_table

    parser.add_argument("what", choices=WHAT, metavar="WHAT", help=_("one of: {words}", words=", ".join(WHAT)))
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help=_("the file of export and import; export overwrites none"))
    parser.add_argument("--to", choices=PLACES, metavar="PLACE", help=_("where change and import put the key; one of: {words}", words=", ".join(PLACES)))
    parser.add_argument("--key-file", type=Path, metavar="FILE", help=_("the key file for --to file; it must lie in another folder than the ledger"))
    parser.add_argument("--json", action="store_true", help=_("the status as JSON"))
    parser.add_argument("--yes", action="store_true", help=_("do not ask"))
    parser.epilog = place_table()


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Exit code 2 where the key is missing or not this ledger's."""
    from scanner.cli.opening import configured
    from scanner.errors import UsageError

    takes_file, takes_place = options.what in ("export", "import"), options.what in ("change", "import")
    if bool(options.file) != takes_file:
        raise UsageError(_("export and import take one FILE, the others none"))
    if (options.to or options.key_file) and not takes_place:
        raise UsageError(_("--to and --key-file go with change and import"))
    if options.key_file and options.to != "file":
        raise UsageError(_("--key-file goes with --to file"))
    if options.what == "change" and not options.to:
        raise UsageError(_("say where the key is to go: --to PLACE"), hint=_("one of: {words}", words=", ".join(PLACES)))
    if options.json and options.what != "status":
        raise UsageError(_("--json goes with status"))
    config = configured(options)
    if not config.ledger.exists():
        raise UsageError(_("nothing was scanned yet"), hint=_("run `giftscan scan` first"))
    verbs = {"status": _status, "change": _change, "rotate": _rotate, "export": _export, "import": _import}
    return verbs[options.what](options, config, terminal)


def _status(options: argparse.Namespace, config: Config, terminal: Terminal) -> int:
    from scanner.cli.passphrases import passphrase_asker
    from scanner.cli.places import standing_json, standing_lines
    from scanner.config import default_key_folder
    from scanner.errors import VaultError
    from scanner.ledger import key_standing

    standing = key_standing(config.ledger, config.key_file, default_key_folder(config.ledger), passphrase_asker(terminal))
    if options.json:
        terminal.document(standing_json(standing, config), indent=2)
    else:
        for line in standing_lines(standing, config):
            terminal.paragraph(line)
    return VaultError.exit_code if standing.fits is False else 0


def _change(options: argparse.Namespace, config: Config, terminal: Terminal) -> int:
    """Move the key. A new passphrase is asked for after the ledger was opened: first it must be known that there is a key to move."""
    from scanner.cli.opening import the_ledger
    from scanner.config import default_key_folder
    from scanner.ledger import move_key
    from scanner.secrets import Kind

    with the_ledger(config, terminal, write=True) as ledger:
        before = ledger.key.place
        place, kept = move_key(ledger, _target(options, config, terminal), config.key_file, default_key_folder(config.ledger))
    _tell_of_place(place.kind, place.where, terminal)
    for where in kept:
        terminal.tell(_("It could not be removed from {where}; remove it there by hand.", where=_where(where)))
    if before.kind is Kind.CREDENTIAL:
        terminal.tell(_("The systemd credential is as it was; as long as a run is given one, it comes first."))
    if config.key_file and place.where != str(config.key_file):
        terminal.tell(_("config.toml still names {path} as key_file: take that line out, or set it to the new place.", path=_where(str(config.key_file))))
    return 0


def _rotate(options: argparse.Namespace, config: Config, terminal: Terminal) -> int:
    from scanner.cli.opening import the_ledger
    from scanner.errors import UsageError
    from scanner.ledger import rotate

    if not (options.yes or terminal.can_ask):
        raise UsageError(_("nobody can be asked here, so nothing was changed"), hint=_("--yes exchanges the key without a question"))
    with the_ledger(config, terminal, write=True) as ledger:
        terminal.tell(_("An exported key, and every other copy of the key, opens nothing any more after this; export the new one."))
        terminal.tell(_("The fingerprints of codes in JSON change with the key (not those under --fingerprint-key)."))
        if not (options.yes or terminal.ask(_("Make a new key and seal everything anew?"))):
            terminal.tell(_("Nothing was changed."))
            return 0
        count = rotate(ledger)
        kind, where = ledger.key.place.kind, ledger.key.where
    terminal.tell(
        ngettext("{count:,} value was sealed anew; the old key opens nothing.", "{count:,} values were sealed anew; the old key opens nothing.", count)
    )
    _tell_of_place(kind, where, terminal)
    return 0


def _export(options: argparse.Namespace, config: Config, terminal: Terminal) -> int:
    from scanner.cli.opening import the_ledger
    from scanner.cli.passphrases import new_passphrase
    from scanner.secrets.exporting import check_free, export_key

    file = options.file.absolute()
    check_free(file, config.ledger)
    with the_ledger(config, terminal, write=False) as ledger:
        key, ledger_id = ledger.key.key, ledger.id
    terminal.tell(_("The key is sealed with a passphrase of its own. Without it the file opens nothing; with it, it opens the ledger."))
    export_key(file, key, new_passphrase(terminal), ledger_id, config.ledger)
    terminal.tell(_("The key was exported to {path}. Keep file and passphrase apart from the ledger.", path=_where(str(file))))
    return 0


def _import(options: argparse.Namespace, config: Config, terminal: Terminal) -> int:
    from scanner.cli.passphrases import export_asker
    from scanner.config import default_key_folder
    from scanner.ledger import bring_key, check_ledger
    from scanner.secrets.exporting import read_export
    from scanner.secrets.passphrase import opened

    sealed = read_export(options.file)
    check_ledger(config.ledger, sealed.ledger_id)
    key, _passphrase = opened(sealed, export_asker(terminal))

    def target() -> Target | None:
        return _target(options, config, terminal) if options.to else None

    place = bring_key(config.ledger, key, target, config.key_file, default_key_folder(config.ledger))
    _tell_of_place(place.kind, place.where, terminal)
    return 0


def _target(options: argparse.Namespace, config: Config, terminal: Terminal) -> Target:
    """The place that --to and --key-file name."""
    from scanner.cli.passphrases import new_passphrase
    from scanner.ledger import Target
    from scanner.secrets import Kind

    if options.to == "keyring":
        return Target(Kind.KEYRING)
    if options.to == "passphrase":
        return Target(Kind.PASSPHRASE, passphrase=new_passphrase(terminal))
    file = options.key_file.absolute() if options.key_file else config.key_file
    return Target(Kind.KEY_FILE, file) if file else Target(Kind.OWN_FILE)


def _tell_of_place(kind: str, where: str, terminal: Terminal) -> None:
    from scanner.cli.places import place_words

    terminal.tell(_("The key of the ledger is kept in: {where}", where=place_words(kind, where)))


def _where(where: str) -> str:
    from scanner.cli.places import shown

    return shown(where)
