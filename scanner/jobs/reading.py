"""The loop that every job shares: raw messages in, events out; one bad message is told and the run goes on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from scanner.catalog import Catalog
from scanner.errors import UnreadableMessage
from scanner.facts import read_facts
from scanner.jobs.bounds import within_cpu_time
from scanner.jobs.events import Event, Progress, Read, Unreadable
from scanner.jobs.sifting import Sifter
from scanner.messages import Parser
from scanner.model import Authenticity, Origin, RawMessage
from scanner.sources import Source, SourceEvent
from scanner.sources.pdf import read_pdf
from scanner.trust import KeyLookup, assess, verified_signers

_TELL_EVERY = 100
_TELL_BYTES = 16 * 2**20


class Reader:
    """Reads raw messages into facts. With `keys` it verifies DKIM signatures itself.

    `sift` is for archives, where most mail has nothing to do with gift cards: it is let go after a look at its bytes.
    """

    def __init__(self, catalog: Catalog, own_hosts: tuple[str, ...] = (), keys: KeyLookup | None = None, *, sift: bool = False) -> None:
        self._catalog = catalog
        self._parser = Parser(catalog, read_pdf)
        self._own_hosts = own_hosts
        self._keys = keys
        self._sifts = sift

    def read(self, raw: RawMessage) -> Read | Unreadable:
        """One message read, or why it could not be."""
        try:
            with within_cpu_time():
                message = self._parser.parse(raw)
                signers = verified_signers(message, raw.data, self._catalog, self._keys) if self._keys else ()
                recognition, facts = read_facts(message, self._catalog, self._own_hosts, signers)
        except UnreadableMessage as error:
            return Unreadable(raw.origin, str(error))
        except RecursionError:
            return Unreadable(raw.origin, "nested too deep")
        except MemoryError:
            return Unreadable(raw.origin, "takes too much memory to read")
        return Read(message, recognition, facts, raw.data)

    def doubts(self, header: bytes) -> bool:
        """Whether a header alone contradicts itself: a failed check, a pose, a look-alike."""
        try:
            message = self._parser.parse(RawMessage(Origin("", ""), header))
        except (UnreadableMessage, RecursionError):
            return True
        return assess(message, self._catalog, self._own_hosts).authenticity is Authenticity.SUSPICIOUS

    @cached_property
    def _sifter(self) -> Sifter | None:
        """Made for the first message: where nothing is new, there is none."""
        return Sifter(self._catalog) if self._sifts else None

    def all(self, source: Source) -> Iterator[Event]:
        """Every message of a source, with a word on the progress now and then."""
        found = size = 0
        for at, item in enumerate(source.messages(), 1):
            if isinstance(item, SourceEvent):
                if item.unreadable is not None:
                    yield Unreadable(item.unreadable, item.why)
                else:
                    yield Progress(source.name, item.folder, item.seen, item.total, found, source.amount())
                continue
            event = (self._sifter(item) if self._sifter else None) or self.read(item)
            if isinstance(event, Read) and event.recognition.kind is not None:
                found += 1
            elif isinstance(event, Unreadable):
                source.unread(item, event.why)
            yield event
            size += len(item.data)
            if at % _TELL_EVERY == 0 or size >= _TELL_BYTES:
                size = 0
                yield Progress(source.name, item.folder, at, None, found, source.amount())
