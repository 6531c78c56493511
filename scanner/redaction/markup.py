"""HTML source as the row of its characters: text is found across elements and entities, and replaced in its place."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from scanner.messages import INVISIBLE
from scanner.redaction.finding import Finder

_PIECES = re.compile(
    r"<!--(?P<comment>.*?)(?:-->|\Z)|(?P<raw><(?P<kind>script|style)\b.*?(?:</(?P=kind)\s*>|\Z))|(?P<tag><[!/?a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>)"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});?)",
    re.DOTALL | re.IGNORECASE,
)
_INLINE = re.compile(r"</?(?:a|abbr|b|big|bdo|cite|code|em|font|i|ins|kbd|mark|nobr|o:p|q|s|samp|small|span|strong|sub|sup|tt|u|var|wbr)\b", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?<![\w:\-])(?P<name>[\w:\-]++)(?P<equals>\s*+=\s*+)(?P<value>\"[^\"]*+\"|'[^']*+'|[^\s\"'>]++)", re.DOTALL)
_ADDRESSES = frozenset({"href", "src", "background", "action", "cite", "longdesc", "poster"})
_WORDS = frozenset({"alt", "title", "value", "content", "placeholder", "label", "summary", "aria-label"})
# Looks and layout: nobody's.
_LAYOUT = re.compile(
    r"style|class|width|height|border|align|valign|bgcolor|color|cell\w+|col\w*|row\w*|face|size|dir|lang|role|type|rel|target|http-equiv|charset|xmlns.*|media|name|text|link|vlink|alink|nowrap|scope",
    re.I,
)
_WIDE = 0xFEE0
_MARKED = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}


@dataclass(frozen=True, slots=True)
class _Char:
    """One character that a person could see, and where it stands in the source."""

    text: str
    start: int
    end: int


def replaced_html(source: str, finder: Finder) -> str:
    """HTML with everything replaced: in its texts, its comments, and the attributes of its tags."""
    chars: list[_Char] = []
    edits: list[tuple[int, int, str]] = []
    at = 0
    for match in _PIECES.finditer(source):
        _plain(source, at, match.start(), chars)
        at = match.end()
        if match.group("comment") is not None:
            edits.append((*match.span("comment"), finder.replaced(match.group("comment"))))
        elif match.group("raw"):
            # Looks are nobody's; programs do nothing in mail.
            if match.group("kind").lower() == "script":
                edits.append((match.start(), match.end(), ""))
            elif (new := _styles(match.group("raw"), finder)) != match.group("raw"):
                edits.append((match.start(), match.end(), new))
        elif match.group("tag"):
            if not _INLINE.match(match.group("tag")):
                chars.append(_Char("\n", match.end(), match.end()))
            if (new := _tag(match.group("tag"), finder)) != match.group("tag"):
                edits.append((match.start(), match.end(), new))
        else:
            shown = html.unescape(match.group("entity"))
            chars += [_Char(shown, match.start(), match.end())] if len(shown) == 1 else []
    _plain(source, at, len(source), chars)
    edits += _edits(chars, finder, escape=True)
    return _edited(source, edits)


def replaced_plain(source: str, finder: Finder) -> str:
    """Plain text with everything replaced, invisible characters and full width notwithstanding."""
    chars: list[_Char] = []
    _plain(source, 0, len(source), chars)
    return _edited(source, _edits(chars, finder, escape=False))


def _plain(source: str, start: int, end: int, chars: list[_Char]) -> None:
    chars.extend(_Char(source[i], i, i + 1) for i in range(start, end))


def _styles(raw: str, finder: Finder) -> str:
    """A style sheet; addresses in it may track."""
    return re.sub(r"https?://[^\s\"')]+", lambda m: finder.urls.rewrite(m.group()), raw)


def _tag(tag: str, finder: Finder) -> str:
    def attribute(match: re.Match[str]) -> str:
        name, value = match.group("name").lower(), match.group("value")
        mark = value[0] if value[:1] in "\"'" else ""
        inner = html.unescape(value[1:-1] if mark else value)
        if name in _ADDRESSES and not inner.startswith("#"):
            new = finder.urls.rewrite(re.sub(r"\s+", "", inner))
        elif name == "style" or (name in _ADDRESSES and inner.startswith("#")):
            new = _styles(inner, finder)
        elif name in _WORDS:
            new = finder.replaced(inner)
        elif _LAYOUT.fullmatch(name):
            return match.group()
        else:
            new = finder.words.sub("x", re.sub(r"(?<![A-Za-z0-9])[A-Za-z]*+\d[A-Za-z0-9]*+", lambda m: "0" * len(m.group()), inner)) if name != "id" else "x"
        if new == inner:
            return match.group()
        return (
            match.group("name")
            + match.group("equals")
            + (mark or '"')
            + html.escape(new, quote=False).replace(mark or '"', "&quot;" if mark != "'" else "&#39;")
            + (mark or '"')
        )

    return _ATTRIBUTE.sub(attribute, tag)


def _edits(chars: list[_Char], finder: Finder, *, escape: bool) -> list[tuple[int, int, str]]:
    """The changes of source that replace what is found in the row of visible characters."""
    seen = [c for c in chars if not INVISIBLE.match(c.text)]
    text = "".join(_narrow(c.text) for c in seen)
    edits = []
    for found in finder.find(text):
        span = seen[found.start : found.end]
        if len(found.standin) == len(span):
            pairs = [(c, new) for c, new in zip(span, found.standin, strict=True) if _narrow(c.text) != new]
            edits += [(c.start, c.end, _escaped(_widened(new, c.text), escape)) for c, new in pairs if c.start < c.end]
            continue
        real = [c for c in span if c.start < c.end]
        edits += [(c.start, c.end, _escaped(found.standin, escape) if i == 0 else "") for i, c in enumerate(real)]
    return edits


def _narrow(char: str) -> str:
    normal = unicodedata.normalize("NFKC", char)
    if len(normal) != 1:
        return char
    return " " if char == "\u00a0" else "-" if char in "\u2010\u2011" else normal


def _widened(new: str, old: str) -> str:
    """A character in full width, where the one that it stands for was."""
    return chr(ord(new) + _WIDE) if "\uff01" <= old <= "\uff5e" and "!" <= new <= "~" else new


def _escaped(text: str, escape: bool) -> str:
    return "".join(_MARKED.get(c, c) for c in text) if escape else text


def _edited(source: str, edits: list[tuple[int, int, str]]) -> str:
    out, at = [], 0
    for start, end, new in sorted(edits, key=lambda e: e[:2]):
        if start < at:
            continue
        out += [source[at:start], new]
        at = end
    return "".join([*out, source[at:]])


TextMaker = Callable[[str, Finder], str]
