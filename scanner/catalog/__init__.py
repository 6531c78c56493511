"""What giftscan knows, as data: marketplaces, languages, issuers and providers, loaded, checked and compiled once."""

from scanner.catalog.catalog import Catalog, load_catalog
from scanner.catalog.folding import fold, is_cjk
from scanner.catalog.issuers import IssuerEntry
from scanner.catalog.languages import Language
from scanner.catalog.marketplaces import Contact, Marketplace, Validity
from scanner.catalog.phrases import Folded, Phrase
from scanner.catalog.places import phrase_place, sender_place
from scanner.catalog.providers import ImapHost, Provider, host_matches
from scanner.catalog.subjects import is_automatic_answer, is_passed_on, without_prefixes

__all__ = [
    "Catalog",
    "Contact",
    "Folded",
    "ImapHost",
    "IssuerEntry",
    "Language",
    "Marketplace",
    "Phrase",
    "Provider",
    "Validity",
    "fold",
    "host_matches",
    "is_automatic_answer",
    "is_cjk",
    "is_passed_on",
    "load_catalog",
    "phrase_place",
    "sender_place",
    "without_prefixes",
]
