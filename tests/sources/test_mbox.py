"""mbox in all its dialects: the letters that went in come out again."""

from __future__ import annotations

import io
import re
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.sources import holes
from scanner.sources.mbox import Piece, split_mbox
from scanner.sources.separators import is_separator
from scanner.sources.streams import Stream
from tests.sources.letters import SEPARATOR, letter, mbox, number_of, read, write


def split(data: bytes, **bounds: int) -> list[Piece]:
    """The pieces of an mbox in memory."""
    return list(split_mbox(Stream(io.BytesIO(data)), **bounds))


# Writers of the four dialects, after the documents that describe them.


def mboxo(message: bytes) -> bytes:
    """Lines `From ` get a mark; a mark that stood there before is not told apart."""
    return SEPARATOR + re.sub(rb"^From ", b">From ", message, flags=re.MULTILINE) + b"\n"


def mboxrd(message: bytes) -> bytes:
    """Lines `From `, with any number of marks, get one more."""
    return SEPARATOR + re.sub(rb"^(>*From )", rb">\1", message, flags=re.MULTILINE) + b"\n"


def counted(message: bytes) -> bytes:
    """A message with the length of its body in a field."""
    head, _, body = message.partition(b"\n\n")
    return head + b"\nContent-Length: %d\n\n" % len(body) + body


def mboxcl(message: bytes) -> bytes:
    """As mboxrd, and the body is counted after that."""
    return SEPARATOR + counted(re.sub(rb"^(>*From )", rb">\1", message, flags=re.MULTILINE)) + b"\n"


def mboxcl2(message: bytes) -> bytes:
    """The body as it is; only its length tells where it ends."""
    return SEPARATOR + counted(message) + b"\n"


LINES = st.one_of(
    st.sampled_from(
        ["From here on it rains.", ">From the beginning", ">>From far away", ">>>>From", "From", " From a line further in", "From: not a field", "",
         "From carol@example.net Tue Feb 13 08:15:00 2024", "-- ", ">", "Subject: of a talk", "ありがとう", "Content-Length: 3"]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=30).filter(lambda line: "From " not in line),
)  # fmt: skip
LETTERS = st.lists(st.lists(LINES, max_size=8), min_size=1, max_size=5).map(
    lambda texts: [letter(i, "".join(line + "\n" for line in lines)) for i, lines in enumerate(texts)]
)
QUICK = settings(max_examples=150, derandomize=True, deadline=None)


@QUICK
@given(LETTERS, st.sampled_from([b"\n", b"\r\n"]))
def test_mboxrd_gives_back_what_went_in(letters: list[bytes], line_end: bytes) -> None:
    """mboxrd is reversible, with either line end."""
    archive = b"".join(map(mboxrd, letters)).replace(b"\n", line_end)
    assert [one.replace(b"\n", line_end) for one in letters] == [piece.data for piece in split(archive)]


@QUICK
@given(LETTERS)
def test_mboxo_gives_back_what_it_did_not_lose(letters: list[bytes]) -> None:
    """mboxo loses the marks that stood in a letter before; all else comes back."""
    letters = [re.sub(rb"^>+From ", b"From ", one, flags=re.MULTILINE) for one in letters]
    assert letters == [piece.data for piece in split(b"".join(map(mboxo, letters)))]


@QUICK
@given(LETTERS)
def test_counted_messages_come_back(letters: list[bytes]) -> None:
    """mboxcl comes back byte by byte, with the field that its writer added."""
    assert list(map(counted, letters)) == [_recounted(piece.data) for piece in split(b"".join(map(mboxcl, letters)))]


def _recounted(message: bytes) -> bytes:
    """A message with the length of the body that came back; the writer had counted its marks as well."""
    head, _, body = message.partition(b"\n\n")
    return re.sub(rb"\nContent-Length: \d+$", b"\nContent-Length: %d" % len(body), head) + b"\n\n" + body


