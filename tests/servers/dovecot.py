"""A private Dovecot: its own configuration, base directory and loopback ports, started and ended by its own process id."""

from __future__ import annotations

import contextlib
import getpass
import grp
import imaplib
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.servers.certificates import make_certificate

START_SECONDS = 20.0


class Dovecot:
    """A running server. Its users' mail lies as Maildir below `homes`; every user's password is `password`.

    `separator` and `prefix` are those of its one namespace (`INBOX.` where folders lie below the inbox).
    """

    def __init__(self, root: Path, *, separator: str = "/", prefix: str = "") -> None:
        self.root = root
        self.homes = root / "homes"
        self.password = secrets.token_urlsafe(9)
        self.starttls_port = _free_port()
        self.imaps_port = _free_port()
        self.certificate = make_certificate(root / "tls")
        self.fingerprint = self.certificate.fingerprint
        self._separator, self._prefix = separator, prefix
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait for its greeting."""
        config = self._configure()
        log = (self.root / "start.log").open("wb")
        self._process = subprocess.Popen(["/usr/sbin/dovecot", "-F", "-c", str(config)], stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        log.close()
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"Dovecot ended at once: {(self.root / 'start.log').read_text()} {self.log()}")
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.starttls_port), timeout=2) as connection:
                if connection.recv(4) == b"* OK":
                    return
            time.sleep(0.05)  # the server is starting; nothing else tells when it is ready
        raise RuntimeError(f"Dovecot did not start: {self.log()}")

    def stop(self) -> None:
        """End our own process, and wait for it."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def log(self) -> str:
        """What it logged."""
        path = self.root / "dovecot.log"
        return path.read_text("utf-8", "replace") if path.exists() else ""

    def home(self, user: str) -> Path:
        """The home of a user, made when it is new; whatever the user types is then recorded."""
        home = self.homes / user
        home.mkdir(parents=True, exist_ok=True)
        (home / "rawlog").mkdir(exist_ok=True)
        self.own(home)
        return home

    def deliver(self, user: str, folder: str, messages: Iterable[bytes]) -> int:
        """Put messages into a folder, as a delivery agent would; returns how many."""
        target = self._maildir(user, folder)
        for part in ("cur", "new", "tmp"):
            (target / part).mkdir(parents=True, exist_ok=True)
        count = 0
        for count, data in enumerate(messages, 1):
            name = f"{1_600_000_000 + count}.{secrets.token_hex(6)}.test"
            (target / "new" / name).write_bytes(data)
        self.own(self.home(user))
        return count

    def renumber(self, user: str, folder: str) -> None:
        """Have the server number a folder anew, as after a restored backup: another UIDVALIDITY, other UIDs."""
        for path in self._maildir(user, folder).glob("dovecot*"):
            if path.is_file() and "uidvalidity" not in path.name:
                path.unlink()

    def census(self, user: str) -> dict[str, object]:
        """All that a program could change: each folder's counts, \\Recent among them, and every message's flags."""
        found: dict[str, object] = {}
        with self.client(user) as client:
            for line in client.list()[1]:
                assert isinstance(line, bytes)
                if b"\\Noselect" in line:
                    continue
                name = line.rpartition(b' "%s" ' % self._separator.encode())[2].decode()
                client.select(name, readonly=True)
                flags = client.uid("FETCH", "1:*", "(FLAGS)")[1]
                found[name] = (client.status(name, "(MESSAGES RECENT UNSEEN UIDNEXT UIDVALIDITY)")[1], flags)
        return found

    @contextlib.contextmanager
    def client(self, user: str) -> Iterator[imaplib.IMAP4_SSL]:
        """Another mail program of the user's."""
        context = ssl.create_default_context(cafile=str(self.certificate.ca_file))
        client = imaplib.IMAP4_SSL("127.0.0.1", self.imaps_port, ssl_context=context)
        try:
            client.login(user, self.password)
            yield client
        finally:
            client.logout()

    def _maildir(self, user: str, folder: str) -> Path:
        maildir = self.home(user) / "Maildir"
        return maildir if folder == "INBOX" else maildir / f".{folder.removeprefix(self._prefix).replace(self._separator, '.')}"

    def typed(self, user: str) -> list[str]:
        """The commands that our own sessions of a user sent after their log-in, by what the server recorded."""
        recorded = b"\n".join(p.read_bytes() for p in sorted((self.home(user) / "rawlog").glob("*.in")))
        return [line.decode("utf-8", "replace") for line in re.findall(rb"^[\d.]+ g\d+ ([^\r\n]*)", recorded, re.MULTILINE)]

    def own(self, path: Path) -> None:
        """Give files to the user that Dovecot reads them as."""
        if os.geteuid() != 0:
            return
        uid, gid = _mail_ids()
        for folder, folders, files in os.walk(path):
            os.chown(folder, uid, gid)
            for name in (*folders, *files):
                os.chown(Path(folder) / name, uid, gid)

    def _configure(self) -> Path:
        root = self.root
        uid, gid = _mail_ids()
        as_root = os.geteuid() == 0
        internal, login = ("dovecot", "dovenull") if as_root else (getpass.getuser(),) * 2
        group = "dovecot" if as_root else grp.getgrgid(os.getegid()).gr_name
        self.homes.mkdir(exist_ok=True)
        for folder in (root, self.homes):
            folder.chmod(0o755)
        (root / "users").write_text(f"*:{{PLAIN}}{self.password}\n")
        services = "" if as_root else "service anvil {\n chroot =\n}\nservice imap-login {\n chroot =\n}\nservice stats {\n chroot =\n}\n"
        config = root / "dovecot.conf"
        config.write_text(
            f"""
base_dir = {root}/base
state_dir = {root}/state
log_path = {root}/dovecot.log
instance_name = giftscan-test-{self.imaps_port}
listen = 127.0.0.1
protocols = imap
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 1
first_valid_gid = 0
mail_uid = {uid}
mail_gid = {gid}
mail_home = {self.homes}/%n
mail_location = maildir:~/Maildir:UTF-8
mail_max_userip_connections = 50
ssl = required
ssl_cert = <{self.certificate.cert_file}
ssl_key = <{self.certificate.key_file}
auth_mechanisms = plain login
passdb {{
  driver = static
  args = password={self.password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={self.homes}/%n
}}
protocol imap {{
  rawlog_dir = {self.homes}/%n/rawlog
}}
service imap-login {{
  inet_listener imap {{
    port = {self.starttls_port}
  }}
  inet_listener imaps {{
    port = {self.imaps_port}
    ssl = yes
  }}
}}
{services}
namespace inbox {{
  inbox = yes
  separator = {self._separator}
  prefix = {self._prefix}
  mailbox Drafts {{
    special_use = \\Drafts
    auto = create
  }}
  mailbox Junk {{
    special_use = \\Junk
    auto = create
  }}
  mailbox Trash {{
    special_use = \\Trash
    auto = create
  }}
  mailbox Sent {{
    special_use = \\Sent
    auto = create
  }}
  mailbox アーカイブ {{
    auto = create
  }}
}}
"""
        )
        return config


def is_installed() -> bool:
    """Whether the machine has Dovecot."""
    return Path("/usr/sbin/dovecot").exists() or shutil.which("dovecot") is not None


def _mail_ids() -> tuple[int, int]:
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    entry = pwd.getpwnam("mail")
    return entry.pw_uid, entry.pw_gid


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
