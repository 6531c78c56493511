"""What stands on a page besides its sentences: who sent it, codes, links, order numbers. Structure, not words."""

from __future__ import annotations

from functools import cached_property

from scanner.catalog import Catalog, Language
from scanner.facts.codes import CodePage, FoundCode, page_codes
from scanner.facts.formality import is_formal
from scanner.facts.labels import LabelReader
from scanner.facts.links import ReadLink, read_link
from scanner.facts.page import Page
from scanner.facts.sender import Sender
from scanner.facts.shapes import find_order_ids
from scanner.facts.topic import Topic, names_amazon, topic_of
from scanner.model import Attachment, Message


class Signals:
    """What a layer shows besides its sentences; worked out when asked for."""

    def __init__(self, page: Page, sender: Sender, message: Message, catalog: Catalog, languages: tuple[Language, ...]) -> None:
        self.page = page
        self.sender = sender
        self.message = message
        self.catalog = catalog
        self.labels = LabelReader(languages)

    @cached_property
    def links(self) -> tuple[ReadLink, ...]:
        """The links of the page, read."""
        return tuple(read_link(link, self.catalog) for link in self.page.layer.links)

    @cached_property
    def topic(self) -> Topic:
        """What of the page speaks of an Amazon gift card."""
        return topic_of(self.page, self.sender, self.labels, self.catalog)

    @cached_property
    def about_card(self) -> bool:
        """Whether the page is about an Amazon gift card."""
        return self.sender.gift_card or self.topic.about_card

    @cached_property
    def _leads_to_redeem(self) -> bool:
        """Whether a link leads to Amazon's redeem page: beside a code it says what the code is for, elsewhere nothing."""
        return any(link.redeem for link in self.links) and not self.topic.foreign

    @cached_property
    def codes(self) -> tuple[FoundCode, ...]:
        """The claim codes of the page: from its text, then from its links."""
        about = self.about_card or self._leads_to_redeem
        context = CodePage(self.page, self.labels, self.catalog, self.sender.amazon, self.sender.gift_card, about, self.topic.foreign, not self.company)
        return page_codes(context, self.links)

    @cached_property
    def live_codes(self) -> tuple[FoundCode, ...]:
        """The codes that the page does not call void."""
        return tuple(code for code in self.codes if not code.void)

    @cached_property
    def pdfs(self) -> tuple[Attachment, ...]:
        """Attachments that may be a card to print."""
        return tuple(a for a in self.page.layer.attachments if a.data)

    @cached_property
    def company(self) -> bool:
        """Whether the page is a company's: its sender is one, or it is laid out as only a company's mail is."""
        return self.sender.company or is_formal(self.page, self.sender, self.message, self.labels, self.catalog)

    @cached_property
    def order_id(self) -> str | None:
        """The first order number of the subject or text, else of a link. Another company's may look like Amazon's: it
        counts only where its line names Amazon."""
        lines = self.page.lines
        theirs = not self.sender.amazon and self.sender.known
        for text, line in [(self.page.subject, self.page.subject), *((cell, row.text) for row in lines for cell in row.cells)]:
            for _, _, found in find_order_ids(text):
                if not theirs or names_amazon(line, self.catalog, self.page.language):
                    return found
        return next((link.order_id for link in self.links if link.order_id), None)

    @cached_property
    def names_amazon(self) -> bool:
        """Whether the page names Amazon at all (not only in a mail address)."""
        return names_amazon(self.page.text, self.catalog, self.page.language) or any(link.amazon for link in self.links)
