"""A message opened again by its position: in every sort of archive, and whatever happened to it meanwhile."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.model import RawMessage
from scanner.sources import Location, locate, open_path
from scanner.sources.layout import shown
from tests.sources.letters import letter, mbox, number_of, read, write
from tests.sources.test_maildir import deliver
from tests.sources.test_packed import MAILBOX, tarred, zipped
from tests.sources.test_trees import NOBODY, emlx, guarded  # noqa: F401 - a fixture


def here(raw: RawMessage) -> Location:
    """Where a message that was read a moment ago lies."""
    found = locate(raw.origin.source, raw.origin.position)
    assert found is not None, raw.origin
    return found


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A mailbox of every sort of file."""
    root = tmp_path / "mail"
    write(root / "INBOX" / "1.eml", letter(1))
    write(root / "Sent", mbox(letter(2), letter(3)))
    write(root / "old; 1999.mbox;7", mbox(letter(4), letter(5)))
    deliver(root / "Maildir", 6)
    deliver(root / "Maildir" / ".Sent;1", 7, "new", data=mbox(letter(7)))
    deliver(root / "Maildir", 8, data=gzip.compress(letter(8)))
    write(root / "Mail.mbox" / "A" / "Messages" / "9.emlx", emlx(letter(9), 0))
    write(root / "all.zip", zipped(MAILBOX))
    write(root / "all.tgz", gzip.compress(tarred(MAILBOX)))
    write(root / "outer.zip", zipped({"inner/one.zip": zipped(MAILBOX), "inner/two.tar.gz": gzip.compress(tarred(MAILBOX))}))
    write(root / "old.mbox.gz", gzip.compress(mbox(letter(10), letter(11))))
    write(root / "headless.mbox", letter(12) + b"\n" + mbox(letter(13)))
    write(root / os.fsdecode(b"caf\xe9") / os.fsdecode(b"\xfc.eml"), letter(14))
    write(root / "mac.mbox", mbox(letter(15), letter(16)).replace(b"\n", b"\r"))
    return root


def test_every_message_is_found_again(tree: Path) -> None:
    """Each of a whole mailbox, by its position alone, with the very bytes that the scan gave."""
    messages = read(tree).messages
    assert len(messages) == 16 + 4 * 5
    for raw in messages:
        again = here(raw).message(raw.origin.source)
        assert again is not None, raw.origin
        assert (raw.data, raw.origin) == (again.data, again.origin)
        assert raw.data in [other.data for other in here(raw).messages(raw.origin.source)]


def test_a_file_that_the_owner_named(tree: Path) -> None:
    """The file is the source; its position is the rest alone."""
    paths = [path for path in sorted(tree.rglob("*")) if path.is_file() and "Maildir" not in path.parts]
    seen = 0
    for path in paths:
        for raw in read(path).messages:
            again = here(raw).message(raw.origin.source)
            assert again is not None, raw.origin
            assert (raw.data, raw.origin) == (again.data, again.origin)
            seen += 1
    assert seen > 25


def test_what_a_position_says_of_its_place(tree: Path) -> None:
    """File, member and offset are told apart, also where names hold what parts them."""
    told = {}
    for raw in read(tree).messages:
        at = here(raw)
        told[raw.origin.position] = (shown(at.file.name), at.member, at.offset, at.is_packed, at.is_in_maildir)
    second = len(mbox(letter(2)))
    assert ("1.eml", "", None, False, False) == told["INBOX/1.eml"]
    assert ("Sent", "", second, False, False) == told[f"Sent;{second}"]
    assert ("old; 1999.mbox;7", "", 0, False, False) == told["old; 1999.mbox;7;0"]
    assert ("1704103206.M6P1.host:2,S", "", None, False, True) == told["Maildir/cur/1704103206.M6P1.host:2,S"]
    assert ("all.zip", "Sent.mbox", second, True, False) == told[f"all.zip/Sent.mbox;{second}"]
    assert ("outer.zip", "inner/one.zip/INBOX/1.eml", None, True, False) == told["outer.zip/inner/one.zip/INBOX/1.eml"]
    assert ("old.mbox.gz", "", 0, True, False) == told["old.mbox.gz;0"]
    assert ("\\xfc.eml", "", None, False, False) == told["caf\\xe9/\\xfc.eml"]


