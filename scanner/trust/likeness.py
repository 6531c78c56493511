"""Domains and names that want to be taken for another: cousins, homoglyphs, posing display names."""

from __future__ import annotations

import re
import unicodedata

from scanner.catalog import Catalog, fold
from scanner.model import Address

# Characters that look like a Latin letter (Unicode's confusables, as far as domains and names use them).
_LOOKS_LIKE = str.maketrans(
    {
        "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "ѕ": "s", "і": "i", "ј": "j", "һ": "h", "ԁ": "d", "ո": "n",
        "м": "m", "т": "t", "к": "k", "в": "b", "н": "h", "г": "r", "α": "a", "ο": "o", "ν": "v", "ι": "i", "κ": "k", "τ": "t", "ɑ": "a", "ᴀ": "a",
        "ᴍ": "m", "ᴢ": "z", "ᴏ": "o", "ɴ": "n", "ⅿ": "m", "ℴ": "o", "օ": "o", "ᴑ": "o", "0": "o", "1": "l", "|": "l", "!": "i", "3": "e", "4": "a", "5": "s", "2": "z",
        "@": "a",
    }
)  # fmt: skip
_ADDRESS = re.compile(r"[^\s<>\"(),;:]+@([^\s<>\"(),;:]+\.[a-z]{2,})", re.IGNORECASE)

# Words that may stand beside Amazon's name and still say that the sender is Amazon.
_CLAIMS = re.compile(
    r"^(?:\W|the|your|co|com|jp|uk|de|fr|it|es|ca|in|au|mx|br|nl|se|pl|be|tr|ae|sa|sg|eg|ie|za|cn|inc|llc|k\.?k|gift|gifts|giftcards?|cards?|e-?gift|team"
    r"|customer|care|services?|support|orders?|account|security|prime|pay|payments?|shop|store|online|official|help|center|info|no-?reply|notification|notifications|delivery"
    r"|rewards?|refunds?|returns?|promo|alerts?|gutscheine?|geschenkkarten?|geschenkgutscheine?|cadeaux?|cartes?|kundenservice|kundendienst|service client|regalo|tarjetas?|buoni?|cupom|vale"
    r"|presentes?|服务|客服|ギフト券?|ギフトカード|カード|カスタマー|サービス|サポート|センター|セキュリティ|アカウント|プライム|ペイ|公式|ジャパン|お知らせ|ご注文|注文|返金|返品|配送|株式会社|合同会社|事務局|チーム|より|から|の|・)*$"
)


def skeleton(text: str) -> str:
    """What a hasty eye reads: homoglyphs and digits as the letters they look like, rn as m, vv as w."""
    text = unicodedata.normalize("NFKD", text.casefold())
    text = "".join(c for c in text if not unicodedata.combining(c)).translate(_LOOKS_LIKE)
    return text.replace("rn", "m").replace("vv", "w").replace("cl", "d")


def unicode_domain(domain: str) -> str:
    """A domain with its xn-- labels decoded (RFC 3492), as far as they are well-formed."""
    labels = []
    for label in domain.split("."):
        if label.startswith("xn--"):
            try:
                label = label[4:].encode("ascii").decode("punycode")
            except (UnicodeError, ValueError):
                pass
        labels.append(label)
    return ".".join(labels)


def is_look_alike(domain: str, catalog: Catalog) -> bool:
    """Whether a domain that is not Amazon's, nor a known issuer's, wants to be taken for one of them."""
    if not domain or catalog.is_amazon(domain) or catalog.issuer_of(domain):
        return False
    for label in unicode_domain(domain).split("."):
        for word in re.split(r"[\-_]", label):
            if _near("amazon", word):
                return True
        if "amazon" in skeleton(label) or "amazon" in skeleton(label).replace("-", ""):
            return True
    registered = [d for entry in catalog.issuers for d in entry.domains]
    own = ".".join(domain.split(".")[-2:])
    return any(own != known and skeleton(unicode_domain(own)) == skeleton(known) for known in registered)


def _near(word: str, other: str) -> bool:
    """One slip of the finger apart: a letter wrong, missing, doubled, or two changed places."""
    other = skeleton(other)
    if other == word:
        return True
    if abs(len(word) - len(other)) > 1 or len(other) < 5:
        return False
    if len(word) == len(other):
        wrong = [i for i, (a, b) in enumerate(zip(word, other, strict=True)) if a != b]
        if len(wrong) == 1:
            return wrong[0] > 0  # another first letter makes another word
        return len(wrong) == 2 and word[wrong[0]] == other[wrong[1]] and word[wrong[1]] == other[wrong[0]] and wrong[1] - wrong[0] == 1
    longer, shorter = (word, other) if len(word) > len(other) else (other, word)
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


def poses(sender: Address, catalog: Catalog) -> bool:
    """Whether a sender's display name claims to be Amazon or a known issuer while the domain is neither's."""
    if catalog.is_amazon(sender.domain):
        return False
    issuer = catalog.issuer_of(sender.domain)
    for match in _ADDRESS.finditer(sender.name):
        domain = match.group(1).lower()
        if (catalog.is_amazon(domain) or catalog.issuer_of(domain)) and domain != sender.domain:
            return True
    if issuer:
        return False
    name = fold(sender.name)
    looks = skeleton(name)
    for brand in catalog.brands.amazon:
        for seen, needle in ((name, fold(brand)), (looks, skeleton(fold(brand)))):
            if needle in seen and _CLAIMS.match(seen.replace(needle, " ", 1).strip()):
                return True
    return any(name == fold(known) for entry in catalog.issuers for known in entry.names)
