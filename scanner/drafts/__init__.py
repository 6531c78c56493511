"""Drafts: a case, a language and a channel to a request that the owner may send; giftscan never does."""

from scanner.drafts.check import UnfitDraft
from scanner.drafts.compose import draft_for
from scanner.drafts.files import as_eml, as_text, file_name
from scanner.drafts.letter import Searched, shown_recipient
from scanner.drafts.words import languages

__all__ = ["Searched", "UnfitDraft", "as_eml", "as_text", "draft_for", "file_name", "languages", "shown_recipient"]
