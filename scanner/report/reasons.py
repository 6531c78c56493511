"""The reasons of a verdict in sentences, with whose words they are: a mail's, the owner's, or what follows from both."""

from __future__ import annotations

from scanner.model import Because, Case, Fact, Hiding, Kind, Note, Told
from scanner.report.masking import shown
from scanner.report.words import HIDINGS, KINDS, NOTES, TOLD, field_words
from scanner.texts import _


def because_words(because: Because) -> str:
    """One reason in a sentence; the mail's words are quoted, the owner's are marked as such."""
    quote = shown(because.quote)
    if because.by == "owner":
        words = TOLD[Told(because.field)]() if because.field in set(Told) else because.field
        return _("You said: {words}", words=_("{line} ({how})", line=words, how=quote) if quote and quote != because.field else words)
    if because.field in set(Kind):
        return _("{what}: “{quote}”", what=KINDS[Kind(because.field)](), quote=quote)
    if because.field in set(Note):
        return _("{what}: “{quote}”", what=NOTES[Note(because.field)](), quote=quote)
    return _derived(because.field, quote)


def _derived(field: str, quote: str) -> str:
    """A reason that is a value or a conclusion, not a kind of mail."""
    if field == "presumed":
        return _("Sent on {day}; no failure was reported since.", day=quote[:10])
    if field == "deadline":
        return _("The deadline has passed ({day}), and nothing shows that it came.", day=quote[:10])
    if field == "expires_on":
        day, _space, shop = quote.partition(" (")
        if shop:
            return _("Valid until {day}, by the rule of {shop}.", day=day, shop=shop.removesuffix(")"))
        return _("Valid until {day}.", day=day)
    if field == "claim_codes":
        return _("The claim code {code} stands in the mail.", code=quote)
    if field == "claim_link":
        if quote in set(Hiding):
            return HIDINGS[Hiding(quote)]()
        return _("The card is behind a link in the mail ({host}).", host=quote.partition("/")[0])
    return _("{what}: “{quote}”", what=field_words(field), quote=quote)


def reason_lines(case: Case) -> list[str]:
    """Every reason of a case, each with whose words it is."""
    return [_("{who}: {reason}", who=_whose(case, because), reason=because_words(because)) for because in case.because]


def _whose(case: Case, because: Because) -> str:
    """The mail that a reason stands in, by its day and sender; `worked out` for what no mail says."""
    if because.by == "owner":
        told = next((s for s in reversed(case.statements) if s.what == because.field), None)
        return _("you, {day}", day=told.at.date().isoformat()) if told else _("you")
    fact = next((f for f in case.facts if because.message_id and f.message.message_id == because.message_id), None)
    if fact is None or because.field in ("presumed", "deadline"):
        return _("worked out")
    return _("mail of {day}, {sender}", day=day_of(fact), sender=sender_of(fact))


def day_of(fact: Fact) -> str:
    """The day of a fact's mail; of a forward, that of the mail it carries."""
    when = fact.inner_date or fact.message.date
    return when.date().isoformat() if when else _("unknown day")


def sender_of(fact: Fact) -> str:
    """Who sent a fact's mail, as the mail names itself."""
    sender = fact.message.from_
    if sender is None:
        return _("unknown sender")
    return shown(sender.name or sender.address) or _("unknown sender")
