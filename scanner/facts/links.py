"""Redeem links, decoded without opening them: click trackers unwrapped, codes and tokens read out of the address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from scanner.catalog import Catalog
from scanner.facts.shapes import find_codes, find_order_ids
from scanner.model import ClaimCode, ClaimLink, Link
from scanner.trust import real_host

MAX_NESTING = 4
_TOKEN_PATH = re.compile(r"^/g/([A-Za-z0-9]{10,40})/?$")
_REDEEM_PATH = re.compile(r"^/(?:gc/redeem|gc-redeem|redeem|addgiftcard|gp/css/gc/payment|gp/gc|giftcard)\b", re.IGNORECASE)
_CODE_KEYS = frozenset({"claimcode", "claim_code", "gcclaimcode"})
_CODE_KEYS_OF_REDEEM_PAGE = frozenset({"code", "gc", "gccode", "giftcode"})  # elsewhere they name other things
_ORDER_KEYS = frozenset({"orderid", "order_id", "ordernumber"})


@dataclass(frozen=True, slots=True)
class ReadLink:
    """What a link says by its address alone."""

    link: Link
    url: str  # where it leads in the end
    host: str
    amazon: bool
    code: ClaimCode | None
    token: bool  # the address itself is as good as a code (/g/TOKEN)
    redeem: bool  # Amazon's page where codes are entered; the same for everyone
    order_id: str | None

    @property
    def secret(self) -> ClaimLink:
        """The address, sealed."""
        return ClaimLink(self.link.url, self.host)


def read_link(link: Link, catalog: Catalog) -> ReadLink:
    """A link read: trackers and scanners unwrapped as far as the target stands in the address itself."""
    code = None
    order_id = None
    token = redeem = False
    last, amazon = link.url, False
    for url in _targets(link.url):
        last = url
        try:
            parts = urlsplit(url)
        except ValueError:
            break
        host = parts.netloc.rpartition("@")[2].partition(":")[0].lower()
        amazon = catalog.is_amazon(host)
        if not amazon:
            continue
        token = token or bool(_TOKEN_PATH.match(parts.path))
        redeem = redeem or bool(_REDEEM_PATH.match(parts.path))
        for name, value in parse_qsl(parts.query, keep_blank_values=False):
            key = name.lower()
            token = token or bool(_TOKEN_PATH.match(value))
            if code is None and (key in _CODE_KEYS or (redeem and key in _CODE_KEYS_OF_REDEEM_PAGE)):
                code = next((m.code for m in find_codes(value)), None)
            if key in _ORDER_KEYS and order_id is None:
                order_id = next((found for _, _, found in find_order_ids(value)), None)
    return ReadLink(link, last, real_host(last, catalog) or real_host(link.url, catalog), amazon, code, token, redeem, order_id)


def _targets(url: str) -> Iterator[str]:
    """The address, and the addresses that are wrapped in it, outermost first."""
    for _ in range(MAX_NESTING):
        yield url
        inner = _wrapped(url)
        if inner is None:
            return
        url = inner


def _wrapped(url: str) -> str | None:
    """The address that a tracker's address holds (r.html?...U=..., f.html?...U=..., ?url=...)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    for _, value in parse_qsl(parts.query):
        if value.startswith(("http://", "https://")):
            return value
        if value.startswith(("http%3A", "https%3A", "http%3a", "https%3a")):
            return unquote(value)
    path = unquote(parts.path)
    at = max(path.rfind("/http://"), path.rfind("/https://"))
    return path[at + 1 :] if at >= 0 else None
