"""A message's header alone, with the identity that it gives the message."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.messages.entities import read_entity
from scanner.messages.fields import message_ids, read_fields
from scanner.messages.parse import identity
from scanner.model import Field


@dataclass(frozen=True, slots=True)
class Heading:
    """The header of a message, and the key under which the message is known."""

    key: str
    fields: tuple[Field, ...]

    def value(self, name: str) -> str:
        """The first value of a field, decoded; '' where there is none."""
        return next((field.value for field in self.fields if field.name.lower() == name.lower()), "")


def read_heading(data: bytes) -> Heading:
    """The header of a message, read as the whole message is. UnreadableMessage where that is beyond our bounds."""
    fields = read_fields(read_entity(data))
    ids = message_ids(field.value for field in fields if field.name.lower() == "message-id")
    return Heading(identity(data, ids[0] if ids else None), fields)
