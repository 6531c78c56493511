"""A scan in a process of its own, which a signal ends at a point that was chosen: `python -m tests.imap.driver`.

On standard input comes one JSON object: the owner, and `kill` with what to count (`event`, `statement`: of the ledger) and
at which number the process kills itself, so that nothing is flushed, closed or rolled back. It prints what it counted.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from scanner.catalog import load_catalog
from scanner.jobs.mailbox import MailboxScan
from tests.imap.owner import Owner


def main() -> None:
    """Scan, and die on the way if that is wanted."""
    wanted = json.load(sys.stdin)
    owner = Owner(Path(wanted["folder"]), wanted["user"], wanted["password"], wanted["port"], wanted["fingerprint"])
    counts = {"event": 0, "statement": 0}

    def count(what: str) -> None:
        counts[what] += 1
        if wanted["kill"] == [what, counts[what]]:
            os.kill(os.getpid(), signal.SIGKILL)

    with owner.ledger() as ledger, owner.session() as session:
        ledger._db.set_trace_callback(lambda _statement: count("statement"))
        scan = MailboxScan(session, ledger, load_catalog(), keep_messages=True, skip=(), own_hosts=())
        for _event in scan.run():
            count("event")
        ledger._db.set_trace_callback(None)
    print(json.dumps(counts))


if __name__ == "__main__":
    main()
