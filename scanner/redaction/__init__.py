"""Redaction: a mail made safe to give away, its structure, encoding, amounts and dates kept."""

from scanner.redaction.redact import Redacted, Redactor, redact
from scanner.redaction.standins import Replacement, Sort

__all__ = ["Redacted", "Redactor", "Replacement", "Sort", "redact"]
