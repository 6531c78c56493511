"""Small files that hold a secret: whole on the disk or not there, for their owner's eyes only, never written over another."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from scanner.errors import VaultError

MAX_BYTES = 4096


def read_secret(path: Path, *, shared_with_group: bool = False) -> str | None:
    """The text of a secret file; None where there is none. VaultError where others can read it, or it cannot be read."""
    try:
        with path.open("rb") as file:
            state = os.fstat(file.fileno())
            data = file.read(MAX_BYTES + 1)
        text = data.decode("ascii")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise VaultError(f"what lies in {path} is no key of giftscan") from None
    except OSError as error:
        raise VaultError(f"the key file {path} cannot be read: {error.strerror}") from None
    if os.name == "posix":
        if state.st_mode & (stat.S_IRWXO if shared_with_group else stat.S_IRWXG | stat.S_IRWXO):
            raise VaultError(f"the key file {path} can be read by others", hint=f"chmod 600 {path}")
        if state.st_uid not in (os.geteuid(), 0):
            raise VaultError(f"the key file {path} belongs to another user")
    if len(data) > MAX_BYTES:
        raise VaultError(f"what lies in {path} is no key of giftscan")
    return text


def write_secret(path: Path, text: str) -> None:
    """A new file with this text, mode 0600, in a folder made 0700 where it is new; what lay at `path` is gone. Raises VaultError."""
    begun = False
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.unlink(missing_ok=True)  # never through a link, and never into a file that others have open
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        begun = True
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        if begun:
            path.unlink(missing_ok=True)
        raise VaultError(f"the key file {path} cannot be written: {error.strerror}") from None


def take_place(source: Path, target: Path, *, replace: bool) -> None:
    """Give a written file its name, at once or not at all. Without `replace` FileExistsError where something lies there."""
    try:
        if replace:
            source.replace(target)
        else:
            try:
                os.link(source, target)
            except FileExistsError:
                raise
            except OSError:  # no hard links here (a memory stick); one run at a time writes, so that looking first is enough
                if target.exists():
                    raise FileExistsError(str(target)) from None
                source.replace(target)
            source.unlink(missing_ok=True)
        _sync(target.parent)
    except FileExistsError:
        raise
    except OSError as error:
        raise VaultError(f"the key file {target} cannot be written: {error.strerror}") from None


def erase_secret(path: Path) -> None:
    """Remove a secret file. VaultError where it stays."""
    try:
        path.unlink(missing_ok=True)
        _sync(path.parent)
    except FileNotFoundError:
        return
    except OSError as error:
        raise VaultError(f"the key file {path} cannot be removed: {error.strerror}") from None


def _sync(folder: Path) -> None:
    """Let a name outlive a power failure; systems that cannot open folders do it by themselves."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
