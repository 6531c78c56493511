"""The bodies of a message: which of those that Outlook keeps are taken, and as what (MS-OXCMAIL, section 2.1.3.4)."""

from __future__ import annotations

from dataclasses import dataclass, field

from scanner.sources.outlook.lzfu import unpacked
from scanner.sources.outlook.properties import Properties
from scanner.sources.outlook.rtf import unwrap
from scanner.sources.outlook.tags import BODY, HTML, INTERNET_CODEPAGE, REPORT_TEXT, RTF_COMPRESSED


@dataclass(frozen=True, slots=True)
class Body:
    """A text as it is kept, its type and the label of its charset ('' where nobody knows)."""

    subtype: str
    charset: str
    data: bytes = field(repr=False)


def bodies_of(properties: Properties) -> tuple[Body, ...]:
    """The bodies, the plainest first. Where RTF hides the page that the sender wrote, that counts as the page."""
    found = []
    plain, charset = properties.labeled(BODY, properties.own_codepage())
    if not plain.strip():
        plain, charset = properties.labeled(REPORT_TEXT, properties.own_codepage())
    page, page_charset = properties.labeled(HTML, properties.number(INTERNET_CODEPAGE) or properties.own_codepage())
    if not page.strip() and (rtf := properties.binary(RTF_COMPRESSED)):
        unwrapped = unwrap(unpacked(rtf))
        data = _utf8(unwrapped.text)
        if unwrapped.html:
            page, page_charset = data, "utf-8"
        elif not plain.strip():
            plain, charset = data, "utf-8"
    if plain.strip():
        found.append(Body("plain", charset, plain))
    if page.strip():
        found.append(Body("html", page_charset, page))
    return tuple(found)


def _utf8(text: str) -> bytes:
    """Text with pairs of surrogates, as RTF and UTF-16 write rare letters, put together."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode("utf-8")
