"""A message's header alone, as the sweep of a mailbox gets it: read once, asked many times."""

from __future__ import annotations

import email.parser
import email.policy

from scanner.messages import decode_words, read_addresses
from scanner.messages.fields import read_fields
from scanner.model import Address

_ADDRESSES = frozenset({"from", "to", "cc", "sender", "reply-to"})


class Head:
    """The fields of a header, read as those of whole messages are: raw 8-bit letters and encoded words too."""

    __slots__ = ("_values",)

    def __init__(self, header: bytes) -> None:
        self._values: dict[str, list[str]] = {}
        for field in read_fields(email.parser.BytesHeaderParser(policy=email.policy.compat32).parsebytes(header)):
            self._values.setdefault(field.name.lower(), []).append(field.value)

    def values(self, name: str) -> list[str]:
        """All values of a field by its name in small letters; address fields as they were written."""
        return self._values.get(name, [])

    def text(self, *names: str) -> str:
        """What a person sees of some fields."""
        return " ".join(decode_words(value) if name in _ADDRESSES else value for name in names for value in self.values(name))

    def people(self, *names: str) -> list[Address]:
        """The people of some address fields, those without an address left out."""
        return [person for name in names for value in self.values(name) for person in read_addresses(value) if person.address]
