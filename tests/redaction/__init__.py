"""Tests of scanner/redaction."""
