"""Text as a person sees it: one spelling of width and blanks, nothing invisible, nothing that steers a terminal."""

from __future__ import annotations

import re
import unicodedata

# What takes no room on the page: zero-width characters, soft hyphens, bidi controls (UAX #9), variation selectors,
# byte order marks, tags. Senders put them between the letters of a code, and deceivers into names.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff0-\ufff8\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Arabic comma, semicolon and question mark: as signs they are those of other scripts.
_ARABIC_SIGNS = str.maketrans("،؛؟", ",;?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_BLANKS = re.compile(r"[^\S\n]+")
_DASHES = re.compile("[\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d]")


def clean(text: str) -> str:
    """`text` in NFKC, without invisible and control characters, each run of blanks one space; line ends stay.

    Dashes that are typed for a hyphen become one (a dash proper, U+2014, and the Japanese long-vowel mark do not).
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
        text = _DASHES.sub("-", text).translate(_ARABIC_SIGNS)
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _BLANKS.sub(" ", text)


def clean_line(text: str) -> str:
    """`clean` for what is one line: line ends are blanks."""
    return " ".join(clean(text).split())
