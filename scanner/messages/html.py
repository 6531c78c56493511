"""HTML to the lines that a person sees: hidden elements dropped, table cells kept apart, headings told by their size."""

from __future__ import annotations

import re
import warnings
from dataclasses import replace

from bs4 import BeautifulSoup, Comment, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, PreformattedString

from scanner.errors import UnreadableMessage
from scanner.messages.cleaning import clean_line
from scanner.messages.rows import MAX_ROWS, Anchor, Body, Row
from scanner.messages.styles import Look, hiding_rules, look_of

MAX_CHARACTERS = 2_000_000
MAX_TAGS = 25_000
MAX_DEPTH = 240  # Python's own stack ends soon after

MAX_LINE = 20_000
MAX_LINK_TEXT = 500

_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure",
        "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "summary",
        "table", "tbody", "tfoot", "thead", "tr", "ul",
    )
)  # fmt: skip
_DROPPED = frozenset(
    (
        "head", "script", "style", "title", "meta", "link", "template", "noscript", "object", "embed", "applet", "audio", "video", "canvas", "svg", "math",
        "map", "area", "iframe", "frame", "frameset", "noframes", "select", "option", "datalist", "textarea", "xml",
    )
)  # fmt: skip
_SPACED = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "table", "hr", "dl"))
_TAG = re.compile(r"<[a-zA-Z]")
_WORD = re.compile(r"(?<![.\w])[^\W\d_]+")  # com is none
_UNSPACED = re.compile("[\u3041-\u30ff\u3400-\u9fff]")
_SENTENCE_WORDS, _SENTENCE_UNSPACED = 4, 9  # the fewest words, and letters of a script without blanks


def read_html(html: str) -> Body:
    """The visible lines of an HTML part. Raises UnreadableMessage for a page beyond honest mail: what of it a person sees
    could only be guessed."""
    html = html[:MAX_CHARACTERS].replace("\0", "")
    tags = 0
    for _ in _TAG.finditer(html):
        tags += 1
        if tags > MAX_TAGS:
            raise UnreadableMessage(f"a page of more than {MAX_TAGS} tags")
    with warnings.catch_warnings():
        for about in (XMLParsedAsHTMLWarning, MarkupResemblesLocatorWarning):
            warnings.simplefilter("ignore", about)
        soup = BeautifulSoup(html, "lxml")
    hidden, work = hiding_rules(soup, tags)
    writer = _Writer()
    for node in soup.contents:
        if isinstance(node, Tag):
            _walk(node, Look(), writer, hidden, 0)
    return Body(writer.finish()[:MAX_ROWS], writer.pictures, tags + work)


class _Writer:
    """Collects text into lines; a table row's cells are collected apart and then set side by side."""

    def __init__(self) -> None:
        self.lines: list[Row] = []
        self.pictures: list[str] = []
        self._text: list[str] = []
        self._begun = False
        self._size = 0
        self._links: list[Anchor] = []
        self._gap = False
        self.depth = 0
        self.listeners: list[list[str]] = []  # of the links around: what they show
        self.top: list[bool] = [True]  # whether no text has been seen yet; shared with the writers of cells

    def text(self, text: str, look: Look) -> None:
        if not self._begun and text.strip():
            self._size = look.size
            self._begun = True
        if text.strip():
            self.top[0] = False
        if text:
            self._text.append(text)
            for listener in self.listeners:
                listener.append(text)

    def headline(self, text: str) -> None:
        """Words that a picture shows above all text, as a line of their own; those of the links around are not these."""
        self._text.append(text)
        self.top[0] = False
        listeners, self.listeners = self.listeners, []
        self.break_line(gap=True)
        self.listeners = listeners

    def link(self, link: Anchor) -> None:
        self._links.append(link)

    def break_line(self, *, gap: bool = False) -> None:
        text = clean_line("".join(self._text)[: 2 * MAX_LINE])[:MAX_LINE]
        if text or self._links:
            self.lines.append(Row([text], self._size, self._gap, self.depth, anchors=self._links))
            self._gap = False
        elif self._text and "\n" in "".join(self._text):
            gap = True
        self._text, self._begun, self._size, self._links = [], False, 0, []
        for listener in self.listeners:
            listener.append(" ")
        self._gap = self._gap or gap

    def row(self, cells: list[list[Row]]) -> None:
        """Set the cells of a table row side by side, if each is short enough to be a cell of data."""
        filled = [cell for cell in cells if cell]
        if not filled:
            return
        gap = self._gap
        self._gap = False
        height = max(len(cell) for cell in filled)
        tabular = len(cells) > 1 and len(filled) > 1 and all(len(c) == height for c in filled) and height <= 8
        tabular = tabular and all(len(line.cells) == 1 and len(line.cells[0]) <= 200 for cell in filled for line in cell)
        if not tabular:
            for cell in filled:
                cell[0].gap = cell[0].gap or gap
                self.lines += cell
            return
        for i in range(height):
            parts = [cell[i] if cell else None for cell in cells]
            present = [part for part in parts if part]
            self.lines.append(
                Row(
                    [part.cells[0] if part else "" for part in parts],
                    max(part.size for part in present),
                    gap and i == 0,
                    self.depth,
                    anchors=[anchor for part in present for anchor in part.anchors],
                )
            )

    def finish(self) -> list[Row]:
        self.break_line()
        return self.lines


