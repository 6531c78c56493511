"""Tests of scanner/sources."""
