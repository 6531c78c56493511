"""Our own words: every text a person reads, from one gettext catalog, in English and Japanese.

`use` picks the language once, at the rim; `_` and `ngettext` translate from then on. Texts are written in English in the
code, with named fields, and translated in locale/ja/LC_MESSAGES/giftscan.po.

The rooms that read mail know no language: they raise and note plain English, which programs find in JSON as well. What
of it reaches a person is told by `retold`.
"""

from __future__ import annotations

import gettext as _gettext
import os
import re
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("en", "ja")
FOLDER = Path(__file__).with_name("locale")
DOMAIN = "giftscan"
TOLD = "told"  # the catalog's context of sentences that other rooms raise or note

_FIELD = re.compile(r"\{(\w+)\}")
_LONGEST = 2_000  # no sentence of ours is longer; what is, holds a server's or a mail's own words


class _Current:
    """The language in use. One a process: the terminal has one reader."""

    translations: _gettext.NullTranslations = _gettext.NullTranslations()
    language = "en"


def use(language: str | None = None) -> str:
    """Pick the language of our texts: the given one, else the locale's, else English. Returns the one in use."""
    wanted = [language] if language else locale_languages()
    tags = [tag.replace("_", "-").partition("-")[0].lower() for tag in wanted]
    _Current.language = next((tag for tag in tags if tag in LANGUAGES), "en")
    _Current.translations = _gettext.translation(DOMAIN, str(FOLDER), [_Current.language], fallback=True)
    return _Current.language


def locale_languages() -> list[str]:
    """The reader's languages as POSIX names them (LC_ALL before LC_MESSAGES before LANG), GNU's LANGUAGE before all."""
    value = next((v for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(name, ""))), "")
    locale = value.partition(".")[0]
    if locale in ("", "C", "POSIX"):
        return [locale]
    return [*(tag for tag in os.environ.get("LANGUAGE", "").split(":") if tag), locale]


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


def retold(sentence: str) -> str:
    """An English sentence that another room raised or noted, in the reader's language; as it is where we have no other.

    It is found again by its template in the catalog (`{host} refused the log-in for {user}: {said}`); of several that
    fit, the one with the most words of its own is taken.
    """
    if _Current.language == "en" or len(sentence) > _LONGEST:
        return sentence
    for template, pattern in _templates(_Current.language):
        if match := pattern.fullmatch(sentence):
            return _Current.translations.pgettext(TOLD, template).format(**match.groupdict())
    return sentence


@lru_cache(maxsize=len(LANGUAGES))
def _templates(tag: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The templates of a language's catalog, those with the most words of their own first."""
    from babel.messages.mofile import read_mo

    try:
        with (FOLDER / tag / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as file:
            # Babel (2.18) leaves a context as bytes.
            told = [str(message.id) for message in read_mo(file) if message.context in (TOLD, TOLD.encode())]
    except OSError:
        return ()
    told.sort(key=lambda template: (-len(_FIELD.sub("", template)), template))
    return tuple((template, re.compile(_pattern(template), re.DOTALL)) for template in told)


def _pattern(template: str) -> str:
    """A template as a pattern: its words as they are, each field whatever stands in its place."""
    parts = _FIELD.split(template)
    named: set[str] = set()
    pattern = ""
    for at, part in enumerate(parts):
        if at % 2 == 0:
            pattern += re.escape(part)
        elif part in named:
            pattern += f"(?P={part})"
        else:
            named.add(part)
            pattern += f"(?P<{part}>.*)"
    return pattern
