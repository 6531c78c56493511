"""The demonstration's mail server, run as a process of its own: pymap, with the sample mailbox in memory.

Its parent gives it the certificate and key as arguments and a password as the first line of standard input, and reads the
port from the first line of standard output. Standard input stays open as long as the parent lives; when it ends, for
whatever reason, the server ends too.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from argparse import Namespace
from datetime import datetime
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxSet
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials.flag import Seen
from pysasl.hashing import BuiltinHash

from scanner.demo.sample import sample_messages
from scanner.demo.server import HOST, USER


async def serve(password: str, certificate: str, key: str) -> None:
    """Serve until standard input ends. The port is the system's choice, so that no other program can have taken it."""
    options = Namespace(
        host=HOST, port=0, cert=certificate, key=key, tls=True, debug=False, proxy_protocol=None, passlib_cfg=None,
        demo_data=False, demo_user=USER, demo_password=password,
    )  # fmt: skip
    # The password is random and good for seconds; there is nothing that a slow hash would protect.
    backend, config = await DictBackend.init(options, hash_context=BuiltinHash(rounds=1))
    config.apply_context()
    config.set_cache[USER] = (await _mailbox(), FilterSet())
    greet = ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(backend.login, config))
    server = await asyncio.start_server(greet, host=HOST, port=0)
    async with server:
        print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201
        await asyncio.to_thread(sys.stdin.buffer.read)


async def _mailbox() -> MailboxSet:
    mailboxes = MailboxSet()
    known = {"INBOX"}
    for folder, _, data in sample_messages():
        if folder not in known:
            await mailboxes.add_mailbox(folder)
            known.add(folder)
        mailbox = await mailboxes.get_mailbox(folder)
        await mailbox.append(AppendMessage(data.replace(b"\n", b"\r\n"), _sent_at(data), frozenset({Seen})))
    return mailboxes


def _sent_at(data: bytes) -> datetime:
    """The day of its Date field; INTERNALDATE of a mail that was delivered at once."""
    return parsedate_to_datetime(str(BytesHeaderParser().parsebytes(data)["Date"]))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    logging.basicConfig(level=logging.WARNING)
    asyncio.run(serve(sys.stdin.buffer.readline().decode().strip(), *sys.argv[1:3]))
