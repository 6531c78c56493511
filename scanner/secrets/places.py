"""The places where a vault's key may live: a systemd credential, a key file, a file sealed with a passphrase, the OS keyring.

Each keeps a key, and while the key is exchanged a second one beside it, so that at any moment one of them opens the ledger.
"""

from __future__ import annotations

import base64
from enum import StrEnum
from pathlib import Path

from scanner.config import lies_beside
from scanner.errors import VaultError
from scanner.secrets.files import erase_secret, read_secret, take_place, write_secret
from scanner.secrets.passphrase import Asker, SealedKey, opened
from scanner.secrets.ring import ring_delete, ring_get, ring_set
from scanner.secrets.vault import KEY_BYTES

_SECOND = ".giftscan-new"  # the name of the second key, behind that of the first


class Kind(StrEnum):
    """The kinds of place, in the order in which a key is looked for."""

    CREDENTIAL = "systemd_credential"
    KEY_FILE = "key_file"
    PASSPHRASE = "passphrase"  # noqa: S105 # nosec B105 # the name of a place
    OWN_FILE = "own_file"
    KEYRING = "keyring"


class Place:
    """One place for the key of one ledger. Whatever cannot be read, written or removed is a VaultError."""

    kind: Kind
    where: str  # for a person

    def read(self, *, second: bool = False) -> bytes | None:
        """The key, or the second one; None where there is none."""
        raise NotImplementedError

    def is_there(self) -> bool:
        """Whether something lies there, without opening it."""
        raise NotImplementedError

    def put(self, key: bytes) -> None:
        """Keep the key and read it back. One that is there already stays; another key that is there is never overwritten."""
        known = self.read() if self.is_there() else None
        if known is None:
            self._keep_new(key)
        elif known != key:
            raise VaultError(f"another key lies in {self.where}", hint="it was left alone; choose another place, or move that key away")
        if self.read() != key:
            raise VaultError(f"the key did not come back from {self.where}", hint="nothing else was changed")

    def put_second(self, key: bytes) -> None:
        """Keep a second key beside the first, and read it back."""
        raise NotImplementedError

    def promote(self) -> None:
        """Let the second key take the first one's place."""
        raise NotImplementedError

    def drop_second(self) -> None:
        """Forget the second key."""
        raise NotImplementedError

    def remove(self) -> None:
        """Forget the key, and the second one."""
        raise NotImplementedError

    def keep_apart(self, ledger: Path | None) -> None:
        """VaultError where the place lies beside the ledger: whoever copies that folder would have both."""

    def _keep_new(self, key: bytes) -> None:
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.where!r})"


def _keep_file_apart(path: Path, ledger: Path | None) -> None:
    if ledger is not None and lies_beside(path, ledger):
        raise VaultError(f"the key file {path} lies beside the ledger", hint="set key_file in config.toml to a file in another folder")


class FilePlace(Place):
    """A key in a file that only its owner can read, in base64."""

    def __init__(self, path: Path, kind: Kind) -> None:
        self.path = path
        self.kind = kind
        self.where = str(path)
        self._second = path.with_name(path.name + _SECOND)

    def is_there(self) -> bool:
        """Whether the file is there."""
        return self.path.exists()

    def keep_apart(self, ledger: Path | None) -> None:
        """Also where a symbolic link leads into the ledger's folder."""
        _keep_file_apart(self.path, ledger)

    def read(self, *, second: bool = False) -> bytes | None:
        """The key of the file."""
        path = self._second if second else self.path
        text = read_secret(path)
        return None if text is None else self._opened(text, path)

    def put_second(self, key: bytes) -> None:
        """In a file beside it."""
        write_secret(self._second, self._text(key))
        if self.read(second=True) != key:
            raise VaultError(f"the key did not come back from {self._second}", hint="nothing else was changed")

    def promote(self) -> None:
        """By renaming: there is no moment without a key."""
        take_place(self._second, self.path, replace=True)

    def drop_second(self) -> None:
        """Remove the file beside it."""
        erase_secret(self._second)

    def remove(self) -> None:
        """Remove the file."""
        erase_secret(self.path)
        self.drop_second()

    def _keep_new(self, key: bytes) -> None:
        self.put_second(key)
        try:
            take_place(self._second, self.path, replace=False)
        except FileExistsError:
            raise VaultError(f"another key lies in {self.path}", hint="it was left alone; choose another place, or move that key away") from None

    def _text(self, key: bytes) -> str:
        return base64.b64encode(key).decode() + "\n"

    def _opened(self, text: str, path: Path) -> bytes:
        return decoded(text, str(path))


