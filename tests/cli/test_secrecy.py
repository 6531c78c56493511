"""Nothing secret leaves: what is planted in every input is searched for in all that is printed, written, sent and started."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from scanner.cli.failing import answer_to, details_of
from scanner.cli.terminal import Terminal
from scanner.demo.sample import ADDRESS, NOW, RECEIVING_HOST
from tests.cli.command import Done, Giftscan, mailbox_table
from tests.cli.conftest import Served
from tests.cli.planting import CODES, MONEY, Canary, planted
from tests.servers.certificates import make_certificate
from tests.servers.relay import Relay
from tests.servers.scripted import Scripted

pytestmark = pytest.mark.dovecot

WATCH = Path(__file__).parent / "watch"
LATER = "2026-06-20T12:00:00+09:00"


@dataclass
class Run:
    """Every command over the planted mail, and all that came of it."""

    giftscan: Giftscan
    password: Canary
    folder: Path
    done: dict[str, Done] = field(default_factory=dict)
    sent: bytes = b""

    @property
    def secrets(self) -> list[Canary]:
        """All that must show nowhere."""
        return [*MONEY, self.password]

    def watched(self) -> Iterator[tuple[str, list[object]]]:
        """What the commands did, as Python's own audit told it."""
        for line in (self.folder / "watch.jsonl").read_text("utf-8").splitlines():
            event, arguments = json.loads(line)
            yield event, arguments

    def written(self) -> dict[str, bytes]:
        """Every file that the commands left, but for the keyring, the key and what was given to them."""
        given = {"password", "keyring.json", "config.toml", "vault.key"}
        found = [*self.giftscan.home.rglob("*"), *(self.folder / "tmp").rglob("*")]
        return {str(p): p.read_bytes() for p in found if p.is_file() and p.name not in given}


