"""One spelling for text that people write in many: how words of data and words of mail are compared.

Full width becomes half width (NFKC), capitals small, accents and Arabic vowel marks go, a Turkish dotless i counts as i
whatever the machine's locale is. Folding is for comparing only; quotes keep the mail's own spelling.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Letters that Unicode does not decompose, though people type them without their stroke.
_LETTERS = str.maketrans(
    {
        "ı": "i", "ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss",
        "’": "'", "‘": "'", "‛": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "﹣": "-", "－": "-",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ـ": None,
        "ی": "ي", "ک": "ك",
        "ヴ": "ブ",
    }
)  # fmt: skip

_FEW = 20  # different letters

# Umlauts are also typed as two letters (ae, oe, ue); both sides lose the e, so that they meet.
_DIGRAPHS = re.compile(r"(?<=[aou])e")

_CJK = "\u3000-\u303f\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uff66-\uff9f"
# In Japanese and Chinese a blank inside a phrase, or beside a Latin word, carries no meaning.
_BLANK_IN_CJK = re.compile(rf"(?<=[{_CJK}])\s++|(?<!\s)\s++(?=[{_CJK}])")

# Japanese voicing marks decompose too; taking them off would make other words of them (カード, カート).
_KEEP_MARKS = frozenset("\u3099\u309a")


def fold(text: str, *, digraphs: bool = False) -> str:
    """`text` in the one spelling in which words are compared. `digraphs` folds ae, oe, ue as well (German)."""
    if text.isascii():
        text = text.lower()
    else:
        text = unicodedata.normalize("NFKC", text).casefold()
        text = unicodedata.normalize("NFD", text)
        # A text has few different characters: each is asked for once, and most texts then need no change.
        if marks := [ord(c) for c in set(text) if unicodedata.combining(c) and c not in _KEEP_MARKS]:
            text = _replaced(text, dict.fromkeys(marks, ""))
        text = unicodedata.normalize("NFC", text)
        signs = set(text)
        if letters := _LETTERS.keys() & set(map(ord, signs)):
            text = _replaced(text, {letter: _LETTERS[letter] or "" for letter in letters})
        if max(signs, default="") >= "\u3000":
            text = _BLANK_IN_CJK.sub("", text)
    if digraphs:
        text = _DIGRAPHS.sub("", text)
    return " ".join(text.split())


def _replaced(text: str, letters: dict[int, str]) -> str:
    """`text` with some letters replaced, by none of which another is written. A few are searched for faster than each is looked up."""
    if len(letters) > _FEW:
        return text.translate(letters)
    for letter, instead in letters.items():
        text = text.replace(chr(letter), instead)
    return text


def fold_all(texts: Iterable[str], *, digraphs: bool = False) -> list[str]:
    """`fold` of many short texts at once: for thousands of them most of the time goes into the calls."""
    joined = "\0".join(text.replace("\0", " ") for text in texts)
    return [text.strip() for text in fold(joined, digraphs=digraphs).split("\0")] if joined else []


def is_cjk(text: str) -> bool:
    """Whether a text has a character of a script that is written without blanks between words."""
    return bool(_CJK_CHAR.search(text))


_CJK_CHAR = re.compile(rf"[{_CJK}]")
