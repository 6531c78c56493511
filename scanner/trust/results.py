"""Authentication-Results (RFC 8601): read as hosts really write them, comments and quotes respected."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_CHARACTERS = 20_000

_METHODS = frozenset(
    ("arc", "auth", "bimi", "compauth", "dkim", "dkim-adsp", "dkim-atps", "dmarc", "domainkeys", "iprev", "sender-id", "spf", "x-dkim", "x-dkim-adsp", "x-hmca")
)
_PAIR = re.compile(r"(?<![A-Za-z0-9._\-])[0-9._\-]*+([A-Za-z][A-Za-z0-9._\-]*+)(?:/\d+)?[ \t]*+=[ \t]*([^\s;]+)")
_STEERING = re.compile(r"[\s;=()]")


@dataclass(frozen=True, slots=True)
class Result:
    """One method's result. `domain` is the domain it speaks of: the signer's, or that of From; '' if it is not said."""

    method: str
    value: str
    domain: str


def authserv_id(value: str) -> str:
    """The host that wrote a field (RFC 8601, section 2.5), '' where it gives none."""
    head = _clauses(value)[0][0].split()
    word = head[0].lower() if head else ""
    return "" if "=" in word else word.strip("\"'")


def parse_results(value: str) -> list[Result]:
    """The results of one field.

    A field whose comments or quotes do not close proves nothing: a sender may have written into them. What fails there
    still fails.
    """
    clauses, whole = _clauses(value)
    results = list(_results(clauses))
    return results if whole else [r for r in results if r.value != "pass"]


def _results(clauses: list[str]) -> Iterator[Result]:
    """One result a clause. Yahoo has a syntax of its own: `from=` names the domain of the method after it, and a
    property may stand in a clause behind its method's."""
    method, value = "", ""
    properties: dict[str, str] = {}
    named = ""
    for clause in clauses:
        pairs = [(key.lower(), found.strip('"').lower()) for key, found in _PAIR.findall(clause)]
        at = next((i for i, (key, _) in enumerate(pairs) if key in _METHODS), None)
        if at is None:
            for key, found in pairs:
                if key == "from":
                    named = found
                else:
                    properties.setdefault(key, found)
            continue
        if method:
            yield Result(method, value, _domain(method, properties))
        method, value = pairs[at]
        properties = {}
        for key, found in pairs[at + 1 :]:
            properties.setdefault(key, found)
        named = next((found for key, found in pairs[:at] if key == "from"), named)
        if named:
            properties["from"], named = named, ""
    if method:
        yield Result(method, value, _domain(method, properties))


def _domain(method: str, properties: dict[str, str]) -> str:
    names = ("header.from", "from") if method == "dmarc" else ("header.d", "header.i", "d", "from")
    found = next((properties[name] for name in names if properties.get(name)), "")
    return found.rpartition("@")[2].strip("<>,.")


def _clauses(value: str) -> tuple[list[str], bool]:
    """The field cut at its semicolons, comments dropped, and whether all comments and quotes closed.

    Quotes count within comments, too, against RFC 5322, section 3.2.2: hosts copy the sender's address into comments,
    and its quoted part may hold anything. What could steer the reading is made harmless in quoted text.
    """
    clauses: list[str] = []
    current: list[str] = []
    depth = 0
    quoted = escaped = False
    for char in value[:MAX_CHARACTERS]:
        if escaped:
            escaped = False
            continue
        if char == "\\" and (quoted or depth):
            escaped = True
        elif char == '"':
            quoted = not quoted
        elif quoted:
            if not depth:
                current.append(_STEERING.sub("_", char))
        elif char == "(":
            depth += 1
            current.append(" ")
        elif char == ")":
            depth -= depth > 0
        elif depth:
            continue
        elif char == ";":
            clauses.append("".join(current))
            current = []
        else:
            current.append(char)
    clauses.append("".join(current))
    return clauses, not (quoted or depth or escaped)
