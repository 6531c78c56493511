"""In what shape a card travels: by e-mail, by SMS, to print, as plastic, as a top-up, or over a counter."""

from __future__ import annotations

from scanner.facts.signals import Signals
from scanner.model import Form, Issuer, Kind

# A shop's receipt is over a counter, whatever else it names; a top-up and a printed card name e-mail as well.
_ORDER = (Form.TOP_UP, Form.PRINT, Form.SMS, Form.EMAIL, Form.PLASTIC)


def form_of(signals: Signals, kind: Kind, issuer: Issuer) -> Form | None:
    """The form that the page names first in this order, None where it names none."""
    if kind is Kind.GIFT_CARD_SHIPPED:
        return Form.PLASTIC
    if kind is Kind.GIFT_CARD_ORDERED and not signals.sender.amazon:
        return Form.COUNTER if issuer is Issuer.AMAZON else None
    if signals.sender.gift_card and kind is not Kind.GIFT_CARD_ORDERED:
        return Form.PRINT if signals.page.says_form(Form.PRINT) and signals.pdfs else Form.EMAIL
    for form in _ORDER:
        if signals.page.says_form(form):
            return form
    return None
