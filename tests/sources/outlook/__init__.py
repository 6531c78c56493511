"""Outlook's own files, written here and read back."""
