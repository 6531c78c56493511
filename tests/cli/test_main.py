"""What all commands share: help, languages, exit codes, and errors that are answers."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from scanner import __version__, texts
from scanner.cli.failing import FAULT, answer_to, details_of
from scanner.cli.main import VERBS, build_parser
from scanner.cli.terminal import Terminal
from scanner.errors import CertificateError, ConfigError, FolderGone, GiftscanError, LoginRefused, ServerError
from scanner.report.widths import width_of
from tests.cli.command import CORPUS, CTRL_C, PATIENCE, Giftscan, scan_words

HEAVY = {
    "rich", "bs4", "lxml", "keyring", "imapclient", "jinja2", "babel", "cryptography", "sqlite3", "dateutil", "tinycss2", "filelock",
    "platformdirs", "shtab", "asyncio", "ssl", "email.message", "pymap",
}  # fmt: skip


def test_help_imports_nothing_heavy(giftscan: Giftscan) -> None:
    """`giftscan --help` loads no library that only some command needs, and fewer than 140 modules in all."""
    code = "import sys; from scanner.cli.main import main; main(['--help']); print(*sys.modules, sep='\\n', file=sys.stderr)"
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, env=giftscan.env, timeout=PATIENCE, check=True)
    modules = set(done.stderr.split())
    assert modules & HEAVY == set()
    assert {m.split(".")[1] for m in modules if m.startswith("scanner.")} <= {"cli", "texts", "errors", "report", "model"}
    assert len(modules) < 140


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_help_tells_every_exit_code_and_verb(giftscan: Giftscan, language: str) -> None:
    """The exit codes are documented where a user looks, and every verb has its line."""
    done = giftscan("--lang", language, "--help")
    assert (0, "") == (done.code, done.err)
    for code in (0, 1, 2, 3, 4, 70, 130):
        assert re.search(rf"^  {code} +\S", done.out, re.MULTILINE), code
    for verb in VERBS:
        assert re.search(rf"^    {verb}\b", done.out, re.MULTILINE), verb


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("verb", VERBS)
def test_help_fits_the_terminal_in_japanese(giftscan: Giftscan, verb: str, columns: int) -> None:
    """No line of a verb's help is wider than the terminal, though Japanese takes two columns a letter."""
    done = giftscan("--lang", "ja", verb, "--help", COLUMNS=str(columns))
    assert 0 == done.code
    assert "オプション" in done.out
    assert max(width_of(line) for line in done.out.splitlines()) <= columns


def test_shared_options_stand_before_or_after_the_verb() -> None:
    """--lang, --config, -q and -v count in both places; what stands after the verb wins."""
    parse = build_parser().parse_args
    assert "ja" == parse(["--lang", "ja", "cases"]).lang == parse(["cases", "--lang", "ja"]).lang
    assert parse(["-q", "cases"]).quiet and parse(["cases", "-q"]).quiet
    assert "ja" == parse(["--lang", "en", "cases", "--lang", "ja"]).lang
    assert not parse(["cases"]).verbose


def test_version_and_completion(giftscan: Giftscan) -> None:
    """Both are results, and end with 0."""
    assert f"giftscan {__version__}\n" == giftscan("--version").out
    done = giftscan("--print-completion", "bash")
    assert 0 == done.code
    assert "recover" in done.out


def test_no_command_is_wrong_usage(giftscan: Giftscan) -> None:
    """Without a verb the help goes to standard error, with exit code 2."""
    done = giftscan()
    assert (2, "") == (done.code, done.out)
    assert "scan" in done.err


@pytest.mark.parametrize(
    "words",
    [
        ["bogus"],
        ["scan", "--bogus"],
        ["--lang", "xx", "cases"],
        ["show"],
        ["draft", "abc", "--channel", "fax"],
        ["tell", "abc", "eaten"],
        ["-q", "-v", "cases"],
    ],
)
def test_wrong_arguments_are_an_answer(giftscan: Giftscan, words: list[str]) -> None:
    """One sentence and a hint on standard error, nothing on standard output, exit code 2."""
    done = giftscan(*words)
    assert (2, "") == (done.code, done.out)
    assert done.err.startswith("giftscan: ")
    assert 2 == len(done.err.splitlines())
    assert "Traceback" not in done.err


def test_wrong_arguments_are_told_in_japanese_too(giftscan: Giftscan) -> None:
    """What argparse says goes through our catalog."""
    done = giftscan("--lang", "ja", "show")
    assert "CASE" in done.err and "必要" in done.err


