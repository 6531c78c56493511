"""Who is met most: counts of addresses, in memory that does not grow with how many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

MOST: Final = 10_000


class Frequent:
    """Counts. Beyond twice MOST addresses those met least are let go: they are no owner's."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def __contains__(self, address: str) -> bool:
        return address in self._counts

    def __iter__(self) -> Iterator[str]:
        return iter(self._counts)

    def count(self, addresses: Iterable[str]) -> None:
        """These addresses were met once more."""
        self._counts.update(addresses)
        self._bound()

    def join(self, counts: Mapping[str, int]) -> None:
        """So often they were met before."""
        self._counts.update(counts)
        self._bound()

    def items(self) -> Iterable[tuple[str, int]]:
        """The addresses with their counts."""
        return self._counts.items()

    def often(self, share: int) -> set[str]:
        """Who is met at least a share as often as the one met most."""
        most = max(self._counts.values(), default=0)
        return {address for address, n in self._counts.items() if n * share >= most}

    def most(self) -> set[str]:
        """The one met most; of several, the first by the alphabet."""
        most = max(self._counts.values(), default=0)
        return {min(address for address, n in self._counts.items() if n == most)} if most else set()

    def _bound(self) -> None:
        if len(self._counts) > 2 * MOST:
            self._counts = Counter(dict(self._counts.most_common(MOST)))
