"""Where a card is when its code stands in no text: behind a link of its own, in an attachment, or in a picture."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from scanner.catalog import Language
from scanner.facts.links import ReadLink
from scanner.facts.signals import Signals
from scanner.model import ClaimLink, Hiding

# Amazon's own pages that are the same for everyone.
_COMMON_PATH = re.compile(r"^/(?:$|gc/redeem/?$|gc/?$|gc/balance|gp/css|gp/help|hz/|help|ref=|your-orders|gp/your-account|gift-cards|b/?$|b\?|dp/|gp/product|s\?|message-us|contact)", re.I)
_OWN = re.compile(r"[A-Za-z0-9_\-]{6,}")


def hiding_of(signals: Signals) -> tuple[Hiding | None, ClaimLink | None]:
    """Where the card is, and its link, sealed. Nothing where a code stands in the mail."""
    if signals.live_codes:
        return None, None
    for link in signals.links:
        if link.token:
            return Hiding.LINK, link.secret
    language = signals.page.language
    for link in signals.links:
        if _is_own(link) and _invites(link, signals, language):
            return Hiding.LINK, link.secret
    if signals.pdfs:
        return Hiding.ATTACHMENT, None
    names = [a.filename for a in signals.page.layer.attachments if a.content_type.startswith("image/")]
    for text in (*signals.page.layer.pictures, *names):
        folded = language.fold(text.replace("_", " ").replace("-", " "))
        if language.mentions("gift_card", folded) or any(p.search(folded) for p in language.labels["code"]):
            return Hiding.PICTURE, None
    return None, None


def _is_own(link: ReadLink) -> bool:
    """Whether an address is this card's own: it has a part that is the same for nobody else."""
    try:
        parts = urlsplit(link.url)
    except ValueError:
        return False
    if parts.scheme not in ("http", "https"):
        return False
    if link.amazon:
        if _COMMON_PATH.match(parts.path):
            return False
        return parts.path.startswith(("/gp/r.html", "/gp/f.html", "/g/", "/gc/")) or link.token
    tail = parts.path.strip("/") + "?" + parts.query
    return any(any(c.isdigit() for c in piece) or len(piece) >= 16 for piece in _OWN.findall(tail))


def _invites(link: ReadLink, signals: Signals, language: Language) -> bool:
    """Whether the link's words, or the line around a bare address, invite to take the card."""
    lines = signals.page.layer.lines
    bare = not link.link.text or link.link.text.startswith(("http://", "https://"))
    texts = [link.link.text]
    if bare:
        at = link.link.line
        near = [lines[i].text for i in (at, at - 1, at - 2) if 0 <= i < len(lines)]
        texts = [re.sub(r"https?://\S+", " ", text) for text in near]
    for text in texts:
        folded = language.fold(text[:200])
        if not folded.plain:
            continue
        claims = any(p.search(folded) for p in language.cues["claim_button"])
        helps = any(p.search(folded) for p in language.cues["help_button"])
        if claims and not helps:
            return True
        if helps:
            return False
    return False
