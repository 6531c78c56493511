"""Where a card is when its code stands in no text: behind a link of its own, in an attachment, or in a picture."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from scanner.catalog import Language
from scanner.facts.codes import Where
from scanner.facts.links import ReadLink
from scanner.facts.promises import promise_of
from scanner.facts.signals import Signals
from scanner.model import Attachment, ClaimLink, Hiding
from scanner.trust import aligned

# Amazon's own pages that are the same for everyone.
_COMMON_PATH = re.compile(
    r"^/(?:$|gc/redeem/?$|gc/?$|gc/balance|gp/css|gp/help|hz/|help|ref=|your-orders|gp/your-account|gift-cards|b/?$|b\?|dp/|gp/product|s\?"
    r"|message-us|contact)",
    re.IGNORECASE,
)
_CODE = frozenset({"code"})
_LONG = re.compile(r"[A-Za-z0-9]{16,}")
_OWN = re.compile(r"[A-Za-z0-9_\-]{6,}")


def hiding_of(signals: Signals, *, certain: bool = False) -> tuple[Hiding | None, ClaimLink | None]:
    """Where the card is, and its link, sealed. Nothing where a code stands in the mail.

    `certain`: the mail is known to hand a card over, so that a link with a long token counts whatever its words are.
    """
    if any(code.where is not Where.FILE for code in signals.live_codes):
        return None, None
    for link in signals.links:
        if link.token:
            return Hiding.LINK, link.secret
    language = signals.page.language
    for link in signals.links:
        if _is_own(link) and _invites(link, signals, language):
            return Hiding.LINK, link.secret
    if signals.live_codes or any(_is_card_to_print(pdf, signals) for pdf in signals.pdfs):
        return Hiding.ATTACHMENT, None
    if any(signals.labels.nearest(text, _CODE) for text in signals.page.layer.pictures):
        return Hiding.PICTURE, None
    images = [_words_of(a) for a in signals.page.layer.attachments if a.content_type.startswith("image/")]
    if any(language.names_card(language.fold(name)) >= 0 or signals.labels.nearest(name, _CODE) for name in images):
        return Hiding.PICTURE, None
    if not certain:
        return None, None
    if own := next((link for link in signals.links if _is_senders_own(link, signals)), None):
        return Hiding.LINK, own.secret
    pictured = any(language.names_card(language.fold(text)) >= 0 for text in signals.page.layer.pictures)
    return (Hiding.PICTURE, None) if pictured and promise_of(signals) is None and signals.page.says("separate_mail") is None else (None, None)


def _is_card_to_print(pdf: Attachment, signals: Signals) -> bool:
    """Whether a PDF in which no code was found is the card all the same: by its name, or by a word on what is attached."""
    language = signals.page.language
    name = language.fold(_words_of(pdf))
    return language.names_card(name) >= 0 or signals.page.says("attached") is not None


def _words_of(attachment: Attachment) -> str:
    return re.sub(r"[_\-.]+", " ", attachment.filename)


def _is_senders_own(link: ReadLink, signals: Signals) -> bool:
    """Whether a link leads to a page of the sender's that only this card has, and is no help or way out of a list."""
    sender = signals.sender.address
    if link.amazon or sender is None or not aligned(link.host, sender.domain):
        return False
    if not any(any(c.isdigit() for c in piece) for piece in _LONG.findall(urlsplit(link.url).path + urlsplit(link.url).query)):
        return False
    folded = signals.page.language.fold(link.link.text[:200])
    return not any(p.search(folded) for p in signals.page.language.cues["help_button"])


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
    lines = signals.page.lines
    bare = not link.link.text or link.link.text.startswith(("http://", "https://"))
    texts = [link.link.text]
    if bare:
        at = signals.page.row_of(link.link.line)
        near = [lines[i].text for i in (at, at - 1) if 0 <= i < len(lines)]
        texts = [re.sub(r"https?://\S+", " ", text) for text in near]
    for text in texts:
        folded = language.fold(text[:200])
        if not folded.plain:
            continue
        if bare and text.rstrip().endswith((":", "：")) and language.names_card(folded) >= 0:
            return True  # "Your $25 Amazon.com gift card: https://…"
        claims = any(p.search(folded) for p in language.cues["claim_button"])
        helps = any(p.search(folded) for p in language.cues["help_button"])
        if claims and not helps:
            return True
        if helps:
            return False
    return False
