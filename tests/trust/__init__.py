"""Tests of scanner/trust."""
