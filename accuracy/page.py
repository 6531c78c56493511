"""ACCURACY.md: the scores as a page for people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accuracy.elsewhere import elsewhere_lines
from accuracy.score import FIELDS, Golden, Score, score_of
from scanner.catalog import Catalog, Language, Phrase

_HEAD = """# Accuracy

How well `giftscan explain` reads golden mails. All of them are synthetic, because hardly any real mail of this sort is
public: the figures say how far the rules hold on mail that other hands wrote, not how they fare in your mailbox. If you have
a mail that was not recognized, CONTRIBUTING.md says how to give it.

This page is written by `make accuracy`.
"""


_LATE = ("en2", "ja2")
_ODD = ("ja4",)
# When the blind sets were written, and how to know their tags.
ROUNDS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("before a language's rules", lambda tag: tag.isalpha()),
    ("when English and Japanese were done", lambda tag: tag in _LATE),
    ("when all languages were done", lambda tag: (tag.endswith("2") and tag not in _LATE) or tag in ("en3", "ja3", "en4")),
    ("when the frame of a mail was made to count", lambda tag: tag.endswith("5")),
    ("after that, in fourteen languages", lambda tag: tag.startswith("x6")),
    ("in wordings as far from Amazon's as a copywriter would go", lambda tag: (tag.endswith("3") and tag not in ("en3", "ja3")) or tag in _ODD),
)


@dataclass(frozen=True, slots=True)
class Languages:
    """The blind sets by language, and the score that each had before anything was mended for it."""

    goldens: dict[str, list[Golden]]
    first: dict[str, dict[str, Any]]


def page(own: list[Golden], blind: Languages, catalog: Catalog, elsewhere: Path | None) -> str:
    """The whole page."""
    lines = [_HEAD]
    lines += ["## Golden mails", "", f"{len(own)} mails that the rules were written and mended with.", "", *_totals([("all", score_of(own))])]
    lines += ["", "## Blind mails", ""]
    lines += [
        "Somebody who had not seen the rules wrote these mails. *First* is the score before anything was mended for them, and says",
        "what to expect of mail that nobody here has seen; *now* is today's.",
        "",
        *_rounds(blind),
        "",
        "Set by set; a number behind the language tells a later set from its first.",
        "",
        *_blind(blind),
    ]
    everything = [*own, *(g for goldens in blind.goldens.values() for g in goldens)]
    lines += ["", "## By marketplace and kind", "", *_by_kind(everything)]
    lines += ["", "## By field", "", *_by_field(everything)]
    lines += ["", "## What the words rest on", "", *_phrases(catalog)]
    if elsewhere is not None:
        lines += ["", "## Mail from elsewhere", "", *elsewhere_lines(elsewhere, catalog)]
    return "\n".join(lines) + "\n"


def percent(part: int, whole: int) -> str:
    """A share, with one decimal; a dash of nothing."""
    return f"{100 * part / whole:.1f} %" if whole else "–"


def _totals(rows: Iterable[tuple[str, Score]]) -> list[str]:
    lines = ["| mails | kind | complete | precise | codes found | false codes | amount | order | dates | falsely authentic |", "|" + "---|" * 10]
    return lines + [_row(str(score.mails), score) for _, score in rows]


def _row(name: str, score: Score) -> str:
    dates = min(score.right["deliver_on"], score.right["expires_on"], score.right["date"])
    cells = (
        name,
        percent(score.right["kind"], score.mails),
        percent(score.complete, score.mails),
        percent(score.precise, score.mails),
        percent(score.codes - score.missed_codes, score.codes),
        str(score.false_codes),
        percent(score.right["amount"], score.mails),
        percent(score.right["order_id"], score.mails),
        percent(dates, score.mails),
        str(score.falsely_authentic),
    )
    return "| " + " | ".join(cells) + " |"


def _blind(blind: Languages) -> list[str]:
    lines = ["| language | score | kind | complete | precise | codes found | false codes | amount | order | dates | falsely authentic |", "|" + "---|" * 11]
    for tag, goldens in blind.goldens.items():
        if tag in blind.first:
            lines.append("| " + tag + " " + _row("first", _scored(blind.first[tag])))
        lines.append("| " + ("" if tag in blind.first else tag + " ") + _row("now", score_of(goldens)))
    return lines


def _rounds(blind: Languages) -> list[str]:
    """The sums over the sets that were written at one time."""
    lines = ["| written | score | mails | kind | complete | precise | codes found | false codes | amount | order | dates | falsely authentic |"]
    lines.append("|" + "---|" * 12)
    for name, belongs in ROUNDS:
        tags = [tag for tag in blind.goldens if belongs(tag) and tag in blind.first]
        first = Score()
        for tag in tags:
            first.join(_scored(blind.first[tag]))
        now = score_of(g for tag in tags for g in blind.goldens[tag])
        lines.append(f"| {name} | first " + _row(str(first.mails), first))
        lines.append("| | now " + _row(str(now.mails), now))
    return lines


def _scored(values: dict[str, Any]) -> Score:
    return Score(**values)


def _by_kind(goldens: list[Golden]) -> list[str]:
    groups: dict[tuple[str, str], Score] = defaultdict(Score)
    for golden in goldens:
        groups[golden.expected["marketplace"] or "–", golden.expected["kind"] or "none"].add(golden)
    lines = ["| marketplace | kind | mails | recognized | complete | precise |", "|---|---|---|---|---|---|"]
    for (shop, kind), score in sorted(groups.items()):
        lines.append(f"| {shop} | {kind} | {score.mails} | {score.right['kind']} | {score.complete} | {score.precise} |")
    return lines


def _by_field(goldens: list[Golden]) -> list[str]:
    score = score_of(goldens)
    rows = [f"| {name} | {score.right[name]} | {score.mails} | {percent(score.right[name], score.mails)} |" for name in FIELDS]
    return ["| field | right | of | share |", "|---|---|---|---|", *rows]


def _phrases(catalog: Catalog) -> list[str]:
    lines = ["A phrase is *observed* where its source is named, else *inferred* from how such mail is written.", ""]
    lines += ["| language | observed | inferred |", "|---|---|---|"]
    for tag, language in sorted(catalog.languages.items()):
        phrases = _all_phrases(language)
        seen = sum(phrase.observed for phrase in phrases)
        lines.append(f"| {tag} | {seen} | {len(phrases) - seen} |")
    return lines


def _all_phrases(language: Language) -> list[Phrase]:
    kinds = [p for words in language.kinds.values() for p in (*words.firm, *words.loose)]
    return [*kinds, *(p for group in (language.labels, language.cues, language.forms) for phrases in group.values() for p in phrases)]
