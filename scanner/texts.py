"""Our own words: every text a person reads, from one gettext catalog, in English and Japanese.

`use` picks the language once, at the rim; `_` and `ngettext` translate from then on. Messages are written in English in
the code, with named fields, and translated in locale/ja/LC_MESSAGES/giftscan.po.
"""

from __future__ import annotations

import gettext as _gettext
import os
from importlib import resources

LANGUAGES = ("en", "ja")
_DOMAIN = "giftscan"


class _Current:
    """The language in use. One a process: the terminal has one reader."""

    translations: _gettext.NullTranslations = _gettext.NullTranslations()
    language = "en"


def use(language: str | None = None) -> str:
    """Pick the language of our texts: the given one, else the locale's, else English. Returns the one in use."""
    wanted = language or _from_locale()
    tag = wanted.replace("_", "-").partition("-")[0].lower()
    _Current.language = tag if tag in LANGUAGES else "en"
    folder = resources.files("scanner") / "locale"
    with resources.as_file(folder) as path:
        _Current.translations = _gettext.translation(_DOMAIN, str(path), [_Current.language], fallback=True)
    return _Current.language


def _from_locale() -> str:
    """The reader's language as POSIX names it (LC_ALL before LC_MESSAGES before LANG)."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return value.partition(".")[0]
    return "en"


def language() -> str:
    """The language in use."""
    return _Current.language


def _(message: str, **fields: object) -> str:
    """A text in the reader's language, its named fields filled in."""
    text = _Current.translations.gettext(message)
    return text.format(**fields) if fields else text


def ngettext(one: str, many: str, count: int, **fields: object) -> str:
    """A text that depends on a number, `{count}` and the named fields filled in."""
    return _Current.translations.ngettext(one, many, count).format(count=count, **fields)
