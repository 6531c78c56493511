"""One message as the machine-readable contract has it: `giftscan explain --json`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from scanner.model import ClaimCode, Fact, Message, Money, Origin, Recognition
from scanner.report.masking import masked, without

SCHEMA = 1


def explanation(message: Message, recognition: Recognition, facts: tuple[Fact, ...], key: bytes) -> dict[str, Any]:
    """The JSON object of one message. What its cards do not share is null."""
    own = [f for f in facts if f.kind is recognition.kind] if recognition.kind else []
    first = own[0] if own else None
    status = first.delivery_status if first else None
    codes = dict.fromkeys(f.code for f in facts if f.code)
    told = {
        "schema": SCHEMA,
        "origin": origin_json(message.origin),
        "message_id": message.message_id,
        "date": time_json(message.date),
        "kind": recognition.kind,
        "role": recognition.role,
        "issuer": recognition.issuer,
        "marketplace": recognition.marketplace,
        "language": recognition.language if recognition.kind else None,
        "authenticity": recognition.authenticity,
        "claim_codes": [code_json(code, key) for code in codes],
        "claim_link": any(f.hiding for f in own),
        "order_id": first.order_id if first else None,
        "amount": money_json(_common([f.amount for f in own])),
        "recipient": first.recipient if first and len({(f.recipient or "").lower() for f in own}) == 1 else None,
        "giver": masked(first.giver, codes) if first and first.giver else None,
        "deliver_on": day_json(_common([f.deliver_on for f in own])),
        "expires_on": day_json(_common([f.expires_on for f in own])),
        "serial": _common([f.serial for f in own]),
        "delivery_status": {
            "final_recipient": status.final_recipient,
            "action": status.action,
            "status": status.status,
            "diagnostic_code": masked(status.diagnostic_code, codes) if status.diagnostic_code else None,
            "original_message_id": status.original_message_id,
        }
        if status
        else None,
        "evidence": [{"field": e.field, "quote": masked(e.quote, codes)} for e in _evidence(recognition, facts)],
    }
    return without(told, codes)  # type: ignore[no-any-return]


def unreadable(origin: Origin, why: str) -> dict[str, Any]:
    """The JSON object of a message that could not be read."""
    return {"schema": SCHEMA, "origin": origin_json(origin), "error": why}


def _common(values: list[Any]) -> Any:
    """The value that all cards share, None where they differ."""
    return values[0] if values and all(v == values[0] for v in values) else None


def _evidence(recognition: Recognition, facts: tuple[Fact, ...]) -> list[Any]:
    found = [e for f in facts for e in f.evidence] or list(recognition.evidence)
    return list(dict.fromkeys(found))


def origin_json(origin: Origin) -> dict[str, str]:
    """Where a message was found."""
    return {"source": origin.source, "position": origin.position}


def code_json(code: ClaimCode, key: bytes) -> dict[str, str]:
    """A claim code, masked, with the fingerprint by which programs compare."""
    return {"code": code.masked, "fingerprint": code.fingerprint(key)}


def money_json(money: Money | None) -> dict[str, str] | None:
    """An amount as decimal string and ISO 4217 code."""
    return {"value": format(money.value, "f"), "currency": money.currency} if money else None


def time_json(time: datetime | None) -> str | None:
    """RFC 3339, with the offset that the mail has; in UTC where it has none, or one of odd seconds."""
    if time is None:
        return None
    offset = time.utcoffset()
    if offset is None:
        return time.replace(tzinfo=UTC).isoformat()
    return (time.astimezone(UTC) if offset.total_seconds() % 60 else time).isoformat()


def day_json(day: date | None) -> str | None:
    """YYYY-MM-DD."""
    return day.isoformat() if day else None
