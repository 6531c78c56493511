"""What costs nothing and comes before any letter, and how one sees by hand whether a code was used."""

from __future__ import annotations

from scanner.model import Case, Outcome, Role, Route
from scanner.texts import _


def cheaper_ways(case: Case) -> list[str]:
    """What to try before asking anybody, the cheapest first; nothing where there is nothing to recover."""
    if not case.outcome.is_recoverable:
        return []
    ways = []
    if case.role is Role.RECIPIENT:
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
