"""What of a page a person sees: inline styles and style sheets, as far as they hide text or make it large.

Senders of decoys hide text from people and leave it for programs; text that a person cannot see is not text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

import tinycss2
from bs4 import BeautifulSoup, Tag
from tinycss2 import ast
from tinycss2.color3 import RGBA, parse_color

from scanner.errors import UnreadableMessage

MAX_SHEETS = 200_000  # characters of all style sheets of a page
MAX_RULES = 3_000
MAX_MATCHES = 150_000  # hiding rules times tags: what finding their elements may cost
_CHARACTERS, _MATCHES = 6, 10  # of sheets and matches, so many take as long as a tag

_HEADINGS = {"h1": 3, "h2": 2, "h3": 1, "big": 1}
_HIDING = re.compile(r"none|hidden|collapse|transparent|opacity|mso-hide|font-size|clip|height|width|left|top|right|margin|indent", re.IGNORECASE)
_PLAIN_SELECTOR = re.compile(r"[\w\s.#*>+~,\-\[\]=\"'^$|]{1,300}")
_NUMBER = re.compile(r"(-?\d*\.?\d+)\s*(px|pt|em|rem|%|vw|vh|ex|)")
_PIXELS = {"px": 1.0, "pt": 1.333, "em": 16.0, "rem": 16.0, "%": 0.16, "ex": 8.0, "": 1.0, "vw": 10.0, "vh": 8.0}
_STYLED = frozenset((*_HEADINGS, "pre", "textarea"))  # elements that change the look without an attribute
_NAMED_SIZES = {"large": 1, "x-large": 2, "xx-large": 3, "xxx-large": 3}
_FONT_SIZES = {"4": 1, "5": 2, "6": 3, "7": 3, "+1": 1, "+2": 2, "+3": 3, "+4": 3}


@dataclass(frozen=True, slots=True)
class Look:
    """How text looks at one place of the page; handed down from element to element."""

    size: int = 0
    color: RGBA | None = None  # None: the default, black
    background: RGBA | None = None  # None: the default, white
    hidden: bool = False
    block: bool = False
    pre: bool = False


@lru_cache(maxsize=4096)
def declarations(style: str) -> dict[str, str]:
    """The declarations of a style attribute or rule, names and values in lower case."""
    found: dict[str, str] = {}
    for node in tinycss2.parse_declaration_list(style[:4000], skip_comments=True, skip_whitespace=True):
        if isinstance(node, ast.Declaration):
            found[node.lower_name] = tinycss2.serialize(node.value).strip().lower()
    return found


def look_of(tag: Tag, name: str, outer: Look) -> Look:
    """The look inside `tag`, whose surroundings look like `outer`."""
    if not tag.attrs and name not in _STYLED:
        return replace(outer, block=False) if outer.block else outer
    style = declarations(str(tag["style"])) if tag.has_attr("style") else {}
    if tag.has_attr("hidden") or (style and hides(style)):
        return replace(outer, hidden=True)
    size = _HEADINGS.get(name, outer.size)
    if name == "font" and tag.has_attr("size"):
        size = _FONT_SIZES.get(str(tag["size"]).strip(), 0)
    if "font-size" in style:
        size = _prominence(style["font-size"])
    color = _color(style.get("color") or (tag.get("color") if name == "font" else None)) or outer.color
    background = _color(style.get("background-color") or style.get("background") or tag.get("bgcolor"))
    if _painted(style, tag, background):
        background = _UNKNOWN  # a picture or a gradient: what text looks like on it nobody can tell
    background = background or outer.background
    hidden = _same(color, background) and (color is not None or background is not None)
    display = style.get("display", "")
    return Look(
        size=size,
        color=color,
        background=background,
        hidden=hidden and not _mail_client_button(name),
        block=display.startswith(("block", "table", "flex", "grid")) and name not in ("td", "th"),
        pre=outer.pre or name in ("pre", "textarea") or style.get("white-space", "").startswith("pre"),
    )


def hides(style: dict[str, str]) -> bool:
    """Whether declarations take an element from a person's eyes."""
    if style.get("display", "").startswith("none") or style.get("visibility", "") in ("hidden", "collapse"):
        return True
    if style.get("color", "") == "transparent":
        return True
    if style.get("mso-hide", "").startswith("all") or _is_zero(style.get("opacity")) or _tiny(style.get("font-size")):
        return True
    cut = "hidden" in style.get("overflow", "") or "hidden" in style.get("overflow-y", "")
    if cut and any(_is_zero(style.get(side)) for side in ("height", "max-height", "width", "max-width")):
        return True
    if style.get("clip", "").replace(" ", "") in ("rect(0,0,0,0)", "rect(0000)", "rect(0px,0px,0px,0px)"):
        return True
    away = [style.get(side) for side in ("left", "top", "right", "margin-left", "margin-top", "text-indent")]
    return any(_far(value) for value in away if value)


