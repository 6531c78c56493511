"""What recognition costs: ordinary mail, mail that is recognized, the catalog, and mail made to hold up its reader.

    python -m benchmarks.cpu [--corpora DIR]

Ordinary mail is taken from the mail files below DIR, by default a few made-up ones. The peer is Python's `email` with
BeautifulSoup reading the same mail into text, and judging nothing. Each bomb is read in a process of its own, and its
processor time and memory are those that the operating system counted, child processes included. Figures are processor time;
another load on the machine makes them larger, and the ratios little.
"""

from __future__ import annotations

import argparse
import contextlib
import email
import email.policy
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from bs4 import BeautifulSoup

from benchmarks.bombs import BOMBS
from scanner.catalog import load_catalog
from scanner.jobs.archive import Archive
from scanner.jobs.events import Read, Unreadable
from scanner.jobs.reading import Reader
from scanner.jobs.sifting import Sifter
from scanner.model import Origin, RawMessage
from scanner.sources import open_path

CORPUS = Path(__file__).parent.parent / "tests" / "corpus" / "mails"
ROUNDS = 3
MOST_MAILS = 3_000
SECONDS = 60  # after which a bomb's reading counts as never ending


def peer(data: bytes) -> str:
    """A mail's text as `email` and BeautifulSoup give it."""
    texts = []
    for part in email.message_from_bytes(data, policy=email.policy.compat32).walk():
        if part.get_content_maintype() == "text":
            content = part.get_payload(decode=True)
            text = content.decode(part.get_content_charset("utf-8"), "replace") if isinstance(content, bytes) else ""
            texts.append(BeautifulSoup(text, "lxml").get_text("\n") if part.get_content_subtype() == "html" else text)
    return "\n".join(texts)


def costs(read: Callable[[bytes], object], mails: Iterable[bytes]) -> list[float]:
    """Milliseconds of processor time for each mail, the best of some rounds."""
    found = []
    for data in mails:
        rounds = []
        for _ in range(ROUNDS):
            start = time.process_time()
            # The peer fails where charsets and headers are odd; what it took until then counts.
            with contextlib.suppress(LookupError, ValueError, RecursionError):
                read(data)
            rounds.append((time.process_time() - start) * 1000)
        found.append(min(rounds))
    return found


def tell(name: str, ours: list[float], theirs: list[float] | None = None) -> None:
    """One row of the table: median, mean, the slowest twentieth, and how much of the peer's time that is."""
    ordered = sorted(ours)
    ratio = f"{statistics.median(theirs) / statistics.median(ours):8.1f}x" if theirs else ""
    print(f"{name:<44}{len(ours):6}{statistics.median(ours):10.3f}{statistics.mean(ours):10.3f}{ordered[int(len(ordered) * 0.95)]:10.3f}{ratio}")


