"""A large mailbox on a private Dovecot, golden mail among ordinary mail: what a scan finds, misses, adds, and costs.

    python -m benchmarks.imap_large [--messages 5000] [--corpora DIR] [--seed N]

Ordinary mail is generated, or taken from the mail files below DIR, over and over until there is enough. Everything runs on
loopback and in a temporary folder; the whole is bounded by --messages (at most 200,000).
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scanner.catalog import load_catalog
from scanner.jobs.deep import DeepSearch
from scanner.jobs.mailbox import MailboxScan
from scanner.jobs.recover import Wanted
from scanner.messages import identity
from scanner.model import Kind
from scanner.sources import open_path
from scanner.sources.base import SourceEvent
from tests.imap.mails import plain_mail
from tests.imap.owner import Owner
from tests.servers.certificates import make_certificate
from tests.servers.dovecot import Dovecot, is_installed
from tests.servers.relay import Relay

CORPUS = Path(__file__).parent.parent / "tests" / "corpus"
FOLDERS = {"INBOX": 70, "アーカイブ": 15, "Sent": 5, "Trash": 6, "Junk": 4}
MOST = 200_000


@dataclass(frozen=True)
class Golden:
    """A golden mail, and what stands in its expectation."""

    name: str
    data: bytes
    kind: str | None
    suspicious: bool
    codes: frozenset[str]


def golden_mails() -> list[Golden]:
    """All golden mails that have a card or a refund in them."""
    found = []
    for path in sorted((CORPUS / "mails").rglob("*.eml")):
        expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
        if expected["kind"] is not None:
            codes = frozenset(code["fingerprint"] for code in expected["claim_codes"])
            found.append(Golden(path.stem, path.read_bytes(), expected["kind"], expected["authenticity"] == "suspicious", codes))
    return found


def ordinary_mails(count: int, corpora: Path | None) -> list[bytes]:
    """So many messages that no golden expectation speaks of, each with an identity of its own."""
    if corpora is None:
        return [plain_mail(number) for number in range(count)]
    real = [item.data for item in open_path(corpora).messages() if not isinstance(item, SourceEvent)]
    return [data if at < len(real) else b"X-Copy: %d\r\n" % at + data for at, data in ((n, real[n % len(real)]) for n in range(count))]


def main() -> None:
    """Fill, scan, search, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=5_000)
    parser.add_argument("--corpora", type=Path, metavar="DIR")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not is_installed():
        raise SystemExit("Dovecot is not installed: apt-get install dovecot-imapd")
    golden = golden_mails()
    others = ordinary_mails(min(options.messages, MOST) - len(golden), options.corpora)
    with tempfile.TemporaryDirectory(prefix="giftscan-large-") as folder, tempfile.TemporaryDirectory(prefix="giftscan-dovecot-") as root:
        server = Dovecot(Path(root))
        server.start()
        try:
            owner = fill(server, Path(folder), [g.data for g in golden], others, random.Random(options.seed))
            measure(server, owner, golden, {identity_of(data) for data in others})
        finally:
            server.stop()


def fill(server: Dovecot, folder: Path, golden: list[bytes], others: list[bytes], chance: random.Random) -> Owner:
    """The mail, shuffled over the folders."""
    everything = [*golden, *others]
    chance.shuffle(everything)
    names = chance.choices(list(FOLDERS), list(FOLDERS.values()), k=len(everything))
    for name in FOLDERS:
        server.deliver("large", name, [data for data, where in zip(everything, names, strict=True) if where == name])
    sizes = [len(data) for data in everything]
    print(f"mailbox        {len(everything)} messages in {len(FOLDERS)} folders, {sum(sizes) / 1e6:.0f} MB; {len(golden)} golden")
    return Owner(folder, "large", server.password, server.imaps_port, server.fingerprint)


def measure(server: Dovecot, owner: Owner, golden: list[Golden], others: set[str]) -> None:
    """Scan twice, all of it and then nothing new; then search the texts as well."""
    with Relay(server.imaps_port, make_certificate(owner.folder / "relay")) as relay:
        owner.port, owner.fingerprint = relay.port, relay.fingerprint
        timed("first scan", relay, lambda: owner.scan()[0])
        compare(owner, golden, others)
        timed("second scan", relay, lambda: owner.scan()[0])
        timed("deep search", relay, lambda: deep(owner))
        compare(owner, golden, others)
    print(f"peak memory    {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB (the mail that was delivered included)")


def timed(title: str, relay: Relay, run: Callable[[], MailboxScan]) -> None:
    """Run something, and print what it took and sent."""
    relay.clear()
    wall, processor = time.perf_counter(), time.process_time()
    counts = run().counts
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    names = Counter(" ".join(c.split()[: 2 if c.startswith("UID") else 1]) for c in relay.commands())
    print(f"{title:<14} {wall:.1f} s, of it {processor:.1f} s of our processor; {len(relay.got) / 1e6:.2f} MB came, {len(relay.sent) / 1e3:.1f} kB went")
    print(f"               read whole {counts.messages}, unreadable {counts.unreadable}; {dict(names)}")


def deep(owner: Owner) -> MailboxScan:
    """The deep search for any card."""
    with owner.ledger() as ledger, owner.session() as session:
        scan = MailboxScan(session, ledger, load_catalog(), keep_messages=True, skip=(), own_hosts=())
        search = DeepSearch(session, scan, load_catalog(), Wanted())
        print(f"its cost       {search.cost()}")
        for _event in search.run():
            pass
        return scan


def compare(owner: Owner, golden: list[Golden], others: set[str]) -> None:
    """What of the golden mail was found so far, what was not, and what was found that is none."""
    key = (CORPUS / "fingerprint.key").read_bytes()
    with owner.ledger(write=False) as ledger:
        facts = ledger.facts()
        coverage = ledger.progress.coverage()
    kinds = {fact.message.key: fact.kind.value for fact in facts if fact.kind}
    codes = {fact.code.fingerprint(key) for fact in facts if fact.code}
    expected = {identity_of(g.data): g for g in golden}
    missing = [g.name for k, g in expected.items() if kinds.get(k) != g.kind]
    wanted = {code for g in golden for code in g.codes}
    extra = sorted(k for k in kinds if k in others and k not in expected and kinds[k] != Kind.BOUNCE)
    bounces = sum(kinds[k] == Kind.BOUNCE for k in kinds if k in others)
    print(f"golden mails   {len(expected) - len(missing)} of {len(expected)} found with their kind ({sum(g.suspicious for g in golden)} of them suspicious)")
    print(f"golden codes   {len(wanted & codes)} of {len(wanted)} found; {len(codes - wanted)} that are in none")
    print(f"ordinary mail  {len(extra)} taken for a card or refund, {bounces} are bounces")
    print(f"coverage       {[(c.folder, c.messages, c.searched_by.value, len(c.not_seen)) for c in coverage]}")
    for k, g in expected.items():
        if kinds.get(k) != g.kind:
            print(f"  missing: {g.name} ({'read as ' + kinds[k] if k in kinds else 'found in nothing'})")
    for k in extra:
        fact = next(f for f in facts if f.message.key == k)
        print(f"  extra: {fact.kind} {fact.message.folder} {fact.message.subject!r}")


def identity_of(data: bytes) -> str:
    """A message's identity, worked out as a scan does."""
    from scanner.messages import parse
    from scanner.model import Origin, RawMessage

    try:
        return parse(RawMessage(Origin("", ""), data), load_catalog()).key
    except Exception:  # a message beyond our bounds has none
        return identity(data, None)


if __name__ == "__main__":
    main()
