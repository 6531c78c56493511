"""Bytes to messages: parts, the text a person sees, layers of forwards and quotes, dates, and bounces."""

from scanner.messages.cleaning import INVISIBLE, clean, clean_line
from scanner.messages.encoded_words import decode_words
from scanner.messages.envelope import read_envelope
from scanner.messages.fields import message_ids, read_addresses
from scanner.messages.heading import Heading, read_heading
from scanner.messages.parse import Parser, identity, parse
from scanner.messages.sieve import Sieve

__all__ = [
    "INVISIBLE", "Heading", "Parser", "Sieve", "clean", "clean_line", "decode_words", "identity", "message_ids", "parse", "read_addresses",
    "read_envelope", "read_heading",
]  # fmt: skip
