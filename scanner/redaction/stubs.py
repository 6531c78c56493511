"""Stubs: the smallest file of a type, in place of what was attached. A PDF keeps its text, replaced, because codes stand there."""

from __future__ import annotations

import base64

_PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=")
_GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
_ZIP = b"PK\x05\x06" + b"\0" * 18
_LINES = 60


def stub(content_type: str, data: bytes, text: str) -> bytes:
    """The stand-in of an attached file; `text` is what a PDF says."""
    if content_type == "application/pdf" or data[:5] == b"%PDF-":
        return pdf(text)
    if content_type == "image/gif":
        return _GIF
    if content_type.startswith("image/"):
        return _PNG
    if content_type in ("application/zip", "application/x-zip-compressed") or data[:4] == b"PK\x03\x04":
        return _ZIP
    return b"removed\n"


def pdf(text: str) -> bytes:
    """A PDF of one page (ISO 32000-1) whose text can be read out: each character is its own number, told by a ToUnicode map."""
    lines = text.splitlines()[:_LINES] or [""]
    shown = b"\n".join(b"BT /F 9 Tf 36 %d Td <%s> Tj ET" % (800 - 13 * i, _hex(line)) for i, line in enumerate(lines))
    chars = sorted({c for line in lines for c in line if c <= "\uffff"})
    maps = b"\n".join(
        b"%d beginbfchar\n%s\nendbfchar" % (len(part), b"\n".join(b"<%04X> <%04X>" % (ord(c), ord(c)) for c in part))
        for part in (chars[i : i + 100] for i in range(0, len(chars), 100))
    )
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n" + maps + b"\nendcmap end end"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Helvetica /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Helvetica /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        b" /DW 600 /FontDescriptor 8 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(cmap), cmap),
        b"<< /Type /FontDescriptor /FontName /Helvetica /Flags 4 /FontBBox [0 -200 1000 900]"
        b" /ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >>",
    ]
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _hex(line: str) -> bytes:
    return "".join(f"{ord(c):04X}" for c in line if c <= "\uffff").encode("ascii")
