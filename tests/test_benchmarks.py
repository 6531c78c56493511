"""What the measurements of archives stand on: their mail is the same each time, their truth is true, and their sums are right.

How long anything takes is measured by `python -m benchmarks.archives`, and by no test.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict
from itertools import islice
from pathlib import Path

import pytest

from benchmarks import peers as programs
from benchmarks.cards import OWNER
from benchmarks.figures import Line, Run, Spread, cost_of_largest, found_of, line_through, lines_by_round, ratio, spread
from benchmarks.making import MOST_CANDIDATES, Place, make_archive, message, messages
from benchmarks.running import Failed, Step, run
from benchmarks.tables import Found, Results, cost_table, found_table, loaded, middle_line, tables
from scanner.catalog import load_catalog
from scanner.jobs.events import Read
from scanner.jobs.reading import Reader
from scanner.model import ClaimCode, Origin, RawMessage
from tests.cli.command import CORPUS, Giftscan

KEY = CORPUS / "fingerprint.key"
SORTS = 8  # of cards, and of candidates
WAYS = 9  # in which Japanese mail is encoded


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A tiny one."""
    return make_archive(tmp_path_factory.mktemp("archive") / "made", 1.0, 5)


def test_the_same_seed_makes_the_same_mail() -> None:
    """And another one other mail."""
    assert [m.data for m in islice(messages(1, 5), 60)] == [m.data for m in islice(messages(1, 5), 60)]
    assert message(1, 5, 3).data != message(2, 5, 3).data


def test_a_larger_archive_begins_with_a_smaller_one(archive: Place, tmp_path: Path) -> None:
    """So that what a megabyte more costs is told by the two."""
    smaller = make_archive(tmp_path / "smaller", 0.5, 5)
    whole, beginning = archive.mbox.read_bytes(), smaller.mbox.read_bytes()
    assert beginning == whole[: len(beginning)]
    assert len(beginning) < len(whole)


def test_mbox_and_maildir_hold_the_same_messages(archive: Place) -> None:
    """Each message once, and the mbox quotes what begins like a separator."""
    files = sorted(archive.maildir.rglob("*.M*"), key=lambda path: int(re.findall(r"\.M(\d+)\.", path.name)[0]))
    stored = re.split(rb"(?:^|\n)From sender@example\.net [^\n]+\n", archive.mbox.read_bytes())[1:]
    assert [path.read_bytes().rstrip(b"\n") for path in files] == [re.sub(rb"(?m)^>(>*From )", rb"\1", data).rstrip(b"\n") for data in stored]
    assert archive.note()["messages"] == len(files)


def test_every_message_says_that_it_is_made_up() -> None:
    """And is to the owner, at a name that belongs to nobody."""
    made = [message(1, 5, number).data for number in range(120)]
    assert all(b"\nX-Corpus: synthetic\n" in data and f"\nTo: {OWNER}\n".encode() in data for data in made)


def test_the_truth_is_what_explain_says(archive: Place, tmp_path: Path) -> None:
    """Cards are what `giftscan explain` reads: kind, code and order number; everything else is nothing to it."""
    truth: list[dict[str, str]] = archive.note()["truth"]  # type: ignore[assignment]
    expected = {row["message_id"]: (row["kind"], [ClaimCode(row["code"]).fingerprint(KEY.read_bytes())], row["order_id"]) for row in truth}
    done = Giftscan(tmp_path)("explain", archive.mbox, "--json", "--fingerprint-key", KEY)
    found = {row["message_id"]: (row["kind"], [code["fingerprint"] for code in row["claim_codes"]], row["order_id"]) for row in done.documents if row["kind"]}
    assert expected == found
    assert len(truth) == 1
    assert len(done.documents) == archive.note()["messages"]


@pytest.mark.parametrize("turn", range(SORTS * WAYS))
def test_each_sort_of_card_is_read_in_each_way_of_writing(turn: int) -> None:
    """Kind and code."""
    made = message(1, 5, 100 * turn + 37)
    assert made.truth is not None
    event = Reader(load_catalog()).read(RawMessage(Origin("", ""), made.data))
    assert isinstance(event, Read)
    assert (made.truth.kind, [made.truth.code]) == (event.recognition.kind, [fact.code.reveal() for fact in event.facts if fact.code])


