"""The messages of a .pst or .ost on standard input: run by `scanner.sources.outlook.pst` within the limits of `limited.py`.

It reads what strangers may have written with a library written in C (libpff), and imports nothing of ours. What it finds goes to standard
output in frames: a letter, the length of what follows in four bytes, and that. Numbers have their lowest byte first. A set of properties
is number, type (two bytes each), length (four) and bytes of each.

    S properties                       the store
    D id, parent, messages, properties a folder
    M folder, id, properties           a message begins
    R properties                       a recipient of it
    A properties                       an attachment of it
    N properties                       the message that this attachment is begins
    E flags                            a message ends; 1: not all of it was taken
    L folder                           a folder whose list the library could not read
    G                                  all folders are told, messages follow
    X folder, id                       a message that the library could not read, in its place
    Z                                  the end
"""

import io
import runpy
import struct
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, cast

import pypff

inner_message = runpy.run_path(str(Path(__file__).with_name("pst_inner.py")))["inner_message"]

MAX_DEPTH = 8
MAX_ATTACHMENTS = 500
MAX_RECIPIENTS = 2000
MAX_PROPERTIES = 2000
MAX_FOLDERS = 100_000
MAX_BYTES = 44 * 2**20

ERRORS = (OSError, ValueError, RuntimeError, MemoryError)  # what the binding can raise
_CHUNK = 2**20
_ATTACH_DATA = 0x3701
_BINARY = 0x0102
_EMBEDDED = struct.pack("<HHII", 0x3705, 0x0003, 4, 5)  # the property that tells how it is attached, as it is sent: as a message
_SEARCH_FOLDER = 0x03  # by the last five bits of its number; what it shows lies in other folders
_STORE = (0x35E0, 0x35E2, 0x35E3, 0x35E4, 0x35FF)
_FOLDER = (0x3001, 0x3613, 0x36D7, 0x36D8)
_RECIPIENT = (0x0C15, 0x0C1B, 0x0C20, 0x3001, 0x3002, 0x3003, 0x39FE)
_ATTACHMENT = (0x3001, 0x3704, 0x3705, 0x3707, 0x370E, 0x3712)
_MESSAGE = (
    0x001A, 0x0037, 0x0039, 0x0042, 0x0064, 0x0065, 0x007D, 0x0C1A, 0x0C1E, 0x0C1F, 0x0E03, 0x0E04, 0x0E06, 0x1000, 0x1001, 0x1009, 0x1013, 0x1035, 0x1039,
    0x1042, 0x3007, 0x3FDE, 0x3FFD, 0x5D01, 0x5D02,
)  # fmt: skip


class Taken:
    """What of one message was taken: its frames, until there are too many bytes."""

    def __init__(self) -> None:
        self.frames: list[bytes] = []
        self.left = MAX_BYTES
        self.attachments = MAX_ATTACHMENTS
        self.cut = False

    def add(self, letter: bytes, numbers: Sequence[int], properties: bytes) -> None:
        """A frame."""
        self.frames.append(frame(letter, numbers, properties))

    def properties(self, item: Any, wanted: Sequence[int], numbers: Sequence[int] = (0,)) -> bytes:
        """The wanted properties of an object, of the sets of that number (recipients have one each)."""
        out = []
        for number in numbers:
            entries = item.get_record_set(number)
            for at in range(min(entries.get_number_of_entries(), MAX_PROPERTIES)):
                try:
                    entry = entries.get_entry(at)
                    if entry.entry_type not in wanted:
                        continue
                    data = entry.data or b""
                except ERRORS:
                    self.cut = True
                    continue
                if len(data) > self.left:
                    self.cut = True
                    continue
                self.left -= len(data)
                out.append(struct.pack("<HHI", entry.entry_type, entry.value_type & 0xFFFF, len(data)) + data)
        return b"".join(out)


def frame(letter: bytes, numbers: Sequence[int] = (), properties: bytes = b"") -> bytes:
    """A frame's bytes."""
    body = struct.pack(f"<{len(numbers)}I", *numbers) + properties
    return letter + struct.pack("<I", len(body)) + body


