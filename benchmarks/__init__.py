"""Measurements by hand; none of them is a test, and none of their figures is asserted anywhere."""
