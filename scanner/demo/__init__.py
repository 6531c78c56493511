"""The demonstration: a sample mailbox, and a small IMAP server that serves it on loopback."""

from scanner.demo.sample import sample_messages
from scanner.demo.server import DemoServer

__all__ = ["DemoServer", "sample_messages"]