def message(item: Any, taken: Taken, letter: bytes, numbers: Sequence[int], again: Callable[[], Any], depth: int = 0) -> None:
    """A message with all that belongs to it. `again` gives an object of the binding that one inside it can have."""
    taken.add(letter, numbers, taken.properties(item, _MESSAGE))
    try:
        recipients = getattr(item, "recipients", None)
        for number in range(min(recipients.number_of_record_sets, MAX_RECIPIENTS) if recipients else 0):
            taken.add(b"R", (), taken.properties(recipients, _RECIPIENT, (number,)))
    except ERRORS:
        taken.cut = True
    try:
        count = item.number_of_attachments if hasattr(item, "number_of_attachments") else 0
    except ERRORS:
        count, taken.cut = 0, True
    for number in range(count):
        if taken.attachments <= 0:
            taken.cut = True
            break
        taken.attachments -= 1
        try:
            attachment(item.get_attachment(number), taken, again, depth)
        except ERRORS:
            taken.cut = True
    taken.add(b"E", (taken.cut,), b"")


def attachment(item: Any, taken: Taken, spare: Callable[[], Any], depth: int) -> None:
    """An attachment, with its bytes or the message that it is. OSError before anything was taken of it."""
    properties = taken.properties(item, _ATTACHMENT)
    inner = None
    data = b""
    if _EMBEDDED in properties:
        inner = inner_message(item, spare()) if depth < MAX_DEPTH else None
        if inner is None:
            taken.cut = True
            return
    else:
        data = content(item, taken)
    begun = len(taken.frames)
    taken.add(b"A", (), properties + struct.pack("<HHI", _ATTACH_DATA, _BINARY, len(data)) + data)
    if inner is not None:
        try:
            message(inner, taken, b"N", (), spare, depth + 1)
        except ERRORS:
            del taken.frames[begun:]
            raise


def content(item: Any, taken: Taken) -> bytes:
    """An attachment's bytes; none where they are too many, or damaged."""
    try:
        size = item.get_size() or 0
        if size > taken.left:
            taken.cut = True
            return b""
        out = bytearray()
        while len(out) < size and (more := item.read_buffer(min(_CHUNK, size - len(out)))):
            out += more
    except ERRORS:  # it has none of its own, or is damaged
        taken.cut = True
        return b""
    taken.left -= len(out)
    return bytes(out)


def folders(root: Any) -> Iterator[tuple[int, int, Any]]:
    """All folders below the root with their numbers and those of their parents; each once, whatever a damaged list says."""
    met = {root.identifier}
    waiting = [(0, root)]
    while waiting:
        parent, folder = waiting.pop()
        yield parent, folder.identifier, folder
        below = []
        for number in range(count_of(folder, "sub_folders")):
            try:
                inner = folder.get_sub_folder(number)
                known = inner.identifier
            except ERRORS:
                write(frame(b"L", (folder.identifier,)))
                continue
            if known not in met and known & 0x1F != _SEARCH_FOLDER and len(met) < MAX_FOLDERS:
                met.add(known)
                below.append((folder.identifier, inner))
        waiting += reversed(below)


def count_of(folder: Any, what: str) -> int:
    """How many folders or messages a folder has."""
    try:
        return int(getattr(folder, f"number_of_{what}"))
    except ERRORS:
        write(frame(b"L", (folder.identifier,)))
        return 0


def write(data: bytes) -> None:
    """To the parent."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def items(file: Any, tree: Sequence[tuple[int, Any, int]]) -> Iterator[tuple[int, Callable[[], Any]]]:
    """Every message in the folders, then those that no folder lists any more, which have no folder's number."""
    for number, folder, count in tree:
        for at in range(count):
            yield number, partial(folder.get_sub_message, at)
    try:
        orphans = file.number_of_orphan_items
    except ERRORS:
        write(frame(b"L", (0,)))
        return
    for at in range(orphans):
        yield 0, partial(file.get_orphan_item, at)


def main(more_time: Callable[[], None], arguments: Sequence[str]) -> None:
    """Everything, but for the first so many messages; or only the message of one number."""
    first = int(arguments[0])
    only = int(arguments[1])
    file = pypff.file()
    file.open_file_object(cast(io.BufferedReader, sys.stdin.buffer).raw)
    store = file.get_message_store()
    write(frame(b"S", (), Taken().properties(store, _STORE) if store else b""))
    tree = []
    for parent, number, folder in folders(file.get_root_folder()):
        more_time()
        count = count_of(folder, "sub_messages")
        write(frame(b"D", (number, parent, count), Taken().properties(folder, _FOLDER)))
        tree.append((number, folder, count))
    write(frame(b"G"))
    for at, (number, get) in enumerate(items(file, tree)):
        if at < first:
            continue
        more_time()
        known = 0
        try:
            item = get()
            known = item.identifier
            if only not in (0, known):
                continue
            taken = Taken()
            message(item, taken, b"M", (number, known), get)
        except ERRORS:
            if not only:
                write(frame(b"X", (number, known)))
            continue
        write(b"".join(taken.frames))
    write(frame(b"Z"))
