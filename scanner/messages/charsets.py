"""Bytes to text, whatever the label says: real mail mislabels its charset, or has none.

Python's own codecs refuse what real Japanese mail holds (the NEC and IBM extensions under iso-2022-jp and euc-jp), so
double bytes are read by way of cp932, which knows them.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from scanner.messages.unlabeled import charset_of

# Labels that real mail uses, and the codec that reads a superset of what they name.
_ALIASES = {
    "ascii": "us-ascii", "us-ascii": "us-ascii", "ansi_x3.4-1968": "us-ascii",
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252", "l1": "cp1252", "cp-1252": "cp1252",
    "windows-1252": "cp1252", "x-ansi": "cp1252", "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "ms_kanji": "cp932",
    "windows-31j": "cp932", "cp932": "cp932", "ms932": "cp932", "shift_jisx0213": "shift_jisx0213",
    "euc-jp": "euc-jp", "eucjp": "euc-jp", "x-euc-jp": "euc-jp", "eucjp-ms": "euc-jp", "cp51932": "euc-jp",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "cp936": "gb18030",
    "big5": "big5hkscs", "x-big5": "big5hkscs", "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "ksc5601": "cp949",
    "utf8": "utf-8", "utf-8": "utf-8", "utf8mb4": "utf-8", "unicode-1-1-utf-8": "utf-8", "utf-7": "utf-7",
    "unicode-1-1-utf-7": "utf-7",
}  # fmt: skip
# Python's own notations, which no mail is written in.
_NO_CHARSETS = frozenset({"unicode_escape", "raw_unicode_escape", "unicode-escape", "raw-unicode-escape", "punycode", "idna", "undefined", "mbcs", "oem"})
_LATIN = frozenset({"us-ascii", "cp1252", "cp1254", "iso8859-15", "iso-8859-15", "cp1250", "iso-8859-2"})
_ESCAPE = re.compile(rb"\x1b(?:\([BJI]|\$[@B]|\$\([D@B]|\([A-Z]|\.[AF]|[N&]@?)")
_DOUBLE = (b"\x1b$@", b"\x1b$B", b"\x1b$(@", b"\x1b$(B")
_AS_EUC = bytes(byte | 0x80 for byte in range(256))
# Of JIS X 0208's signs Python's EUC-JP reads these as other characters than cp932 does.
_AS_CP932 = {"\u301c": "\uff5e", "\u2016": "\u2225", "\u2212": "\uff0d", "\xa2": "\uffe0", "\xa3": "\uffe1", "\xac": "\uffe2"}
_PLAIN_PAIRS = re.compile(rb"(?:[\x21-\x7e]{2})*+")


def decode(data: bytes, label: str | None, supposed: str | None = None) -> str:
    """`data` as text. Never raises; what no codec reads becomes U+FFFD. `supposed` is the label of a text beside it; it counts
    where there is none that says more."""
    name = _codec(label)
    if name == "iso-2022-jp" or (b"\x1b$" in data and name in (None, "us-ascii", "cp932", "utf-8")):
        return _decode_jis(data)
    if data.isascii() and name != "utf-7" and not (name or "").startswith("utf-16"):
        return data.decode("ascii")
    if name is None or name == "us-ascii":
        return _guess(data, _codec(supposed))
    if name in _LATIN and (text := _strict(data, "utf-8")) is not None:
        return text
    text = _decode_euc(data) if name == "euc-jp" else _strict(data, name)
    if text is not None:
        return text
    if (other := _strict(data, "utf-8")) is not None:
        return other
    return _loose(data, name)


def extends_ascii(label: str | None, data: bytes) -> bool:
    """Whether bytes under 128 are ASCII in what `label` names, and `data` is read by it alone: nothing has to be guessed."""
    name = _codec(label)
    if name is None or name == "us-ascii":
        return data.isascii()
    return name == "iso-2022-jp" or _extends_ascii(name)


@lru_cache(maxsize=200)
def _extends_ascii(name: str) -> bool:
    signs = bytes(range(32, 127))
    return _strict(signs, name) == signs.decode("ascii")


def _codec(label: str | None) -> str | None:
    """The codec for a label, None where it means nothing."""
    if not label:
        return None
    name = label.strip().strip("\"'").lower().replace(" ", "")
    if name in _ALIASES:
        return _ALIASES[name]
    if "iso-2022-jp" in name or name in ("jis", "csiso2022jp", "iso2022jp"):
        return "iso-2022-jp"
    try:
        found = codecs.lookup(name).name
        b"a".decode(found, "replace")  # refuses codecs that are none of text, such as zlib
    except (LookupError, ValueError, AssertionError):
        return None
    return None if found in _NO_CHARSETS else found


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, LookupError):
        return None


def _loose(data: bytes, name: str) -> str:
    return data.decode("cp932" if name == "euc-jp" else name, "replace")


def _decode_jis(data: bytes) -> str:
    """ISO-2022-JP (RFC 1468) with the extensions that real mail has; mail that only says so is guessed."""
    if b"\x1b" not in data:
        return data.decode("ascii") if data.isascii() else _guess(data)
    out: list[str] = []
    mode = b"\x1b(B"
    at = 0
    for match in _ESCAPE.finditer(data):
        out.append(_jis_run(data[at : match.start()], mode))
        mode, at = match.group(), match.end()
    out.append(_jis_run(data[at:], mode))
    return "".join(out)


def _jis_run(run: bytes, mode: bytes) -> str:
    if mode in _DOUBLE:
        # A line's end switches back to ASCII, even where the escape is missing.
        lines = run.split(b"\n")
        return "\n".join(_pairs(line) if i == 0 else _guess(line) for i, line in enumerate(lines))
    if mode == b"\x1b$(D":
        return (b"\x1b$(D" + run + b"\x1b(B").decode("iso2022_jp_1", "replace")
    if mode == b"\x1b(I":
        return bytes(b | 0x80 for b in run).decode("cp932", "replace")
    return run.decode("ascii") if run.isascii() else _guess(run)


def _pairs(run: bytes) -> str:
    """Double bytes of JIS X 0208 (each 0x21 to 0x7e), by way of Shift_JIS, so that cp932's extensions count. Runs without these, which most are,
    take a way that is much faster."""
    if _PLAIN_PAIRS.fullmatch(run) and (text := _strict(run.translate(_AS_EUC), "euc_jp")) is not None:
        for euc, sign in _AS_CP932.items():
            text = text.replace(euc, sign)
        return text
    out = bytearray()
    at = 0
    while at + 1 < len(run):
        row, cell = run[at] & 0x7F, run[at + 1] & 0x7F
        if row < 0x21 or cell < 0x21:
            out.append(run[at] & 0x7F)
            at += 1
            continue
        lead = ((row - 0x21) >> 1) + 0x81
        trail = cell + (0x1F if row & 1 else 0x7E)
        out.append(lead + 0x40 if lead > 0x9F else lead)
        out.append(trail + 1 if row & 1 and trail > 0x7E else trail)
        at += 2
    return out.decode("cp932", "replace")


def _decode_euc(data: bytes) -> str | None:
    """EUC-JP; where Python's codec refuses (NEC extensions), pair by pair."""
    if (text := _strict(data, "euc_jp")) is not None:
        return text
    out: list[str] = []
    for match in re.finditer(rb"[\x00-\x7f]+|(?:[\xa1-\xfe][\xa1-\xfe])+|(?:\x8e[\xa1-\xdf])+|.", data, re.DOTALL):
        run = match.group()
        if run[0] < 0x80:
            out.append(run.decode("ascii"))
        elif run[0] == 0x8E and len(run) > 1:
            out.append(run.replace(b"\x8e", b"").decode("cp932", "replace"))
        elif len(run) > 1:
            out.append(_pairs(run))
        else:
            return None
    return "".join(out)


def _guess(data: bytes, supposed: str | None = None) -> str:
    """Text without a usable label: UTF-8, then what is supposed of it, then what its letters look like."""
    for bom, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(bom):
            return data.decode(name, "replace")
    if (text := _strict(data, "utf-8")) is not None:
        return text
    if supposed and supposed not in ("us-ascii", "utf-8") and (text := _decode_euc(data) if supposed == "euc-jp" else _strict(data, supposed)) is not None:
        return text
    # Cut in the middle of a character, or one foreign byte in good UTF-8: still UTF-8.
    loose = data.decode("utf-8", "replace")
    if loose.count("\ufffd") * 8 < sum(not c.isascii() for c in loose):
        return loose
    name = charset_of(data)
    if name == "euc-jp" and (text := _decode_euc(data)) is not None:
        return text
    return data.decode(name, "replace")