def test_foreign_words_in_an_error_steer_no_terminal(giftscan: Giftscan) -> None:
    """An escape sequence in an argument is shown, not sent."""
    done = giftscan("scan", "no\x1b[31msuch\u202efile")
    assert 2 == done.code
    assert "\x1b" not in done.err and "\u202e" not in done.err
    assert "␛[31m" in done.err and "<U+202E>" in done.err


def test_the_locale_chooses_the_language(giftscan: Giftscan) -> None:
    """LC_ALL before LANG; --lang before both; config.toml where nothing was asked for."""
    assert "まだ" in giftscan("cases", LC_ALL="ja_JP.UTF-8").err
    assert "nothing was scanned" in giftscan("--lang", "en", "cases", LC_ALL="ja_JP.UTF-8").err
    giftscan.config.write_text('language = "ja"\n' + giftscan.config.read_text("utf-8"), "utf-8")
    assert "まだ" in giftscan("cases").err
    assert "nothing was scanned" in giftscan("cases", "--lang", "en").err


def test_a_poor_encoding_ends_nothing(giftscan: Giftscan) -> None:
    """On a terminal without Japanese letters they are shown by their numbers."""
    done = giftscan(*scan_words("code-in-trash-ja", "--no-store"), PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert 0 == done.code
    assert "\\u85e4" in done.out


def test_json_is_utf_8_whatever_the_locale_is(giftscan: Giftscan) -> None:
    """RFC 8259, section 8.1."""
    done = giftscan(*scan_words("code-in-trash-ja", "--no-store", "--json"), PYTHONIOENCODING="euc-jp", PYTHONUTF8="0")
    assert 0 == done.code
    assert "藤原 健" == done.document["cases"][0]["giver"]


def test_nobody_listens_and_nobody_complains(giftscan: Giftscan) -> None:
    """When the reader of a pipe has gone, the command ends in silence."""
    words = [sys.executable, "-P", "-m", "scanner", "explain", "--json", *map(str, sorted((CORPUS / "bounces").glob("*.eml")))]
    process = subprocess.Popen(words, env=giftscan.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout and process.stderr
    process.stdout.close()
    assert b"" == process.stderr.read()
    assert 0 == process.wait(PATIENCE)
    process.stderr.close()


def test_a_full_disk_is_an_answer(giftscan: Giftscan) -> None:
    """Output that cannot be written is told in a sentence, with the documented exit code."""
    words = [sys.executable, "-P", "-m", "scanner", *map(str, scan_words("code-in-trash-ja", "--no-store"))]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(words, env=giftscan.env, stdout=full, stderr=subprocess.PIPE, timeout=PATIENCE, check=False)
    assert FAULT == done.returncode
    assert b"Traceback" not in done.stderr
    assert b"giftscan: " in done.stderr


def test_ctrl_c_ends_cleanly(giftscan: Giftscan) -> None:
    """130, one sentence, no stack trace."""
    giftscan(*scan_words("code-in-trash-ja"))
    done = giftscan.on_terminal("forget", "--all", answers=[("[y/N]", CTRL_C)])
    assert 130 == done.code
    assert "Interrupted." in done.err
    assert "Traceback" not in done.err
    assert giftscan.ledger.exists()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (GiftscanError("x"), 2),
        (ConfigError("f", "k", "x"), 2),
        (LoginRefused("x"), 3),
        (ServerError("x"), 4),
        (CertificateError("x"), 4),
        (FolderGone("x"), 4),
        (KeyboardInterrupt(), 130),
    ],
)
def test_each_error_has_its_exit_code(error: BaseException, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    """The codes that --help documents."""
    assert code == answer_to(error, Terminal())
    assert "Traceback" not in capsys.readouterr().err


def test_a_fault_of_ours_is_named_and_its_details_hold_no_secret(
    giftscan: Giftscan, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence, exit code 70, and a file with the places in our code; never the exception's own words."""
    for name, value in giftscan.env.items():
        monkeypatch.setenv(name, value)
    texts.use("en")
    code, password = "-".join(("XQ7K", "4TBN9C", "WD3F")), "hunter" + "2"
    try:
        try:
            raise ValueError(code)
        except ValueError as inner:
            raise KeyError(password) from inner
    except KeyError as error:
        assert FAULT == answer_to(error, Terminal())
        told = details_of(error)
    err = capsys.readouterr().err
    assert "KeyError" in err
    (kept,) = giftscan.home.rglob("fault.txt")
    assert 0o600 == kept.stat().st_mode & 0o777
    assert str(kept) in err
    for text in (err, told, kept.read_text("utf-8")):
        assert password not in text
        assert code not in text
    assert "test_main.py" in kept.read_text("utf-8")