@QUICK
@given(LETTERS)
def test_a_counted_body_may_hold_whole_archives(letters: list[bytes]) -> None:
    """mboxcl2 quotes nothing; a letter that holds an mbox stays one letter."""
    inner = b"".join(map(mboxrd, letters)).decode()
    outer = [letter(i, f"Here it is.\n\n{inner}\nThat was it.\n") for i in range(2)]
    assert list(map(counted, outer)) == [piece.data for piece in split(b"".join(map(mboxcl2, outer)))]


def test_a_wrong_count_is_not_believed() -> None:
    """A Content-Length that came with the mail, and fits nothing, is a field like any other."""
    letters = [letter(i, "Hello.\n", fields=f"Content-Length: {length}\n") for i, length in enumerate((3, 0, 999_999_999_999, 5_000))]
    assert [0, 1, 2, 3] == [number_of(piece.data) for piece in split(mbox(*letters))]


@pytest.mark.parametrize(
    "separator",
    [
        b"From alice@example.com Mon Jan  1 10:00:00 2024",
        b"From alice@example.com  Mon Jan  1 10:00 2024",
        b"From alice@example.com Mon, 01 Jan 2024 10:00:00 +0900",
        b"From alice@example.com Mon Jan  1 10:00:00 JST 2024",
        b"From alice@example.com Mon Jan  1 10:00:00 2024 +0900",
        b"From 1789012345678901234@xxx Mon Jan 01 10:00:00 +0000 2024",
        b"From - Mon Jan  1 10:00:00 2024",
        b"From MAILER-DAEMON Mon Jan  1 10:00:00 2024",
        b"From \"Alice A\" <alice@example.com> Mon Jan  1 10:00:00 2024",
        b"From alice@example.com 2024-01-01T10:00:00Z",
        b"From alice@example.com",
        b"From -",
        b"From ",
    ],
    ids=lambda line: line.decode()[5:],
)  # fmt: skip
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"], ids=["LF", "CRLF", "CR"])
def test_separators_of_all_writers(separator: bytes, line_end: bytes) -> None:
    """Whatever a program writes between messages is found, with every line end."""
    archive = mbox(*(letter(i) for i in range(3)), separator=separator + b"\n").replace(b"\n", line_end)
    assert [0, 1, 2] == [number_of(piece.data) for piece in split(archive)]


@pytest.mark.parametrize(
    "lines",
    [
        "From now on we meet on Mondays.",
        "From 10:30 to 12:00 on 5 May 2024 the office is closed.",
        "From Hamburg",
        "From here\nBut: it is not really a header.\nThe last line.",
        "From carol@example.net Tue Feb 13 08:15:00 2024\nwas the line that I found in the log.",
        "From carol@example.net Tue Feb 13 08:15:00 2024\n\nwas the line that I found in the log.",
        "From carol@example.net Tue Feb 13 08:15:00 2024\nNote: that is all I found\nand nothing more.",
        "From - Tue Feb 13 08:15:00 2024\n> so it says.",
        ">From carol@example.net Tue Feb 13 08:15:00 2024\nSubject: x\nTo: y\n",
        " From carol@example.net Tue Feb 13 08:15:00 2024\nSubject: x\nTo: y\n",
        "> > From carol@example.net Tue Feb 13 08:15:00 2024\nSubject: x\nTo: y\n",
    ],
)
@pytest.mark.parametrize("gap", ["", "\n"], ids=["in a paragraph", "behind a blank line"])
def test_from_in_a_letter_is_no_separator(lines: str, gap: str) -> None:
    """A line `From ` that nobody quoted stays in its letter."""
    archive = mbox(letter(1, f"Dear Bob,\n{gap}{lines}\nYours\n"), letter(2))
    assert [1, 2] == [number_of(piece.data) for piece in split(archive)]


