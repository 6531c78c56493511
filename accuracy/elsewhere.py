"""Mail that nobody of ours wrote: read without an exception, no code made up, and bounces with their recipient."""

from __future__ import annotations

from pathlib import Path

from scanner.catalog import Catalog
from scanner.jobs.events import Read, Unreadable
from scanner.jobs.reading import Reader
from scanner.model import Kind
from scanner.sources import open_path


def elsewhere_lines(folder: Path, catalog: Catalog) -> list[str]:
    """One row a corpus: messages, unreadable ones, codes, kinds, bounces."""
    lines = ["| corpus | messages | unreadable | claim codes | recognized, bounces apart | bounces | with a recipient |", "|---|---|---|---|---|---|---|"]
    for corpus in sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith("IMAP")):
        reader = Reader(catalog)
        messages = unreadable = codes = kinds = bounces = recipients = 0
        for event in reader.all(open_path(corpus)):
            if isinstance(event, Unreadable):
                unreadable += 1
            elif isinstance(event, Read):
                messages += 1
                codes += sum(fact.code is not None for fact in event.facts)
                is_bounce = event.recognition.kind is Kind.BOUNCE
                kinds += event.recognition.kind is not None and not is_bounce
                bounces += is_bounce
                recipients += is_bounce and any(f.delivery_status and f.delivery_status.final_recipient for f in event.facts)
        lines.append(f"| {corpus.name} | {messages} | {unreadable} | {codes} | {kinds} | {bounces} | {recipients} |")
    return lines
