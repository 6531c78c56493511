"""An IMAP server of its own process on loopback, over TLS with a certificate made at start (pymap, Maildir backend)."""

from __future__ import annotations

import datetime
import hashlib
import ipaddress
import os
import secrets
import socket
import subprocess
import sys
import time
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from scanner.errors import ServerError

USER = "demo"
ADDRESS = "hanako@example.jp"
START_SECONDS = 20.0


def sample_messages() -> list[tuple[str, str, bytes]]:
    """The sample mailbox: folder, file name, message; in the order of folders and names."""
    root = resources.files("scanner.demo") / "mailbox"
    found: list[tuple[str, str, bytes]] = []
    for folder in sorted(_children(root), key=lambda entry: entry.name):
        for file in sorted(_children(folder), key=lambda entry: entry.name):
            if file.name.endswith(".eml"):
                found.append((folder.name, file.name, file.read_bytes()))
    return found


def _children(folder: Traversable) -> list[Traversable]:
    return [entry for entry in folder.iterdir() if not entry.name.startswith(("_", "."))] if folder.is_dir() else []


class DemoServer:
    """Serves messages from a folder of its own while it is entered; ends its own process, and no other, at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0
        self.password = secrets.token_urlsafe(16)
        self.fingerprint = ""

    def __enter__(self) -> DemoServer:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        certificate, key, self.fingerprint = make_certificate(self._folder)
        self._write_mail()
        self.port = _free_port()
        command = [
            sys.executable, "-c", "from pymap.main import main; main()", "--host", "127.0.0.1", "--port", str(self.port), "--cert", str(certificate), "--key", str(key),
            "maildir", "--layout", "++", str(self._folder / "mail"),
        ]  # fmt: skip
        log = (self._folder / "server.log").open("wb")
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)  # noqa: S603
        log.close()
        self._wait()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _write_mail(self) -> None:
        """The sample as Maildir++, and the server's one user."""
        mail = self._folder / "mail"
        home = mail / USER
        for name, file, data in sample_messages():
            folder = home if name == "INBOX" else home / f".{name}"
            for part in ("cur", "new", "tmp"):
                (folder / part).mkdir(parents=True, exist_ok=True)
            (folder / "cur" / f"{file.removesuffix('.eml')}:2,S").write_bytes(data)
        _write_user(mail, self.password)

    def _wait(self) -> None:
        """Until the server greets; it has START_SECONDS for that."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process is not None and self._process.poll() is not None:
                raise ServerError("the demonstration's mail server ended at once", hint=f"see {self._folder / 'server.log'}")
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1.0) as connection:
                    if connection.recv(16).startswith(b"* "):
                        return
            except OSError:
                time.sleep(0.05)
        raise ServerError("the demonstration's mail server did not start")


def _write_user(folder: Path, password: str) -> None:
    """The one user, in the files that pymap's Maildir backend reads (in the manner of passwd and shadow)."""
    from pysasl.hashing import BuiltinHash

    digest = BuiltinHash().hash(password).replace(":", "\\:")
    (folder / "pymap-etc-passwd").write_text(f"{USER}:x::::{USER}:\r\n", "ascii")
    (folder / "pymap-etc-shadow").write_text(f"{USER}:{digest}::::::\r\n", "ascii")
    (folder / "pymap-etc-group").write_text("", "ascii")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make_certificate(folder: Path) -> tuple[Path, Path, str]:
    """A self-signed certificate for loopback, good for a day; its fingerprint is what the client pins."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "giftscan demo")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.IPv4Address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate_path, key_path = folder / "server.crt", folder / "server.key"
    certificate_path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    handle = os.open(key_path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        plain = serialization.NoEncryption()
        file.write(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return certificate_path, key_path, hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).hexdigest()
