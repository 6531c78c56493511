"""Outlook's reports of mail that could not be delivered, as the delivery status of RFC 3464 (MS-OXCMAIL, section 2.1.3.5)."""

from __future__ import annotations

import re
from typing import Final

from scanner.sources.outlook.entry import Entry
from scanner.sources.outlook.head import recipient_address
from scanner.sources.outlook.tags import MESSAGE_CLASS, NON_DELIVERY_STATUS, SUPPLEMENTARY_INFO

_CODE = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_FAILED: Final = ".ndr"


def delivery_status(entry: Entry) -> bytes | None:
    """The part message/delivery-status; None of what is no such report, or names no recipient."""
    name = entry.properties.text(MESSAGE_CLASS).lower()
    if not name.startswith("report.") or not name.endswith(_FAILED):
        return None
    groups = []
    for recipient in entry.recipients:
        if not (address := recipient_address(recipient)):
            continue
        told = re.sub(r"[\x00-\x1f\x7f]+", " ", recipient.text(SUPPLEMENTARY_INFO)).strip()[:900]
        code = _CODE.search(told)
        number = recipient.number(NON_DELIVERY_STATUS)
        status = code.group(1) if code else _status(number)
        lines = [f"Final-Recipient: rfc822;{address}", "Action: failed", f"Status: {status}"]
        if told:
            lines.append(f"Diagnostic-Code: smtp;{told.encode('ascii', 'replace').decode('ascii')}")
        groups.append("".join(f"{line}\n" for line in lines))
    if not groups:
        return None
    return ("Content-Type: message/delivery-status\n\nReporting-MTA: dns;unknown.invalid\n\n" + "\n".join(groups)).encode("ascii")


def _status(number: int) -> str:
    """The three parts of a status code, which the property writes as one decimal number, 550 for 5.5.0."""
    digits = f"{number:03}"
    return f"{digits[0]}.{digits[1]}.{digits[2:]}" if len(digits) == 3 and digits[0] in "245" else "5.0.0"
