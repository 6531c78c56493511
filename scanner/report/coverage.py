"""What was searched and what was not: a line or two below every answer, all of it where somebody asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from scanner.model import Coverage, NotSeen, SearchedBy
from scanner.report.safe import visible
from scanner.report.words import DEPTHS
from scanner.texts import _, ngettext, retold

_NAMED = 6  # folders that a summary names


def coverage_lines(coverage: Iterable[Coverage], *, whole: bool = False) -> list[str]:
    """A line on what was searched, one on what was not seen. `whole`: a line for each folder and each hole."""
    entries = list(coverage)
    if not entries:
        return [_("Nothing was searched yet.")]
    lines = [_searched(entries)]
    if whole:
        lines += ["  " + _folder(entry) for entry in entries if entry.messages]
        return lines + [_("Not seen: {hole}", hole=_hole(entry, hole)) for entry in entries for hole in entry.not_seen]
    holes = [_hole(entry, hole) for entry in entries for hole in entry.not_seen if hole.is_hole]
    if holes:
        rest = ngettext("and {count} more", "and {count} more", len(holes) - 2) if len(holes) > 3 else ""
        shown = [*holes[:2], rest] if rest else holes
        lines.append(_("Not seen: {hole}", hole="; ".join(shown)))
    return lines


def _searched(entries: list[Coverage]) -> str:
    """All folders in one line: how many messages, where, from when to when, how thoroughly."""
    seen = [entry for entry in entries if entry.messages]
    total = sum(entry.messages for entry in entries)
    names = list(dict.fromkeys(visible(entry.folder or entry.source) for entry in seen))
    where = ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
    line = ngettext("Searched: {count:,} message", "Searched: {count:,} messages", total)
    if where:
        line = _("{line} in {where}", line=line, where=where)
    firsts = [entry.first for entry in seen if entry.first]
    lasts = [entry.last for entry in seen if entry.last]
    line = _with_days(line, min(firsts, default=None), max(lasts, default=None))
    order = list(SearchedBy)
    depth = min((entry.searched_by for entry in seen), key=order.index, default=None)
    return _("{line} ({how})", line=line, how=DEPTHS[depth]()) if depth else line


def _with_days(line: str, first: datetime | None, last: datetime | None) -> str:
    """The days from which and to which mail was seen, as far as they are known."""
    if first is None or last is None:
        return line
    if first.date() == last.date():
        return _("{line}, {day}", line=line, day=first.date().isoformat())
    return _("{line}, {first} to {last}", line=line, first=first.date().isoformat(), last=last.date().isoformat())


def _folder(entry: Coverage) -> str:
    count = ngettext("{count:,} message", "{count:,} messages", entry.messages)
    line = _("{label}: {value}", label=visible(entry.folder or entry.source), value=count)
    return _("{line} ({how})", line=_with_days(line, entry.first, entry.last), how=DEPTHS[entry.searched_by]())


def _hole(entry: Coverage, hole: NotSeen) -> str:
    text = _("{label}: {value}", label=visible(entry.folder or entry.source), value=visible(retold(hole.why)))
    return _("{line} ({how})", line=text, how=f"{hole.count:,}") if hole.count else text
