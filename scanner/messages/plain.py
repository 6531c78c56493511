"""Plain text to rows: quote marks counted, format=flowed joined (RFC 3676), columns told apart."""

from __future__ import annotations

import re
from itertools import zip_longest

from scanner.messages.cleaning import clean
from scanner.messages.rows import MAX_ROWS, Anchor, Body, Row

MAX_CHARACTERS = 2_000_000
MAX_LINE = 20_000

_QUOTE = re.compile(r"^((?:[ ]?>)+|(?:[|｜]\s?){1,20}(?=\S.*[^|｜]$))[ ]?")
_COLUMNS = re.compile(r"\t+|(?<=\S)[ \u3000]{3,}(?=\S)|(?<!\s)\s*[|｜│┃║]\s*")
_RULE = re.compile(r"^[\s\-=_*~#+.─━═┄┈┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬│┃║|:・･＝－＿―ー☆★◆◇■□●○▼▽▲△※\u2500-\u257f]+$")
_URL = re.compile(r"""https?://[^\s<>"'\u3000-\u303f\uff08\uff09「」『』]+""")
_UU_BEGIN = re.compile(r"begin [0-7]{3,4} \S")
_UU_LINE = re.compile(r"[ -`]{1,62}$")
_WRAP_WIDTH = 48


def read_plain(text: str, *, flowed: bool = False, delsp: bool = False) -> Body:
    """The rows of a plain-text part."""
    lines = text[:MAX_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if "begin " in text:
        lines = _without_uuencode(lines)
    if flowed:
        lines = _unflowed(lines, delsp)
    rows: list[Row] = []
    gap = False
    for line in lines:
        if len(rows) >= MAX_ROWS:
            break
        depth, content = _quote(line[:MAX_LINE])
        if not content.strip() or _is_rule(content):
            gap = True
            continue
        cells = [" ".join(clean(cell).split()) for cell in _COLUMNS.split(content.strip(" \u3000"))]
        if not any(cells):
            continue
        wide = len(content) >= _WRAP_WIDTH or (not content.isascii() and sum(2 if ord(c) > 0x1100 else 1 for c in content) >= _WRAP_WIDTH)
        anchors = [Anchor(_trimmed(url)) for url in _URL.findall(content)]
        # A frame of bars has empty cells at both ends.
        cells = cells[1 if not cells[0] else 0 :]
        rows.append(Row([c for c in cells if c] or [""], 0, gap, depth, wide and not flowed, anchors=anchors))
        gap = False
    return Body(rows)


def _without_uuencode(lines: list[str]) -> list[str]:
    """The lines without files that old mailers wrote into the text (`begin 644 name` to `end`)."""
    kept: list[str] = []
    inside = False
    for line, below in zip_longest(lines, lines[1:], fillvalue=""):
        if inside and (line == "end" or _is_uuencoded(line)):
            inside = line != "end"
            continue
        inside = bool(_UU_BEGIN.match(line)) and _is_uuencoded(below)
        if not inside:
            kept.append(line)
    return kept


def _is_uuencoded(line: str) -> bool:
    """Whether a line is as long as its first character says; blanks at its end may be lost."""
    if not _UU_LINE.match(line):
        return False
    length = 1 + ((ord(line[0]) - 32 & 63) + 2) // 3 * 4
    return length - 4 <= len(line) <= length + 1


def _unflowed(lines: list[str], delsp: bool) -> list[str]:
    """Join the lines of flowed text: a line that ends in a space goes on in the next of the same quote depth."""
    joined: list[str] = []
    open_depth = -1
    for line in lines:
        marks = len(line) - len(line.lstrip(">"))
        content = line[marks:].removeprefix(" ")
        soft = content.endswith(" ") and content != "-- "
        body = content[:-1] if soft and delsp else content
        if open_depth == marks:
            joined[-1] += body
        else:
            joined.append((">" * marks + " " if marks else "") + body)
        open_depth = marks if soft else -1
    return joined


def _quote(line: str) -> tuple[int, str]:
    match = _QUOTE.match(line)
    if not match:
        return 0, line
    marks = match.group(1)
    return marks.count(">") + marks.count("|") + marks.count("｜"), line[match.end() :]


def _is_rule(line: str) -> bool:
    """Whether a line only draws: dashes, stars, boxes."""
    return bool(_RULE.match(line)) and len(line.strip()) >= 2


def _trimmed(url: str) -> str:
    """A URL without the punctuation of the sentence around it."""
    url = url.rstrip(".,;:!?'\"*、。")
    while url.endswith(")") and url.count("(") < url.count(")"):
        url = url[:-1].rstrip(".,;:")
    return url.rstrip("]>")