@pytest.fixture(scope="module")
def run(dovecot: object, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The mailbox scanned over a wire that is recorded, then every verb, in both languages; and the same mail as files."""
    from tests.servers.dovecot import Dovecot

    assert isinstance(dovecot, Dovecot)
    folder = tmp_path_factory.mktemp("canaries")
    (folder / "home").mkdir()
    (folder / "tmp").mkdir()
    giftscan = Giftscan(folder / "home")
    giftscan.env |= {"TMPDIR": str(folder / "tmp"), "GIFTSCAN_TEST_WATCH": str(folder / "watch.jsonl")}
    giftscan.env["PYTHONPATH"] = f"{WATCH}:{giftscan.env['PYTHONPATH']}"
    served = Served(dovecot, giftscan, "canary")
    files = folder / "mail"
    for number, (box, mail) in enumerate(planted()):
        dovecot.deliver("canary", box, [mail])
        (files / box).mkdir(parents=True, exist_ok=True)
        (files / box / f"{number:02}.eml").write_bytes(mail)
    made = Run(giftscan, Canary(dovecot.password), folder)
    with Relay(dovecot.imaps_port, dovecot.certificate) as relay:
        more = f'user = "canary"\nreceiving_hosts = ["{RECEIVING_HOST}"]\n'
        giftscan.configure(mailbox_table("private", ADDRESS, relay.port, relay.fingerprint, password=served.password, more=more))
        _mailbox(made)
        made.sent = bytes(relay.sent)
    _files(made, files)
    return made


def _mailbox(made: Run) -> None:
    """Every verb that looks into the mailbox or the ledger."""

    def do(*words: object) -> Done:
        name = " ".join(str(word) for word in words if not str(word).startswith("/"))
        return made.done.setdefault(name, made.giftscan(*words, "--verbose"))

    do("check")
    assert 0 == do("scan", "--now", LATER, "--drafts", made.giftscan.home / "drafts").code
    do("recover", "ann", "--deep", "--yes", "--now", LATER)
    do("recover", CODES["note"].whole, "--now", LATER)
    do("cases", "--now", LATER, "--lang", "ja")
    cases = do("cases", "--now", LATER, "--json").document["cases"]
    assert len(cases) >= 6
    for case in cases:
        do("show", case["id"], "--now", LATER)
        do("draft", case["id"], "--now", LATER)
        do("show", case["id"], "--reveal", "--now", LATER)  # without a terminal it is refused
    do("tell", cases[0]["id"], "deleted", "--note", f"it was {CODES['told'].whole}")
    do("show", cases[0]["id"], "--now", LATER, "--lang", "ja")
    do("scan", "--now", NOW, "--json", "--lang", "ja")
    do("forget", cases[1]["id"], "--yes")


def _files(made: Run, files: Path) -> None:
    """The same mail as an archive."""

    def do(*words: object) -> Done:
        name = "files: " + " ".join(str(word) for word in words if not str(word).startswith("/"))
        return made.done.setdefault(name, made.giftscan(*words, "--verbose"))

    do("explain", files)
    do("explain", "--json", files)
    do("scan", files, "--no-store", "--now", LATER)
    do("scan", files, "--no-store", "--json", "--now", LATER)
    do("recover", "--in", files, "--now", LATER)
    for number in (0, 3, 9):
        (mail,) = files.rglob(f"{number:02}.eml")
        made.done[f"redact {number}"] = made.giftscan("redact", mail, "--yes", "--output", made.giftscan.home / f"given{number}.eml")
        assert 0 == made.done[f"redact {number}"].code


def holding(data: bytes, canaries: list[Canary]) -> list[bytes]:
    """The forms of secrets that stand in bytes, in any letters."""
    low = data.lower()
    return sorted(form for canary in canaries for form in canary.forms if form.lower() in low)


def test_the_net_has_no_hole(run: Run) -> None:
    """Nearly all that was planted is found by the scan, and a leak of any form would be seen."""
    masked = {code["code"] for case in run.done[f"cases --now {LATER} --json"].document["cases"] for code in case["claim_codes"]}
    assert {code.partition("-")[0] for code in masked} >= {CODES[name].shown for name in ("text", "page", "subject", "name", "file", "forward", "note")}
    assert holding(b"x" + CODES["text"].whole.lower().encode() + b"y", MONEY)


def test_nothing_printed_shows_a_secret(run: Run) -> None:
    """Standard output and standard error of every verb, in both languages, with --verbose and in JSON."""
    assert {} == {name: found for name, done in run.done.items() if (found := holding((done.out + done.err).encode(), run.secrets))}


def test_nothing_written_holds_a_secret(run: Run) -> None:
    """Ledger with free pages and write-ahead log, drafts, records of log-ins, redacted mail, fault files, temporary files."""
    written = run.written()
    assert any(path.endswith("ledger.sqlite") for path in written) and any("given" in path for path in written)
    assert {} == {path: found for path, data in written.items() if (found := holding(data, run.secrets))}


def test_a_note_of_the_owners_is_sealed(run: Run) -> None:
    """What the owner types about a case may hold a code; it stays theirs, masked when it is shown."""
    with closing(sqlite3.connect(run.giftscan.ledger)) as connection:
        (note,) = connection.execute("SELECT note FROM statement").fetchone()
    assert note and not holding(note, MONEY)


def test_nothing_sent_holds_money_and_the_password_goes_to_the_log_in_alone(run: Run) -> None:
    """No code and no token goes over the wire, not even as a search; the password once for each log-in."""
    logins = [line for line in run.sent.split(b"\r\n") if b" LOGIN " in line]
    assert logins and len(logins) == run.sent.count(run.password.whole.encode())
    assert [] == holding(run.sent, MONEY)


def test_no_program_is_started_with_a_secret(run: Run) -> None:
    """Arguments and environment of what is started: the owner's password command, and the child that reads PDFs."""
    started = [arguments for event, arguments in run.watched() if event in ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.putenv")]
    assert started
    assert {} == {str(arguments)[:200]: found for arguments in started if (found := holding(json.dumps(arguments).encode(), run.secrets))}


def test_nobody_is_asked_but_the_mail_server(run: Run) -> None:
    """Every connection goes to the one host and port of the configuration; no name is looked up, no browser opened."""
    asked = {str(arguments[1] if event == "socket.connect" else arguments[0]) for event, arguments in run.watched() if event.startswith("socket.")}
    assert asked and all("127.0.0.1" in where for where in asked)
    assert not any(event == "webbrowser.open" for event, _arguments in run.watched())


def test_files_are_written_at_home_only(run: Run) -> None:
    """Nothing is opened for writing but ledger, drafts and records in their folders, what --output names, and devices."""
    opened = {str(arguments[0]) for event, arguments in run.watched() if event == "open"}
    own = (str(run.giftscan.home), str(run.folder), "/dev/", "<", "tests/")
    assert set() == {path for path in opened if not path.startswith(own) and not path.isdigit() and "__pycache__" not in path}


def test_a_server_that_repeats_the_password_is_not_quoted(giftscan: Giftscan, tmp_path: Path) -> None:
    """A refusal in the server's words, whatever they hold."""
    certificate = make_certificate(tmp_path / "tls")
    password = "Horse7Qx-battery-Staple"
    (tmp_path / "password").write_text(password, "utf-8")
    with Scripted(certificate, quirks={"LOGIN": lambda call, _honest: call.no(b"[AUTHENTICATIONFAILED] no: " + call.arguments)}) as server:
        giftscan.configure(mailbox_table("private", ADDRESS, server.port, server.fingerprint, password=tmp_path / "password"))
        done = giftscan("scan", "--verbose")
    assert 3 == done.code
    assert [] == holding((done.out + done.err).encode(), [Canary(password)])


def test_a_fault_of_ours_tells_where_and_not_what(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The words of an exception, its cause and its notes may quote mail: none is shown or kept."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    whole = CODES["text"].whole

    def fail() -> None:
        local = whole
        try:
            raise ValueError(local)
        except ValueError as error:
            broken = RuntimeError(f"cannot read {local}")
            broken.add_note(local)
            raise broken from error

    try:
        fail()
    except RuntimeError as error:
        told = details_of(error)
        answer_to(error, Terminal(verbose=True))
    shown = capsys.readouterr()
    kept = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
    assert "fail" in told and b"RuntimeError" in kept
    assert [] == holding((told + shown.out + shown.err).encode() + kept, MONEY)
