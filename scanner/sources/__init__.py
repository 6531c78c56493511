"""Where mail comes from: files of all sorts and IMAP servers; read-only, and with a word on what was not seen."""

from scanner.sources.amount import Amount, bytes_to_read
from scanner.sources.base import Source, SourceEvent
from scanner.sources.files import FileSource, open_path
from scanner.sources.folders import use_of_name
from scanner.sources.reopening import Location, locate

__all__ = ["Amount", "FileSource", "Location", "Source", "SourceEvent", "bytes_to_read", "locate", "open_path", "use_of_name"]
