"""Header fields: what recognition and trust read is kept with its values replaced, what nobody knows is dropped."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote, unquote

from scanner.facts.sender import BULK_FIELDS
from scanner.redaction.encoding import encoded_field
from scanner.redaction.finding import Finder
from scanner.redaction.standins import Standins

_PLAIN = frozenset(
    [
        "date",
        "resent-date",
        "mime-version",
        "content-transfer-encoding",
        "content-language",
        "auto-submitted",
        "precedence",
        "importance",
        "priority",
        "x-priority",
        "x-auto-response-suppress",
    ]
)
_TEXT = frozenset(
    [
        "from",
        "to",
        "cc",
        "bcc",
        "reply-to",
        "sender",
        "subject",
        "comments",
        "keywords",
        "organization",
        "return-path",
        "delivered-to",
        "x-original-to",
        "original-to",
        "envelope-to",
        "x-envelope-to",
        "x-delivered-to",
        "x-forwarded-to",
        "errors-to",
        "bounces-to",
        "resent-from",
        "resent-to",
        "resent-sender",
        "resent-cc",
        "x-apparently-to",
        "apparently-to",
        "original-recipient",
        "x-failed-recipients",
        "disposition-notification-to",
        "x-beenthere",
        "content-description",
        "content-location",
        "user-agent",
        "x-mailer",
        "list-unsubscribe",
        "list-unsubscribe-post",
        "list-post",
        "list-subscribe",
        "list-help",
        "list-owner",
        "list-archive",
    ]
)
_IDS = frozenset(["message-id", "in-reply-to", "references", "resent-message-id", "content-id", "x-original-message-id"])
_SIGNATURES = frozenset(["dkim-signature", "arc-seal", "arc-message-signature", "domainkey-signature"])
_TRACE = frozenset(["received", "received-spf", "authentication-results", "arc-authentication-results"])
# What mass mail and machines set; recognition looks at their names alone.
_MARKS = frozenset(name for name in BULK_FIELDS if name == "feedback-id" or name.startswith("x-")) | {"x-autoreply", "x-autorespond", "x-icloud-hme"}
_BESIDE = ("x-arc-", "x-dmarc-")  # stand between the results of one host
_ANGLE = re.compile(r"<([^<>]*+)>|(?<![^\s<>,;()\"])([^\s<>,;()\"][^\s<>,;()\"@]*+@[^\s<>,;()\"]++)")
_TAG = re.compile(r"(?P<name>\b[a-z]{1,2})(?P<equals>\s*=\s*)(?P<value>[^;]*)")
_HOST = r"(?:[A-Za-z0-9_](?:[\w\-]*\w)?\.)+[A-Za-z]{2,24}\.?(?![\w\-])"
# What of a trace field is somebody's. Names of properties (smtp.mailfrom=, header.d=) are passed over, also where an
# address follows them that has an equals sign of its own.
_TRACED = re.compile(
    r"\bheader\.[bs]\s*=\s*\"?(?P<key>[^\s;\"]+)"
    r"|(?P<property>(?<![\w@+.=\-])(?:(?:smtp|header|policy|body|auth|x)[.\-][\w.\-]+|envelope-from|mailfrom|sender|from)\s*=\s*\"?|(?<![\w@+.=\-])[A-Za-z][\w.\-]*=(?![^\s;]{0,320}@)\"?)"
    r"|(?<![\w\-.])(?:id|queue-id)\s+(?P<id>[^\s;()]+)"
    rf"|(?P<address>[^\s<>()\";:,@]{{1,512}}+@{_HOST})"
    rf"|@(?P<at>{_HOST})"
    r"|(?P<ip>(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])|(?:IPv6:)?(?<![\w:.])(?:[0-9a-f]{1,4}:){2,7}:?(?:[0-9a-f]{1,4}:){0,6}[0-9a-f]{1,4}(?![\w:])(?<!\d\d:\d\d:\d\d))"
    rf"|(?P<host>(?<![\w.@\-]){_HOST})"
    r"|(?<![\w\-.])(?:from|by|ehlo|helo)\s+(?P<named>[A-Za-z0-9_\-]+)(?=[\s;)]|$)",
    re.IGNORECASE,
)
_PARAMETER = re.compile(r"(?P<name>(?:file)?name(?:\*\d*\*?)?|boundary)\s*=\s*(?:\"(?=[^\"]*\")|)(?P<value>(?<=\")[^\"]*|[^\s;\"]+)", re.IGNORECASE)
_SHORT_ID = 4


class HeaderRewriter:
    """Rewrites the fields of entities. Names of dropped fields are collected in `dropped`."""

    def __init__(self, finder: Finder, standins: Standins) -> None:
        self._finder = finder
        self._standins = standins
        self.dropped: list[str] = []

    def rewrite(self, fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """The fields of a message or part that are kept, in order."""
        out: list[tuple[str, str]] = []
        for name, value in fields:
            low = name.lower()
            maker = self._maker(low)
            if maker is not None:
                out.append((name, _one_line_each(maker(value))))
                continue
            if low != "x-corpus":
                self.dropped.append(name)
            if out and out[-1][0].lower() == "authentication-results":
                # Results that something stood between must not become neighbors: they would be taken for one host's.
                out.append(("X-Redacted", "yes"))
        while out and out[-1][0] == "X-Redacted":
            out.pop()
        return out

    def _maker(self, name: str) -> Callable[[str], str] | None:
        if name in _PLAIN:
            return str
        if name in _TEXT:
            return self._text
        if name in ("content-type", "content-disposition"):
            return self._parameters
        if name == "list-id":
            return self._list_id
        if name in _IDS:
            return self.identifier
        if name in _SIGNATURES:
            return self._signature
        if name in _TRACE or name.startswith(_BESIDE):
            return self._trace
        return self._mark if name in _MARKS else None

    def _text(self, value: str) -> str:
        return encoded_field(value, self._finder.replaced)

    def identifier(self, value: str) -> str:
        """Message identifiers (RFC 5322, section 3.6.4): the left part by its shape, the right one as a host."""

        def one(match: re.Match[str]) -> str:
            inner = match.group(1) if match.group(1) is not None else match.group(2)
            left, at, right = inner.rpartition("@")
            new = self._standins.token(left) + at + self._standins.host(right) if at else self._standins.token(inner)
            return f"<{new}>" if match.group(1) is not None else new

        return _ANGLE.sub(one, value) if _ANGLE.search(value) else self._standins.token(value)

    def _signature(self, value: str) -> str:
        """A signature (RFC 6376, section 3.5): the domain stays or is mapped, what was signed is gone."""

        def tag(match: re.Match[str]) -> str:
            name, content = match.group("name"), match.group("value")
            if name in ("b", "bh", "s", "z"):
                new = re.sub(r"[^\s=]+", lambda m: self._standins.token(m.group()), content)
            elif name == "d":
                new = re.sub(r"\S+", lambda m: self._standins.host(m.group()), content)
            elif name == "i" and "@" in content:
                new = self._mailbox(content)
            else:
                new = content
            return name + match.group("equals") + new

        return _TAG.sub(tag, value)

    def _mailbox(self, content: str) -> str:
        local, at, domain = content.rpartition("@")
        return (self._standins.address(content.strip()) if local.strip() else at + self._standins.host(domain.strip())) + (
            "\n " if content.endswith("\n ") else ""
        )

    def _trace(self, value: str) -> str:
        """Where a mail came from (RFC 5321, section 4.4; RFC 8601): identifiers, addresses and hosts, in one pass."""
        return encoded_field(value, lambda text: _TRACED.sub(self._traced, text))

    def _traced(self, match: re.Match[str]) -> str:
        made = self._standins
        told = match.lastgroup or ""
        text = match.group(told)
        head = match.group()[: match.start(told) - match.start()]
        tail = match.group()[match.end(told) - match.start() :]
        if told in ("key", "id"):
            new = made.token(text) if told == "key" or self._is_identifier(text) else text
        elif told == "address":
            new = made.address(text)
        elif told == "ip":
            new = made.ip(text)
        elif told in ("at", "host", "named"):
            new = made.host(text)
        else:
            new = text
        return head + new + tail

    @staticmethod
    def _is_identifier(text: str) -> bool:
        """Whether a word behind `id` is one mail's; a version of the server's program stands there, too."""
        return len(text) >= _SHORT_ID and not re.fullmatch(r"\d+(?:\.\d+){1,4}", text)

    def _list_id(self, value: str) -> str:
        """A list's identifier (RFC 2919) without its description."""
        found = re.search(r"<([^<>]*)>", value)
        return f"<{self._standins.host(found.group(1))}>" if found else self._standins.token(value)

    def _parameters(self, value: str) -> str:
        """A type or disposition (RFC 2045, 2183): boundaries and file names replaced."""

        def parameter(match: re.Match[str]) -> str:
            name, content = match.group("name"), match.group("value")
            if name.lower() == "boundary":
                return match.group()[: match.start("value") - match.start()] + self.boundary(content) + match.group()[match.end("value") - match.start() :]
            if "*" in name and "%" in content:
                charset, quotes, text = content.rpartition("''")
                new = charset + quotes + quote(self._finder.replaced(unquote(text)), safe="")
            else:
                new = encoded_field(content, self._finder.replaced)
            return match.group()[: match.start("value") - match.start()] + new + match.group()[match.end("value") - match.start() :]

        return _PARAMETER.sub(parameter, value)

    def boundary(self, text: str) -> str:
        """A boundary (RFC 2046, section 5.1.1): some mailers put the sender's name or time there."""
        return self._standins.token(text)

    def _mark(self, value: str) -> str:
        """A mark of mass mail: its words by their shape, hosts as hosts."""
        value = re.sub(r"https?://\S+", lambda m: self._finder.urls.rewrite(m.group()), value)
        return (
            re.sub(r"[A-Za-z0-9+=_\-]{3,}(?![A-Za-z0-9]*\.[A-Za-z])", lambda m: self._standins.token(m.group()), value)
            if "." not in value
            else self._finder.replaced(value)
        )


def _one_line_each(value: str) -> str:
    """A value whose line ends all fold (RFC 5322, section 2.2.3): nothing that was replaced begins a field of its own."""
    return re.sub(r"\n(?![ \t])", "\n ", value.rstrip("\n"))
