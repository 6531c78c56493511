"""Faults of machine and wire, and what the program answers: nothing lost, nothing doubled, a clear word."""
