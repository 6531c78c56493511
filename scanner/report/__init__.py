"""Cases and readings for people and programs: tables, JSON."""
