"""Tests of scanner/catalog."""
