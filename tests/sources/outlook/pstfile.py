"""A writer of .pst files (MS-PST, Unicode), as small as readers allow: what is kept of free room (the maps of pages) is not written.

Layers as the specification has them: blocks and the two B-trees of nodes and blocks, then heaps with property and table contexts on them,
then folders and messages.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.sources.outlook.notes import Note, Part, Value, number, text

STORE, NAMES, ROOT = 0x21, 0x61, 0x122
GONE = 0x9FFE2  # a folder that is no longer there
_BLOCK = 8176
_HEAP = 3580  # the largest piece of a heap
_SMALL = 256  # what is larger than this lies in a node of its own
_FIRST = 0x4600
_STORE_ID = bytes(range(16))
# One named property, for libpff wants at least that (section 2.4.7): set, number and place.
_NAMED: dict[int, Value] = {0x0001: number(251), 0x0002: (0x0102, bytes(16)), 0x0003: (0x0102, struct.pack("<IHH", 0x8554, 6, 0)), 0x0004: (0x0102, bytes(4))}


@dataclass
class Box:
    """A folder."""

    name: str
    notes: Sequence[Note] = ()
    boxes: Sequence[Box] = ()
    properties: dict[int, Value] = field(default_factory=dict)
    use: int = 0  # the property of the store that names it
    hidden: Sequence[Note] = ()  # messages that no folder lists


def crc(data: bytes) -> int:
    """The checksum of section 5.3."""
    return zlib.crc32(data, 0xFFFFFFFF) ^ 0xFFFFFFFF


def entry_id(nid: int) -> Value:
    """What names a folder of this store."""
    return 0x0102, bytes(4) + _STORE_ID + struct.pack("<I", nid)


class Nodes:
    """Blocks, and the trees that lead to them (the NDB layer)."""

    def __init__(self) -> None:
        self._out = bytearray(_FIRST)
        self._blocks: list[tuple[int, int, int]] = []  # number, place and size
        self._nodes: list[tuple[int, int, int, int]] = []
        self._last = 0

    def block(self, data: bytes, *, internal: bool = False) -> int:
        """A block (section 2.2.2.8); its number."""
        assert len(data) <= _BLOCK
        self._last += 4
        bid = self._last | (2 if internal else 0)
        at = len(self._out)
        padding = -(len(data) + 16) % 64
        self._out += data + bytes(padding) + struct.pack("<HHIQ", len(data), _signature(at, bid), crc(data), bid)
        self._blocks.append((bid, at, len(data)))
        return bid

    def data(self, data: bytes, size: int = _BLOCK) -> int:
        """Data of any length, in blocks of a size."""
        if len(data) <= size:
            return self.block(data)
        bids = [self.block(data[at : at + size]) for at in range(0, len(data), size)]
        groups = [bids[at : at + 1021] for at in range(0, len(bids), 1021)]
        sizes = [sum(min(size, len(data) - (at * 1021 + i) * size) for i in range(len(group))) for at, group in enumerate(groups)]
        lists = [self.block(struct.pack(f"<BBHI{len(g)}Q", 1, 1, len(g), total, *g), internal=True) for g, total in zip(groups, sizes, strict=True)]
        if len(lists) == 1:
            return lists[0]
        return self.block(struct.pack(f"<BBHI{len(lists)}Q", 1, 2, len(lists), len(data), *lists), internal=True)

    def subnodes(self, nodes: Mapping[int, tuple[int, int]]) -> int:
        """The nodes inside a node (section 2.2.2.8.3.3), 0 for none."""
        if not nodes:
            return 0
        entries = [struct.pack("<QQQ", nid, *bids) for nid, bids in sorted(nodes.items())]
        pages = [entries[at : at + 300] for at in range(0, len(entries), 300)]
        leaves = [self.block(struct.pack("<BBHI", 2, 0, len(page), 0) + b"".join(page), internal=True) for page in pages]
        if len(leaves) == 1:
            return leaves[0]
        rows = [page[0][:8] + struct.pack("<Q", bid) for page, bid in zip(pages, leaves, strict=True)]
        return self.block(struct.pack("<BBHI", 2, 1, len(rows), 0) + b"".join(rows), internal=True)

    def node(self, nid: int, data: int, subnodes: int = 0, parent: int = 0) -> None:
        """A node."""
        self._nodes.append((nid, data, subnodes, parent))

    def file(self) -> bytes:
        """The file, its header last."""
        nodes = self._tree(0x81, [(n, struct.pack("<QQQII", n, d, s, p, 0)) for n, d, s, p in sorted(self._nodes)], 32)
        blocks = self._tree(0x80, [(b, struct.pack("<QQHHI", b, at, size, 2, 0)) for b, at, size in sorted(self._blocks)], 24)
        root = struct.pack("<IQQQQ", 0, len(self._out), 0x4400, 0, 0) + struct.pack("<QQQQ", *nodes, *blocks) + struct.pack("<BBH", 0, 0, 0)
        tail = b"SM" + struct.pack("<HHBBII", 23, 19, 1, 1, 0, 0) + struct.pack("<QQI", 0, self._last + 8, 2)
        tail += (
            struct.pack("<32I", *[0x400] * 32) + bytes(8) + root + bytes(4) + b"\xff" * 256 + bytes([0x80, 0]) + bytes(2) + struct.pack("<Q", self._last + 8)
        )
        partial = tail[:471]
        tail = tail + struct.pack("<I", crc(tail[:516]))
        header = b"!BDN" + struct.pack("<I", crc(partial)) + tail
        self._out[: len(header)] = header
        return bytes(self._out)

    def _tree(self, kind: int, entries: Sequence[tuple[int, bytes]], size: int, level: int = 0) -> tuple[int, int]:
        """The pages of a B-tree (section 2.2.2.7.7); number and place of its root."""
        most = 488 // size
        pages = [entries[at : at + most] for at in range(0, len(entries), most)]
        rows = []
        for page in pages:
            self._last += 4
            bid, at = self._last, len(self._out) + -len(self._out) % 512
            body = b"".join(row for _, row in page).ljust(488, b"\0") + struct.pack("<BBBBI", len(page), most, size, level, 0)
            self._out += bytes(at - len(self._out)) + body + struct.pack("<BBHIQ", kind, kind, _signature(at, bid), crc(body), bid)
            rows.append((page[0][0], struct.pack("<QQQ", page[0][0], bid, at)))
        if len(rows) == 1:
            return struct.unpack("<8xQQ", rows[0][1])
        return self._tree(kind, rows, 24, level + 1)


def _signature(at: int, bid: int) -> int:
    mixed = (at ^ bid) & 0xFFFFFFFF
    return (mixed >> 16) ^ (mixed & 0xFFFF)


class Heap:
    """A heap on a node, with what is too large for it in nodes inside the node (the LTP layer)."""

    def __init__(self, nodes: Nodes, client: int) -> None:
        self._nodes = nodes
        self._client = client
        self._pieces: list[bytes] = []
        self.inside: dict[int, tuple[int, int]] = {}

    def piece(self, data: bytes) -> int:
        """A piece of the heap; its number."""
        if not data:
            return 0
        assert len(data) <= _HEAP
        self._pieces.append(data)
        return len(self._pieces) << 5

    def value(self, data: bytes) -> int:
        """A value of any length, in the heap or beside it."""
        return self.piece(data) if len(data) <= _SMALL else self.beside(self._nodes.data(data))

    def beside(self, bid: int) -> int:
        """A node inside for data that was written; its number."""
        nid = (len(self.inside) + 0x100) << 5 | 0x1F
        self.inside[nid] = (bid, 0)
        return nid

    def tree(self, rows: Sequence[bytes], key: int) -> int:
        """A B-tree on the heap (section 2.3.2)."""
        size = len(rows[0]) if rows else 6
        most = _HEAP // size
        level, pieces = 0, [(rows[at][:key], self.piece(b"".join(rows[at : at + most]))) for at in range(0, len(rows), most)]
        if len(pieces) > 1:
            level, pieces = 1, [(b"", self.piece(b"".join(k + struct.pack("<I", hid) for k, hid in pieces)))]
        return self.piece(struct.pack("<BBBBI", 0xB5, key, size - key, level, pieces[0][1] if pieces else 0))

    def node(self, root: int) -> tuple[int, int]:
        """The heap's data, and the nodes inside."""
        at, body, places = 12, b"", []
        for piece in self._pieces:
            places.append(at)
            body += piece
            at += len(piece)
        places.append(at)
        padding = at % 2
        page = struct.pack(f"<HH{len(places)}H", len(self._pieces), 0, *places)
        head = struct.pack("<HBBII", at + padding, 0xEC, self._client, root, 0)
        return self._nodes.block(head + body + bytes(padding) + page), self._nodes.subnodes(self.inside)


