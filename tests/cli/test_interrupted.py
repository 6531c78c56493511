"""Ctrl-C in the middle of a scan of files: what was found is kept, and the next run goes on there."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from pathlib import Path

from tests.cli.command import PATIENCE, Giftscan, hears_ctrl_c
from tests.imap.mails import ADDRESS, gift_mail
from tests.sources.letters import letter, mbox, write


def interrupted(giftscan: Giftscan, *words: object, pipe: Path, first: bytes) -> tuple[int, str, str]:
    """Run a scan that comes to a pipe, hand it `first` of what stands in there, and press Ctrl-C while it waits for the rest."""
    opened = threading.Event()
    ends: list[int] = []

    def give() -> None:
        ends.append(os.open(pipe, os.O_WRONLY))  # it waits for the reader
        opened.set()

    giver = threading.Thread(target=give)
    giver.start()
    process = subprocess.Popen(
        giftscan.words(words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=giftscan.env, cwd=giftscan.home, stdin=subprocess.DEVNULL,
        preexec_fn=hears_ctrl_c,  # noqa: PLW1509 - the other thread only waits in the system
    )  # fmt: skip
    try:
        assert opened.wait(PATIENCE)
        os.write(ends[0], first)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        giver.join()
        os.close(ends[0])
    return process.returncode, out.decode("utf-8"), err.decode("utf-8")


def test_a_scan_that_was_interrupted_goes_on(giftscan: Giftscan, tmp_path: Path) -> None:
    """One sentence, exit code 130, no trace of Python; what was read to its end is not read again, and nothing is missing at last."""
    first = write(tmp_path / "mail" / "A.mbox", mbox(letter(1), gift_mail(1), letter(2)))
    second = tmp_path / "B.mbox"
    os.mkfifo(second)
    words = ("scan", first.parent, second, "--owner", ADDRESS)
    code, out, err = interrupted(giftscan, *words, pipe=second, first=mbox(gift_mail(2))[:200])
    assert (130, "") == (code, out)
    assert "Interrupted. What was found so far is kept; the next run goes on there.\n" == err.partition("\n\n")[2]
    assert 1 == len(giftscan("cases", "--json").document["cases"])
    second.unlink()
    write(second, mbox(gift_mail(2), letter(3)))
    told = giftscan(*words, "--json").document
    assert {"messages": 2, "files": 2, "unchanged": 1} == {name: told["scanned"][name] for name in ("messages", "files", "unchanged")}
    assert 2 == len(told["cases"])
    assert 5 == sum(entry["messages"] for entry in told["coverage"])


def test_nothing_is_kept_where_nothing_is_to_be_kept(giftscan: Giftscan, tmp_path: Path) -> None:
    """With --no-store the sentence promises nothing."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    code, out, err = interrupted(giftscan, "scan", pipe, "--no-store", pipe=pipe, first=b"From ")
    assert (130, "", "\nInterrupted.\n") == (code, out, err)
    assert set() == giftscan.files()
