"""`giftscan draft CASE`: the request that gets a card sent again, to read, to keep as a file, or to lay into Drafts."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from scanner import texts
from scanner.cli.terminal import Terminal
from scanner.texts import _

if TYPE_CHECKING:
    from scanner.config import Config, MailboxConfig
    from scanner.ledger import Ledger
    from scanner.model import Case, Draft


def help_text() -> str:
    """One line for --help."""
    return _("write the request that gets a card sent again; nothing is sent")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("case", metavar="CASE", help=_("the case's id, or its beginning"))
    parser.add_argument("--language", metavar="TAG", help=_("language of the draft, such as en, ja or de (default: that of the case's mail)"))
    parser.add_argument("--bilingual", action="store_true", help=_("the same in your own language below"))
    parser.add_argument("--channel", choices=("email", "chat", "phone", "message"), help=_("how the request will travel"))
    parser.add_argument("--output", type=Path, metavar="FILE", help=_("write it to a file (.eml for an e-mail)"))
    parser.add_argument("--save-to-mailbox", action="store_true", help=_("lay the e-mail into the mailbox's Drafts, once"))
    parser.add_argument("--mailbox", metavar="NAME", help=_("which mailbox of config.toml, if there are several"))
    parser.add_argument("--now", metavar="TIME", help=_("judge as of this moment (RFC 3339)"))


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Exit code 2 for a case that has no draft."""
    from scanner.catalog import load_catalog
    from scanner.cli.opening import cases_of, configured, moment, the_ledger
    from scanner.drafts import draft_for, languages
    from scanner.errors import UsageError
    from scanner.jobs.casebook import find_case, searched_of
    from scanner.jobs.drafting import draft_bytes, write_private
    from scanner.model import Channel
    from scanner.report.safe import visible
    from scanner.report.words import outcome_words

    if options.language and options.language not in languages():
        raise UsageError(_("no drafts are written in {tag}", tag=visible(options.language)), hint=_("there are: {tags}", tags=", ".join(languages())))
    config = configured(options)
    now = moment(options.now)
    with the_ledger(config, terminal, write=options.save_to_mailbox) as ledger:
        case = find_case(cases_of(ledger, load_catalog(), config, now), options.case)
        if not case.outcome.is_recoverable:
            raise UsageError(_("{case} needs no request: {outcome}", case=case.id, outcome=outcome_words(case)))
        case = _confirmed(case, terminal)
        channel = Channel(options.channel) if options.channel else None
        searched = searched_of(ledger.progress.coverage(), now.date())
        draft = draft_for(
            case,
            load_catalog(),
            searched,
            language=options.language,
            channel=channel,
            owner_name=config.owner_name,
            reader=texts.language(),
            bilingual=options.bilingual,
        )
        if draft is None:
            raise UsageError(_("{case} needs no request: {outcome}", case=case.id, outcome=outcome_words(case)))
        mailbox = _mailbox_of(case, ledger, config, options.mailbox, needed=options.save_to_mailbox)
        data = draft_bytes(draft, mailbox.address if mailbox else None, now)
        _remarks(case, draft, terminal)
        if options.output:
            try:
                write_private(options.output, data)
            except OSError as error:
                raise UsageError(_("{path}: {why}", path=options.output, why=error.strerror)) from None
            terminal.tell(_("Written: {path}", path=visible(str(options.output))))
        if options.save_to_mailbox:
            if draft.channel is not Channel.EMAIL or mailbox is None:
                raise UsageError(_("only an e-mail can be laid into a mailbox's Drafts"), hint=_("use --output, or no option at all to read it here"))
            _save(data, draft.message_id, case.id, mailbox, config, ledger, terminal)
        elif not options.output:
            _print(draft, terminal)
    return 0


def _confirmed(case: Case, terminal: Terminal) -> Case:
    """A corrected address is a proposal: at a terminal its owner says whether it is right, else it stands as a question."""
    from dataclasses import replace

    from scanner.report.safe import visible

    if not case.corrected_recipient or not terminal.can_ask:
        return case
    corrected, printed = visible(case.corrected_recipient), visible(case.recipient)
    if terminal.ask(_("The card went to {printed}. Was {corrected} meant?", printed=printed, corrected=corrected)):
        return case
    return replace(case, corrected_recipient=None)


def _mailbox_of(case: Case, ledger: Ledger, config: Config, name: str | None, *, needed: bool) -> MailboxConfig | None:
    """The mailbox that the case's mail lies in, unless one is named; its address is the draft's sender."""
    if name is not None or len(config.mailboxes) == 1 or (needed and not config.mailboxes):
        return config.mailbox(name)
    sources = {source for fact in case.facts for source, _folder, _position in ledger.places(fact.message.key)}
    of_case = [mailbox for mailbox in config.mailboxes if f"imap:{mailbox.name}" in sources]
    if len(of_case) == 1:
        return of_case[0]
    return config.mailbox(None) if needed else None


def _remarks(case: Case, draft: Draft, terminal: Terminal) -> None:
    """What the owner should know before sending it."""
    from scanner.model import Channel
    from scanner.report.safe import visible

    if case.asked and case.asked.by == "owner":
        terminal.tell(_("You said on {day} that this is asked or settled already.", day=case.asked.at.date().isoformat()))
    elif case.asked and case.asked.answered:
        terminal.tell(_("You wrote about this on {day}, and an answer lies in your mailbox.", day=case.asked.at.date().isoformat()))
    elif case.asked:
        terminal.tell(_("You wrote about this on {day}; this letter reminds of it.", day=case.asked.at.date().isoformat()))
    if draft.channel is Channel.EMAIL and draft.to is None:
        terminal.tell(_("No address of the recipient of this letter stands in your mail; fill it in yourself."))
    if case.corrected_recipient and not terminal.can_ask:
        terminal.tell(_("Please check the address: is {corrected} meant?", corrected=visible(case.corrected_recipient)))


def _print(draft: Draft, terminal: Terminal) -> None:
    """The draft itself, its lines as they are, so that they can be copied."""
    from scanner.report.safe import visible

    if draft.to:
        terminal.result(_("To: {address}", address=visible(draft.to)))
    if draft.subject:
        terminal.result(_("Subject: {subject}", subject=visible(draft.subject)))
    terminal.result("")
    for line in draft.body.rstrip("\n").split("\n"):
        terminal.result(visible(line))


def _save(message: bytes, message_id: str, case_id: str, mailbox: MailboxConfig, config: Config, ledger: Ledger, terminal: Terminal) -> None:
    from scanner.cli.connecting import connected
    from scanner.jobs.saving import save_draft
    from scanner.report.safe import visible

    with connected(mailbox, config, terminal) as session:
        folder, is_new = save_draft(session, message, message_id, mailbox.drafts_folder)
    if is_new:
        with ledger.transaction():
            ledger.words.log("draft saved", case_id, message_id)
        terminal.tell(_("Laid into {folder}. Read it, change what you like, and send it yourself.", folder=visible(folder)))
    else:
        terminal.tell(_("It lies in {folder} already.", folder=visible(folder)))
