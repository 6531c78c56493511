"""Bearer money: values that mask themselves wherever they are printed, and open only by `reveal()`."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import FrozenInstanceError
from typing import Any, Final, NoReturn

MASK: Final = "*"


class _Frozen:
    """Values do not change, whatever holds them."""

    __slots__ = ()

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise FrozenInstanceError(f"cannot assign to {name}")

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError(f"cannot delete {name}")


class ClaimCode(_Frozen):
    """One claim code in its normal form: ASCII capitals and digits, groups joined by `-`.

    Whoever holds the code holds the money, so `str`, `repr` and `format` give the masked form, `json` refuses the
    object, and it compares and hashes by its value without showing it.

    >>> ClaimCode("QX7K-ABCDEF-GHJK")
    ClaimCode(QX7K-******-****)
    """

    __slots__ = ("_whole",)
    _whole: str

    def __init__(self, whole: str) -> None:
        if not whole or not all(c == "-" or (c.isascii() and c.isalnum() and not c.islower()) for c in whole):
            # The value stays out of the message: it may be a code.
            raise ValueError("a claim code has ASCII capitals, digits and hyphens only")
        object.__setattr__(self, "_whole", whole)

    @property
    def masked(self) -> str:
        """The first group as it is, the rest masked; of a code in one group the first four characters."""
        first, hyphen, rest = self._whole.partition("-")
        if not hyphen:
            first, rest = self._whole[:4], self._whole[4:]
        return first + hyphen + "".join("-" if c == "-" else MASK for c in rest)

    @property
    def bare(self) -> ClaimCode:
        """The same code without its hyphens: a mail may show one code in both ways."""
        return ClaimCode(self._whole.replace("-", ""))

    def ends_with(self, tail: str) -> bool:
        """Whether the code's last characters are `tail` (mails name used codes by their end)."""
        return len(tail) >= 3 and self._whole.replace("-", "").endswith(tail.upper())

    def fingerprint(self, key: bytes) -> str:
        """HMAC-SHA256 of the normal form under `key`, in hex: lets programs compare without seeing."""
        return hmac.new(key, self._whole.encode("ascii"), hashlib.sha256).hexdigest()

    def reveal(self) -> str:
        """The whole code. Call it only where an owner asked for it, or where it is sealed at once."""
        return self._whole

    def __repr__(self) -> str:
        return f"ClaimCode({self.masked})"

    def __str__(self) -> str:
        return self.masked

    def __format__(self, spec: str) -> str:
        return format(self.masked, spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ClaimCode) and hmac.compare_digest(self._whole, other._whole)

    def __hash__(self) -> int:
        return hash(("ClaimCode", self._whole))

    def __reduce__(self) -> tuple[Any, ...]:
        return (ClaimCode, (self._whole,))


class ClaimLink(_Frozen):
    """The address of one card's redeem or pick-up page. Its token is as good as a code, so only the host shows."""

    __slots__ = ("_url", "host")
    _url: str
    host: str

    def __init__(self, url: str, host: str) -> None:
        object.__setattr__(self, "_url", url)
        object.__setattr__(self, "host", host)

    def reveal(self) -> str:
        """The whole address. It is for the owner to open; giftscan itself never does."""
        return self._url

    def __repr__(self) -> str:
        return f"ClaimLink({self.host}/***)"

    def __str__(self) -> str:
        return f"{self.host}/***"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ClaimLink) and hmac.compare_digest(self._url.encode("utf-8", "surrogatepass"), other._url.encode("utf-8", "surrogatepass"))

    def __hash__(self) -> int:
        return hash(("ClaimLink", self._url))

    def __reduce__(self) -> tuple[Any, ...]:
        return (ClaimLink, (self._url, self.host))
