"""Cases as the machine-readable contract has them: `giftscan cases --json`, `giftscan scan PATH --json`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from scanner.jobs.events import Counts
from scanner.model import Case, Coverage, Draft
from scanner.report.explain import SCHEMA, code_json, day_json, money_json, time_json
from scanner.report.masking import codes_of, masked, without


def cases_json(
    counts: Counts, coverage: Iterable[Coverage], cases: Iterable[Case], key: bytes, drafts: Mapping[str, tuple[Draft, Path | None]]
) -> dict[str, Any]:
    """The whole answer. `drafts` are by case id, with the file each was written to."""
    return {
        "schema": SCHEMA,
        "scanned": counts.as_json(),
        "coverage": [coverage_json(c) for c in coverage],
        "cases": [case_json(case, key, drafts.get(case.id)) for case in cases],
    }


def coverage_json(coverage: Coverage) -> dict[str, Any]:
    """What was seen of a folder, and what was not."""
    return {
        "source": coverage.source,
        "folder": coverage.folder,
        "messages": coverage.messages,
        "first": time_json(coverage.first),
        "last": time_json(coverage.last),
        "searched_by": coverage.searched_by,
        "not_seen": [{"why": hole.why, "count": hole.count} for hole in coverage.not_seen],
    }


def case_json(case: Case, key: bytes, draft: tuple[Draft, Path | None] | None = None) -> dict[str, Any]:
    """One case; codes masked."""
    codes = codes_of(case)
    told = {
        "id": case.id,
        "type": case.type,
        "role": case.role,
        "marketplace": case.marketplace,
        "order_id": case.order_id,
        "amount": money_json(case.amount),
        "recipient": case.recipient,
        "giver": masked(case.giver, codes) if case.giver else None,
        "expires_on": day_json(case.expires_on),
        "claim_codes": [code_json(code, key) for code in case.codes],
        "outcome": case.outcome,
        "route": case.route,
        "odds": case.odds,
        "because": [{"message_id": b.message_id, "field": b.field, "quote": masked(b.quote, codes), "by": b.by} for b in case.because],
        "statements": [{"at": time_json(s.at), "what": s.what, "note": masked(s.note, codes)} for s in case.statements],
        "messages": list(case.message_ids),
        "asked": {"at": time_json(case.asked.at), "by": case.asked.by, "answered": case.asked.answered} if case.asked else None,
        "draft": draft_json(*draft) if draft else None,
    }
    return without(told, codes)  # type: ignore[no-any-return]


def draft_json(draft: Draft, path: Path | None) -> dict[str, Any]:
    """Where a draft goes, and the file that holds it."""
    return {"channel": draft.channel, "language": draft.language, "to": draft.to, "path": str(path) if path else None}
