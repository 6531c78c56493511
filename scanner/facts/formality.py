"""Whether a mail from an unknown address is laid out as a company's: labels with values, and the tone of an office."""

from __future__ import annotations

from scanner.catalog import Catalog
from scanner.facts.labels import LabelReader
from scanner.facts.page import Page
from scanner.facts.sender import Sender
from scanner.model import Message, Wrapping

_OF_A_CARD = frozenset({"code", "amount", "expires_on", "recipient", "deliver_on", "serial"})
_ENOUGH = 3  # so many labeled values of a card
_REPLY_OR_FORWARD = ("In-Reply-To", "References", "Resent-From")


def is_formal(page: Page, sender: Sender, message: Message, labels: LabelReader, catalog: Catalog) -> bool:
    """People write a code into a sentence or below one label; three labeled values and no conversation are a template.

    Nobody writes so to himself, nor from an address at a mail provider.
    """
    address = sender.address
    if page.layer.wrapping is not Wrapping.OWN or address is None or not address.address or catalog.is_mail_provider(address.domain):
        return False
    if any(message.values(name) for name in _REPLY_OR_FORWARD) or page.subject != message.subject.strip():
        return False
    if any(a.address and a.address.lower() == address.address.lower() for a in message.to):
        return False
    groups = {labels.whole(s.label, _OF_A_CARD) for s in page.sentences if s.label}
    return len(groups - {None}) >= _ENOUGH
