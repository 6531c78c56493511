"""Private mail about a card that has no kind but proves something: a thank-you, a complaint, the owner's own record."""

from __future__ import annotations

from scanner.catalog import Catalog, Language
from scanner.facts.quotes import quoted
from scanner.facts.tongue import languages_of
from scanner.model import Evidence, Message, Note

# In this order: a mail that thanks may also mention that something else is missing.
_NOTES = (("missing", Note.MISSING), ("deleted", Note.DELETED), ("thanks", Note.THANKS), ("purchase", Note.PURCHASE))
MAX_LINES = 40


def note_of(message: Message, catalog: Catalog) -> tuple[Note | None, tuple[Evidence, ...]]:
    """What a mail without a kind says of a card, if it names one at all."""
    layer = message.views[0][0]
    language = languages_of(layer, catalog)[0]
    texts = [message.subject, *(line.text for line in layer.lines[:MAX_LINES])]
    if not any(_names_card(text, language, catalog) for text in texts):
        return None, ()
    joined = language.fold(" ".join(texts))
    for cue, note in _NOTES:
        for phrase in language.cues[cue]:
            if phrase.search(joined):
                quote = next((t for t in texts if phrase.search(language.fold(t))), texts[0])
                return note, (quoted("note", quote),)
    return Note.MENTION, ()


def _names_card(text: str, language: Language, catalog: Catalog) -> bool:
    return language.mentions("gift_card", language.fold(text)) or any(b in text.lower() for b in catalog.brands.amazon)
