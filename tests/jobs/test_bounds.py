"""One message may take so much time and memory and no more; then it is told as unreadable, and the run goes on."""

from __future__ import annotations

import re
import signal
import threading

import pytest

from scanner.catalog import load_catalog
from scanner.errors import UnreadableMessage
from scanner.jobs import bounds, reading
from scanner.jobs.events import Read, Unreadable
from scanner.jobs.reading import Reader
from scanner.model import Origin, RawMessage

PAGE = b"From: ann@example.com\nContent-Type: text/html\n\n" + b'<p style="color:red">x</p><table><tr><td>y</table>' * 5_000
LETTER = b"From: ann@example.com\nSubject: hello\n\nhello\n"

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no interval timer on this system")


def raw(data: bytes) -> RawMessage:
    """Bytes as a source hands them out."""
    return RawMessage(Origin("box", "1"), data)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # a ring that a callback of the garbage collector's swallowed
def test_a_message_that_takes_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its reading is ended, the next message is read, and no timer is left behind."""
    before = signal.getsignal(signal.SIGVTALRM)
    reader = Reader(load_catalog())
    assert isinstance(reader.read(raw(PAGE)), Read)
    with monkeypatch.context() as tight:
        tight.setattr(bounds, "CPU_SECONDS", 0.02)
        assert Unreadable(Origin("box", "1"), "takes too long to read") == reader.read(raw(PAGE))
    assert isinstance(reader.read(raw(LETTER)), Read)
    assert (0.0, 0.0) == signal.getitimer(signal.ITIMER_VIRTUAL)
    assert before == signal.getsignal(signal.SIGVTALRM)


def test_it_ends_inside_a_regular_expression() -> None:
    """The time is bounded also where no line of ours is run meanwhile."""
    with pytest.raises(UnreadableMessage, match="too long"), bounds.within_cpu_time(0.05):
        re.match("(a+)+$", "a" * 26 + "b")


def test_beside_the_main_thread_there_is_no_timer() -> None:
    """A program that reads in a thread of its own is not disturbed by signals."""
    found: list[float] = []

    def work() -> None:
        with bounds.within_cpu_time(0.01):
            found.append(signal.getitimer(signal.ITIMER_VIRTUAL)[0])

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert [0.0] == found


def test_memory_that_is_not_there_costs_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the machine gives no more memory for a message, it is told, and the run goes on."""

    def starved(*_: object) -> None:
        raise MemoryError

    reader = Reader(load_catalog())
    with monkeypatch.context() as low:
        low.setattr(reading, "read_facts", starved)
        assert Unreadable(Origin("box", "1"), "takes too much memory to read") == reader.read(raw(LETTER))
    assert isinstance(reader.read(raw(LETTER)), Read)
