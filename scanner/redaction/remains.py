"""The check at the end: nothing that was replaced stands anywhere in the result, decoded or raw."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from scanner.messages import INVISIBLE, decode_words
from scanner.messages.entities import read_entity
from scanner.messages.mime import Part, read_part
from scanner.redaction.standins import Replacement, Sort
from scanner.redaction.vocabulary import Vocabulary

_TAGS = re.compile(r"<[^<>]*>")
_NOTHING = re.compile(r"[^\w]+")
_SHORTEST = {Sort.PLACE: 99, Sort.HOST: 7, Sort.NAME: 2, Sort.NUMBER: 6, Sort.TOKEN: 8, Sort.PHONE: 9}


def remaining(data: bytes, made: Iterable[Replacement], vocabulary: Vocabulary) -> tuple[Replacement, ...]:
    """The things that still stand in a message. Words that are common ones, too, are none."""
    texts = list(_texts(data))
    plain = [unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).casefold() for text in texts]
    flat = [_NOTHING.sub("", text) for text in plain]
    new = {r.standin.casefold() for r in made}
    found = []
    for item in made:
        original = unicodedata.normalize("NFKC", item.original).casefold()
        if len(original) < _SHORTEST.get(item.sort, 4) or original in new or (item.sort is Sort.NAME and vocabulary.knows(original)):
            continue
        if item.sort is Sort.CODE:
            code = _NOTHING.sub("", original)
            hit = len(code) > 8 and any(code in text for text in flat)
        else:
            pattern = re.compile(rf"(?<![^\W_]){re.escape(original)}(?![^\W_])" if original[:1].isascii() else re.escape(original))
            hit = any(original in text and pattern.search(text) for text in plain)
        if hit:
            found.append(item)
    return tuple(found)


def _texts(data: bytes) -> Iterator[str]:
    """All readings of a message: raw, header fields decoded, parts decoded, without tags, without percent signs."""
    yield data.decode("utf-8", "replace")
    yield from _of_part(read_part(read_entity(data)))


def _of_part(part: Part) -> Iterator[str]:
    for _, value in part.entity.raw_items():
        yield decode_words(re.sub(r"\n[ \t]*", " ", str(value)))
    if part.children:
        for child in part.children:
            yield from _of_part(child)
    else:
        text = part.text()
        yield text
        yield unquote(text)
        yield _TAGS.sub("", text)
