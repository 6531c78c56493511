"""The demonstration: a sample mailbox, and a small IMAP server that serves it on loopback."""

from scanner.demo.server import DemoServer, sample_messages

__all__ = ["DemoServer", "sample_messages"]
