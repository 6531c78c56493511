"""What was searched and what was not: some lines below every answer, all of it where somebody asks; no reason is left out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from scanner.jobs.events import Counts
from scanner.model import Coverage, NotSeen, SearchedBy
from scanner.report.safe import visible
from scanner.report.sizes import size_words
from scanner.report.words import DEPTHS
from scanner.texts import _, ngettext, retold

_NAMED = 6  # folders that a summary names
_HOLES = 3  # so many are told with their folders; more by their reasons


def coverage_lines(coverage: Iterable[Coverage], *, whole: bool = False) -> list[str]:
    """A line on what was searched, one on what was not seen and why. `whole`: a line for each folder and each hole."""
    entries = list(coverage)
    if not entries:
        return [_("Nothing was searched yet.")]
    lines = [_searched(entries)]
    if whole:
        lines += ["  " + _folder(entry) for entry in entries if entry.messages]
        return lines + [_("Not seen: {hole}", hole=_hole(entry, hole)) for entry in entries for hole in entry.not_seen]
    holes = [(entry, hole) for entry in entries for hole in entry.not_seen if hole.is_hole]
    if holes:
        shown = [_hole(entry, hole) for entry, hole in holes] if len(holes) <= _HOLES else _by_reason(holes)
        lines.append(_("Not seen: {hole}", hole="; ".join(shown)))
    return lines


def files_lines(counts: Counts) -> list[str]:
    """What was gone through of archives, and what was passed over because no mail lies in it."""
    if not counts.files:
        return []
    lines = [ngettext("Files: {count:,}, {size}", "Files: {count:,}, {size}", counts.files, size=size_words(counts.bytes))]
    if counts.unchanged:
        known = ngettext("{count:,} unchanged since an earlier scan", "{count:,} unchanged since an earlier scan", counts.unchanged)
        lines[0] = _("{line} ({how})", line=lines[0], how=known)
    if counts.no_mail:
        lines.append(ngettext("Passed over: {count:,} file that holds no mail", "Passed over: {count:,} files that hold no mail", counts.no_mail))
    return lines


def _by_reason(holes: list[tuple[Coverage, NotSeen]]) -> list[str]:
    """Each reason once, with how many messages or files it hides, and in how many folders."""
    found: dict[str, list[int]] = {}
    for _entry, hole in holes:
        found.setdefault(hole.why, []).append(hole.count)
    told = []
    for why, counts in found.items():
        where = ngettext("in {count} folder", "in {count} folders", len(counts))
        how = f"{sum(counts):,}, {where}" if sum(counts) else where
        told.append(_("{line} ({how})", line=visible(retold(why)), how=how))
    return told


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
