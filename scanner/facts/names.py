"""What may be a name: a person's, a household's or a company's, without the titles and the words of the sentence around it."""

from __future__ import annotations

import re
from functools import lru_cache

from scanner.catalog import Catalog, Language, fold, is_cjk
from scanner.facts.shapes import find_codes, find_money

MAX_NAME = 60
QUOTES = " \t\"'“”‘’«»「」『』:：,、。.-–—*()（）[]【】・←→•¡¿"
_NOT_A_NAME = re.compile(r"[@/\\<>{}|=\ufffd€£¥￥₺]|https?:|\d{3,}|[。！？!?;]|,.*,.*,")
_ABBREVIATED = re.compile(r"\s([^\W\d_]{2,4})\.\s*$")
_DOTTED = re.compile(r"\S\.\S*$")  # S.r.l, S.A
# A capital, a digit, another script, or what is elided before one of them: d'Ormesson.
FIRST_LETTERS = re.compile(r"^\W*(?:[a-z]{1,4}['’])?(?:[A-Z\d]|[^\x00-\x7f])")
_ELIDED = re.compile(r"^[a-z]{1,4}'")
_PARTICLES = 3  # words in small letters with which a name may begin: van der Berg, de la Cruz
_WORDS = 4  # words of a name that is written in small letters throughout
_PREPOSITION = 2  # letters of a word that joins a place to a name: the cousins in Oslo
_OF_PLACE = 3  # words behind it


def clean_name(raw: str, language: Language, *, labeled: bool = False, bounded: bool = False) -> str | None:
    """A person's or company's name without titles and quotes; None for what can be none. A label's value need not begin with
    a capital. `bounded`: the words end where the name ends."""
    name = raw.strip(QUOTES)
    for title in language.honorifics:
        folded, mark = fold(name), fold(title)
        if folded.endswith(language.kin):
            break
        if folded.endswith(mark) and len(folded) > len(mark) and (not mark.isascii() or folded[-len(mark) - 1] == " "):
            name = name[: len(name) - len(title)].rstrip()
        elif mark.isascii() and folded.startswith(mark + " "):
            name = name[len(title) :].lstrip(" .")
    name = name.strip(QUOTES)
    if fold(name) in {fold(title) for title in language.honorifics}:
        return None
    name = _without_more(name, language, bounded=labeled or bounded)
    if not name or len(name) > MAX_NAME or any(find_money(name, None)) or _NOT_A_NAME.search(name) or len(name.split()) > 7:
        return None
    if _names_nobody(name, language) or any(any(map(str.isdigit, match.code.reveal())) for match in find_codes(name)):
        return None
    if not any(c.isalpha() for c in name) or not (FIRST_LETTERS.match(name) or (labeled and _is_small(name, language))):
        return None
    return f"{name}." if f"{name}." in raw and (_DOTTED.search(name) or _ends_with_initial(name)) else name


def is_abbreviated(text: str) -> bool:
    """Whether a text ends with a word cut short by a full stop: Acme Inc., Yıldız Ltd. Şti."""
    match = _ABBREVIATED.search(text)
    return match is not None and match.group(1).istitle()


def is_brand(name: str, catalog: Catalog) -> bool:
    """Whether a name is Amazon's own."""
    return _ELIDED.sub("", fold(name)).startswith(catalog.brands.amazon_folded)


def holds_name(full: str, name: str) -> bool:
    """Whether a text holds a name as whole words: Babci is none in Babcia."""
    if is_cjk(name):
        return name in full
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", full) is not None


def unfolded(text: str, start: int, end: int, *, digraphs: bool) -> str:
    """The stretch of `text` that folds to `folded[start:end]`: folding keeps the order, not the length."""
    sizes = _sizes(text, digraphs)
    first = next((i for i, size in enumerate(sizes) if size > start), len(text))
    last = next((i for i, size in enumerate(sizes) if size > end), len(text))
    return text[first:last]


@lru_cache(maxsize=64)
def _sizes(text: str, digraphs: bool) -> tuple[int, ...]:
    """How long each beginning of a text is when it is folded; kept, for a sentence is asked of once for each place of its patterns."""
    return tuple(len(fold(text[: i + 1], digraphs=digraphs)) for i in range(len(text)))


def _ends_with_initial(name: str) -> bool:
    """Whether a name ends with the first letter of another one: Kevin L."""
    words = name.split()
    return len(words) > 1 and len(words[-1]) == 1 and words[-1].isupper()


def _names_nobody(name: str, language: Language) -> bool:
    """Whether words stand in a name's place that name nobody, or a thing."""
    folded = language.fold(name)
    plain = folded.plain
    if plain in language.not_givers or plain.split(" ")[-1] in language.not_givers:
        return True
    if language.names_card(folded) >= 0 or language.mentions("refund", folded):
        return True
    # Scripts without blanks have no words to compare; elsewhere whole words count: هنا is none in هناء.
    return any((len(words) > 2 and words in plain) if is_cjk(words) else plain.startswith(words + " ") for words in language.not_givers)


def _is_small(name: str, language: Language) -> bool:
    """Whether a value is a name in small letters, or begins with particles: words that no sentence of the language is made of."""
    words = name.split()
    at = next((i for i, word in enumerate(words) if FIRST_LETTERS.match(word)), None)
    if at is not None:
        return at <= _PARTICLES and all(len(word) <= _WORDS for word in words[:at])
    return len(words) <= _WORDS and all(_ELIDED.sub("", fold(word)) not in language.common for word in words)


def _without_more(name: str, language: Language, *, bounded: bool) -> str:
    """A name without the words of the sentence that stand in front of it and behind it."""
    # Scripts without blanks set nothing between such words and the name: there they count in front of it alone.
    glued = [start for start in language.name_starts if is_cjk(start)]
    while start := next((start for start in glued if fold(name).startswith(start) and len(fold(name)) > len(start) + 1), None):
        name = unfolded(name, len(start), len(fold(name)), digraphs=False).strip(QUOTES)
    for start in language.name_starts:
        folded = fold(name)
        at = f" {folded} ".rfind(f" {start} ")
        if at >= 0:
            name = unfolded(name, at + len(start), len(folded), digraphs=False).strip(QUOTES)
    for end in language.name_ends:
        at = f"{fold(name)} ".find(f" {end} ")
        if at <= 0:
            continue
        rest = unfolded(name, at, len(fold(name)), digraphs=False).strip()
        if len(end) == 1 and _is_initial(rest):
            continue  # Magda W. is not somebody "in"
        if bounded and len(end) <= _PREPOSITION and _is_place(rest.split()[1:], language):
            continue
        name = unfolded(name, 0, at, digraphs=False).rstrip(QUOTES)
    return name


def _is_initial(rest: str) -> bool:
    """Whether a letter is a name's, by its capital and its full stop, or because nothing stands behind it."""
    return rest[:1].isupper() and rest[1:2] in ("", ".")


def _is_place(words: list[str], language: Language) -> bool:
    """Whether the words behind a preposition name a place and belong to the name: the children in Lindqvist House."""
    if not 0 < len(words) <= _OF_PLACE or not words[0][:1].isupper():
        return False
    folded = [fold(word) for word in words]
    known = {*language.common, *language.not_givers, *language.months, *language.weekdays}
    return not any(word in known or any(map(str.isdigit, word)) for word in folded) and language.names_card(language.fold(" ".join(words))) < 0