@pytest.mark.parametrize(("part", "name"), [("cur", "1704103206.M6P1.host:2,FRS"), ("cur", "1704103206.M6P1.host:2,"), ("new", "1704103206.M6P1.host")])
def test_a_flag_that_has_changed(tmp_path: Path, part: str, name: str) -> None:
    """A Maildir's file has another name now, or lies in the other folder; it is the same message, at its new position."""
    path = deliver(tmp_path, 6)
    (raw,) = read(tmp_path).messages
    path.rename(tmp_path / part / name)
    again = here(raw).message(raw.origin.source)
    assert again is not None
    assert (raw.data, f"{part}/{name}") == (again.data, again.origin.position)


def test_what_is_gone_is_gone(tree: Path) -> None:
    """No file, no folder, no source; an offset or a member that is not there any more gives no message."""
    source = shown(str(tree))
    assert [None] * 4 == [locate(*at) for at in ((source, "INBOX/2.eml"), (source, "Spam/1.eml"), (source, "Spam;0"), (f"{source}/away", "1.eml"))]
    deliver(tree / "Maildir", 6).unlink()
    assert locate(source, "Maildir/cur/1704103206.M6P1.host:2,S") is None
    for position in ("Sent;1", "Sent;999999", "all.zip/2.eml", "all.zip/Sent.mbox;1", "INBOX/1.eml;5"):
        location = locate(source, position)
        assert location is None or location.message(source) is None, position


def test_what_may_not_be_read_is_as_good_as_gone(guarded: Path) -> None:  # noqa: F811 - pytest hands the fixture over
    """A folder or file without permission raises nothing."""
    write(guarded / "shut" / "1.eml", letter(1))
    write(guarded / "Sent", mbox(letter(2)))
    (guarded / "shut").chmod(0)
    (guarded / "Sent").chmod(0)
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
    source = shown(str(guarded))
    assert locate(source, "shut/1.eml") is None
    assert locate(f"{source}/shut/1.eml", "") is None
    for location in (locate(source, "Sent;0"), locate(f"{source}/Sent", "0")):
        assert location is not None
        assert (False, None, []) == (location.is_readable, location.message(source), list(location.messages(source)))


def test_another_message_at_the_position_is_told_by_its_bytes(tmp_path: Path) -> None:
    """A file that was written anew gives what stands there now; whoever asks compares. All of it can be searched."""
    path = write(tmp_path / "INBOX", mbox(letter(1), letter(2)))
    second = read(tmp_path).messages[1]
    write(path, mbox(letter(3), letter(2), letter(1)))
    at = here(second)
    assert [3, 2, 1] == [number_of(raw.data) for raw in at.messages(second.origin.source)]
    moved = [raw for raw in at.messages(second.origin.source) if raw.data == second.data]
    assert [f"INBOX;{len(mbox(letter(3)))}"] == [raw.origin.position for raw in moved]
    assert len(mbox(letter(3))) == at.moved_to(moved[0].origin.position).offset


def test_an_mbox_is_not_read_from_its_beginning(tmp_path: Path) -> None:
    """Beyond four gigabytes the message is read at once where it stands: nothing before it was ever written to the disk."""
    path = tmp_path / "INBOX"
    offset = 5 * 2**30
    with path.open("wb") as file:
        file.write(mbox(letter(1)))
        file.seek(offset)
        file.write(mbox(letter(2), letter(3)))
    if path.stat().st_blocks * 512 > 2**30:
        pytest.skip("this disk keeps no files with holes")
    location = locate(str(path), str(offset))
    assert location is not None
    raw = location.message(str(path))
    assert raw is not None
    assert (letter(2), str(offset)) == (raw.data, raw.origin.position)


NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=12).filter(
    lambda name: name not in (".", "..") and len(name.encode()) < 100
)


@settings(max_examples=80, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(NAMES, min_size=1, max_size=3), st.booleans())
def test_any_names_lead_back(tmp_path_factory: pytest.TempPathFactory, names: list[str], boxed: bool) -> None:
    """Whatever folders and files are called."""
    root = tmp_path_factory.mktemp("names")
    write(root / "/".join(names), mbox(letter(1), letter(2)) if boxed else letter(1))
    for item in open_path(root).messages():
        assert isinstance(item, RawMessage)
        again = here(item).message(item.origin.source)
        assert again is not None
        assert (item.data, item.origin) == (again.data, again.origin)
