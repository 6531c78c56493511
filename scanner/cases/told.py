"""A card that the owner tells of as a fact among facts, so that mail which comes later can join it."""

from __future__ import annotations

from datetime import UTC, datetime, time

from scanner.model import Authenticity, Fact, Form, MessageRef, Note, Origin, SpecialUse, Told, ToldCard


def fact_of(card: ToldCard) -> Fact:
    """The fact of the owner's word. It has no message: no folder, no Message-ID, nobody who wrote it."""
    when = datetime.combine(card.on, time(12), tzinfo=UTC) if card.on else card.at
    shop = card.what is Told.BOUGHT_IN_SHOP
    return Fact(
        id=f"told-{card.id}",
        message=MessageRef(
            key=f"told:{card.id}",
            message_id=None,
            date=when,
            subject="",
            from_=None,
            to=(),
            delivered_to=(),
            in_reply_to=(),
            references=(),
            origin=Origin("owner", card.id),
            folder="",
            use=SpecialUse.ORDINARY,
        ),
        kind=None,
        authenticity=Authenticity.UNVERIFIED,
        note=Note.PURCHASE if shop else Note.GIVEN,
        marketplace=card.marketplace,
        language=card.language,
        form=Form.COUNTER if shop else None,
        order_id=card.order_id,
        amount=card.amount,
        recipient=card.recipient,
        giver=card.giver,
        serial=card.serial,
        told=True,
    )
