"""The demonstration's mail server as its parent sees it: started, known by its fingerprint, and ended."""

from __future__ import annotations

import datetime
import hashlib
import ipaddress
import os
import secrets
import subprocess
import sys
import threading
from pathlib import Path

from scanner.errors import ServerError

HOST = "127.0.0.1"
USER = "demo"
START_SECONDS = 20.0
END_SECONDS = 5.0


class DemoServer:
    """Serves the sample mailbox while it is entered; ends its own process, and no other, at the end.

    `folder` keeps its certificate, its log, and while it runs its password.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0
        self.fingerprint = ""

    def __enter__(self) -> DemoServer:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        certificate, key, self.fingerprint = make_certificate(self._folder)
        password = secrets.token_urlsafe(16)
        write_private(self.password_file, password.encode())
        command = [sys.executable, "-P", "-m", "scanner.demo.serving", str(certificate), str(key)]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, bufsize=0)  # noqa: S603 # nosec B603 # ours
        try:
            self.port = self._ask_port(self._process, password)
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    @property
    def log(self) -> Path:
        """What the server had to say."""
        return self._folder / "server.log"

    @property
    def password_file(self) -> Path:
        """Where its only user's password stands, for the owner alone to read."""
        return self._folder / "password"

    @property
    def pid(self) -> int | None:
        """The server's process id; None before it is started."""
        return self._process.pid if self._process else None

    def _ask_port(self, process: subprocess.Popen[bytes], password: str) -> int:
        """The port that the server says it listens on; it has START_SECONDS for that."""
        assert process.stdin is not None
        assert process.stdout is not None
        patience = threading.Timer(START_SECONDS, process.kill)
        patience.start()
        try:
            process.stdin.write(password.encode() + b"\n")
            answer = process.stdout.readline().strip()
        except OSError:
            answer = b""
        finally:
            patience.cancel()
        if not answer.isdigit():
            raise ServerError("the demonstration's mail server did not start", hint=f"see {self.log}")
        return int(answer)

    def _end(self) -> None:
        """The end of its standard input ends the server; where it does not, it is killed."""
        self.password_file.unlink(missing_ok=True)
        process = self._process
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def make_certificate(folder: Path) -> tuple[Path, Path, str]:
    """A self-signed certificate for loopback, good for a day: its file, its key's file, its SHA-256 fingerprint for pinning."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

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
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.IPv4Address(HOST))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate_path, key_path = folder / "server.crt", folder / "server.key"
    certificate_path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    write_private(key_path, key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return certificate_path, key_path, hashlib.sha256(certificate.public_bytes(serialization.Encoding.DER)).hexdigest()


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
