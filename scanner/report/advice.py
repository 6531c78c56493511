"""What costs nothing and comes before any letter, and how one sees by hand whether a code was used."""

from __future__ import annotations

from datetime import date

from scanner.cases import is_recent
from scanner.catalog import Provider
from scanner.model import Case, Outcome, Role, Route
from scanner.texts import _, language

_DAYS = 30  # how long deleted mail is worth a look where nobody says how long it is kept


def undelete_lines(case: Case, provider: Provider | None, today: date) -> list[str]:
    """How the mailbox's own provider brings deleted mail back, where the loss is recent enough for it; the buyer's never held the card."""
    undelete = provider.undelete if provider else None
    if provider is None or undelete is None or case.role is not Role.RECIPIENT or not case.outcome.is_recoverable:
        return []
    if not is_recent(case, today, undelete.days or _DAYS):
        return []
    about = _("{provider}, as of {day}", provider=provider.title, day=undelete.as_of.isoformat())
    about = about if undelete.verified else _("{about} (not verified)", about=about)
    kept = _("Deleted mail can come back within {days} days ({about}).", days=undelete.days, about=about)
    kept = kept if undelete.days else _("Deleted mail may come back for a time ({about}).", about=about)
    return [kept, *undelete.steps[language()]]


def cheaper_ways(case: Case, undelete: list[str] | None = None) -> list[str]:
    """What to try before asking anybody, the cheapest first; nothing where there is nothing to recover."""
    if not case.outcome.is_recoverable:
        return []
    ways = [*(undelete or ())]
    if case.role is Role.RECIPIENT and not ways:
        ways.append(_("Look into Trash and Junk on your provider's own web page: some keep deleted mail there for weeks that no mail program shows."))
    if case.route is Route.ASK_ISSUER:
        ways.append(_("Look at the company's own page or app, signed in: many show the card there, or a button that sends it again."))
        return ways
    if case.role is Role.RECIPIENT:
        ways.append(_("Sign in at {shop} and look at Message Center in Your Account: it keeps copies of many of Amazon's mails.", shop=_shop(case)))
        ways.append(_("Look at the gift card activity in Your Account: if the amount is there, you have redeemed the card already."))
    if case.route is Route.RESEND_IN_ORDERS:
        ways.append(_("Open the order in Your Orders: it says whether the card was sent or redeemed. Where Resend is missing, it most likely was redeemed."))
    if case.route is Route.AMAZON_SUPPORT and case.odds == "poor":
        ways.append(_("Look for the receipt and for the card itself: support asks for the serial number on its back and for the proof of payment."))
    return ways


def by_hand(case: Case) -> list[str]:
    """How to see whether a code was used. Mail cannot tell, and giftscan never asks Amazon."""
    if case.outcome not in (Outcome.CODE_FOUND, Outcome.LINK_FOUND):
        return []
    return [
        _("Type {shop} into your browser yourself, sign in, and open Gift Cards in Your Account; follow no link from a mail.", shop=_shop(case)),
        _("If the card is in the gift card activity there, you have redeemed it."),
        _("Otherwise choose Redeem and enter the code. Amazon adds the amount, or says that the code was used."),
    ]


def _shop(case: Case) -> str:
    return case.marketplace or "Amazon"
