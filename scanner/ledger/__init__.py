"""The ledger: facts, statements, coverage and sealed secrets, kept in one SQLite file."""

from scanner.ledger.ledger import Ledger
from scanner.ledger.opening import erase_ledger, open_ledger, saved_aside
from scanner.ledger.salvage import Salvaged, open_or_rebuild

__all__ = ["Ledger", "Salvaged", "erase_ledger", "open_ledger", "open_or_rebuild", "saved_aside"]
