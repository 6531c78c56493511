"""What of a mail is somebody's, found by other means than the redaction's own: the golden's words, RFC syntax, plain searches."""

from __future__ import annotations

import email
import email.policy
import html
import json
import re
import unicodedata
from email.message import Message as RawMail
from pathlib import Path
from urllib.parse import unquote

from scanner.catalog import Catalog
from scanner.messages import decode_words, read_addresses
from scanner.messages.charsets import decode
from scanner.redaction.vocabulary import Vocabulary
from scanner.trust import is_look_alike

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}")
_ORDER = re.compile(r"(?<![\w-])(?:\d{3}|D\d\d)-\d{7}-\d{7}(?![\w-])")
_CODE = re.compile(r"(?<![\w-])(?=[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z])[A-Z0-9]{4}-[A-Z0-9]{5,6}-[A-Z0-9]{4,5}(?![\w-])")
_TOKEN = re.compile(r"/g/([A-Za-z0-9]{10,})|[?&](?:token|t|k|key|sig|U|R|C|H|id)=([A-Za-z0-9]{12,})", re.ASCII)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_TAG = re.compile(r"<[^<>]*>")


def readings(data: bytes) -> list[str]:
    """A mail raw, its fields decoded, its parts decoded, without tags, entities and percent signs."""
    found = [data.decode("utf-8", "replace")]
    for part in email.message_from_bytes(data, policy=email.policy.compat32).walk():
        found += [decode_words(" ".join(str(value).split())) for _, value in part.raw_items()]
        if not part.is_multipart():
            found += _texts(part)
    return [unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)) for text in found]


def _texts(part: RawMail) -> list[str]:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or part.get_content_maintype() not in ("text", "message"):
        return []
    text = decode(payload, part.get_content_charset())
    return [text, html.unescape(_TAG.sub("", text)), unquote(text)]


def secrets_of(path: Path, catalog: Catalog, vocabulary: Vocabulary) -> dict[str, set[str]]:
    """Names, addresses, codes, order numbers and tokens of a golden mail."""
    data = path.read_bytes()
    told = json.loads(path.with_suffix(".json").read_text("utf-8"))
    texts = readings(data)
    whole = "\n".join(texts)
    addresses = {a for a in _ADDRESS.findall(whole) if not _is_known(a, catalog)}
    mail = email.message_from_bytes(data, policy=email.policy.compat32)
    named = [a for name in ("From", "To", "Cc", "Reply-To") for value in mail.get_all(name, []) for a in read_addresses(str(value))]
    names = {a.name for a in named if a.name} | {told["giver"] or ""}
    words = {word for name in names for word in re.findall(r"[^\W\d_]{2,}", name)}
    fields = [str(value) for name, value in mail.items() if name.lower() in ("message-id", "in-reply-to", "references")]
    signed = [s for name, value in mail.items() if name.lower() == "dkim-signature" for s in re.findall(r"\bb=([A-Za-z0-9+/]{20,})", str(value))]
    return {
        "addresses": addresses | ({told["recipient"]} if told["recipient"] and "@" in told["recipient"] else set()),
        "phones": {told["recipient"]} if told["recipient"] and "@" not in told["recipient"] else set(),
        "names": {word for word in words if not vocabulary.knows(word) and vocabulary.own_words(word) == [word]},
        "codes": {code for text in texts for code in _CODE.findall(text)} - {"XXXX-XXXXXX-XXXX"},
        "orders": set(_ORDER.findall(whole)) | ({told["order_id"]} if told["order_id"] else set()),
        "serials": {told["serial"]} if told["serial"] else set(),
        "tokens": {left for value in fields for left in re.findall(r"<([^<>@]{8,})@", value)}
        | set(signed)
        | {a or b for a, b in _TOKEN.findall(unquote(whole))},
    }


def _is_known(address: str, catalog: Catalog) -> bool:
    """Whether an address is the same in everybody's mail."""
    local, _, domain = address.rpartition("@")
    company = catalog.is_amazon(domain) or catalog.issuer_of(domain) is not None or is_look_alike(domain.lower(), catalog)
    return (company and (not re.search(r"\d{3}", local))) or not local.strip("=") or local in ("header.i=", "i=")


def found_in(secret: str, texts: list[str]) -> bool:
    """Whether a thing stands in one of the texts, as a word of its own."""
    secret = unicodedata.normalize("NFKC", secret).casefold()
    pattern = re.compile(rf"(?<![^\W_]){re.escape(secret)}(?![^\W_])" if secret[:1].isascii() else re.escape(secret))
    return any(secret in text.casefold() and pattern.search(text.casefold()) for text in texts)