@pytest.mark.parametrize("sort", range(SORTS))
def test_candidates_are_no_cards(sort: int) -> None:
    """They speak of gift cards or of Amazon, and giftscan takes none for one."""
    hundred = [message(1, MOST_CANDIDATES, 100 * sort + at) for at in range(20)]
    speaking = [made for made in hundred if made.data != message(1, 0, made.number).data]
    reader = Reader(load_catalog())
    kinds = [event.recognition.kind for made in speaking if isinstance(event := reader.read(RawMessage(Origin("", ""), made.data)), Read)]
    assert kinds == [None] * len(speaking)
    assert len(speaking) > 5


def test_too_many_candidates_are_refused() -> None:
    """Most mail is to stay ordinary."""
    with pytest.raises(ValueError, match="in a hundred"):
        message(1, MOST_CANDIDATES + 1, 0)


def _runs(peer: str, number: int, costs: dict[float, float]) -> list[Run]:
    return [Run(peer, number, 1, size, int(size * 40), cpu, cpu * 2, 50.0) for size, cpu in costs.items()]


def test_a_line_tells_what_starting_costs() -> None:
    """Two sizes give it, more the nearest one."""
    assert line_through([(100.0, 3.0), (300.0, 7.0)]) == Line(pytest.approx(0.02), pytest.approx(1.0))
    assert line_through([(1.0, 1.0), (2.0, 3.0), (3.0, 2.0)]) == Line(pytest.approx(0.5), pytest.approx(1.0))
    with pytest.raises(ValueError, match="two sizes"):
        line_through([(100.0, 3.0), (100.0, 4.0)])


def test_a_spread_is_middle_least_and_most() -> None:
    """Of nothing there is none."""
    assert spread([5.0, 1.0, 2.0]) == Spread(2.0, 1.0, 5.0)
    with pytest.raises(ValueError, match="no figures"):
        spread([])


def test_ratios_compare_runs_of_one_round() -> None:
    """A load that slows both leaves them as they are; a round that only one has counts for nothing."""
    ours = [*_runs("ours", 0, {100.0: 1.0, 300.0: 2.0}), *_runs("ours", 1, {100.0: 2.0, 300.0: 4.0})]
    theirs = [
        *_runs("theirs", 0, {100.0: 3.0, 300.0: 8.0}),
        *_runs("theirs", 1, {100.0: 6.0, 300.0: 12.0}),
        *_runs("theirs", 2, {300.0: 1.0}),
        *_runs("theirs", 3, {100.0: 1.0}),
    ]
    assert cost_of_largest(theirs) == {0: 8.0, 1: 12.0, 2: 1.0}
    assert ratio(cost_of_largest(theirs), cost_of_largest(ours)) == Spread(3.5, 3.0, 4.0)
    assert ratio({5: 1.0}, cost_of_largest(ours)) is None
    assert {number: line.slope for number, line in lines_by_round(theirs).items()} == {0: pytest.approx(0.025), 1: pytest.approx(0.03)}


def test_the_middle_line_is_that_of_the_middle_costs() -> None:
    """One round that was disturbed does not bend it."""
    runs = [run for number, extra in enumerate((0.0, 0.0, 90.0)) for run in _runs("ours", number, {100.0: 3.0, 300.0: 7.0 + extra})]
    assert middle_line(runs) == Line(pytest.approx(0.02), pytest.approx(1.0))
    assert middle_line(_runs("ours", 0, {100.0: 3.0})) is None


def test_a_row_of_the_table() -> None:
    """CPU and elapsed at the largest size, rate and start from the line, ratio to ours."""
    runs = [*_runs("giftscan scan", 0, {100.0: 3.0, 300.0: 7.0}), *_runs("other", 0, {100.0: 1.0, 300.0: 3.0})]
    rows = cost_table(runs).splitlines()[2:]
    assert rows == [
        "| giftscan scan | 7.00 | 7 to 7 | 14.00 | 50.0 | 50 to 50 | 2,000 | 1.00 | 50 | 1 | 1 to 1 |",
        "| other | 3.00 | 3 to 3 | 6.00 | 100.0 | 100 to 100 | 4,000 | 0.00 | 50 | 0.429 | 0.429 to 0.429 |",
    ]


