"""The ledger: facts, statements, coverage and sealed secrets, kept in one SQLite file."""

from scanner.ledger.ledger import Ledger
from scanner.ledger.opening import erase_ledger, open_ledger

__all__ = ["Ledger", "erase_ledger", "open_ledger"]
