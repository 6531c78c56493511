"""One message in words: what it is, whether it can be trusted, and the words that each value was read from."""

from __future__ import annotations

from scanner.catalog import Catalog, phrase_place, sender_place
from scanner.facts import Reason
from scanner.model import Fact, Message, Origin, Recognition
from scanner.report.masking import shown
from scanner.report.safe import visible
from scanner.report.words import AUTHENTICITIES, KINDS, NOTES, field_words
from scanner.texts import _, retold


def message_lines(message: Message, recognition: Recognition, facts: tuple[Fact, ...]) -> list[str]:
    """A message as `explain` tells it. Codes are masked."""
    codes = tuple(dict.fromkeys(fact.code for fact in facts if fact.code))
    subject = shown(message.subject, codes) or _("(no subject)")
    lines = [f"{visible(str(message.origin))}", "  " + _("{label}: {value}", label=_("Subject"), value=subject)]
    if message.date:
        lines.append("  " + _("{label}: {value}", label=_("Date"), value=message.date.isoformat()))
    lines.append("  " + _("{label}: {value}", label=_("What it is"), value=_what(recognition)))
    lines.append("  " + _("{label}: {value}", label=_("Sender"), value=_sender(message, recognition)))
    evidence = [e for fact in facts for e in fact.evidence] or list(recognition.evidence)
    for item in dict.fromkeys(evidence):
        lines.append("    " + _("{what}: “{quote}”", what=field_words(item.field), quote=shown(item.quote, codes)))
    return lines


def _what(recognition: Recognition) -> str:
    if recognition.kind:
        exact = ", ".join(part for part in (recognition.kind, recognition.marketplace, recognition.language) if part)
        return _("{line} ({how})", line=KINDS[recognition.kind](), how=exact)
    return NOTES[recognition.note]() if recognition.note else _("nothing to do with gift cards or refunds")


def _sender(message: Message, recognition: Recognition) -> str:
    sender = message.sender
    name = shown(" ".join(part for part in (sender.name, f"<{sender.address}>" if sender.address else "") if part)) if sender else ""
    return _("{sender} ({authenticity})", sender=name or _("unknown sender"), authenticity=AUTHENTICITIES[recognition.authenticity]())


_CLOSE = 4  # so many kinds that a message is not, but sounds like, are told


def reason_lines(message: Message, reasons: tuple[Reason, ...], catalog: Catalog) -> list[str]:
    """Which rule decided, by file and line, and which came close; codes masked."""
    lines = []
    sender = message.sender
    if sender and sender.address and (place := sender_place(sender.address, catalog)):
        lines.append("    " + _("the sender is known: {place}", place=place))
    for reason in reasons[: _CLOSE + 1]:
        place = phrase_place(reason.language, reason.kind, reason.words)
        words, quote = visible(reason.words), shown(reason.quote[:120])
        if reason.decided:
            lines.append("    " + _("decided by “{words}” ({place}) in “{quote}”", words=words, place=place, quote=quote))
        else:
            lines.append("    " + _("came close: {kind}, by “{words}” ({place}) in “{quote}”", kind=reason.kind, words=words, place=place, quote=quote))
    return lines


def unreadable_line(origin: Origin, why: str) -> str:
    """A message that could not be read, and why."""
    return _("{where}: could not be read: {why}", where=visible(str(origin)), why=visible(retold(why)))
