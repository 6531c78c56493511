"""The ledger: facts, statements, coverage and sealed secrets, kept in one SQLite file."""

from scanner.ledger.ledger import Ledger
from scanner.ledger.opening import erase_ledger, open_ledger
from scanner.ledger.rekeying import Standing, Target, bring_key, check_ledger, key_standing, move_key, rotate

__all__ = ["Ledger", "Standing", "Target", "bring_key", "check_ledger", "erase_ledger", "key_standing", "move_key", "open_ledger", "rotate"]