def test_received_from_is_no_separator() -> None:
    """Some servers write `Received: From`, with date and time; that begins no message."""
    trace = "Received: From mx.example.net by mail.example.org; Mon, 1 Jan 2024 09:59:00 +0000\n\tfor bob; From a queue at 09:58 in 2024\n"
    assert [1, 2] == [number_of(piece.data) for piece in split(mbox(letter(1, fields=trace), letter(2)))]


def test_no_blank_line_before_a_separator() -> None:
    """A writer that leaves the blank line out loses nothing."""
    assert [1, 2, 3] == [number_of(piece.data) for piece in split(b"".join(SEPARATOR + letter(i) for i in (1, 2, 3)))]


@pytest.mark.parametrize("tail", [b"and then it breaks off", b"SGVsbG8gd29ybGQhIFRoaXMg"])
def test_parts_put_together_without_a_line_end(tail: bytes) -> None:
    """Where a part is cut off in a line and the next one follows at once, the next message is still found."""
    archive = SEPARATOR + letter(1) + tail + mbox(letter(2), letter(3))
    assert [1, 2, 3] == [number_of(piece.data) for piece in split(archive)]
    assert split(archive)[0].data.endswith(tail)


def test_a_bogus_separator_in_the_header_goes() -> None:
    """`>From - date` as first line of a header (exporters write it) does not turn the header into text."""
    bogus = [b">From - Mon Jan  1 10:00:00 2024\n", b"From - Mon Jan  1 10:00:00 2024\n", b">From alice@example.com Mon Jan  1 10:00:00 2024\n"]
    archive = b"".join(SEPARATOR + line + letter(i) + b"\n" for i, line in enumerate(bogus))
    assert [letter(i) for i in range(3)] == [piece.data for piece in split(archive)]


def test_zero_bytes_of_a_crash() -> None:
    """A run of zero bytes costs what stood there, and no message behind it."""
    zeros = b"\0" * 5000
    archive = zeros + mbox(letter(1), letter(2, "cut by")) + zeros + mbox(letter(3)) + zeros
    pieces = split(archive)
    assert [1, 2, 3] == [number_of(piece.data) for piece in pieces]
    assert [False, True, True] == [piece.zeros for piece in pieces]
    assert letter(2, "cut by\n") == pieces[1].data


def test_a_damaged_header_still_begins_a_message() -> None:
    """A line of junk behind a separator does not hide the mail."""
    archive = mbox(letter(1)) + SEPARATOR + b"\xff\xfe junk\n" + letter(2) + b"\n" + mbox(letter(3))
    assert [1, 2, 3] == [number_of(piece.data) for piece in split(archive)]


def test_the_offset_is_that_of_the_separator() -> None:
    """At each offset of the file a separator begins, behind it the message."""
    archive = b"\n" + mbox(*(letter(i, "x" * i * 700 + "\n") for i in range(200)))
    pieces = split(archive)
    assert 200 == len(pieces)
    assert all(archive[piece.offset :].startswith(SEPARATOR + piece.data) for piece in pieces)


def test_the_time_in_a_separator() -> None:
    """The separator's time counts where it is one of delivery, in UTC where no zone stands there."""
    stamps = {
        b"From a@example.com Mon Jan  1 10:00:00 2024\n": "2024-01-01T10:00:00+00:00",
        b"From 1789012345678901234@xxx Mon Jan 01 10:00:00 +0900 2024\n": "2024-01-01T01:00:00+00:00",
        b"From a@example.com Mon Jan  1 10:00:00 2024 -0330\n": "2024-01-01T13:30:00+00:00",
        b"From - Mon Jan  1 10:00:00 2024\n": None,
        b"From a@example.com Mon Foo 91 10:00:00 2024\n": None,
        b"From a@example.com Mon Jan 41 10:00:00 2024\n": None,
    }
    for line, expected in stamps.items():
        stamp = split(mbox(letter(), separator=line))[0].stamp
        assert expected == (stamp.isoformat() if stamp else None)


