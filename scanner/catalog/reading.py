"""Reading a data file strictly: every key is asked for once, an unknown or missing one is an error with its name."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

import tomli  # the standard library's tomllib by the same author, compiled: our data files are large

from scanner.errors import CatalogError

_REQUIRED: Final = object()


class Table:
    """One table of a TOML file. Take what is known of it, then `close()`: what is left is unknown."""

    def __init__(self, file: str, values: dict[str, Any], path: str = "") -> None:
        self.file = file
        self._values = values
        self._path = path
        self._asked: list[str] = []

    @classmethod
    def parse(cls, file: str, data: bytes) -> Table:
        """The root table of a file's bytes. Raises CatalogError."""
        try:
            return cls(file, tomli.loads(data.decode("utf-8")))
        except UnicodeDecodeError as error:
            raise CatalogError(file, "(file)", f"is not UTF-8 at byte {error.start}") from None
        except tomli.TOMLDecodeError as error:
            raise CatalogError(file, "(syntax)", str(error)) from None
        except ValueError:
            raise CatalogError(file, "(syntax)", "a number has too many digits") from None
        except RecursionError:
            raise CatalogError(file, "(syntax)", "nested too deep") from None

    def key(self, name: str) -> str:
        """The full name of a key of this table, for messages."""
        return f"{self._path}.{name}" if self._path else name

    def fail(self, name: str, what: str) -> CatalogError:
        """The error to raise for the key `name`."""
        return CatalogError(self.file, self.key(name), what)

    def keys(self) -> Iterator[str]:
        """The keys that are there; for tables whose keys are names."""
        return iter(self._values)

    def has(self, name: str) -> bool:
        """Whether the key is there."""
        return name in self._values

    def text(self, name: str, default: Any = _REQUIRED) -> Any:
        """A string that is not empty; `default` where it is missing."""
        value = self._take(name, str, "a string", default)
        if value is not default and not value.strip():
            raise self.fail(name, "is empty")
        return value

    def number(self, name: str, default: Any = _REQUIRED) -> Any:
        """A whole number; `default` where it is missing."""
        return self._take(name, int, "a whole number", default)

    def flag(self, name: str, default: Any = _REQUIRED) -> Any:
        """true or false; `default` where it is missing."""
        return self._take(name, bool, "true or false", default)

    def day(self, name: str, default: Any = _REQUIRED) -> Any:
        """A date; `default` where it is missing."""
        return self._take(name, date, "a date (YYYY-MM-DD)", default)

    def texts(self, name: str, default: Any = _REQUIRED) -> Any:
        """A list of strings, as a tuple; `default` where it is missing."""
        value = self._take(name, list, "a list of strings", default)
        if value is default:
            return value
        if not set(map(type, value)) <= {str} or not all(map(str.strip, value)):
            raise self.fail(name, "is not a list of non-empty strings")
        return tuple(value)

    def table(self, name: str, *, required: bool = True) -> Table:
        """A table inside; an empty one where it is missing and not required."""
        value = self._take(name, dict, "a table", _REQUIRED if required else {})
        return Table(self.file, value, self.key(name))

    def tables(self, name: str) -> list[Table]:
        """A list of tables inside; empty where it is missing."""
        value = self._take(name, list, "a list of tables", [])
        if not all(isinstance(v, dict) for v in value):
            raise self.fail(name, "is not a list of tables")
        return [Table(self.file, v, f"{self.key(name)}[{i}]") for i, v in enumerate(value)]

    def raw(self, name: str) -> Any:
        """The value as it is; for lists whose items may be strings or tables."""
        return self._take(name, object, "a value", [])

    def close(self) -> None:
        """Refuse what nobody asked for; such a key is mostly a slip of the pen."""
        for name in self._values:
            if name not in self._asked:
                close = difflib.get_close_matches(name, self._asked, n=1)
                raise self.fail(name, "unknown key" + (f"; did you mean {close[0]!r}?" if close else ""))

    def _take(self, name: str, kind: type, what: str, default: Any) -> Any:
        self._asked.append(name)
        if name not in self._values:
            if default is _REQUIRED:
                raise self.fail(name, "missing")
            return default
        value = self._values[name]
        # In Python a bool is an int and a datetime a date; in TOML they are not.
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)) or (kind is date and isinstance(value, datetime)):
            raise self.fail(name, f"is not {what}")
        return value
