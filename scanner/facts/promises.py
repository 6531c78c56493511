"""A company's firm word that the card will come: by a day, after a stated time, or in a mail of its own."""

from __future__ import annotations

from scanner.catalog import Phrase
from scanner.facts.page import Sentence, Zone
from scanner.facts.people import own_addresses
from scanner.facts.shapes import DateReader, find_emails, find_phones
from scanner.facts.signals import Signals


def promise_of(signals: Signals) -> Sentence | None:
    """The sentence that promises the card, None where all is offered under a condition or as a prize."""
    page = signals.page
    cues = page.language.cues
    own = own_addresses(signals)
    things = {(s.line, s.text) for s in signals.topic.things}
    sentences = [s for s in page.in_zone(Zone.BODY) if s.line >= 0]
    for at, sentence in enumerate(sentences):
        near = sentences[max(0, at - 1) : at + 2]
        if not any((s.line, s.text) in things for s in near) or not _says(cues["promise"], sentence):
            continue
        if any(_says(cues[cue], sentence) for cue in ("conditional", "condition_end", "promotion")):
            continue
        others = [text for _, _, text in find_emails(sentence.text) if text.lower() not in own]
        if signals.sender.amazon and (others or next(find_phones(sentence.text), None)):
            continue  # a buyer is told where the card goes
        if any(_has_day(signals, s.text) or _says(cues["some_day"], s) or _says(cues["separate_mail"], s) for s in near):
            return sentence
    return None


def _says(phrases: tuple[Phrase, ...], sentence: Sentence) -> bool:
    return any(p.search(sentence.folded) for p in phrases)


def _has_day(signals: Signals, text: str) -> bool:
    sent = signals.page.layer.date or signals.message.date
    reader = DateReader(signals.catalog.languages.values(), "ymd")
    return next(reader.find(text, sent.date() if sent else None), None) is not None