def test_a_message_beyond_the_bound_is_cut_and_the_next_one_found() -> None:
    """A giant costs its own end, and no more."""
    archive = mbox(letter(1), letter(2, "x" * 99 + "\n" * 50 + ("y" * 99 + "\n") * 40_000), letter(3))
    pieces = split(archive, max_message=100_000)
    assert [(1, False), (2, True), (3, False)] == [(number_of(piece.data), piece.cut) for piece in pieces]
    assert 100_000 == len(pieces[1].data)
    assert archive[pieces[2].offset :].startswith(SEPARATOR + letter(3))


class _Endless:
    """An mbox of many messages that exists only while it is read."""

    def __init__(self, messages: int) -> None:
        self._left = messages
        self._message = mbox(letter(1, ("z" * 70 + "\n") * 300))

    def read(self, _size: int, /) -> bytes:
        """Some messages more."""
        count = min(self._left, 40)
        self._left -= count
        return self._message * count


def test_memory_does_not_grow_with_the_archive() -> None:
    """A hundred times the archive takes the same memory."""
    peaks = []
    for messages in (40, 4_000):
        tracemalloc.start()
        assert messages == sum(1 for _ in split_mbox(Stream(_Endless(messages))))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 2**22


def test_an_empty_mbox_is_an_empty_folder(tmp_path: Path) -> None:
    """Nothing in it is nothing lost: the folder was seen, and holds no message."""
    reading = read(write(tmp_path / "Sent.mbox", b""))
    assert (0, ()) == (len(reading.messages), reading.events)
    assert [("Sent", "sent", 0, ())] == [(c.folder, c.use.value, c.messages, c.not_seen) for c in reading.coverage]


def test_a_file_whose_beginning_is_missing(tmp_path: Path) -> None:
    """What stands before the first separator is told if it is no mail, and read if it is one."""
    rest = read(write(tmp_path / "rest.mbox", b"the end of a letter\n\n" + mbox(letter(2))))
    assert ([2], {holes.LEADING: 1}) == (rest.numbers, rest.losses)
    assert [holes.LEADING] == [event.why for event in rest.events]
    headless = read(write(tmp_path / "headless.mbox", letter(1) + b"\n" + mbox(letter(2))))
    assert ([1, 2], {}) == (headless.numbers, headless.losses)
    assert ["0", str(len(letter(1)) + 1)] == [raw.origin.position for raw in headless.messages]


@pytest.mark.parametrize("name", ["Familie", "INBOX", "Sent.mbox"])
def test_a_file_whose_beginning_a_crash_took(tmp_path: Path, name: str) -> None:
    """Zero bytes, more of them than are looked at to tell what a file is, hide no mail behind them; nor do the remains of a letter."""
    zeros = read(write(tmp_path / name, b"\0" * 200_000 + mbox(letter(1), letter(2))))
    assert [1, 2] == zeros.numbers
    assert {holes.ZEROS: 1} == zeros.losses
    remains = read(write(tmp_path / name, b"the end of a letter\n\n" + mbox(letter(1), letter(2))))
    assert ([1, 2], {holes.LEADING: 1}) == (remains.numbers, remains.losses)
    assert [1, 2] == read(tmp_path).numbers


def test_several_messages_under_the_name_of_one(tmp_path: Path) -> None:
    """An .eml file that is an mbox gives all its messages, in the folder that it lies in; a mail with its separator stays one, and so
    does one that returns another with its separator, and a file of a Maildir."""
    write(tmp_path / "INBOX" / "all.eml", mbox(letter(1), letter(2)))
    write(tmp_path / "INBOX" / "one.eml", SEPARATOR + letter(3))
    returned = 'MIME-Version: 1.0\nContent-Type: multipart/report;\n\tboundary="x/y"\n'
    inner = (SEPARATOR + letter(4)).decode()
    write(
        tmp_path / "INBOX" / "bounce.eml",
        SEPARATOR + letter(5, f"--x/y\n\nIt came back.\n--x/y\nContent-Type: message/rfc822\n\n\n{inner}\n--x/y--\n", fields=returned),
    )
    write(tmp_path / "Maildir" / "cur" / "1:2,S", mbox(letter(6), letter(7)))
    reading = read(tmp_path)
    assert [1, 2, 5, 3, 6] == reading.numbers
    assert {"INBOX": "inbox", "Maildir/INBOX": "inbox"} == reading.folders
    assert ["INBOX/all.eml;0", f"INBOX/all.eml;{len(mbox(letter(1)))}", "INBOX/bounce.eml", "INBOX/one.eml"] == [
        raw.origin.position for raw in reading.messages[:4]
    ]


