"""Stand-ins: what stands for each thing that was replaced, the same for the same thing wherever it is met."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from scanner.catalog import Catalog
from scanner.redaction.hosts import Hosts
from scanner.redaction.letters import invented, scrambled
from scanner.redaction.vocabulary import Vocabulary
from scanner.trust import is_look_alike

_PIECES = re.compile(r"[^\W\d_]+|\d+")
_PICTURE = re.compile(r"[A-Za-z]+[\d_-]{0,4}\.(?:png|jpe?g|gif|bmp|svg)(?![A-Za-z0-9])", re.IGNORECASE)
_SHORT_TOKEN = 4
_ALIAS = "_at_"
# What machines put beside a list's or a sender's name.
_MACHINE = frozenset(["leave", "request", "owner", "bounce", "bounces", "unsubscribe", "subscribe", "join", "confirm", "return", "reply", "noreply"])


class Sort(StrEnum):
    """What sort of thing was replaced."""

    CODE = "code"
    ORDER = "order"
    ADDRESS = "address"
    DOMAIN = "domain"
    HOST = "host"
    NAME = "name"
    PHONE = "phone"
    PLACE = "place"
    NUMBER = "number"
    TOKEN = "token"  # noqa: S105 # nosec B105 # a sort of thing
    ALSO = "also"

    @property
    def is_secret(self) -> bool:
        """Whether the original may be as good as money, so that it is shown masked."""
        return self in (Sort.CODE, Sort.TOKEN, Sort.NUMBER)


@dataclass(frozen=True, slots=True)
class Replacement:
    """One thing and what stands for it."""

    sort: Sort
    original: str = field(repr=False)
    standin: str


class Standins:
    """Makes stand-ins under a key that nobody keeps, and remembers them for the preview."""

    def __init__(self, key: bytes, catalog: Catalog, vocabulary: Vocabulary, names: Iterable[str] = ()) -> None:
        self._key = key
        self._catalog = catalog
        self._vocabulary = vocabulary
        self._names = sorted({n.casefold() for n in names if len(n) > 2}, key=lambda n: (-len(n), n))
        self._made: dict[tuple[Sort, str], str] = {}
        self._hosts = Hosts(catalog, vocabulary, self.label, self._digits)

    @property
    def replacements(self) -> tuple[Replacement, ...]:
        """All that was replaced, sort by sort."""
        order = list(Sort)
        items = [Replacement(sort, original, new) for (sort, original), new in self._made.items() if original != new]
        return tuple(sorted(items, key=lambda r: order.index(r.sort)))

    def code(self, text: str) -> str:
        """A claim code, however its groups are joined."""
        bare = re.sub(r"[^A-Za-z0-9]", "", text).upper()
        new = iter(scrambled(bare, self._key, "code"))
        made = "".join(next(new) if c.isascii() and c.isalnum() else c for c in text)
        made = "".join(n.lower() if o.islower() else n for n, o in zip(made, text, strict=True))
        return self._noted(Sort.CODE, text, made)

    def order(self, text: str) -> str:
        """An order number; the digits that tell the sort of order (D01) stay."""
        first = re.match(r"[A-Z]\d\d", text)
        head = first.group() if first else ""
        new = iter(scrambled(re.sub(r"\D", "", text[len(head) :]), self._key, "order"))
        return self._noted(Sort.ORDER, text, head + "".join(next(new) if c.isdigit() else c for c in text[len(head) :]))

    def token(self, text: str, sort: Sort = Sort.TOKEN) -> str:
        """A number, identifier or token by its shape."""
        # image001.png@01D9…: the file's name tells nothing, and stands in its own field too.
        file = _PICTURE.match(text)
        at = file.end() if file else 0
        return self._noted(sort, text, text[:at] + scrambled(text[at:], self._key, "token"))

    def phone(self, text: str) -> str:
        """A telephone number; a country's code stays."""
        head = re.match(r"\+\d{1,2}", text)
        at = head.end() if head else 0
        new = iter(scrambled(re.sub(r"\D", "", text[at:]), self._key, "phone"))
        return self._noted(Sort.PHONE, text, text[:at] + "".join(next(new) if c.isdigit() else c for c in text[at:]))

    def name(self, word: str, sort: Sort = Sort.NAME) -> str:
        """One word of a name or a place."""
        return self._noted(sort, word, invented(word, self._key))

    def address(self, text: str) -> str:
        """An e-mail address: what a company's machines put there stays readable, a person's part does not."""
        local, _, domain = text.rpartition("@")
        company = self._catalog.is_amazon(domain) or self._catalog.issuer_of(domain) is not None
        # With an equals sign there is another address inside (VERP, SRS).
        keep = company or _ALIAS in local
        new = _PIECES.sub(lambda m: scrambled(m.group(), self._key, "token"), local) if "=" in local else self._local(local, keep=keep)
        host = self.host(domain)
        if new == local and host == domain and not company and not is_look_alike(domain.lower(), self._catalog):
            # An office's word (desk@) is somebody's address all the same, where the domain says nothing of an office.
            new += self.label(local[:2])
        return self._noted(Sort.ADDRESS, text, f"{new}@{host}")

    def _local(self, local: str, *, keep: bool) -> str:
        out = []
        for at, piece in enumerate(re.split(r"([^A-Za-z0-9]+)", local)):
            if not piece or not piece[0].isalnum() or piece.lower() in _MACHINE:
                out.append(piece)
            elif keep and piece.isalpha() and (len(piece) <= _SHORT_TOKEN or self._vocabulary.knows(piece) or not self._is_token(piece)):
                out.append(self.label(piece) if any(n in piece.lower() for n in self._names) and not self._vocabulary.knows(piece) else piece)
            elif keep and not piece.isalpha():
                out.append(scrambled(piece, self._key, "token"))
            elif at < 2 and (role := self._vocabulary.role_of(piece)):
                # What begins like an office's address still does, as recognition goes by that.
                out.append(piece if self._vocabulary.knows(piece) else piece[: len(role)] + self.label(piece[len(role) :]))
            else:
                out.append(self.label(piece))
        return "".join(out)

    @staticmethod
    def _is_token(piece: str) -> bool:
        return len(piece) >= 12 and not piece.islower()

    def label(self, text: str) -> str:
        """Letters and digits that may be made of names (`kmiller`, `northwindresearch`): names in them by their stand-ins."""
        out: list[str] = []
        at = 0
        while at < len(text):
            name = next((n for n in self._names if text[at : at + len(n)].casefold() == n), None)
            if name:
                out.append(invented(text[at : at + len(name)], self._key))
                at += len(name)
                continue
            match = _PIECES.match(text, at)
            if not match:
                out.append(text[at])
                at += 1
                continue
            end = match.end()
            inner = [i for n in self._names if (i := text.casefold().find(n, at)) >= 0]
            end = min([end, *inner])
            out.append(self._piece(text[at:end]))
            at = end
        return "".join(out)

    def _piece(self, piece: str) -> str:
        if piece.isdigit():
            return self._digits(piece)
        initials = [n for n in self._names if len(piece) == 1 and n.startswith(piece.casefold())]
        if initials:
            first = invented(initials[0], self._key)[0]
            return first.upper() if piece.isupper() else first
        return invented(piece, self._key)

    def _digits(self, text: str) -> str:
        return scrambled(text, self._key, "digits")

    def host(self, host: str) -> str:
        """A host name or domain: known ones stay, others become example ones."""
        new = self._hosts.host(host)
        return self._noted(Sort.DOMAIN, host, new) if new != host else new

    def ip(self, number: str) -> str:
        """An IP address: one of the ranges for documentation (RFC 5737, 3849), or of the same private range."""
        return self._noted(Sort.HOST, number, self._hosts.ip(number))

    def also(self, text: str) -> str:
        """What the owner named."""
        return self._noted(Sort.ALSO, text, "".join(p if not p.isalnum() else invented(p, self._key) for p in re.split(r"(\W+)", text)))

    def _noted(self, sort: Sort, original: str, new: str) -> str:
        return self._made.setdefault((sort, original), new)
