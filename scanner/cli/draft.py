"""`giftscan draft CASE`: the request that gets a card sent again, to read, to keep as a file, or to lay into Drafts."""

from __future__ import annotations

import argparse
from pathlib import Path

from scanner.cli.terminal import Terminal
from scanner.texts import _


def help_text() -> str:
    """One line for --help."""
    return _("write the request that gets a card sent again; nothing is sent")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The verb's arguments."""
    parser.add_argument("case", metavar="CASE", help=_("the case's id, or its beginning"))
    parser.add_argument("--language", choices=("en", "ja"), help=_("language of the draft (default: that of the case's mail)"))
    parser.add_argument("--channel", choices=("email", "chat", "phone", "message"), help=_("how the request will travel"))
    parser.add_argument("--output", type=Path, metavar="FILE", help=_("write it to a file (.eml for an e-mail)"))
    parser.add_argument("--save-to-mailbox", action="store_true", help=_("lay the e-mail into the mailbox's Drafts, once"))
    parser.add_argument("--mailbox", metavar="NAME", help=_("which mailbox of config.toml, if there are several"))
    parser.add_argument("--now", metavar="TIME", help=_("judge as of this moment (RFC 3339)"))


def run(options: argparse.Namespace, terminal: Terminal) -> int:
    """Exit code 2 for a case that has no draft."""
    from scanner.catalog import load_catalog
    from scanner.cli.opening import cases_of, configured, moment, the_ledger
    from scanner.drafts import draft_for
    from scanner.errors import UsageError
    from scanner.jobs.casebook import find_case, searched_of
    from scanner.jobs.drafting import draft_bytes, write_private
    from scanner.model import Channel
    from scanner.report.safe import visible
    from scanner.report.words import outcome_words

    config = configured(options)
    now = moment(options.now)
    with the_ledger(config, terminal, write=options.save_to_mailbox) as ledger:
        case = find_case(cases_of(ledger, load_catalog(), config, now), options.case)
        channel = Channel(options.channel) if options.channel else None
        draft = draft_for(
            case, load_catalog(), searched_of(ledger.progress.coverage(), now.date()), language=options.language, channel=channel, owner_name=config.owner_name
        )
        if draft is None:
            raise UsageError(_("{case} needs no request: {outcome}", case=case.id, outcome=outcome_words(case)))
        mailbox = config.mailbox(options.mailbox) if config.mailboxes else None
        sender = mailbox.address if mailbox else None
        if options.save_to_mailbox:
            if draft.channel is not Channel.EMAIL or mailbox is None:
                raise UsageError(_("only an e-mail can be laid into a mailbox's Drafts"))
            _save(draft_bytes(draft, sender, now), draft.message_id, case.id, mailbox, config, ledger, terminal)
        elif options.output:
            try:
                write_private(options.output, draft_bytes(draft, sender, now))
            except OSError as error:
                raise UsageError(f"{options.output}: {error.strerror}") from None
            terminal.say(_("Written: {path}", path=options.output))
        else:
            if draft.to:
                terminal.result(_("To: {address}", address=visible(draft.to)))
            terminal.result(_("Subject: {subject}", subject=visible(draft.subject)) + "\n")
            terminal.result("\n".join(visible(line) for line in draft.body.split("\n")))
    if case.corrected_recipient:
        terminal.say(_("Please check the address: is {corrected} meant?", corrected=visible(case.corrected_recipient)))
    return 0


def _save(message: bytes, message_id: str, case_id: str, mailbox, config, ledger, terminal: Terminal) -> None:  # type: ignore[no-untyped-def]
    from scanner.cli.opening import connected
    from scanner.jobs.saving import save_draft

    with connected(mailbox, config, terminal) as session:
        folder, is_new = save_draft(session, message, message_id, mailbox.drafts_folder)
    if is_new:
        with ledger.transaction():
            ledger.words.log("draft saved", case_id, message_id)
        terminal.say(_("Laid into {folder}. Read it, change what you like, and send it yourself.", folder=folder))
    else:
        terminal.say(_("It lies in {folder} already.", folder=folder))
