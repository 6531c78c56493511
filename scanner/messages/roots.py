"""The letters that stand in every mail that concerns us: needles, the words of which each consists, and their roots.

A needle is what of a mail may concern us by itself: a gift card's word of some language, a name of Amazon's, an issuer's name or domain.
Each holds one of a few dozen roots: "gift" of "gift card", "amazon" of "Amazon.co.jp". Where a root stands, the other words of one of
its needles must stand in the mail too: "present" alone is no "presentkort".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from scanner.catalog import Catalog, fold, is_cjk
from scanner.messages.literals import literals

_SHORTEST = 4  # letters of a root: fewer stand in too many words
_SHARED, _SHARED_CJK = 4, 2  # letters with which roots must begin alike to count as one
_ASKED: Final = 3  # letters of a word that must stand beside its root: fewer stand everywhere
_ELECTRONIC: Final = "e-"  # one letter that makes a word of its own: "e-bon"
_WORD = re.compile(r"[^\W_]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


class Needles:
    """The roots, as a search takes them, and what their being found comes to."""

    def __init__(self, catalog: Catalog) -> None:
        words = _needles(catalog)
        roots = _roots(words, {fold(word) for language in catalog.languages.values() for word in language.common})
        # Needles of nothing but words of a few letters ("bol-bon") count only as a whole.
        roots += tuple(word for word in sorted(words) if not any(root in word for root in roots))
        self.roots = tuple(root.encode("utf-8") for root in roots)
        asked = {number: beside for number, root in enumerate(roots) if (beside := _asked(root, words))}
        self.sure = frozenset(range(len(self.roots))) - asked.keys()  # those that suffice alone
        rest = sorted({word for beside in asked.values() for words in beside for word in words})
        number = {word: at for at, word in enumerate(rest)}
        self._asked = {root: [frozenset(number[word] for word in words) for words in beside] for root, beside in asked.items()}
        self._rest = literals(rest)

    def may_stand(self, roots: Iterable[int], texts: Iterable[bytes]) -> bool:
        """Whether beside one of the roots that were found (none of them sure) the rest of a needle stands, in whichever of the texts."""
        asked = [words for root in roots for words in self._asked[root]]
        wanted = frozenset[int]().union(*asked)
        found: set[int] = set()
        for text in texts:
            found |= self._rest.find(text, wanted)
        return any(words <= found for words in asked)


def _needles(catalog: Catalog) -> dict[str, str]:
    """Words one of which stands in every mail that concerns us, folded; with each, how it is written."""
    said = ["amazon", *catalog.brands.amazon]
    for language in catalog.languages.values():
        said += language.gift_card_words
        if language.digraphs:
            said += [word.lower().translate(_UMLAUTS) for word in language.gift_card_words]
    for issuer in catalog.issuers:
        said += [*issuer.domains, *issuer.names]
    words = {word: word for word in catalog.needles}
    words |= {fold(word): word for word in sorted(said)}
    for domain in catalog.brands.amazon_domains:
        # A mail address holds the domain behind @ or a full stop; of a short one the letters alone say nothing.
        words |= {word: word for word in ((domain,) if len(domain) > 2 * _SHORTEST else (f"@{domain}", f".{domain}>"))}
    return words


def _asked(root: str, words: dict[str, str]) -> tuple[tuple[bytes, ...], ...]:
    """For each needle of a root the words that must stand too; () where one has none.

    Only letters that are written as they are compared: of others a mail's character set may have to be guessed, and guessed wrong.
    """
    if not root.isascii():
        return ()
    beside = {_beside(root, word, written.lower()) for word, written in words.items() if root in word}
    return () if () in beside else tuple(sorted(beside))


def _beside(root: str, word: str, written: str) -> tuple[bytes, ...]:
    parts = {part for part in _WORD.findall(word) if len(part) >= _ASKED}
    parts |= {part for part in word.split() if part.startswith(_ELECTRONIC)}
    return tuple(sorted(part.encode("ascii") for part in parts if part.isascii() and part in written and part not in root))


def _roots(words: Iterable[str], common: set[str]) -> tuple[str, ...]:
    """Stretches of letters one of which stands in each needle, few and rare: words that every mail has are none."""
    needles = {word: _WORD.findall(word) for word in words}
    count = Counter(part for parts in needles.values() for part in set(parts))
    roots: list[str] = []
    for word in sorted(needles, key=lambda word: (len(needles[word]), len(word), word)):
        if any(root in word for root in roots):
            continue
        if "." in word and " " not in word:
            roots.append(word)
        elif parts := [part for part in needles[word] if _is_root(part) or part == word]:
            roots.append(max(parts, key=lambda part: (part not in common, len(part), count[part], part)))
    return tuple(_without_longer(_beginnings(roots)))


def _is_root(part: str) -> bool:
    return len(part) >= _SHORTEST or not part.isascii()


def _beginnings(roots: list[str]) -> list[str]:
    """Roots that begin alike as one: "podarunkow" of podarunkowy and podarunkowe."""
    found: list[str] = []
    for root in sorted(root for root in roots):
        if found and (shared := _shared(found[-1], root)):
            found[-1] = shared
        else:
            found.append(root)
    return found


def _shared(one: str, other: str) -> str:
    length = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    least = _SHARED_CJK if is_cjk(one) else _SHARED
    domain = "." in one or "." in other
    return one[:length] if length >= least and not domain else ""


def _without_longer(roots: list[str]) -> list[str]:
    return [root for root in roots if not any(other != root and other in root for other in roots)]
