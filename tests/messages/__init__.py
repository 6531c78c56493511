"""Tests of scanner/messages."""