def test_what_was_found_is_counted_against_the_truth() -> None:
    """Two of four cards, and one mail of six others beside them."""
    assert found_of({"a", "b", "x"}, {"a", "b", "c", "d"}, 10) == (0.5, 1, pytest.approx(1 / 6))
    rows = found_table([Found("other", 1, 300.0, 4, 0.5, 1, 1 / 6, None), Found("giftscan scan", 1, 300.0, 4, 1.0, 0, 0.0, 0.75)]).splitlines()[2:]
    assert rows == ["| other | 50% of 4 | - | 1 | 16.7% |", "| giftscan scan | 100% of 4 | 75% | 0 | 0.0% |"]


def test_what_was_saved_makes_the_same_tables(tmp_path: Path) -> None:
    """Runs of several measurements go together."""
    results = Results(_runs("giftscan scan", 0, {100.0: 3.0, 300.0: 7.0}), [Found("giftscan scan", 1, 300.0, 4, 1.0, 0, 0.0, 0.75)], {"a": "b"}, {"c": "1"})
    more = Results(_runs("other", 0, {100.0: 1.0, 300.0: 3.0}))
    for name, part in (("one.json", results), ("two.json", more)):
        (tmp_path / name).write_text(json.dumps(asdict(part)), "utf-8")
    assert loaded([tmp_path / "one.json", tmp_path / "two.json"]) == Results(results.runs + more.runs, results.found, results.absent, results.versions)


def test_what_is_not_installed_is_told() -> None:
    """And nothing fails."""
    missing = next(peer for peer in programs.peers("giftscan-no-such-program") if peer.name == "mbox-to-sqlite")
    assert missing.path() is None
    results = Results(_runs("giftscan scan", 0, {100.0: 3.0, 300.0: 7.0}), absent={"mbox-to-sqlite": "not installed"})
    assert tables(results, {}).splitlines()[-1] == "- mbox-to-sqlite: not installed"


def test_a_place_in_an_mbox_names_its_message(archive: Place) -> None:
    """What ripgrep prints, `OFFSET:words`, as the messages it lies in."""
    data = archive.mbox.read_bytes()
    wanted = [made.message_id for made in islice(messages(1, 5), 40)][3::7]
    answer = b"".join(b"%d:%b\n" % (data.index(name.encode()), name.encode()) for name in wanted)
    ripgrep = next(peer for peer in programs.peers() if peer.name == "ripgrep")
    assert ripgrep.named(answer, archive) == set(wanted)


@pytest.mark.skipif(sys.platform == "win32", reason="the operating system counts no such things")
def test_a_command_is_run_and_counted(tmp_path: Path) -> None:
    """Its answer comes back with its cost; one that ends badly is told with its last words."""
    cost, answer = run(Step((sys.executable, "-c", "print(6 * 7)")), tmp_path, 60)
    assert answer == b"42\n"
    assert (cost.cpu > 0, cost.elapsed > 0, cost.mib > 1) == (True, True, True)
    with pytest.raises(Failed, match="exit code 3: no such box"):
        run(Step((sys.executable, "-c", "import sys; print('no such box', file=sys.stderr); sys.exit(3)")), tmp_path, 60)


def test_the_mailbox_peer_reads_what_its_query_says(archive: Place, tmp_path: Path) -> None:
    """Python's mailbox finds the card, too; it names mail beside it."""
    if sys.platform == "win32":
        pytest.skip("the operating system counts no such things")
    peer = next(peer for peer in programs.peers() if peer.name == "Python mailbox")
    _, answer = run(peer.steps(archive, tmp_path)[0], tmp_path, 120)
    truth: list[dict[str, str]] = json.loads((archive.folder / "truth.json").read_text("utf-8"))["truth"]
    assert {row["message_id"] for row in truth} <= peer.named(answer, archive)