def ordinary(folder: Path | None) -> list[bytes]:
    """Mail that has nothing to do with gift cards: as it was found, whatever it is."""
    if folder is None:
        texts = [f"Subject: hello {n}\n\nLunch on Friday? Ann and I will be there from twelve.\n" + "We could walk. " * n for n in range(200)]
        return [f"From: Ann <ann@example.com>\nTo: bob@example.org\nMessage-ID: <{n}@example.com>\n{text}".encode() for n, text in enumerate(texts)]
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".eml", ".txt", "") and path.is_file())
    step = max(1, len(files) // MOST_MAILS)
    return [path.read_bytes() for path in files[::step]]


def mails(folder: Path | None) -> None:
    """The cost of mail: ordinary and recognized."""
    catalog = load_catalog()
    reader, sifter = Reader(catalog), Sifter(catalog)

    def scanned(data: bytes) -> object:
        raw = RawMessage(Origin("", ""), data)
        return sifter(raw) or reader.read(raw)

    def in_full(data: bytes) -> object:
        return reader.read(RawMessage(Origin("", ""), data))

    print(f"{'milliseconds of CPU a message':<44}{'mails':>6}{'median':>10}{'mean':>10}{'p95':>10}    peer/ours")
    common = ordinary(folder)
    theirs = costs(peer, common)
    tell("ordinary mail, as a scan of an archive", costs(scanned, common), theirs)
    tell("ordinary mail, read in full", costs(in_full, common), theirs)
    tell("ordinary mail, email + BeautifulSoup", theirs)
    golden = [path.read_bytes() for path in sorted(CORPUS.rglob("*.eml"))]
    theirs = costs(peer, golden)
    tell("recognized mail, as a scan of an archive", costs(scanned, golden), theirs)
    tell("recognized mail, email + BeautifulSoup", theirs)


def catalog() -> None:
    """The cost of the catalog, each time in a process of its own."""
    program = "import time, scanner.catalog as c; t = time.process_time(); c.load_catalog(); print(time.process_time() - t)"
    taken = [float(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout) for _ in range(5)]
    print(f"\nload_catalog: {min(taken):.3f} s of CPU (best of {len(taken)})")


def read_bomb(path: str, by: str) -> str:
    """Read one bomb and say what came of it."""
    if by == "peer":
        return f"{len(peer(Path(path).read_bytes()))} characters"
    said = "nothing"
    for event in Archive(load_catalog(), ("owner@example.com",)).scan([open_path(Path(path))]):
        if isinstance(event, Unreadable):
            said = f"unreadable: {event.why}"
        elif isinstance(event, Read):
            said = f"read: {event.recognition.kind or 'not ours'}"
    return said


def in_a_child(path: str, by: str) -> None:
    """One bomb in a process of its own: what came of it, and what the operating system counted, as JSON."""
    said = read_bomb(path, by)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps({"said": said, "seconds": sum(u.ru_utime + u.ru_stime for u in used), "mib": _peak() / 1024}))


def _peak() -> int:
    """The most memory of this process in KiB. Where the system has it, without that of the process it was forked from."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))


def bombs() -> None:
    """The cost of each bomb, alone and as a message of an mbox: processor time beyond that of an empty mail, and the most memory."""
    print(f"\n{'bomb (CPU s, MiB)':<28}{'ours':>8}{'MiB':>6}{'mbox':>8}{'MiB':>6}{'peer':>8}{'MiB':>6}  what ours says")
    with tempfile.TemporaryDirectory() as folder:
        alone, box = Path(folder) / "bomb.eml", Path(folder) / "bomb.mbox"
        ways = {"ours": alone, "ours in an mbox": box, "peer": alone}
        least: dict[str, float] = {}
        for name, make in {"nothing": lambda: b"From: ann@example.com\nTo: bob@example.org\n\nhello\n", **BOMBS}.items():
            alone.write_bytes(make())
            box.write_bytes(b"From ann@example.com Tue Mar  5 10:00:00 2024\n" + alone.read_bytes())
            found = {way: _measured(path, way.partition(" ")[0]) for way, path in ways.items()}
            least = least or {way: seconds for way, (seconds, _, _) in found.items()}
            figures = "".join(f"{seconds - least[way]:8.2f}{memory:6.0f}" for way, (seconds, memory, _) in found.items())
            print(f"{name:<28}{figures}  {found['ours'][2]}", flush=True)


def _measured(path: Path, by: str) -> tuple[float, float, str]:
    """Processor seconds, MiB at the most, and the answer of a reading."""
    child = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.cpu", "--bomb", str(path), "--by", by], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        said, _ = child.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        return float("nan"), float("nan"), f"not within {SECONDS} s"
    if child.returncode or not said.strip():
        return float("nan"), float("nan"), f"failed: {child.returncode}"
    told = json.loads(said.splitlines()[-1])
    return told["seconds"], told["mib"], told["said"]


def main() -> None:
    """Run all measurements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path)
    parser.add_argument("--bomb", help=argparse.SUPPRESS)
    parser.add_argument("--by", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.bomb:
        in_a_child(wanted.bomb, wanted.by)
        return
    mails(wanted.corpora)
    catalog()
    bombs()


if __name__ == "__main__":
    main()
