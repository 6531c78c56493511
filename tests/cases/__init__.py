"""Tests of the room cases: facts in, verdicts out."""
