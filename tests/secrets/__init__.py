"""Tests of scanner/secrets."""