def test_a_truncated_tail_is_a_message(tmp_path: Path) -> None:
    """The last message is read as far as it goes, wherever it ends."""
    whole = mbox(letter(1), letter(2, "A long story.\n"))
    for length in range(len(mbox(letter(1))) + len(SEPARATOR) + 180, len(whole), 7):
        assert [1, 2] == read(write(tmp_path / "cut.mbox", whole[:length])).numbers


# The short way through regular messages, and the judgement of every line that `From ` begins, must give the same.

CORPUS = Path(__file__).parent.parent / "corpus"
MAILS = [path.read_bytes().replace(b"\r\n", b"\n") for path in sorted((CORPUS / "mails").rglob("*.eml"))[::7]]
DIALECTS = [mboxo, mboxrd, mboxcl, mboxcl2]
DISTURBANCES = [
    b"From ", b"\nFrom ", b"\n\nFrom a@b.c Mon Jan  1 00:00:00 2024\n", b"\0" * 70, b"\r\n", b"\n\n", b"Content-Length: 30\n", b">From ", b"X-A: b\nX-B: c\n",
    b"\nFrom - Mon Jan  1 00:00:00 2024\n", b"From 1234567@xxx Mon Jan 01 00:00:00 +0000 2024\n", b"Received: From here Mon Jan  1 10:00:00 2024\n", b"",
]  # fmt: skip


def split_slowly(data: bytes, **bounds: int) -> list[Piece]:
    """The pieces of an mbox, each separator judged by all that stands around it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scanner.sources.mbox.regular_separator", lambda data, at: None)
        return split(data, **bounds)


def test_the_short_way_is_taken() -> None:
    """Without it, the tests below would compare one thing with itself."""
    archive = b"".join(mboxrd(mail) for mail in MAILS)
    judged: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scanner.sources.mbox.is_separator", lambda *a, **k: judged.append(1) or is_separator(*a, **k))
        assert len(MAILS) == len(split(archive))
    assert len(judged) < len(MAILS) / 4


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_mail_leaves_each_dialect_the_same_either_way(dialect: Callable[[bytes], bytes], line_end: bytes) -> None:
    """Golden mail in all dialects."""
    archive = b"".join(map(dialect, MAILS)).replace(b"\n", line_end)
    assert split_slowly(archive) == split(archive)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(MAILS), st.sampled_from(DIALECTS)), min_size=1, max_size=8),
    st.lists(st.tuples(st.floats(0, 1), st.sampled_from(DISTURBANCES), st.sampled_from([0, 1, 30])), max_size=10),
    st.sampled_from([2**20, 3000]),
)
def test_damage_is_judged_the_same_either_way(
    mails: list[tuple[bytes, Callable[[bytes], bytes]]], damage: list[tuple[float, bytes, int]], max_message: int
) -> None:
    """Lines that begin with `From `, counts, zeros and line ends, set in anywhere or in place of others."""
    archive = bytearray(b"".join(dialect(mail) for mail, dialect in mails))
    for place, bits, instead in damage:
        at = int(place * len(archive))
        archive[at : at + instead] = bits
    assert split_slowly(bytes(archive), max_message=max_message) == split(bytes(archive), max_message=max_message)
