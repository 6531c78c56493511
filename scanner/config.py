"""config.toml to a frozen Config; unknown keys are refused with a suggestion, and no password may stand in it."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from platformdirs import PlatformDirs

from scanner.errors import ConfigError

MAX_MAILBOXES = 3
_DIRS = PlatformDirs("giftscan", appauthor=False)
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,30}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")  # in a user name or folder it would end one IMAP command and begin another
_SECRETS = ("password", "passwd", "pass", "secret", "token", "app_password")


@dataclass(frozen=True, slots=True)
class MailboxConfig:
    """One mailbox of the owner."""

    name: str
    address: str
    aliases: tuple[str, ...] = ()
    provider: str | None = None
    host: str | None = None
    port: int | None = None
    tls: str = "implicit"
    user: str | None = None
    password_command: tuple[str, ...] = ()
    fingerprint: str | None = None
    ca_file: Path | None = None
    skip_folders: tuple[str, ...] = ()
    drafts_folder: str | None = None
    receiving_hosts: tuple[str, ...] = ()

    @property
    def login_name(self) -> str:
        """The name to log in with."""
        return self.user or self.address


@dataclass(frozen=True, slots=True)
class GraceConfig:
    """How long to wait before absence means something."""

    days: int = 3
    hours_if_prompt: int = 24
    refund_days: int = 30
    post_days: int = 30


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration. Paths are absolute."""

    path: Path | None = None
    language: str | None = None
    owner_name: str = ""
    mailboxes: tuple[MailboxConfig, ...] = ()
    ledger: Path = field(default_factory=lambda: Path(_DIRS.user_data_dir) / "ledger.sqlite")
    key_file: Path | None = None
    keep_messages: bool = True
    verify_dkim: bool = False
    follow_up_days: int = 14
    drafts_until_days: int = 730
    grace: GraceConfig = GraceConfig()

    def mailbox(self, name: str | None) -> MailboxConfig:
        """The mailbox of a name; without one the only one. Raises ConfigError."""
        file = str(self.path or default_path())
        if not self.mailboxes:
            raise ConfigError(file, "mailbox", "no mailbox is configured", hint="copy config.example.toml to this place and name yours")
        if name is None:
            if len(self.mailboxes) > 1:
                names = ", ".join(m.name for m in self.mailboxes)
                raise ConfigError(file, "mailbox", f"several are configured ({names})", hint="choose one with --mailbox")
            return self.mailboxes[0]
        for mailbox in self.mailboxes:
            if mailbox.name == name:
                return mailbox
        names = ", ".join(m.name for m in self.mailboxes)
        raise ConfigError(file, f"mailbox.{name}", f"no such mailbox; there is: {names}")


# The keys of config.toml, in the order in which config.example.toml explains them.
GRACE_KEYS = tuple(f.name for f in fields(GraceConfig))
MAILBOX_KEYS = tuple(f.name for f in fields(MailboxConfig) if f.name != "name")
KEYS = ("language", "owner_name", "ledger", "key_file", "keep_messages", "verify_dkim", "follow_up_days", "drafts_until_days", "grace", "mailbox")


def default_path() -> Path:
    """Where config.toml is looked for: $GIFTSCAN_CONFIG, else the platform's configuration folder."""
    chosen = os.environ.get("GIFTSCAN_CONFIG")
    return Path(chosen).expanduser() if chosen else Path(_DIRS.user_config_dir) / "config.toml"


def default_key_folder(ledger: Path | None = None) -> Path:
    """Where a key file lies: never beside the ledger, so that a copy of the one does not hold the other."""
    folder = Path(_DIRS.user_config_dir)
    beside = ledger.parent if ledger else Path(_DIRS.user_data_dir)
    # macOS and Windows keep configuration and data in one folder.
    return Path.home() / ".giftscan" if folder.resolve() == beside.resolve() else folder


def lies_beside(file: Path, ledger: Path) -> bool:
    """Whether a file lies in the ledger's folder, by its name or by where symbolic links lead."""
    return bool({ledger.parent.resolve(), ledger.resolve().parent} & {file.parent.resolve(), file.resolve().parent})


def load_config(path: Path | None = None) -> Config:
    """The configuration of a file; of none, the defaults. Raises ConfigError naming file and key."""
    file = path or default_path()
    try:
        text = file.read_text("utf-8")
    except FileNotFoundError:
        if path is not None or os.environ.get("GIFTSCAN_CONFIG"):
            raise ConfigError(str(file), "(file)", "does not exist") from None
        return Config()
    except UnicodeDecodeError:
        raise ConfigError(str(file), "(file)", "is not UTF-8") from None
    except OSError as error:
        raise ConfigError(str(file), "(file)", f"cannot be read: {error.strerror}") from None
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(file), "(syntax)", f"is not TOML: {error}") from None
    except ValueError:
        raise ConfigError(str(file), "(syntax)", "a number has too many digits") from None
    except RecursionError:
        raise ConfigError(str(file), "(syntax)", "nested too deep") from None
    return _Reader(file).config(values)


