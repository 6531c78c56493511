"""Python's own `mailbox` as its manual shows it: go through a file, decode the subject and the texts, look for words in them.

    python -m benchmarks.mailbox_peer MBOX

Prints the Message-ID of each message in which Amazon and a word for gift cards stand. No page is parsed; what names no character
set, or a wrong one, is read as well as `errors="replace"` does.
"""

from __future__ import annotations

import mailbox
import re
import sys
from email.header import decode_header, make_header
from email.message import Message

AMAZON = re.compile("amazon|アマゾン", re.IGNORECASE)
CARD = re.compile("gift card|ギフト券|ギフトカード", re.IGNORECASE)


def text_of(message: Message) -> str:
    """Subject, sender and texts."""
    found = []
    for name in ("Subject", "From"):
        value = str(message.get(name, ""))
        try:
            found.append(str(make_header(decode_header(value))))
        except (LookupError, ValueError):
            found.append(value)
    for part in message.walk():
        if part.get_content_maintype() != "text":
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            try:
                found.append(content.decode(part.get_content_charset("utf-8"), "replace"))
            except LookupError:
                found.append(content.decode("utf-8", "replace"))
    return "\n".join(found)


def main() -> None:
    """Print what is found."""
    for message in mailbox.mbox(sys.argv[1], create=False):
        text = text_of(message)
        if AMAZON.search(text) and CARD.search(text):
            print(message["Message-ID"])


if __name__ == "__main__":
    main()
