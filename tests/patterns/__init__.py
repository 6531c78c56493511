"""Patterns: what each costs at worst, counted in steps, and that words from data are no patterns."""
