"""Domains and names that want to be taken for another: cousins, homoglyphs, posing display names."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from scanner.catalog import Catalog, fold, is_cjk
from scanner.model import Address
from scanner.trust.domains import registered, unicode_domain

# Characters that look like a Latin letter (Unicode's confusables, as far as domains and names use them).
_LOOKS_LIKE = str.maketrans(
    {
        "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "ѕ": "s", "і": "i", "ј": "j", "һ": "h", "ԁ": "d", "ո": "n",
        "м": "m", "т": "t", "к": "k", "в": "b", "н": "h", "г": "r", "α": "a", "ο": "o", "ν": "v", "ι": "i", "κ": "k", "τ": "t", "ɑ": "a", "ᴀ": "a",
        "ᴍ": "m", "ᴢ": "z", "ᴏ": "o", "ɴ": "n", "ⅿ": "m", "ℴ": "o", "օ": "o", "ᴑ": "o", "ӏ": "l",
        "0": "o", "1": "l", "|": "l", "!": "i", "3": "e", "4": "a", "5": "s", "2": "z",
        "@": "a", "ı": "i", "ł": "l", "ø": "o", "đ": "d",
    }
)  # fmt: skip
_ADDRESS = re.compile(r"(?<=[^\s<>\"(),;:@])@([^\s<>\"(),;:@]+\.[a-z]{2,})", re.IGNORECASE)
MAX_NAME = 1_000
_WORD = re.compile(r"[^\W_]+")
_VIA = re.compile(r"\s(?:via|経由)\s", re.IGNORECASE)
_MARK = "\0"
_LONG_NAME = 8  # letters from which a domain one slip off is no accident


def skeleton(text: str) -> str:
    """What a hasty eye reads: homoglyphs and digits as the letters they look like, rn as m, vv as w."""
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(c for c in text if not unicodedata.combining(c)).translate(_LOOKS_LIKE)
    return text.replace("rn", "m").replace("vv", "w").replace("cl", "d")


def is_look_alike(domain: str, catalog: Catalog) -> bool:
    """Whether a domain that is not Amazon's, nor a known issuer's, wants to be taken for one of them."""
    if not domain or catalog.is_amazon(domain) or catalog.issuer_of(domain):
        return False
    if any(domain == d or domain.endswith("." + d) for d in catalog.brands.rented_domains):
        return False
    if any(_like_amazon(label, catalog.brands.unlike) for label in unicode_domain(domain).split(".")):
        return True
    return _is_cousin(registered(domain), tuple(entry.domains for entry in catalog.issuers))


def _like_amazon(label: str, unlike: tuple[str, ...]) -> bool:
    """Whether a label of a domain holds Amazon's name, or one slip of it."""
    words = [word for word in re.split(r"[\-_]", label) if word not in unlike]
    if any(word[:1] == "a" and _near("amazon", word) for word in words):
        return True
    looks = skeleton("-".join(words))
    return "amazon" in looks or "amazon" in looks.replace("-", "")


@lru_cache(maxsize=4096)
def _is_cousin(own: str, all_known: tuple[tuple[str, ...], ...]) -> bool:
    """Whether a registered domain only looks like a known one, or is one slip off a long name."""
    known = _looks_of(all_known)
    looks = skeleton(unicode_domain(own))
    if any(looks == look for domain, look in known.items() if domain != own):
        return True
    other = own.partition(".")[0]
    names = {name for domain in known if domain != own and abs(len(name := domain.partition(".")[0]) - len(other)) <= 1}
    return any(len(name) >= _LONG_NAME and not _is_inflected(name, other) and _near(name, other) for name in names)


@lru_cache(maxsize=4)
def _looks_of(domains: tuple[tuple[str, ...], ...]) -> dict[str, str]:
    """What was registered for each domain, with what a hasty eye reads there."""
    return {known: skeleton(known) for group in domains for known in map(registered, group)}


def _is_inflected(name: str, other: str) -> bool:
    """Whether two names differ in hyphens and a plural alone: companies of one trade are called so (mypoints, my-point)."""
    one, two = (label.replace("-", "").removesuffix("s") for label in (name, other))
    return one == two


def _near(word: str, other: str) -> bool:
    """One slip of the finger apart: a letter wrong, missing, doubled, or two changed places."""
    other = skeleton(other)
    if len(word) == len(other):
        wrong = [i for i, (a, b) in enumerate(zip(word, other, strict=True)) if a != b]
        if len(wrong) < 2:
            return wrong != [0]  # another first letter makes another word
        return len(wrong) == 2 and wrong[1] - wrong[0] == 1 and word[wrong[0]] == other[wrong[1]] and word[wrong[1]] == other[wrong[0]]
    longer, shorter = (word, other) if len(word) > len(other) else (other, word)
    return len(longer) - len(shorter) == 1 and any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


def poses(sender: Address, catalog: Catalog) -> bool:
    """Whether a sender's display name claims to be Amazon or a known issuer while the domain is neither's."""
    if not sender.name or catalog.is_amazon(sender.domain):
        return False
    issuer = catalog.issuer_of(sender.domain)
    name = sender.name[:MAX_NAME]
    for match in _ADDRESS.finditer(name):
        domain = match.group(1).lower()
        if domain != sender.domain and (catalog.is_amazon(domain) or catalog.issuer_of(domain) not in (None, issuer)):
            return True
    return issuer is None and _claims_brand(name, catalog)


def _claims_brand(name: str, catalog: Catalog) -> bool:
    """Whether a name is a brand's, with nothing beside it but words that say so, too (`Amazon Customer Service`)."""
    name = fold(_VIA.split(name, maxsplit=1)[0])
    brands = (*catalog.brands.amazon, *(known for entry in catalog.issuers for known in entry.names))
    claims = _folded(catalog.brands.claims)
    for text, needles in ((name, _folded(brands)), (skeleton(name), _skeletons(brands))):
        marked = text
        for needle in needles:
            marked = _marked(marked, needle)
        if _MARK in marked and all(_is_claim(word, claims) for word in _WORD.findall(marked.replace(_MARK, " "))):
            return True
    return False


def _marked(text: str, needle: str) -> str:
    """A brand's name marked where it stands as a word; Japanese has no borders."""
    if needle not in text:  # as in nearly all
        return text
    if not is_cjk(needle):
        return re.sub(rf"(?<![a-z0-9]){re.escape(needle)}(?![a-z0-9])", _MARK, text)
    return text.replace(needle, _MARK)


def _is_claim(word: str, claims: tuple[str, ...]) -> bool:
    """Whether a word beside a brand's name leaves it a claim. Numbers are noise; Japanese words stand without blanks."""
    if word in claims or word.isdigit() or skeleton(word) in claims:
        return True
    if not is_cjk(word):
        return False
    for claim in claims:
        word = word.replace(claim, "")
    return not word


@lru_cache(maxsize=64)
def _folded(words: tuple[str, ...]) -> tuple[str, ...]:
    """Words in the spelling in which they are compared, the longest first."""
    return tuple(sorted({fold(word) for word in words}, key=lambda word: (-len(word), word)))


@lru_cache(maxsize=64)
def _skeletons(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({skeleton(fold(word)) for word in words}, key=lambda word: (-len(word), word)))
