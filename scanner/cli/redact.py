"""`giftscan redact MAIL`: a mail made safe to give away, shown before it is written."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.cli.terminal import Terminal
from scanner.texts import _

if TYPE_CHECKING:
    from scanner.catalog import Catalog
    from scanner.model import RawMessage
    from scanner.redaction import Redacted, Replacement

_DEFAULT = Path("redacted.eml")
_LONGEST = 60
_SHOWN = 4  # first characters of a token


def help_text() -> str:
    """One line for --help."""
    return _("make a mail safe to give away: names, addresses, codes and numbers replaced, shown before it is written")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("mail", type=Path, metavar="MAIL", help=_("a file with one message"))
    parser.add_argument("--output", type=Path, metavar="FILE", default=_DEFAULT, help=_("where to write it (default: redacted.eml); nothing is overwritten"))
    parser.add_argument("--also", nargs="+", action="extend", metavar="TEXT", default=[], help=_("words that are to be replaced, too"))
    parser.add_argument("--yes", action="store_true", help=_("write it without a question"))


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Exit code 1 if the owner says no."""
    from secrets import token_bytes

    from scanner.catalog import load_catalog
    from scanner.errors import UnreadableMessage, UsageError
    from scanner.jobs.drafting import write_private
    from scanner.redaction import redact
    from scanner.report.safe import visible
    from scanner.sources.pdf import read_pdf
    from scanner.texts import retold

    if not options.yes and not terminal.can_ask:
        raise UsageError(_("somebody has to look at it first"), hint=_("run it at a terminal, or give --yes"))
    if options.output.exists():
        raise UsageError(_("{path} is there already", path=visible(str(options.output))), hint=_("--output takes another name"))
    raw = _message(options.mail)
    catalog = load_catalog()
    try:
        redacted = redact(raw, catalog, token_bytes(32), also=options.also, read_pdf=read_pdf)
    except (UnreadableMessage, RecursionError) as error:
        raise UsageError(_("{where}: could not be read: {why}", where=visible(str(options.mail)), why=visible(retold(str(error))))) from None
    if redacted.remains:
        raise UsageError(
            _("some of it still stands in the result: {what}", what=", ".join(_original(item) for item in redacted.remains[:10])),
            hint=_("nothing was written; name the words around it with --also"),
        )
    _preview(redacted, raw, catalog, terminal)
    if not options.yes and not terminal.ask(_("Read it to its end: is everything in it that others may see? Write {path}?", path=visible(str(options.output)))):
        terminal.tell(_("nothing was written"))
        return 1
    try:
        write_private(options.output, redacted.data, replace=False)
    except FileExistsError:
        raise UsageError(_("{path} is there already", path=visible(str(options.output))), hint=_("--output takes another name")) from None
    except OSError as error:
        raise UsageError(_("{path}: {why}", path=options.output, why=error.strerror)) from None
    terminal.tell(_("written: {path}", path=visible(str(options.output))))
    return 0


def _message(path: Path) -> RawMessage:
    """The one message of a file."""
    from scanner.errors import UsageError
    from scanner.model import RawMessage
    from scanner.sources import open_path

    found = [item for item in open_path(path).messages() if isinstance(item, RawMessage)]
    if len(found) != 1:
        raise UsageError(_("redact takes a file with one message"))
    return found[0]


def _preview(redacted: Redacted, raw: RawMessage, catalog: Catalog, terminal: Terminal) -> None:
    """What is replaced by what, what is left out, and the text that a reader sees."""
    from dataclasses import replace

    from scanner.facts import read_facts
    from scanner.messages import Parser
    from scanner.report.masking import shown
    from scanner.report.safe import visible
    from scanner.sources.pdf import read_pdf

    names = _sorts()
    terminal.paragraph(_("Replaced:"))
    for item in redacted.replacements:
        terminal.paragraph(f"  {names[item.sort]()}: {_original(item)} → {_standin(item)}")
    if redacted.dropped:
        terminal.paragraph(_("Header fields left out: {names}", names=visible(", ".join(redacted.dropped))))
    if redacted.stubs:
        terminal.paragraph(_("Attachments whose content was taken out: {types}", types=visible(", ".join(redacted.stubs))))
    parser = Parser(catalog, read_pdf)
    before, after = parser.parse(raw), parser.parse(replace(raw, data=redacted.data))
    kinds = [read_facts(message, catalog)[0].kind for message in (before, after)]
    if kinds[0] is kinds[1]:
        terminal.paragraph(_("It is recognized as before: {kind}", kind=kinds[0] or _("no kind")))
    else:
        terminal.paragraph(_("It is recognized otherwise than before: {old}, now {new}", old=kinds[0] or _("no kind"), new=kinds[1] or _("no kind")))
    terminal.paragraph(_("What a reader sees:"))
    terminal.paragraph("  " + _("{label}: {value}", label=_("Subject"), value=shown(after.subject)))
    for view in after.views:
        for layer in view:
            for line in layer.lines:
                terminal.paragraph("  " + shown(line.text))
        terminal.paragraph("")


def _original(item: Replacement) -> str:
    """What was replaced, as it may stand on a screen: what may be money is masked."""
    from scanner.report.safe import visible

    text = item.original if len(item.original) <= _LONGEST else item.original[:_LONGEST] + "…"
    if item.sort.is_secret:
        text = text[:_SHOWN] + "".join("*" if c.isalnum() else c for c in text[_SHOWN:])
    return visible(text)


def _standin(item: Replacement) -> str:
    from scanner.report.safe import visible

    return visible(item.standin if len(item.standin) <= _LONGEST else item.standin[:_LONGEST] + "…")


def _sorts() -> dict[str, Callable[[], str]]:
    from scanner.redaction import Sort

    return {
        Sort.CODE: lambda: _("code"),
        Sort.ORDER: lambda: _("order number"),
        Sort.ADDRESS: lambda: _("e-mail address"),
        Sort.DOMAIN: lambda: _("host"),
        Sort.HOST: lambda: _("IP address"),
        Sort.NAME: lambda: _("name"),
        Sort.PHONE: lambda: _("telephone number"),
        Sort.PLACE: lambda: _("postal address"),
        Sort.NUMBER: lambda: _("number"),
        Sort.TOKEN: lambda: _("identifier"),
        Sort.ALSO: lambda: _("named by you"),
    }
