"""Scans that find nothing new, or little, and how much memory a scan takes however much mail there is.

    python -m benchmarks.rescans [--messages 100000 1000000] [--gigabytes 10] [--folder FOLDER]

Small ordinary mails are made up, by so many people (--people), as an mbox, as a Maildir and as a folder of .eml files; each is scanned
into a ledger, and again with nothing new, with one mail more, and after an mbox grew. Then an mbox of so many gigabytes, most of them
a hole in the file, that an earlier run read to its end. Memory is what was the process's own (RssAnon) at the most, by `/proc`, looked
at every few hundredths of a second; beside it the most that the operating system counted, with the files that it shares.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.running import ROOT

OWNER = "owner@example.com"
_LOOK_EVERY = 0.05
_MIB = 1024.0


@dataclass(frozen=True)
class Spent:
    """What one scan took: seconds of the processor and by the clock, MiB of its own at the most and of all, and mails that it read."""

    cpu: float
    elapsed: float
    own: float
    most: float
    read: int


def main() -> None:
    """Make the mail, scan it, print a line for each scan."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--people", type=int, default=30_000, help="who wrote them")
    parser.add_argument("--gigabytes", type=int, default=10, help="of the mbox with a hole; 0 for none")
    parser.add_argument("--kinds", nargs="+", default=["mbox", "maildir", "eml"], choices=["mbox", "maildir", "eml"])
    parser.add_argument("--folder", type=Path, help="where the mail is made, and removed again (default: a temporary folder)")
    options = parser.parse_args()
    print(f"{'archive':<24}{'scan':<16}{'s CPU':>9}{'s':>9}{'own MiB':>9}{'all MiB':>9}{'read':>10}")
    with tempfile.TemporaryDirectory(prefix="giftscan-rescans-", dir=options.folder) as name:
        for messages in options.messages:
            for kind in options.kinds:
                work = Path(name) / kind
                work.mkdir()
                _measure(work, kind, messages, options.people)
                shutil.rmtree(work)
        if options.gigabytes:
            _hole(Path(name), options.gigabytes)


def _measure(work: Path, kind: str, messages: int, people: int) -> None:
    mail = work / "mail"
    more: Callable[[int], None]
    if kind == "mbox":
        mail = work / "mail.mbox"
        _mbox(mail, range(messages), people)
        more = lambda number: _mbox(mail, range(number, number + 1), people)  # noqa: E731
    else:
        _files(mail, kind, range(messages), people)
        more = lambda number: _files(mail, kind, range(number, number + 1), people)  # noqa: E731
    _age(mail)
    title = f"{kind}, {messages:,}"
    _tell(title, "first", _scan(work, mail))
    _tell(title, "nothing new", _scan(work, mail))
    more(messages)
    _age(mail)
    _tell(title, "one more", _scan(work, mail))
    _tell(title, "nothing new", _scan(work, mail))


def _hole(work: Path, gigabytes: int) -> None:
    """Most of the file is a hole: one huge message of zero bytes, cut, between ordinary ones."""
    box = work / "hole.mbox"
    _mbox(box, range(1000), 100)
    os.truncate(box, gigabytes * 10**9)
    with box.open("ab") as file:
        file.write(b"\n")
    _mbox(box, range(1000, 2000), 100)
    for title in ("first", "nothing new"):
        _tell(f"mbox, {gigabytes} GB", title, _scan(work, box))
    _mbox(box, range(2000, 2001), 100)
    _tell(f"mbox, {gigabytes} GB", "one more", _scan(work, box))
    _tell(f"mbox, {gigabytes} GB", "nothing new", _scan(work, box))


def _mail(number: int, people: int) -> tuple[int, bytes]:
    person = Random(number).randrange(people)
    day = f"Mon, {number % 28 + 1} Jan 2018 08:{number // 60 % 60:02}:{number % 60:02} +0000"
    return person, (
        f"Delivered-To: {OWNER}\nReceived: from mail.example.net by mx.example.com with ESMTP id {number:09}; {day}\n"
        f"From: Person Number{person} <person{person}@example.net>\nTo: {OWNER}\nSubject: note {number}\nDate: {day}\n"
        f"Message-ID: <{number}.{person}@example.net>\nX-Corpus: synthetic\n\nWe meet on the usual day, number {number}.\n"
        + "The rest is as it was said before.\n"
        * 3
    ).encode()


def _mbox(path: Path, numbers: range, people: int) -> None:
    with path.open("ab") as file:
        for number in numbers:
            person, data = _mail(number, people)
            file.write(b"From person%d@example.net Mon Jan  7 08:00:00 2019\n%b\n" % (person, data))


def _files(folder: Path, kind: str, numbers: range, people: int) -> None:
    for part in ("cur", "new", "tmp") if kind == "maildir" else (".",):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for number in numbers:
        name = f"cur/{1_500_000_000 + number}.M{number}P1.host.example.com:2,S" if kind == "maildir" else f"{number}.eml"
        with open(f"{folder}/{name}", "wb") as file:  # noqa: PTH123 (a path object for each of a million takes its time)
            file.write(_mail(number, people)[1])


def _age(mail: Path) -> None:
    """Let folders look as if nothing had changed in them for a while, each time a shorter one."""
    for folder in (mail / "cur", mail / "new"):
        if folder.exists():
            os.utime(folder, (time.time() - 100, time.time() - 100))


def _scan(work: Path, mail: Path) -> Spent:
    config = work / "config.toml"
    config.write_text(f'ledger = "{work}/ledger/ledger.sqlite"\nkey_file = "{work}/key/vault.key"\n', "utf-8")
    words = [sys.executable, "-P", "-m", "scanner", "--config", str(config), "scan", str(mail), "--json"]
    env = {"PATH": os.environ["PATH"], "HOME": str(work), "LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONPATH": str(ROOT)}
    with (work / "answer").open("wb") as answer, (work / "errors").open("wb") as errors:
        start = time.perf_counter()
        process = subprocess.Popen(words, env=env, cwd=work, stdin=subprocess.DEVNULL, stdout=answer, stderr=errors)
        own = 0.0
        used: resource.struct_rusage | None = None
        while used is None:
            own = max(own, _own(process.pid))
            number, status, found = os.wait4(process.pid, os.WNOHANG)
            if number:
                used = found
                process.returncode = os.waitstatus_to_exitcode(status)
            else:
                time.sleep(_LOOK_EVERY)
        elapsed = time.perf_counter() - start
    if process.returncode:
        raise SystemExit((work / "errors").read_text("utf-8", "replace"))
    read = json.loads((work / "answer").read_bytes())["scanned"]["messages"]
    return Spent(used.ru_utime + used.ru_stime, elapsed, own, used.ru_maxrss / _MIB, read)


def _own(pid: int) -> float:
    """MiB that are a process's own, 0 where that cannot be told."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / _MIB for line in lines if line.startswith("RssAnon:")), 0.0)


def _tell(archive: str, scan: str, spent: Spent) -> None:
    print(f"{archive:<24}{scan:<16}{spent.cpu:>9.2f}{spent.elapsed:>9.2f}{spent.own:>9.0f}{spent.most:>9.0f}{spent.read:>10,}", flush=True)


if __name__ == "__main__":
    main()
