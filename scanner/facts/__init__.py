"""Facts: what a message says of each card, recognized first and read out second."""

from scanner.catalog import Catalog
from scanner.facts.extract import extract, reference_of
from scanner.facts.quotes import mask_codes, mask_known
from scanner.facts.recognize import recognize
from scanner.facts.why import Reason, reasons_of
from scanner.model import Fact, Message, Recognition
from scanner.trust import assess


def read_facts(message: Message, catalog: Catalog, own_hosts: tuple[str, ...] = (), signers: tuple[str, ...] = ()) -> tuple[Recognition, tuple[Fact, ...]]:
    """What a message is, and the facts of its cards: assess who sent it, recognize it, extract."""
    recognition, readings = recognize(message, catalog, assess(message, catalog, own_hosts, signers))
    return recognition, extract(message, recognition, readings, catalog)


__all__ = ["Reason", "extract", "mask_codes", "mask_known", "read_facts", "reasons_of", "recognize", "reference_of"]
