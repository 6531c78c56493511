"""Tests of the room jobs: the loops, and what bounds them."""