class _Reader:
    """Turns TOML values into a Config; every refusal names file and key."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def config(self, values: dict[str, Any]) -> Config:
        self._known(values, "", KEYS)
        defaults = Config(path=self._file)
        language = self._text(values, "language", None)
        if language not in (None, "en", "ja"):
            raise self._fail("language", "is not one of en, ja")
        tables = values.get("mailbox", {})
        if not isinstance(tables, dict) or not all(isinstance(t, dict) for t in tables.values()):
            raise self._fail("mailbox", "write [mailbox.NAME] above a mailbox's keys")
        if len(tables) > MAX_MAILBOXES:
            raise self._fail("mailbox", f"at most {MAX_MAILBOXES} mailboxes of one owner", hint="giftscan is not made for other people's mail")
        config = Config(
            path=self._file,
            language=language,
            owner_name=self._text(values, "owner_name", "") or "",
            mailboxes=tuple(self._mailbox(name, table) for name, table in tables.items()),
            ledger=self._path(values, "ledger") or defaults.ledger,
            key_file=self._path(values, "key_file"),
            keep_messages=self._flag(values, "keep_messages", True),
            verify_dkim=self._flag(values, "verify_dkim", False),
            follow_up_days=self._count(values, "follow_up_days", defaults.follow_up_days),
            drafts_until_days=self._count(values, "drafts_until_days", defaults.drafts_until_days),
            grace=self._grace(values.get("grace", {})),
        )
        if config.key_file and lies_beside(config.key_file, config.ledger):
            raise self._fail("key_file", "lies in the ledger's own folder", hint="a copy of that folder would open everything; choose another")
        return config

    def _mailbox(self, name: str, values: dict[str, Any]) -> MailboxConfig:
        where = f"mailbox.{name}"
        if not _NAME.fullmatch(name):
            raise self._fail(where, "a mailbox's name has small letters, digits, - and _ only")
        for secret in _SECRETS:
            if secret in values:
                hint = "leave it out: giftscan asks for it and keeps it in the keyring of this machine, or set password_command"
                raise self._fail(f"{where}.{secret}", "no password may stand in this file", hint=hint)
        self._known(values, where, MAILBOX_KEYS)
        address = self._text(values, "address", None, where)
        if not address or not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
            raise self._fail(f"{where}.address", "the mailbox's e-mail address is missing or is none")
        tls = self._text(values, "tls", "implicit", where)
        if tls not in ("implicit", "starttls"):
            raise self._fail(f"{where}.tls", "is not implicit or starttls", hint="a connection without TLS is not offered")
        fingerprint = self._text(values, "fingerprint", None, where)
        if fingerprint is not None:
            fingerprint = fingerprint.replace(":", "").lower()
            if not re.fullmatch(r"[0-9a-f]{64}", fingerprint):
                raise self._fail(f"{where}.fingerprint", "is not a SHA-256 fingerprint (64 hexadecimal digits)")
        port = values.get("port")
        if port is not None and (not isinstance(port, int) or isinstance(port, bool) or not 0 < port < 65536):
            raise self._fail(f"{where}.port", "is not a port number")
        return MailboxConfig(
            name=name,
            address=address,
            aliases=self._texts(values, "aliases", where),
            provider=self._text(values, "provider", None, where),
            host=self._text(values, "host", None, where),
            port=port,
            tls=tls,
            user=self._text(values, "user", None, where),
            password_command=self._texts(values, "password_command", where),
            fingerprint=fingerprint,
            ca_file=self._path(values, "ca_file", where),
            skip_folders=self._texts(values, "skip_folders", where),
            drafts_folder=self._text(values, "drafts_folder", None, where),
            receiving_hosts=self._texts(values, "receiving_hosts", where),
        )

    def _grace(self, values: Any) -> GraceConfig:
        if not isinstance(values, dict):
            raise self._fail("grace", "is not a table")
        self._known(values, "grace", GRACE_KEYS)
        for name in values:
            self._count(values, name, 0, "grace")
        return GraceConfig(**values)

    def _known(self, values: dict[str, Any], where: str, names: tuple[str, ...]) -> None:
        for name in values:
            if name not in names:
                close = difflib.get_close_matches(name, names, n=1)
                key = f"{where}.{name}" if where else name
                raise self._fail(key, f"unknown key; did you mean {close[0]}?" if close else "unknown key")

    def _text(self, values: dict[str, Any], name: str, default: str | None, where: str = "") -> str | None:
        value = values.get(name, default)
        key = f"{where}.{name}" if where else name
        if value is not None and not isinstance(value, str):
            raise self._fail(key, "is not a string")
        if value is not None and _CONTROL.search(value):
            raise self._fail(key, "holds a control character")
        return value

    def _texts(self, values: dict[str, Any], name: str, where: str) -> tuple[str, ...]:
        value = values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self._fail(f"{where}.{name}", "is not a list of strings")
        if any(_CONTROL.search(v) for v in value):
            raise self._fail(f"{where}.{name}", "holds a control character")
        return tuple(value)

    def _count(self, values: dict[str, Any], name: str, default: int, where: str = "") -> int:
        value = values.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self._fail(f"{where}.{name}" if where else name, "is not a whole number of 0 or more")
        return value

    def _flag(self, values: dict[str, Any], name: str, default: bool) -> bool:
        value = values.get(name, default)
        if not isinstance(value, bool):
            raise self._fail(name, "is not true or false")
        return value

    def _path(self, values: dict[str, Any], name: str, where: str = "") -> Path | None:
        text = self._text(values, name, None, where)
        if text is None:
            return None
        try:
            path = Path(text).expanduser()
        except RuntimeError:
            raise self._fail(f"{where}.{name}" if where else name, "begins with ~ and names nobody of this machine") from None
        return path if path.is_absolute() else (self._file.parent / path).resolve()

    def _fail(self, key: str, what: str, *, hint: str = "") -> ConfigError:
        return ConfigError(str(self._file), key, what, hint=hint)
