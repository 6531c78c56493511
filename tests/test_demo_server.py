"""The demonstration's mail server: the sample as it lies, on loopback, over TLS, and gone when it is not wanted any more."""

from __future__ import annotations

import imaplib
import os
import shutil
import socket
import ssl
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.demo import DemoServer, sample_messages
from scanner.demo.server import HOST, USER
from scanner.errors import ServerError
from tests.demo_sample import FOLDERS


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DemoServer, Path]]:
    """A server of the sample mailbox, and its folder."""
    folder = tmp_path_factory.mktemp("server")
    with DemoServer(folder) as running:
        yield running, folder


def test_server_gives_the_bytes_of_the_sample(server: tuple[DemoServer, Path]) -> None:
    """Over verified TLS every message comes as it lies in the sample, line ends apart, whatever its charset."""
    running, folder = server
    served: dict[str, set[bytes]] = {}
    with imaplib.IMAP4(HOST, running.port, timeout=20) as client:
        client.starttls(ssl.create_default_context(cafile=str(folder / "server.crt")))
        client.login(USER, running.password_file.read_text("ascii"))
        for name in FOLDERS:
            wire = '"' + ("&MKIw,DCrMKQw1g-" if name == "アーカイブ" else name) + '"'  # modified UTF-7 (RFC 3501, section 5.1.3)
            assert client.select(wire, readonly=True)[0] == "OK"
            answer = client.uid("FETCH", "1:*", "(BODY.PEEK[])")[1]
            served[name] = {item[1] for item in answer if isinstance(item, tuple)}
    sample = {name: {data.replace(b"\n", b"\r\n") for folder_name, _, data in sample_messages() if folder_name == name} for name in FOLDERS}
    assert sample == served


def test_server_keeps_to_itself(server: tuple[DemoServer, Path]) -> None:
    """Its key and password are for its owner alone to read, and it offers TLS at once."""
    running, folder = server
    if os.name == "posix":
        assert {0o600} == {stat.S_IMODE(path.stat().st_mode) for path in (folder / "server.key", running.password_file)}
    with imaplib.IMAP4(HOST, running.port, timeout=20) as client:
        assert "STARTTLS" in client.capabilities


def test_server_ends_with_its_context(tmp_path: Path) -> None:
    """Leaving the context ends the server's process and takes its password away."""
    with DemoServer(tmp_path) as running:
        pid = running.pid
        assert running.password_file.exists()
    assert not running.password_file.exists()
    assert pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_server_ends_when_its_parent_dies(tmp_path: Path) -> None:
    """A server whose parent was killed ends by itself, and hangs up."""
    script = (
        "import pathlib, sys; from scanner.demo import DemoServer\n"
        "server = DemoServer(pathlib.Path(sys.argv[1])).__enter__()\n"
        "print(server.port, flush=True)\n"
        "sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-P", "-c", script, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        port = int(parent.stdout.readline())
        with socket.create_connection((HOST, port), timeout=20) as connection:
            assert connection.recv(5).startswith(b"* OK")
            parent.kill()
            while connection.recv(4096):
                pass


def test_two_servers_do_not_meet(tmp_path: Path) -> None:
    """Two demonstrations at once take different ports and certificates."""
    with DemoServer(tmp_path / "one") as one, DemoServer(tmp_path / "two") as two:
        assert one.port != two.port
        assert one.fingerprint != two.fingerprint


def test_server_that_cannot_start_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the server's process fails, the error names its log."""
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(ServerError) as told, DemoServer(tmp_path):
        pass
    assert str(tmp_path / "server.log") in told.value.hint
    assert not (tmp_path / "password").exists()