def context(nodes: Nodes, values: Mapping[int, Value], inside: Mapping[int, tuple[int, int]] | None = None) -> tuple[int, int]:
    """A property context (section 2.3.3)."""
    heap = Heap(nodes, 0xBC)
    rows = []
    for tag, (kind, data) in sorted(values.items()):
        short = kind in (0x0002, 0x0003, 0x000B)
        rows.append(struct.pack("<HH", tag, kind) + (data.ljust(4, b"\0") if short else struct.pack("<I", heap.value(data))))
    root = heap.tree(rows, 2)
    heap.inside |= inside or {}
    return heap.node(root)


def table(nodes: Nodes, columns: Sequence[tuple[int, int]], rows: Sequence[tuple[int, Mapping[int, Value]]]) -> tuple[int, int]:
    """A table context (section 2.3.4): columns by number and type; rows by their own number."""
    heap = Heap(nodes, 0x7C)
    columns = [(0x67F2, 0x0003), (0x67F3, 0x0003), *columns]
    sizes = {tag: {0x0002: 2, 0x000B: 1, 0x0014: 8, 0x0040: 8}.get(kind, 4) for tag, kind in columns}
    layout, at, ends = {}, 0, []
    for widths in ((8, 4), (2,), (1,)):
        for tag, _ in [c for c in columns if c[0] in (0x67F2, 0x67F3)] + [c for c in columns if c[0] not in (0x67F2, 0x67F3)]:
            if sizes[tag] in widths:
                layout[tag] = at
                at += sizes[tag]
        ends.append(at)
    bits = {tag: i for i, (tag, _) in enumerate(columns)}
    width = at + -(-len(columns) // 8)
    out = []
    for number_, values in rows:
        row = bytearray(width)
        for tag, kind in columns:
            if tag == 0x67F2:
                data = struct.pack("<I", number_)
            elif tag == 0x67F3:
                data = struct.pack("<I", 1)
            elif tag not in values:
                continue
            else:
                data = values[tag][1] if kind in (0x0002, 0x0003, 0x000B, 0x0014, 0x0040) else struct.pack("<I", heap.value(values[tag][1]))
            row[layout[tag] : layout[tag] + len(data)] = data
            row[at + bits[tag] // 8] |= 0x80 >> bits[tag] % 8
        out.append(bytes(row))
    descriptions = b"".join(struct.pack("<HHHBB", kind, tag, layout[tag], sizes[tag], bits[tag]) for tag, kind in sorted(columns))
    index = heap.tree([struct.pack("<II", n, i) for n, i in sorted((n, i) for i, (n, _) in enumerate(rows))], 4)
    per = _BLOCK // width
    if not out:
        matrix = 0
    elif len(out) * width <= _SMALL:
        matrix = heap.piece(b"".join(out))
    else:
        matrix = heap.beside(
            nodes.data(b"".join(b"".join(out[i : i + per]).ljust(_BLOCK if i + per < len(out) else 0, b"\0") for i in range(0, len(out), per)))
        )
    info = struct.pack("<BB4HIII", 0x7C, len(columns), ends[0], ends[1], ends[2], width, index, matrix, 0) + descriptions
    return heap.node(heap.piece(info))


class Store:
    """Folders and messages (the messaging layer)."""

    def __init__(self) -> None:
        self.nodes = Nodes()
        self._last = 0x400
        self.numbers: dict[str, list[int]] = {}  # of the messages of each folder

    def number(self, kind: int) -> int:
        """The next number of a kind of node."""
        self._last += 1
        return self._last << 5 | kind

    def file(self, boxes: Iterable[Box], store: Mapping[int, Value] | None = None, top: str = "Top of Personal Folders", *, marked: bool = True) -> bytes:
        """The file. `marked`: the store tells which folder serves what."""
        subtree = Box(top, boxes=tuple(boxes))
        values = {0x3001: text("Example"), 0x0FF9: (0x0102, _STORE_ID)} | dict(store or {})
        self._uses: dict[int, Value] = {}
        number_ = self._box(Box("", boxes=(subtree,)), ROOT, ROOT)[0]
        if marked:
            values |= {0x35E0: entry_id(number_)} | self._uses
        self.nodes.node(STORE, *context(self.nodes, values))
        self.nodes.node(NAMES, *context(self.nodes, _NAMED))
        return self.nodes.file()

    def _box(self, box: Box, nid: int, parent: int) -> list[int]:
        index = nid & ~0x1F
        below = []
        for one in box.boxes:
            number_ = self.number(0x02)
            if one.use:
                self._uses[one.use] = entry_id(number_)
            below.append((number_, one))
        for number_, one in below:
            self._box(one, number_, nid)
        listed = [self._note(note, nid) for note in box.notes]
        for note in box.hidden:
            self._note(note, GONE)
        self.numbers.setdefault(box.name, []).extend(listed)
        values = {0x3001: text(box.name), 0x3602: number(len(listed)), 0x3603: number(0), 0x360A: (0x000B, bytes([bool(below)]))} | box.properties
        self.nodes.node(nid, *context(self.nodes, values), parent)
        rows = [
            (n, {0x3001: text(one.name), 0x3602: number(len(one.notes)), 0x3603: number(0), 0x360A: (0x000B, bytes([bool(one.boxes)]))}) for n, one in below
        ]
        self.nodes.node(index | 0x0D, *table(self.nodes, [(0x3001, 0x001F), (0x3602, 3), (0x3603, 3), (0x360A, 0x0B)], rows))
        self.nodes.node(index | 0x0E, *table(self.nodes, [(0x0E07, 3)], [(n, {0x0E07: number(1)}) for n in listed]))
        self.nodes.node(index | 0x0F, *table(self.nodes, [(0x0E07, 3)], []))
        return [n for n, _ in below]

    def _note(self, note: Note, parent: int) -> int:
        nid = self.number(0x04)
        self.nodes.node(nid, *self._message(note), parent)
        return nid

    def _message(self, note: Note) -> tuple[int, int]:
        inside = {
            0x692: table(
                self.nodes, [(0x0C15, 3), (0x3001, 0x1F), (0x3002, 0x1F), (0x3003, 0x1F), (0x39FE, 0x1F), (0x0C1B, 0x1F)], list(enumerate(note.recipients))
            )
        }
        if note.parts:
            numbers = [(i + 1) << 5 | 0x05 for i in range(len(note.parts))]
            rows = [(n, {0x0E20: number(1), 0x3705: part.properties[0x3705]}) for n, part in zip(numbers, note.parts, strict=True)]
            inside[0x671] = table(self.nodes, [(0x0E20, 3), (0x3705, 3)], rows)
            for n, part in zip(numbers, note.parts, strict=True):
                inside[n] = self._part(part)
        values = {0x001A: text("IPM.Note"), 0x0E07: number(1 | (0x10 if note.parts else 0)), 0x0E08: number(1000)} | note.properties
        return context(self.nodes, values, inside)

    def _part(self, part: Part) -> tuple[int, int]:
        if isinstance(part.content, Note):
            nid = 0x10 << 5 | 0x04
            return context(self.nodes, part.properties | {0x3701: (0x000D, struct.pack("<II", nid, 1000))}, {nid: self._message(part.content)})
        return context(self.nodes, part.properties | {0x3701: (0x0102, part.content), 0x0E20: number(len(part.content))})


def pst(boxes: Iterable[Box], **how: object) -> bytes:
    """A file of folders."""
    return Store().file(boxes, **how)  # type: ignore[arg-type]
