"""`giftscan demo`: a sample mailbox served on loopback, and scanned by `giftscan scan` as a real one would be."""

from __future__ import annotations

import argparse
import json
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.cli.terminal import Terminal
from scanner.texts import _, language

if TYPE_CHECKING:
    from scanner.demo import DemoServer
    from scanner.model import Case


# Reasons that say by what a mail belongs to its case, not what became of the card.
_VALUES = frozenset({"order_id", "recipient", "amount", "giver", "serial"})


def help_text() -> str:
    """One line for --help."""
    return _("scan a sample mailbox on this machine, to see what giftscan does")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("--folder", type=Path, metavar="DIR", help=_("where to leave ledger and drafts (default: a new temporary folder)"))


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Exit code as of a scan."""
    from scanner.cli import main, scan
    from scanner.demo import DemoServer, sample_messages
    from scanner.demo.sample import NOW

    folder = _folder_of(options.folder)
    count = len(sample_messages())
    terminal.say(_("Serving {count} sample mails over IMAP and TLS on this machine; nothing of yours is read. They are scanned by:", count=count))
    with DemoServer(folder / "server") as server:
        config = write_config(folder, server)
        # From here on nothing knows that it is a demonstration: a command line like any other, read by the same parser.
        command = ["--config", str(config), "scan", "--now", NOW, "--drafts", str(folder / "drafts")]
        terminal.say("  " + shlex.join([_program(), *command]))
        code = scan.run(main.build_parser().parse_args(command), terminal)
    cases = _cases_of(config, terminal)
    _show_reasons(cases, terminal)
    _show_next_steps(cases, config, terminal)
    terminal.paragraph(
        _("The sample was judged as of {day}. Configuration, ledger and drafts lie in {folder}; delete it when you like.", day=NOW[:10], folder=folder)
    )
    return code


def _folder_of(wanted: Path | None) -> Path:
    """The one folder that is left behind: a new one, or an empty one of the owner's choice. Raises UsageError."""
    from scanner.errors import UsageError

    if wanted is None:
        return Path(tempfile.mkdtemp(prefix="giftscan-demo-"))
    try:
        wanted.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(wanted.iterdir()):
            raise UsageError(_("{folder} is not empty", folder=wanted), hint=_("the demonstration wants a folder of its own"))
    except OSError as error:
        raise UsageError(f"{wanted}: {error.strerror or error}") from None
    return wanted.resolve()


def write_config(folder: Path, server: DemoServer) -> Path:
    """A config.toml for the sample mailbox, as its owner would have written it; the ledger and its key lie apart beside it."""
    from scanner.catalog import load_catalog
    from scanner.cli.logins import LoginRecord
    from scanner.config import load_config
    from scanner.demo.sample import ADDRESS, OWNER_NAME, RECEIVING_HOST
    from scanner.demo.server import HOST, USER
    from scanner.sources.imap import resolve_account

    mailbox = {
        "address": ADDRESS,
        "host": HOST,
        "port": server.port,
        "tls": "starttls",
        "user": USER,
        "fingerprint": server.fingerprint,
        "password_command": [sys.executable, "-c", "import sys; print(open(sys.argv[1]).read())", str(server.password_file)],
        "receiving_hosts": [RECEIVING_HOST],
    }
    top = {"owner_name": OWNER_NAME, "ledger": "ledger/ledger.sqlite", "key_file": "key/vault.key"}
    lines = ["# Of `giftscan demo`. Your own begins as a copy of config.example.toml.", *_toml(top), "", "[mailbox.demo]", *_toml(mailbox)]
    config = folder / "config.toml"
    config.write_text("\n".join(lines) + "\n", "utf-8")
    # This mailbox is ours, so nobody has to be asked whose it is.
    loaded = load_config(config)
    LoginRecord(loaded.ledger, resolve_account(loaded.mailboxes[0], load_catalog(), str(config))).note_confirmed()
    return config


def _toml(values: Mapping[str, object]) -> list[str]:
    """Keys and values; JSON's strings, numbers and lists of strings are TOML's too."""
    return [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]


def _cases_of(config: Path, terminal: Terminal) -> tuple[Case, ...]:
    """The cases that the scan left in the ledger."""
    from scanner.catalog import load_catalog
    from scanner.cli.opening import cases_of, moment, the_ledger
    from scanner.config import load_config
    from scanner.demo.sample import NOW

    loaded = load_config(config)
    with the_ledger(loaded, terminal, write=False) as ledger:
        return cases_of(ledger, load_catalog(), loaded, moment(NOW))


def _show_reasons(cases: Iterable[Case], terminal: Terminal) -> None:
    """Under each verdict of the table, what it rests on: the first words of it, `show` has them all."""
    from scanner.report.reasons import because_words
    from scanner.report.widths import clipped

    terminal.result("\n" + _("Why"))
    for case in cases:
        telling = [because for because in case.because if because.field not in _VALUES]
        for at, because in enumerate(telling[:2]):
            line = f"{'' if at else case.id:8}  {because_words(because)}"
            terminal.result(clipped(line, terminal.width) if terminal.for_person else line)


def _show_next_steps(cases: Iterable[Case], config: Path, terminal: Terminal) -> None:
    """What to look at now: one case whole, its letter, and then the reader's own mail."""
    chosen = most_telling(cases, language())
    if chosen is None:
        return
    steps = (
        (_("See one case whole:"), ["--config", str(config), "show", chosen.id]),
        (_("Read the request that was drafted for it:"), ["--config", str(config), "draft", chosen.id]),
        (_("Scan your own mail, from an export and without any password:"), ["scan", "export.mbox"]),
    )
    terminal.result("\n" + _("What to do next"))
    for what, words in steps:
        terminal.paragraph("  " + what)
        terminal.result("    " + shlex.join([_program(), *words]))
    terminal.result("")


def most_telling(cases: Iterable[Case], reader: str) -> Case | None:
    """The case to look at first: one with a request to a person rather than to a shop, in the reader's language if there is one."""
    from scanner.model import Route

    order = (Route.ASK_GIVER, Route.ASK_ISSUER, Route.RESEND_IN_ORDERS, Route.AMAZON_SUPPORT)
    wanted = [case for case in cases if case.route in order]
    return min(wanted, key=lambda case: (case.language != reader, order.index(case.route)), default=None)


def _program() -> str:
    """What the reader types to call us again: the bare name where the shell knows it, else as it was called now."""
    name = Path(sys.argv[0])
    return "giftscan" if name.stem != "giftscan" or shutil.which("giftscan") else str(name)
