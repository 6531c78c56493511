"""Other programs that count the messages of an mbox or a Maildir; each has its own idea of where a message begins."""

from __future__ import annotations

import mailbox
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path


def by_python(path: Path) -> int | None:
    """Python's module: every line that begins with `From `, behind a blank line or not."""
    box = mailbox.mbox(path, create=False)
    try:
        return len(box)
    finally:
        box.close()


def by_git(path: Path) -> int | None:
    """git mailsplit, which takes patches out of mailboxes. None where it calls the file corrupt."""
    with tempfile.TemporaryDirectory(prefix="giftscan-git-") as folder:
        done = subprocess.run(["git", "mailsplit", "--keep-cr", f"-o{folder}", str(path)], capture_output=True, check=False)
    return int(done.stdout) if done.returncode == 0 else None


def by_mboxgrep(path: Path) -> int | None:
    """mboxgrep: every line that looks like RFC 4155's."""
    done = subprocess.run(["mboxgrep", "-c", "", str(path)], capture_output=True, check=True)
    return int(done.stdout)


def by_doveadm(path: Path) -> int | None:
    """Dovecot, as a mail server opens the file. None where it calls the file no mbox."""
    with tempfile.TemporaryDirectory(prefix="giftscan-doveadm-") as folder:
        inbox = Path(folder) / "inbox"
        shutil.copy(path, inbox)
        return _messages(Path(folder), f"mbox:{folder}/box:INBOX={inbox}", "INBOX").get("INBOX")


def maildir_by_doveadm(path: Path) -> dict[str, int]:
    """The messages of each folder of a Maildir, by Dovecot."""
    with tempfile.TemporaryDirectory(prefix="giftscan-doveadm-") as folder:
        shutil.copytree(path, Path(folder) / "mail")
        for part in Path(folder).rglob("*"):  # what is copied may be for reading only
            part.chmod(0o755 if part.is_dir() else 0o644)
        return _messages(Path(folder), f"maildir:{folder}/mail", "*")


def _messages(home: Path, location: str, mask: str) -> dict[str, int]:
    """What Dovecot says of the folders of a mail location, which it may write into."""
    is_root = os.geteuid() == 0
    (home / "box").mkdir(exist_ok=True)
    if is_root:  # Dovecot reads no mail as root
        subprocess.run(["chown", "-R", "nobody", str(home)], check=True)
    config = home / "dovecot.conf"
    owner = "mail_uid = nobody\nmail_gid = nogroup\n" if is_root else ""
    config.write_text(
        f"base_dir = {home}/run\nlog_path = /dev/stderr\nssl = no\nmail_location = {location}\n{owner}mbox_write_locks = fcntl\nfirst_valid_uid = 1\n"
    )
    config.chmod(0o644)
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "USER": "nobody"}
    done = subprocess.run(["doveadm", "-c", str(config), "mailbox", "status", "messages", mask], capture_output=True, env=env, check=False)
    lines = [line.rpartition(" messages=") for line in done.stdout.decode().splitlines()]
    return {name: int(count) for name, _, count in lines}


READERS: dict[str, tuple[str | None, Callable[[Path], int | None]]] = {
    "python": (None, by_python),
    "git": ("git", by_git),
    "mboxgrep": ("mboxgrep", by_mboxgrep),
    "doveadm": ("doveadm", by_doveadm),
}
