"""What giftscan stands on, for tests and releases: what we ask for, what is locked, its licenses, and its bill of materials."""
