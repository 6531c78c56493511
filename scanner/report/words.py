"""Our words for what the types mean: outcomes, routes, odds, kinds, folders, fields, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable

from scanner.model import Authenticity, Case, CaseType, Hiding, Kind, Money, Note, Odds, Outcome, Route, SearchedBy, SpecialUse, Told
from scanner.texts import _, language

Text = Callable[[], str]

OUTCOMES: dict[Outcome, Text] = {
    Outcome.UNDECIDED: lambda: _("contradictory, please look yourself"),
    Outcome.CANCELLED: lambda: _("cancelled"),
    Outcome.CREDITED: lambda: _("refunded, nothing to recover"),
    Outcome.REDEEMED: lambda: _("redeemed"),
    Outcome.EXPIRED: lambda: _("expired"),
    Outcome.CODE_FOUND: lambda: _("code found, use unknown"),
    Outcome.LINK_FOUND: lambda: _("mail found, code behind a link"),
    Outcome.BOUNCED: lambda: _("could not be delivered"),
    Outcome.DELIVERED: lambda: _("delivered"),
    Outcome.LOST: lambda: _("had arrived, its code is gone"),
    Outcome.NEVER_DELIVERED: lambda: _("never arrived"),
    Outcome.PENDING: lambda: _("still to come"),
}

# Where an outcome reads oddly for a sort of thing.
OUTCOMES_OF: dict[tuple[CaseType, Outcome], Text] = {
    (CaseType.REFUND, Outcome.NEVER_DELIVERED): lambda: _("refund never came"),
    (CaseType.PHYSICAL_GIFT_CARD, Outcome.LOST): lambda: _("bought, card or code lost"),
}

ROUTES: dict[Route, Text] = {
    Route.RESEND_IN_ORDERS: lambda: _("have it sent again in Your Orders"),
    Route.ASK_GIVER: lambda: _("ask the giver to have it sent again"),
    Route.AMAZON_SUPPORT: lambda: _("ask Amazon's customer service"),
    Route.ASK_ISSUER: lambda: _("ask the company that gives it"),
    Route.OPEN_MESSAGE: lambda: _("open the message, redeem it yourself"),
    Route.NONE: lambda: _("nothing to do"),
}

ODDS: dict[Odds, Text] = {
    Odds.GOOD: lambda: _("good odds"),
    Odds.FAIR: lambda: _("fair odds"),
    Odds.POOR: lambda: _("poor odds"),
}

ODDS_WHOLE: dict[Odds, Text] = {
    Odds.GOOD: lambda: _("Good: Amazon has a record of this, and a card that nobody has used can be sent again."),
    Odds.FAIR: lambda: _("Fair: only the company that gives the card has a record of it; whether it sends it again is up to that company."),
    Odds.POOR: lambda: _("Poor: no record ties a card from a shop's counter to its buyer. Receipt and serial number may help; nothing is promised."),
}

TYPES: dict[CaseType, Text] = {
    CaseType.EMAIL_GIFT_CARD: lambda: _("gift card"),
    CaseType.PHYSICAL_GIFT_CARD: lambda: _("plastic or shop card"),
    CaseType.THIRD_PARTY_GIFT_CARD: lambda: _("card from a company"),
    CaseType.REFUND: lambda: _("refund"),
}

KINDS: dict[Kind, Text] = {
    Kind.GIFT_CARD_RECEIVED: lambda: _("a card was given"),
    Kind.GIFT_CARD_REMINDER: lambda: _("reminder: not redeemed yet"),
    Kind.GIFT_CARD_ORDERED: lambda: _("ordered"),
    Kind.GIFT_CARD_SENT: lambda: _("sent to the recipient"),
    Kind.GIFT_CARD_DELIVERED: lambda: _("arrived or opened"),
    Kind.GIFT_CARD_REDEEMED: lambda: _("applied to an account"),
    Kind.GIFT_CARD_UNDELIVERABLE: lambda: _("could not be delivered"),
    Kind.GIFT_CARD_REISSUED: lambda: _("sent again, the old code is dead"),
    Kind.GIFT_CARD_CANCELLED: lambda: _("order cancelled"),
    Kind.GIFT_CARD_SHIPPED: lambda: _("shipped"),
    Kind.REFUND_GIFT_CARD: lambda: _("refund paid as a gift card"),
    Kind.REFUND_BALANCE: lambda: _("refund to the gift card balance"),
    Kind.REFUND_OTHER: lambda: _("refund to a card or bank account"),
    Kind.REFUND_PENDING: lambda: _("refund announced"),
    Kind.BOUNCE: lambda: _("delivery failure notice"),
}

NOTES: dict[Note, Text] = {
    Note.THANKS: lambda: _("private mail: thanks for it"),
    Note.MISSING: lambda: _("private mail: it has not come"),
    Note.DELETED: lambda: _("private mail: it was deleted"),
    Note.PURCHASE: lambda: _("own note: bought in a shop"),
    Note.MENTION: lambda: _("private mail"),
    Note.GIVEN: lambda: _("told by you"),
}

TOLD: dict[Told, Text] = {
    Told.DELETED: lambda: _("deleted"),
    Told.NOT_RECEIVED: lambda: _("not received"),
    Told.REDEEMED: lambda: _("redeemed"),
    Told.BOUGHT_IN_SHOP: lambda: _("bought in a shop"),
    Told.ASKED: lambda: _("already asked"),
    Told.RESOLVED: lambda: _("resolved"),
}

HIDINGS: dict[Hiding, Text] = {
    Hiding.LINK: lambda: _("The card is behind a link in the mail."),
    Hiding.ATTACHMENT: lambda: _("The card is in the mail's attachment."),
    Hiding.PICTURE: lambda: _("The card is in a picture in the mail."),
}

AUTHENTICITIES: dict[Authenticity, Text] = {
    Authenticity.AUTHENTIC: lambda: _("authentic"),
    Authenticity.UNVERIFIED: lambda: _("sender not verified"),
    Authenticity.SUSPICIOUS: lambda: _("suspicious: do not trust it"),
}

USES: dict[SpecialUse, Text] = {
    SpecialUse.INBOX: lambda: _("inbox"),
    SpecialUse.ALL: lambda: _("all mail"),
    SpecialUse.ARCHIVE: lambda: _("archive"),
    SpecialUse.DRAFTS: lambda: _("drafts"),
    SpecialUse.JUNK: lambda: _("junk"),
    SpecialUse.SENT: lambda: _("sent mail"),
    SpecialUse.TRASH: lambda: _("trash"),
    SpecialUse.ORDINARY: lambda: _("folder"),
}

DEPTHS: dict[SearchedBy, Text] = {
    SearchedBy.SENDER: lambda: _("by sender and subject"),
    SearchedBy.HEADERS: lambda: _("every header"),
    SearchedBy.FULL: lambda: _("every text"),
}

FIELDS: dict[str, Text] = {
    "kind": lambda: _("what it is"),
    "note": lambda: _("what it says"),
    "claim_codes": lambda: _("claim code"),
    "claim_link": lambda: _("link"),
    "order_id": lambda: _("order number"),
    "amount": lambda: _("amount"),
    "recipient": lambda: _("recipient"),
    "giver": lambda: _("giver"),
    "deliver_on": lambda: _("day of delivery"),
    "expires_on": lambda: _("valid until"),
    "serial": lambda: _("serial number"),
    "delivery_status": lambda: _("delivery status"),
    "authenticity": lambda: _("authenticity"),
    "marketplace": lambda: _("marketplace"),
    "date": lambda: _("time"),
    "words": lambda: _("words"),
}


def outcome_words(case: Case) -> str:
    """What became of a card; where it rests on silence, that is said."""
    words = OUTCOMES_OF.get((case.type, case.outcome), OUTCOMES[case.outcome])()
    if case.outcome is Outcome.LINK_FOUND and any(f.hiding in (Hiding.ATTACHMENT, Hiding.PICTURE) for f in case.facts):
        words = _("mail found, code in an attachment or picture")
    return _("{outcome} (presumed)", outcome=words) if case.presumed else words


def field_words(field: str) -> str:
    """The name of a value that was read from a mail."""
    return FIELDS[field]() if field in FIELDS else field


def money_words(money: Money | None) -> str:
    """An amount as our reader's language writes it."""
    if money is None:
        return ""
    from babel.numbers import format_currency

    return str(format_currency(money.value, money.currency, locale=language()))
