"""Mail that an alias service or a mailing list passed on under its own address: no pose, and no proof either."""

from __future__ import annotations

import re

from scanner.catalog import Catalog
from scanner.model import Message
from scanner.trust.domains import registered

_LISTS = ("List-Id", "List-Post", "Mailing-List", "X-Mailing-List")
_ORIGINALS = ("X-Original-From", "X-Original-Sender", "X-Google-Original-From", "Reply-To", "Cc")
_VIA = re.compile(r"\svia\s", re.IGNORECASE)


def passed_on(message: Message, catalog: Catalog) -> bool:
    """Whether an alias service or a mailing list rewrote From, so that the name is another's by right."""
    sender = message.sender
    if sender is None or sender.address is None:
        return False
    if any(sender.domain == d or sender.domain.endswith("." + d) for d in catalog.relays.alias_domains):
        # Where people have addresses, too, only what the service itself marks is an alias.
        return not catalog.is_mail_provider(sender.domain) or ("_at_" in sender.address and bool(message.values("X-Icloud-Hme")))
    return _is_list(message, sender.domain) and _rewritten(message, sender.name)


def _is_list(message: Message, domain: str) -> bool:
    """Whether the sender's domain is that of the list which the message says it came by (RFC 2919)."""
    names = " ".join(v for name in _LISTS for v in message.values(name)).lower()
    return bool(names) and re.search(rf"(?<![a-z0-9\-]){re.escape(registered(domain))}(?![a-z0-9\-])", names) is not None


def _rewritten(message: Message, name: str) -> bool:
    """Whether a list took an author's place in From: it names him in another field, and itself in From (`Ann via crew`)."""
    return bool(_VIA.search(name)) and any(message.values(field) for field in _ORIGINALS)
