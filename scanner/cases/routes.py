"""Which road leads back to a card, with what odds: the contract's table, row by row."""

from __future__ import annotations

from scanner.cases.timeline import Timeline
from scanner.model import CaseType, Channel, Odds, Outcome, Role, Route


def route_of(timeline: Timeline, outcome: Outcome, type_: CaseType) -> tuple[Route, Odds | None]:
    """The route and its odds for an outcome."""
    if outcome in (Outcome.CODE_FOUND, Outcome.LINK_FOUND):
        return Route.OPEN_MESSAGE, None
    if not outcome.is_recoverable:
        return Route.NONE, None
    if type_ is CaseType.THIRD_PARTY_GIFT_CARD:
        return Route.ASK_ISSUER, Odds.FAIR  # the record is the issuer's
    if type_ is CaseType.REFUND:
        return Route.AMAZON_SUPPORT, Odds.GOOD
    if timeline.is_counter:
        return Route.AMAZON_SUPPORT, Odds.POOR  # no record ties the card to its buyer
    if type_ is CaseType.PHYSICAL_GIFT_CARD:
        return Route.AMAZON_SUPPORT, Odds.GOOD
    if timeline.role is Role.BUYER or timeline.bought_by_owner:
        return Route.RESEND_IN_ORDERS, Odds.GOOD
    if timeline.is_amazons_own:
        return Route.AMAZON_SUPPORT, Odds.GOOD  # Amazon itself gave it
    return Route.ASK_GIVER, Odds.GOOD


def channel_of(route: Route) -> Channel:
    """The channel that a route's draft is written for, unless the owner wishes another."""
    return Channel.EMAIL if route in (Route.ASK_GIVER, Route.ASK_ISSUER) else Channel.CHAT
