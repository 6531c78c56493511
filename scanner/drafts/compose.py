"""A case to a draft: the template for its road and channel, filled with what the case shows and nothing else."""

from __future__ import annotations

import hashlib
import re
from dataclasses import fields, replace
from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from scanner.cases import channel_of
from scanner.catalog import Catalog
from scanner.drafts.check import UnfitDraft, refuse_if_unfit
from scanner.drafts.letter import Letter, Searched, letter_of
from scanner.drafts.words import languages, words_of
from scanner.errors import UsageError
from scanner.model import Case, Channel, Draft, Odds, Route

_RULE = "* * *"  # what stands between two languages

# Which template serves a road on a channel; what is not listed is not offered.
TEMPLATES: dict[tuple[Route, Channel], str] = {
    (Route.ASK_GIVER, Channel.EMAIL): "giver.email",
    (Route.ASK_GIVER, Channel.MESSAGE): "giver.message",
    (Route.ASK_ISSUER, Channel.EMAIL): "issuer.email",
    (Route.RESEND_IN_ORDERS, Channel.CHAT): "resend.chat",
    (Route.RESEND_IN_ORDERS, Channel.PHONE): "amazon.phone",
    (Route.AMAZON_SUPPORT, Channel.CHAT): "amazon.chat",
    (Route.AMAZON_SUPPORT, Channel.PHONE): "amazon.phone",
}


def draft_for(
    case: Case,
    catalog: Catalog,
    searched: Searched,
    *,
    language: str | None = None,
    channel: Channel | None = None,
    owner_name: str = "",
    reader: str | None = None,
    bilingual: bool = False,
) -> Draft | None:
    """The draft of a case, None where its outcome has none.

    It is in `language`, else in that of the case's mail, else in English. `reader` is the owner's language: where the
    case's mail is in a language that has no letters, or `bilingual` asks for it, the same stands in it below.

    UsageError for a channel that its road does not have; UnfitDraft where no draft can be written that keeps our rules.
    """
    if not case.outcome.is_recoverable:
        return None
    chosen = channel or channel_of(case.route)
    template = template_for(case, chosen)
    wanted = language or case.language or "en"
    tag = wanted if wanted in languages() else "en"
    subject, body, situation = _letter(case, catalog, searched, tag, template, owner_name)
    below = reader if reader in languages() and reader != tag and (bilingual or tag != wanted) else None
    if below:
        body = f"{body}\n{_RULE}\n\n{_letter(case, catalog, searched, below, template, owner_name)[1]}"
    to = None
    if case.route is Route.ASK_GIVER:
        to = case.giver_address
    elif case.route is Route.ASK_ISSUER:
        to = case.issuer_address
    # The same case asks for the same thing tomorrow, though more mail was searched by then.
    again = f"|{case.asked.at.isoformat()}" if case.asked else ""  # a reminder is another letter than the one that it reminds of
    mark = hashlib.sha256(f"{case.id}|{chosen}|{tag}{below or ''}|{situation}|{to}{again}".encode()).hexdigest()[:20]
    return Draft(chosen, tag, to, subject, body, f"<giftscan.{case.id}.{mark}@giftscan.invalid>")


def _letter(case: Case, catalog: Catalog, searched: Searched, tag: str, template: str, owner_name: str) -> tuple[str, str, str]:
    """Subject, body and situation in one language."""
    letter = letter_of(case, catalog, searched, words_of(tag), tag, owner_name)
    try:
        return (*_written(case, letter, tag, template), letter.situation)
    except UnfitDraft:
        # Somebody's name may read like a claim or a number. The request does without names.
        bare = replace(letter, giver=None, issuer=None, owner_name=None, searched=None)
        return (*_written(case, bare, tag, template), letter.situation)


def template_for(case: Case, channel: Channel) -> str:
    """The template of a case on a channel. Raises UsageError where there is none."""
    name = TEMPLATES.get((case.route, channel))
    if name is None:
        offered = ", ".join(sorted(c.value for r, c in TEMPLATES if r is case.route))
        raise UsageError(f"no {channel} draft for this case; there is: {offered}")
    return "counter.chat" if name == "amazon.chat" and case.odds is Odds.POOR else name


def _written(case: Case, letter: Letter, tag: str, template: str) -> tuple[str, str]:
    """Subject and body, checked."""
    values = {f.name: getattr(letter, f.name) for f in fields(letter)}
    text = _environment().get_template(f"{tag}/{template}.j2").render(values)
    subject, _, body = text.partition("\n---\n")
    subject, body = re.sub(r"[ \t\r\n]+", " ", subject).strip(), _tidy(body)
    refuse_if_unfit(case, subject, body, (tag,), letter.foreign)
    return subject, body


@lru_cache(maxsize=1)
def _environment() -> Environment:
    loader = PackageLoader("scanner.drafts")
    # A missing value is an error, never a blank.
    return Environment(
        loader=loader,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 # nosec B701 # drafts are plain text, which has nothing to escape
    )


def _tidy(body: str) -> str:
    """Without the blank lines that absent facts leave."""
    kept: list[str] = []
    for line in (line.rstrip() for line in body.strip().split("\n")):
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept) + "\n"
