"""A compound file as found: a message of Outlook's, whatever it is called, or a document."""

from __future__ import annotations

from scanner.sources.finds import Finds, Found, Item, NoMail, missed
from scanner.sources.holes import BROKEN, CUT, EMPTY, FOREIGN, OUTLOOK, PART
from scanner.sources.outlook import msg
from scanner.sources.outlook.letter import is_mail, letter_of
from scanner.sources.outlook.pst import arrived
from scanner.sources.streams import MAX_MESSAGE, Stream


def read_compound(stream: Stream, item: Item) -> Finds:
    """The message, if it is one."""
    likely = item.named or msg.looks_like_message(stream.head(), item.name)
    if not msg.is_installed():
        yield missed(item, OUTLOOK) if likely else NoMail(item.inside)
        return
    data, too_large = stream.all(MAX_MESSAGE)
    try:
        entry = msg.read_msg(data)
    except msg.NoMessage:
        yield missed(item, FOREIGN) if item.named else NoMail(item.inside)
        return
    except msg.BrokenMessage:
        if stream.trouble:  # that is told already
            return
        yield missed(item, CUT if too_large else BROKEN) if likely else NoMail(item.inside)
        return
    if not is_mail(entry):
        yield NoMail(item.inside)
        return
    if not entry.properties.values:
        yield missed(item, EMPTY)
        return
    letter = letter_of(entry)
    yield Found(item.inside, item.folder, item.use, letter, arrived(entry.properties, letter, item.latest))
    if entry.cut or too_large:
        yield missed(item, PART, loud=False)
