"""Lines of postal addresses, by their shape: a post code, a prefecture, a house number before or behind a street's name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from scanner.redaction.standins import Sort, Standins
from scanner.redaction.vocabulary import Vocabulary

_JAPAN = re.compile(
    r"(?:〒\s?)?\d{3}[-－‐]\d{4}(?!\d|[-－‐]\d)|(?:北海道|東京都|(?:大阪|京都)府|[\u4e00-\u9fff]{2,3}県)[\u3005-\u30ff\u4e00-\u9fff]{1,14}[市区町村郡][^\s、。<>]{0,40}"
    r"|(?<![\d年月])[\u3005-\u30ff\u4e00-\u9fff]{1,14}[市区町村][\u3005-\u30ff\u4e00-\u9fff]{0,14}\d{1,4}(?:丁目|番地?|[-－‐]\d)[^\s、。<>]{0,30}"
)
_CAPITAL = r"[A-ZÀ-Þ][\w'’.\-]{0,24}"  # bounded, as every start within a long word is tried
_STREET = (
    r"(?:street|st|avenue|ave|road|rd|drive|dr|lane|ln|boulevard|blvd|court|ct|place|pl|way|terrace|square|close|crescent|parkway|highway|hwy|circle"
    r"|rue|boulevard|chemin|impasse|via|viale|piazza|corso|calle|avenida|paseo|plaza|rua|travessa)"
)
_WEST = re.compile(
    rf"(?<![\w.,$€£])\d{{1,5}}[A-Za-z]?,?[ ](?:{_CAPITAL}[ ]){{0,4}}(?i:{_STREET})(?![\w])\.?(?:[ ]{_CAPITAL}){{0,3}}"
    r"(?:,?[ ](?:Apt|Suite|Unit|Ste|#)\.?[ ]?\w+)?"
    rf"|(?<!\w)(?:{_CAPITAL}[ -]){{0,3}}(?:\w*(?:straße|strasse|str\.|straat|laan|gatan|vägen|gasse|allee|platz|weg)|ul\.[ ]{_CAPITAL})[ ]\d{{1,4}}[a-z]?(?!\w)"
    rf"|{_CAPITAL}(?:[ ]{_CAPITAL}){{0,2}}[ ]?,?[ ][A-Z]{{2}},?[ ]\d{{5}}(?:-\d{{4}})?(?!\d)"
    rf"|(?<![\w])[A-Z]{{1,2}}\d[A-Z\d]?[ ]\d[A-Z]{{2}}(?!\w)"
    rf"|(?<![\w.,])(?:D-|F-|I-)?\d{{5}}[ ]{_CAPITAL}(?:[ ]{_CAPITAL})?(?!\w)"
)
_PIECES = re.compile(r"[^\W\d_]+|\d+")
# Parts of an address that name no place.
_KEPT = re.compile(rf"(?i:{_STREET}|straße|strasse|apt|suite|unit|ste)|都|道|府|県|[市区町村郡]|丁目|番地?|号")
_JAPANESE_PARTS = re.compile(r"[都道府県市区町村郡]|丁目|番地?|号|\d+|[^\W\d_都道府県市区町村郡]+")


def find_places(text: str, standins: Standins, vocabulary: Vocabulary) -> Iterator[tuple[int, int, Callable[[str], str]]]:
    """The addresses of a text."""

    def western(found: str) -> str:
        return _PIECES.sub(lambda m: _piece(m.group(), standins), found)

    def japanese(found: str) -> str:
        return _JAPANESE_PARTS.sub(lambda m: _piece(m.group(), standins), found)

    for match in _JAPAN.finditer(text):
        yield *match.span(), japanese
    for match in _WEST.finditer(text):
        if any(not vocabulary.knows(word) for word in re.findall(r"[^\W\d_]{3,}", match.group())) or any(c.isdigit() for c in match.group()):
            yield *match.span(), western


def _piece(piece: str, standins: Standins) -> str:
    if piece.isdigit():
        return standins.token(piece, Sort.PLACE)
    return piece if _KEPT.fullmatch(piece) else standins.name(piece, Sort.PLACE)
