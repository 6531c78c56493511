"""The ledger: facts, statements, coverage and sealed secrets, kept in one SQLite file."""

from scanner.ledger.ledger import Ledger
from scanner.ledger.opening import erase_ledger, open_ledger, saved_aside
from scanner.ledger.rekeying import Standing, Target, bring_key, check_ledger, key_standing, move_key, rotate
from scanner.ledger.salvage import Salvaged, open_or_rebuild

__all__ = [
    "Ledger", "Salvaged", "Standing", "Target", "bring_key", "check_ledger", "erase_ledger", "key_standing", "move_key", "open_ledger",
    "open_or_rebuild", "rotate", "saved_aside",
]  # fmt: skip