def hiding_rules(soup: BeautifulSoup, tags: int) -> tuple[set[int], int]:
    """The ids (`id()`) of elements that the page's own style sheets hide, and what it took to find them, in tags. Rules within
    @media do not count: they speak of other screens than a desktop's. Raises UnreadableMessage beyond the bounds."""
    sheets = "\n".join(sheet.get_text().replace("<!--", "").replace("-->", "") for sheet in soup.find_all("style"))
    if len(sheets) > MAX_SHEETS:
        raise UnreadableMessage(f"style sheets of more than {MAX_SHEETS} characters")
    if not _HIDING.search(sheets):
        return set(), 0
    hidden: set[int] = set()
    rules = [r for r in tinycss2.parse_stylesheet(sheets, skip_comments=True, skip_whitespace=True) if isinstance(r, ast.QualifiedRule)]
    if len(rules) > MAX_RULES:
        raise UnreadableMessage(f"style sheets of more than {MAX_RULES} rules")
    spent = 0
    for rule in rules:
        if hides(declarations(tinycss2.serialize(rule.content))):
            spent += tags
            if spent > MAX_MATCHES:
                raise UnreadableMessage("style sheets that hide too much of too long a page")
            hidden |= _selected(soup, tinycss2.serialize(rule.prelude))
    return hidden, len(sheets) // _CHARACTERS + spent // _MATCHES


def _selected(soup: BeautifulSoup, selector: str) -> set[int]:
    """The elements of a selector, unless it goes by states and places (`:hover`, `:not(...)`) that mail does not hide by."""
    if not _PLAIN_SELECTOR.fullmatch(selector):
        return set()
    try:
        return {id(tag) for tag in soup.select(selector.strip(), limit=5_000)}
    except Exception:  # soupsieve raises several kinds of errors on what only looks like a selector
        return set()


def _prominence(value: str) -> int:
    if value in _NAMED_SIZES:
        return _NAMED_SIZES[value]
    pixels = _pixels(value)
    if pixels is None:
        return 0
    return 3 if pixels >= 28 else 2 if pixels >= 22 else 1 if pixels >= 18 else 0


def _pixels(value: str | None) -> float | None:
    match = _NUMBER.match(value or "")
    return float(match.group(1)) * _PIXELS[match.group(2)] if match else None


def _painted(style: dict[str, str], tag: Tag, color: RGBA | None) -> bool:
    value = style.get("background-image") or style.get("background") or ""
    plain = value in ("", "none", "transparent", "inherit", "initial", "unset") or value.startswith("none ")
    return tag.has_attr("background") or (not plain and (("(" in value and color is None) or "url(" in value))


def _is_zero(value: str | None) -> bool:
    pixels = _pixels(value)
    return pixels is not None and pixels < 0.02


def _tiny(value: str | None) -> bool:
    pixels = _pixels(value)
    return pixels is not None and pixels < 3


def _far(value: str) -> bool:
    pixels = _pixels(value)
    return pixels is not None and (pixels <= -500 or pixels >= 5000)


# No color is equal to this one.
_UNKNOWN = RGBA(-1.0, -1.0, -1.0, 1.0)


def _color(value: object) -> RGBA | None:
    if not isinstance(value, str) or not value.strip():
        return None
    word = value.strip().replace("!important", "").strip()
    if re.fullmatch(r"[0-9a-f]{6}", word, re.I):
        word = "#" + word
    for candidate in (word, word.split(" ")[0]):
        color = parse_color(candidate)
        if isinstance(color, RGBA):
            return color if color.alpha > 0.05 else None
    return None


def _same(color: RGBA | None, background: RGBA | None) -> bool:
    """Whether text in one color on the other is invisible; near misses (#fefefe on #fff) are meant to be."""
    front = color or RGBA(0.0, 0.0, 0.0, 1.0)
    back = background or RGBA(1.0, 1.0, 1.0, 1.0)
    return all(abs(a - b) <= 0.03 for a, b in zip(front[:3], back[:3], strict=True))


def _mail_client_button(name: str) -> bool:
    """A button paints its own background by means that we do not follow (VML for Outlook)."""
    return name in ("a", "button")