def _walk(tag: Tag, look: Look, writer: _Writer, hidden: set[int], level: int) -> None:
    name = tag.name.lower().rpartition(":")[2]
    if level > MAX_DEPTH:
        raise UnreadableMessage(f"a page nested deeper than {MAX_DEPTH}")
    if name in _DROPPED or id(tag) in hidden:
        return
    look = look_of(tag, name, look)
    if look.hidden:
        return
    if name == "br":
        writer.text("\n", look)
        writer.break_line()
        return
    if name == "img":
        _picture(tag, look, writer)
        return
    if name == "input":
        if str(tag.get("type", "")).lower() in ("button", "submit"):
            writer.text(f" {tag.get('value', '')} ", look)
        return
    if name == "tr":
        _row(tag, look, writer, hidden, level)
        return
    block = name in _BLOCKS or look.block
    if block:
        writer.break_line(gap=name in _SPACED)
    quote = name == "blockquote" and _is_quote(tag)
    writer.depth += quote
    if name == "a" and isinstance(tag.get("href"), str):
        _link(tag, look, writer, hidden, level)
    else:
        _children(tag, look, writer, hidden, level)
    if block:
        writer.break_line(gap=name in _SPACED)
    writer.depth -= quote


def _link(tag: Tag, look: Look, writer: _Writer, hidden: set[int], level: int) -> None:
    """A link, and the words of it that a person sees; the alt text of its image where it has none."""
    link = Anchor(re.sub(r"\s+", "", str(tag["href"])))
    writer.link(link)
    shown: list[str] = []
    writer.listeners.append(shown)
    _children(tag, look, writer, hidden, level)
    writer.listeners.pop()
    link.text = clean_line("".join(shown)[:MAX_LINK_TEXT])
    if not link.text and (image := tag.find("img")):
        link.text, link.picture = clean_line(str(image.get("alt") or "")), True


def _children(tag: Tag, look: Look, writer: _Writer, hidden: set[int], level: int) -> None:
    for node in tag.children:
        if isinstance(node, Tag):
            _walk(node, look, writer, hidden, level + 1)
        elif isinstance(node, NavigableString) and not isinstance(node, Comment | PreformattedString):
            text = str(node)
            if look.pre and "\n" in text:
                for i, line in enumerate(text.split("\n")):
                    if i:
                        writer.break_line()
                    writer.text(line, look)
            else:
                writer.text(re.sub(r"[\r\n\t]+", " ", text), look)


def _is_quote(tag: Tag) -> bool:
    """Whether a blockquote quotes a mail; page builders use the element for mere indentation."""
    classes = " ".join(tag.get("class") or ())
    return tag.get("type") == "cite" or tag.has_attr("cite") or "quote" in classes or "cite" in classes


def _picture(tag: Tag, look: Look, writer: _Writer) -> None:
    """Remember an image that a person sees. Its alt text is no text of the page, but for a sentence above all text: a headline
    that is drawn."""
    sizes = [str(tag.get(side, "")).strip() for side in ("width", "height")]
    if any(size in ("0", "1", "0px", "1px") for size in sizes):
        return
    alt = clean_line(str(tag.get("alt") or ""))
    writer.pictures.append(alt)
    writer.text(" ", look)
    if writer.top[0] and _is_sentence(alt):
        writer.headline(alt)


def _is_sentence(alt: str) -> bool:
    """Whether an alt text says something, and is not the name of what is seen: a logo, a design."""
    words = [word for word in _WORD.findall(alt) if not _UNSPACED.match(word)]
    if len(_UNSPACED.findall(alt)) >= _SENTENCE_UNSPACED:
        return True
    # A name has capitals throughout; a script without capitals shows nothing by them.
    told = any(word.islower() or word.lower() == word.upper() for word in words) or alt.rstrip().endswith(("!", ".", "?"))
    return told and len(words) >= _SENTENCE_WORDS


def _row(tag: Tag, look: Look, writer: _Writer, hidden: set[int], level: int) -> None:
    writer.break_line()
    cells: list[list[Row]] = []
    for node in tag.children:
        if not isinstance(node, Tag):
            continue
        inner = _Writer()
        inner.depth = writer.depth
        inner.listeners = writer.listeners
        inner.top = writer.top
        _walk(node, replace(look, block=False), inner, hidden, level + 1)
        writer.pictures += inner.pictures
        cells.append(inner.finish())
    writer.row(cells)
