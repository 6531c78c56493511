"""Our words for what the types mean: outcomes, routes, kinds, reasons, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable

from scanner.model import Because, Case, CaseType, Hiding, Kind, Money, Odds, Outcome, Route, Told
from scanner.report.safe import visible
from scanner.texts import _

Text = Callable[[], str]

OUTCOMES: dict[Outcome, Text] = {
    Outcome.UNDECIDED: lambda: _("contradictory: please look yourself"),
    Outcome.CANCELLED: lambda: _("cancelled"),
    Outcome.CREDITED: lambda: _("refunded: nothing to recover"),
    Outcome.REDEEMED: lambda: _("redeemed"),
    Outcome.EXPIRED: lambda: _("expired"),
    Outcome.CODE_FOUND: lambda: _("code found"),
    Outcome.LINK_FOUND: lambda: _("found, behind a link"),
    Outcome.BOUNCED: lambda: _("could not be delivered"),
    Outcome.DELIVERED: lambda: _("delivered"),
    Outcome.LOST: lambda: _("lost: it had come"),
    Outcome.NEVER_DELIVERED: lambda: _("never delivered"),
    Outcome.PENDING: lambda: _("still to come"),
}

ROUTES: dict[Route, Text] = {
    Route.RESEND_IN_ORDERS: lambda: _("have it sent again in Your Orders"),
    Route.ASK_GIVER: lambda: _("ask the giver to have it sent again"),
    Route.AMAZON_SUPPORT: lambda: _("ask Amazon's customer service"),
    Route.ASK_ISSUER: lambda: _("ask the company that gave it"),
    Route.OPEN_MESSAGE: lambda: _("open the message and redeem it yourself"),
    Route.NONE: lambda: _("nothing to do"),
}

ODDS: dict[Odds, Text] = {
    Odds.GOOD: lambda: _("good odds"),
    Odds.FAIR: lambda: _("fair odds: only the company has a record"),
    Odds.POOR: lambda: _("poor odds: no record ties the card to its buyer, nothing is promised"),
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
    Kind.BOUNCE: lambda: _("delivery status notification"),
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
    Hiding.LINK: lambda: _("behind a link"),
    Hiding.ATTACHMENT: lambda: _("in an attachment"),
    Hiding.PICTURE: lambda: _("in a picture"),
}


def outcome_words(case: Case) -> str:
    """What became of a card; where it rests on silence, that is said."""
    words = OUTCOMES[case.outcome]()
    return _("{outcome} (presumed)", outcome=words) if case.presumed else words


def because_words(because: Because) -> str:
    """One reason in a sentence; the mail's words are quoted, the owner's are marked as such."""
    quote = visible(because.quote)
    if because.by == "owner":
        return _("You said: {words}", words=TOLD[Told(because.field)]() + (f" ({quote})" if quote and quote != because.field else ""))
    if because.field in set(Kind):
        return _("{what}: “{quote}”", what=KINDS[Kind(because.field)](), quote=quote)
    if because.field == "presumed":
        return _("It was sent, and no failure was reported since.")
    if because.field == "deadline":
        return _("The deadline has passed ({day}), and nothing shows that it came.", day=quote[:10])
    if because.field == "expires_on":
        return _("Valid until {day}.", day=quote)
    if because.field == "claim_codes":
        return _("Claim code {code} stands in the mail.", code=quote)
    if because.field == "claim_link":
        return _("The card is {where}.", where=HIDINGS[Hiding(quote)]() if quote in set(Hiding) else _("behind a link"))
    return f"“{quote}”"


def money_words(money: Money | None) -> str:
    """An amount as our reader's language writes it."""
    if money is None:
        return ""
    from babel.numbers import format_currency

    from scanner.texts import language

    return str(format_currency(money.value, money.currency, locale=language()))
