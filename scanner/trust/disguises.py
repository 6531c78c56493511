"""Domains and names shown so that none passes for another: letters of two alphabets, and letters that only look Latin."""

from __future__ import annotations

import re
import unicodedata

from scanner.trust.domains import unicode_domain
from scanner.trust.likeness import skeleton

_BEHIND_AT = re.compile(r"(?<=@)[^\s<>()（）\[\]\"',;:@/]{1,255}")
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 3  # letters of a word that poses as another; µm and Δt do not
# Scripts that stand beside one another in one word of Japanese (UTS #39, section 5.2).
_TOGETHER = frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"})
_ALPHABETS = frozenset({"GREEK", "CYRILLIC", "ARMENIAN"})  # of these some letters are drawn as Latin ones are


def undisguised(text: str) -> str:
    """A text with every international domain of an address in its ASCII form (A-labels, RFC 5890, section 2.3.2.1), and with the
    letters shown by their number that pose as Latin ones within a Latin word.

    A domain in one script that looks like no ASCII one stands beside it as its owner writes it.
    """
    if text.isascii() and "xn--" not in text.lower():
        return text

    def domain(match: re.Match[str]) -> str:
        plain, own = shown_domain(match.group())
        return f"{plain} ({own})" if own and not text.startswith(f" ({own})", match.end()) else plain

    return _WORD.sub(_unmasked, _BEHIND_AT.sub(domain, text))


def shown_domain(domain: str) -> tuple[str, str]:
    """A domain's ASCII form, and its own letters where they can be shown, else ''."""
    own = ".".join(unicode_domain(label.lower()) for label in unicodedata.normalize("NFKC", domain).split("."))
    if own.isascii():
        return (domain if domain.isascii() else own), ""
    plain = ".".join(label if label.isascii() else _a_label(label) for label in own.split("."))
    honest = all(label.isascii() or (_of_one_script(label) and _is_unlike_latin(label)) for label in own.split("."))
    return plain, own if honest else ""


def _a_label(label: str) -> str:
    return "xn--" + label.casefold().encode("punycode", "replace").decode("ascii")


def _of_one_script(label: str) -> bool:
    """Whether all letters of a label are of one script, or of those of Japanese; nothing in it is invisible or a mere mark."""
    if not all(c.isalnum() or c in "-ー・" or unicodedata.category(c) == "Mn" for c in label):
        return False
    scripts = {_script(c) for c in label if c.isalpha()}
    return scripts <= _TOGETHER or len(scripts) == 1


def _is_unlike_latin(label: str) -> bool:
    """Whether nobody reads a label as an ASCII one: of the alphabets that share letters with Latin, two letters at least are their own."""
    scripts = {_script(c) for c in label if c.isalpha()}
    unlike = sum(not c.isascii() for c in skeleton(label))
    return "LATIN" not in scripts and unlike >= (2 if scripts & _ALPHABETS else 1)


def _script(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0]


def _unmasked(match: re.Match[str]) -> str:
    word = match.group()
    if word.isascii() or len(word) < _SHORTEST or not any(c.isascii() for c in word):
        return word
    return "".join(f"<U+{ord(c):04X}>" if not c.isascii() and _script(c) in _ALPHABETS and skeleton(c).isascii() else c for c in word)