class SealedPlace(FilePlace):
    """A key in a file, sealed with a passphrase that is asked for at the terminal and stays in this process."""

    def __init__(self, path: Path, ledger_id: str, ask: Asker | None) -> None:
        super().__init__(path, Kind.PASSPHRASE)
        self._ledger_id = ledger_id
        self._ask = ask
        self._passphrase: str | None = None

    def use(self, passphrase: str) -> None:
        """Seal with this passphrase from now on."""
        self._passphrase = passphrase

    def put(self, key: bytes) -> None:
        """A key that was sealed before under another passphrase gives way: the ledger's key is known, and it is this one."""
        self.put_second(key)
        self.promote()

    def _text(self, key: bytes) -> str:
        if self._passphrase is None:
            raise VaultError("no passphrase was given", hint="nothing was changed")
        return SealedKey.seal(key, self._passphrase, self._ledger_id).text()

    def _opened(self, text: str, path: Path) -> bytes:
        sealed = SealedKey.parse(text, str(path))
        if sealed.ledger_id != self._ledger_id:
            raise VaultError(f"the sealed key in {path} is that of another ledger")
        if self._passphrase is not None and (key := sealed.open(self._passphrase)) is not None:
            return key
        key, self._passphrase = opened(sealed, self._ask)
        return key


class RingPlace(Place):
    """A key in the OS keyring."""

    kind = Kind.KEYRING
    where = "OS keyring"

    def __init__(self, ledger_id: str) -> None:
        self._name = f"vault:{ledger_id}"
        self._second = f"vault:{ledger_id}:new"

    def is_there(self) -> bool:
        """Whether the keyring has it."""
        return ring_get(self._name) is not None

    def read(self, *, second: bool = False) -> bytes | None:
        """The key of the keyring."""
        text = ring_get(self._second if second else self._name)
        return None if text is None else decoded(text, "the OS keyring")

    def put_second(self, key: bytes) -> None:
        """Under a name of its own."""
        self._set(self._second, key)

    def promote(self) -> None:
        """The keyring renames nothing: the second key is kept under both names before its own is forgotten."""
        key = self.read(second=True)
        if key is not None:
            self._set(self._name, key)
            self.drop_second()

    def drop_second(self) -> None:
        """Forget the second name."""
        self._forget(self._second)

    def remove(self) -> None:
        """Forget both names."""
        self._forget(self._name)
        self.drop_second()

    def _keep_new(self, key: bytes) -> None:
        self._set(self._name, key)

    def _set(self, name: str, key: bytes) -> None:
        text = base64.b64encode(key).decode()
        if not ring_set(name, text) or ring_get(name) != text:
            raise VaultError("there is no keyring on this machine that keeps the key", hint="choose another place: see giftscan vault --help")

    def _forget(self, name: str) -> None:
        ring_delete(name)
        if ring_get(name) is not None:
            raise VaultError(f"the OS keyring did not forget giftscan/{name}", hint="remove it by hand")


class CredentialPlace(Place):
    """A systemd credential (systemd.exec(5), LoadCredential=): handed to a service when it starts; read, and never written."""

    kind = Kind.CREDENTIAL

    def __init__(self, path: Path) -> None:
        self.path = path
        self.where = str(path)

    def is_there(self) -> bool:
        """Whether this service was given one."""
        return self.path.exists()

    def keep_apart(self, ledger: Path | None) -> None:
        """No service manager puts it there."""
        _keep_file_apart(self.path, ledger)

    def read(self, *, second: bool = False) -> bytes | None:
        """The key; a credential has no second one. systemd may let the service's user in by an access list, which shows as a group's."""
        text = None if second else read_secret(self.path, shared_with_group=True)
        return None if text is None else decoded(text, str(self.path))

    def put_second(self, key: bytes) -> None:
        """Refused."""
        self._refuse()

    def promote(self) -> None:
        """There is nothing to promote."""

    def drop_second(self) -> None:
        """There is nothing to drop."""

    def remove(self) -> None:
        """Refused."""
        self._refuse()

    def _keep_new(self, key: bytes) -> None:
        self._refuse()

    def _refuse(self) -> None:
        raise VaultError("a systemd credential is handed over by systemd and cannot be changed here", hint="run this where the key itself is kept")


def decoded(text: str, where: str) -> bytes:
    """The key that a text of base64 is. VaultError, which does not repeat it, where it is none."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise VaultError(f"what lies in {where} is no key of giftscan")
    return key
