"""The look before the reading: mail of an archive that cannot concern us is let go by its header and bytes alone."""

from __future__ import annotations

from scanner.catalog import Catalog
from scanner.jobs.events import Read
from scanner.messages import Sieve, read_envelope
from scanner.model import Address, Authenticity, RawMessage, Recognition
from scanner.trust import assess

_NOTHING = Recognition(None, None, None, None, None, None, Authenticity.UNVERIFIED)
_MOST_KNOWN = 100_000


class Sifter:
    """Lets mail go unread; what its header says of people is kept, as a scan of a mailbox keeps it of headers.

    People whom only its quotes and forwards name are not met. No case rests on them: whose mailbox it is, its aliases and whom
    the owner wrote to are told by headers alone. They would only count where a giver's name is looked up for an address, and
    there somebody who writes or is written to is the better witness: what stands in a quote anybody may have typed.
    """

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._sieve = Sieve(catalog)
        self._plain: dict[Address, bool] = {}  # senders, with whether they may be let go

    def __call__(self, raw: RawMessage) -> Read | None:
        """The message as one that does not concern us; None where it has to be read."""
        if self._sieve.holds(raw.data):
            return None
        message = read_envelope(raw)
        if message is None or message.sender is None:
            return None
        sender = message.sender
        if sender not in self._plain:
            if len(self._plain) >= _MOST_KNOWN:
                self._plain.clear()
            ours = self._catalog.is_amazon(sender.domain) or self._catalog.issuer_of(sender.domain) is not None
            self._plain[sender] = not ours and assess(message, self._catalog).authenticity is Authenticity.UNVERIFIED
        return Read(message, _NOTHING, (), raw.data) if self._plain[sender] else None
