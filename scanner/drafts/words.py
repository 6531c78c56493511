"""The sentences of a letter that depend on the case, in the letter's language: templates/<tag>/words.toml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from scanner.catalog.reading import Table
from scanner.drafts.claims import Claims, read_claims

# What every language has words for; `happened` and `asks` are by situation (see `letter.situation_of`).
LABELS = (
    "order_id", "bought_on", "ordered_on", "due_on", "sent_on", "came_on", "reminded_on", "told_on", "amount", "sender", "recipient", "own_address",
    "corrected", "serial", "marketplace", "subject",
)  # fmt: skip
HAPPENED = (
    "bounced", "never_delivered", "never_delivered_told", "never_delivered_self", "never_delivered_promised", "never_delivered_refund",
    "never_delivered_posted", "never_delivered_posted_told", "lost", "lost_deleted", "lost_promised", "lost_promised_deleted", "lost_refund",
    "lost_refund_deleted", "lost_posted", "lost_counter",
)  # fmt: skip
ASKS = (
    "never_delivered_refund", "never_delivered_promised", "never_delivered_posted", "never_delivered_posted_told", "lost_refund", "lost_refund_deleted",
    "lost_posted", "lost_counter",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """One language's labels and sentences; each claims only what the case shows."""

    labels: dict[str, str]
    happened: dict[str, str]
    asks: dict[str, str]
    ask_again: str  # where the situation has no request of its own: to have the card sent again
    ask_again_corrected: str
    searched: str  # fields: where, day
    searched_for_notice: str  # the buyer's mailbox never holds the card itself, only word of it
    searched_for_refund: str
    holes: str  # field: folders
    where: str  # fields: folders, messages
    one_message: str
    messages: str  # field: count
    list_comma: str
    more: str
    inbox: str
    proof_mail: str  # field: day
    proof_note: str
    colon: str  # what stands between a label and its value
    spaced: bool  # whether a blank stands between two sentences
    claims: Claims


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """The languages in which letters are written (BCP 47), by the folders that hold a words.toml."""
    return tuple(sorted(folder.name for folder in (resources.files("scanner.drafts") / "templates").iterdir() if (folder / "words.toml").is_file()))


@lru_cache(maxsize=32)
def words_of(tag: str) -> Words:
    """The words of a language that has letters. Raises CatalogError naming file and key."""
    file = resources.files("scanner.drafts") / "templates" / tag / "words.toml"
    table = Table.parse(f"{tag}/words.toml", file.read_bytes())
    words = Words(
        labels=_all(table, "labels", LABELS),
        happened=_all(table, "happened", HAPPENED),
        asks=_all(table, "asks", ASKS),
        claims=read_claims(table.table("claims")),
        spaced=table.flag("spaced"),
        **{
            name: table.text(name)
            for name in (
                "ask_again", "ask_again_corrected", "searched", "searched_for_notice", "searched_for_refund", "holes", "where", "one_message", "messages",
                "list_comma", "colon", "more", "inbox", "proof_mail", "proof_note",
            )
        },
    )  # fmt: skip
    table.close()
    return words


def _all(table: Table, name: str, keys: tuple[str, ...]) -> dict[str, str]:
    section = table.table(name)
    found = {key: section.text(key) for key in keys}
    section.close()
    return found
