"""The ledger with real files."""
