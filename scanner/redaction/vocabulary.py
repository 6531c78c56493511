"""The words that the catalog knows: they name nobody, and recognition needs them, so they are left as they are."""

from __future__ import annotations

import re

from scanner.catalog import Catalog, fold, is_cjk
from scanner.catalog.folding import fold_all

# Words of the field names of RFC 5322 and 3464: they stand in every mail or bounce.
_STANDARD = (
    "action status final original recipient diagnostic code arrival date reporting remote received from mta"
    " message subject sender reply return path content type required"
)
_WORDS = re.compile(r"[^\W\d_]+")


class Vocabulary:
    """All words of the language files, the shops', issuers' and brands' names. It is made once for a catalog: that takes as
    long as reading many mails."""

    def __init__(self, catalog: Catalog) -> None:
        texts: list[str] = [*catalog.brands.amazon, *catalog.brands.others, *catalog.brands.claims]
        texts += [name for names in catalog.brands.others_in.values() for name in names]
        organizations: list[str] = [*catalog.brands.amazon, *catalog.brands.claims]
        roles: list[str] = []
        for issuer in catalog.issuers:
            texts += issuer.names
            organizations += issuer.names
        for language in catalog.languages.values():
            phrases = [p for group in (*language.labels.values(), *language.cues.values(), *language.forms.values()) for p in group]
            phrases += [p for words in language.kinds.values() for p in (*words.firm, *words.loose)]
            texts += [p.words for p in phrases]
            texts += [*language.gift_card_words, *language.refund_words, *language.balance_words, *language.top_up_words]
            texts += [*language.organizations, *language.roles, *language.honorifics, *language.not_givers, *language.name_starts, *language.name_ends]
            texts += [*language.common, *language.months, *(w for words in language.heads.values() for w in words), *language.signatures]
            organizations += [*language.organizations, *language.gift_card_words]
            roles += language.roles
        texts.append(_STANDARD)
        texts += [d.partition(".")[0] for d in (*catalog.mailboxes.great, *catalog.mailboxes.others)]
        texts += [word for provider in catalog.providers.values() for word in (provider.name, *provider.domains)]
        self._known = frozenset(_WORDS.findall(" ".join(fold_all(dict.fromkeys(texts)))))
        self._roles = tuple(sorted({fold(role) for role in roles}))
        cjk = {fold(text) for text in organizations if is_cjk(text[:1])}
        self._inside = re.compile("|".join(re.escape(t) for t in sorted(cjk, key=lambda t: (-len(t), t)) if len(t) > 1) or r"(?!)")

    def knows(self, word: str) -> bool:
        """Whether a word is one of the catalog's."""
        return fold(word) in self._known

    def role_of(self, local: str) -> str:
        """The office or machine with which a local part begins, '' for a person's."""
        folded = fold(local)
        return max((role for role in self._roles if folded.startswith(role)), key=len, default="")

    def own_words(self, name: str) -> list[str]:
        """The words of a name, split where Japanese writes an office's words (株式会社, 事務局) without a blank."""
        return list(_WORDS.findall(self._inside.sub(" ", name)))
