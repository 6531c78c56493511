"""Scores of golden mails: for each field how many are right, and what was missed or made up."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scanner.catalog import Catalog
from scanner.jobs.events import Read
from scanner.jobs.reading import Reader
from scanner.model import RawMessage
from scanner.report.explain import explanation
from scanner.sources import open_path

FIELDS = (
    "kind", "role", "issuer", "marketplace", "language", "authenticity", "claim_codes", "claim_link", "order_id", "amount",
    "recipient", "giver", "deliver_on", "expires_on", "serial", "date", "delivery_status",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Golden:
    """One mail: what it must say, and what it was read to say. Empty `found`: it could not be read."""

    name: str
    expected: dict[str, Any]
    found: dict[str, Any]

    def wrong(self) -> list[str]:
        """The fields that differ."""
        return [name for name in FIELDS if self.expected.get(name) != self.found.get(name)]

    @property
    def false_codes(self) -> int:
        """Codes that the mail does not hold."""
        return len(_codes(self.found) - _codes(self.expected))

    @property
    def missed_codes(self) -> int:
        """Codes of the mail that were not found."""
        return len(_codes(self.expected) - _codes(self.found))

    @property
    def codes(self) -> int:
        """Codes of the mail."""
        return len(_codes(self.expected))

    @property
    def falsely_authentic(self) -> bool:
        """The worst error: a mail believed that must not be."""
        return self.found.get("authenticity") == "authentic" != self.expected.get("authenticity")

    @property
    def precise(self) -> bool:
        """Whether nothing is claimed that the mail does not say."""
        return all(self.found.get(name) in (None, [], False, self.expected.get(name)) for name in FIELDS)


def _codes(values: dict[str, Any]) -> set[str]:
    return {code["fingerprint"] for code in values.get("claim_codes") or ()}


@dataclass(slots=True)
class Score:
    """The sums over some mails."""

    mails: int = 0
    complete: int = 0
    precise: int = 0
    codes: int = 0
    missed_codes: int = 0
    false_codes: int = 0
    falsely_authentic: int = 0
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))

    def add(self, golden: Golden) -> None:
        """Count a mail."""
        wrong = golden.wrong()
        self.mails += 1
        self.complete += not wrong
        self.precise += golden.precise
        self.codes += golden.codes
        self.missed_codes += golden.missed_codes
        self.false_codes += golden.false_codes
        self.falsely_authentic += golden.falsely_authentic
        for name in FIELDS:
            self.right[name] += name not in wrong

    def join(self, other: Score) -> None:
        """Add the sums of other mails."""
        for name in ("mails", "complete", "precise", "codes", "missed_codes", "false_codes", "falsely_authentic"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in FIELDS:
            self.right[name] += other.right[name]

    def as_json(self) -> dict[str, Any]:
        """The sums under their names."""
        return {
            "mails": self.mails, "complete": self.complete, "precise": self.precise, "codes": self.codes, "missed_codes": self.missed_codes,
            "false_codes": self.false_codes, "falsely_authentic": self.falsely_authentic, "right": dict(self.right),
        }  # fmt: skip


def read_goldens(folders: Iterable[Path], catalog: Catalog, key: bytes) -> Iterator[Golden]:
    """Every golden mail below some folders, in the order of their paths, read as `giftscan explain` reads it."""
    reader = Reader(catalog)
    for folder in folders:
        for path in sorted(folder.rglob("*.eml")):
            expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
            yield Golden(path.stem, expected, _read(path, reader, key))


def _read(path: Path, reader: Reader, key: bytes) -> dict[str, Any]:
    for raw in open_path(path).messages():
        if isinstance(raw, RawMessage) and isinstance(event := reader.read(raw), Read):
            # Through JSON, so that enums and tuples compare as other programs see them.
            found: dict[str, Any] = json.loads(json.dumps(explanation(event.message, event.recognition, event.facts, key)))
            return found
    return {}


def score_of(goldens: Iterable[Golden]) -> Score:
    """The score of some mails."""
    score = Score()
    for golden in goldens:
        score.add(golden)
    return score
