"""What a letter must not say unless its case shows it: found by phrases of each language's words.toml, a line at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from scanner.catalog import fold, is_cjk
from scanner.catalog.phrases import Folded, Phrase, compile_phrase
from scanner.catalog.reading import Table
from scanner.catalog.things import Things


class Claim(StrEnum):
    """A claim that needs somebody's word or a mail that shows it."""

    DELETED = "deleted"  # the owner deleted the mail
    NEVER = "never"  # the card never came
    UNUSED = "unused"  # the card was not used


@dataclass(frozen=True, slots=True)
class Claims:
    """One language's ways of making them."""

    things: Things
    phrases: dict[Claim, tuple[Phrase, ...]]
    password: re.Pattern[str]

    def made(self, text: str) -> frozenset[Claim]:
        """The claims that a text makes."""
        lines = [self._folded(line) for line in text.split("\n") if line.strip()]
        return frozenset(claim for claim, phrases in self.phrases.items() if any(p.search(line) for line in lines for p in phrases))

    def tells_password(self, text: str) -> bool:
        """Whether a text says what a password is."""
        return bool(self.password.search(fold(text)))

    def _folded(self, line: str) -> Folded:
        plain = fold(line)
        return Folded(plain, self.things.mark(plain))


def read_claims(table: Table) -> Claims:
    """[claims] of a words.toml: phrases by claim, the words that `{name}` stands for, and how a password is told. Raises CatalogError."""
    names = table.table("words", required=False)
    things = Things({name: names.texts(name) for name in list(names.keys())}, digraphs=False)
    phrases = {claim: tuple(compile_phrase(words, "", things) for words in table.texts(claim.value)) for claim in Claim}
    named, being = ("|".join(re.escape(fold(word)) for word in table.texts(name)) for name in ("password", "being"))
    table.close()
    return Claims(
        things, phrases, re.compile(rf"(?<![^\W_])(?:{named})\s*(?:(?:{being})(?!\w)|[:=])" if not is_cjk(named) else rf"(?:{named})\s*(?:{being}|[:=])")
    )
