"""config.toml: every key explained, every mistake named with its file and key, no password in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scanner.config import GRACE_KEYS, KEYS, MAILBOX_KEYS, Config, default_key_folder, default_path, load_config
from scanner.errors import ConfigError

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"
MAILBOX = '[mailbox.private]\naddress = "you@example.com"\n'


def load(tmp_path: Path, text: str) -> Config:
    """The configuration of a text."""
    path = tmp_path / "config.toml"
    path.write_text(text, "utf-8")
    return load_config(path)


def test_the_example_can_be_used_as_it_is(tmp_path: Path) -> None:
    """It names one mailbox; all else has its default."""
    config = load(tmp_path, EXAMPLE.read_text("utf-8"))
    (mailbox,) = config.mailboxes
    assert ("private", "you@example.com") == (mailbox.name, mailbox.address)
    assert Config().ledger == config.ledger
    assert Config().grace == config.grace


def test_the_example_explains_every_key_in_one_sentence(tmp_path: Path) -> None:
    """Each key stands there once, below a comment that is one sentence; all of them together are a valid file."""
    lines = EXAMPLE.read_text("utf-8").splitlines()
    keys = []
    for at, line in enumerate(lines):
        if match := re.match(r"#?(\w+) = ", line):
            keys.append(match[1])
            assert re.fullmatch(r"# [A-Z][^.!?]*(?:\.\w[^.!?]*)*\.", lines[at - 1].replace("e.g.", "")), f"{match[1]}: {lines[at - 1]}"
    assert sorted((*(k for k in KEYS if k not in ("grace", "mailbox")), *MAILBOX_KEYS, *GRACE_KEYS)) == sorted(keys)
    everything = load(tmp_path, re.sub(r"(?m)^#(?=\w+ = )", "", EXAMPLE.read_text("utf-8")))
    assert "Kim Sato" == everything.owner_name
    assert ("you@example.org",) == everything.mailboxes[0].aliases


def test_the_example_shows_the_defaults(tmp_path: Path) -> None:
    """A number or flag that is switched off by a # is what counts without it."""
    shown = re.sub(
        r"(?m)^#(?=(?:keep_messages|verify_dkim|follow_up_days|drafts_until_days|days|hours_if_prompt|refund_days|post_days|tls|language) = )",
        "",
        EXAMPLE.read_text("utf-8"),
    )
    config, default = load(tmp_path, shown), load(tmp_path, EXAMPLE.read_text("utf-8"))
    assert default.grace == config.grace
    assert default.keep_messages == config.keep_messages
    assert (default.follow_up_days, default.drafts_until_days) == (config.follow_up_days, config.drafts_until_days)
    assert default.mailboxes == config.mailboxes


@pytest.mark.parametrize(
    ("text", "key", "what"),
    [
        ("languag = 'en'", "languag", "did you mean language?"),
        ("nonsense = 1", "nonsense", "unknown key"),
        ("language = 'fr'", "language", "not one of"),
        ("language = 1", "language", "not a string"),
        ("keep_messages = 'yes'", "keep_messages", "not true or false"),
        ("grace = 3", "grace", "not a table"),
        ("follow_up_days = -1", "follow_up_days", "0 or more"),
        ("drafts_until_days = 'two years'", "drafts_until_days", "0 or more"),
        ("[grace]\nday = 3", "grace.day", "did you mean days?"),
        ("[grace]\ndays = -1", "grace.days", "0 or more"),
        ("[grace]\ndays = true", "grace.days", "0 or more"),
        ("mailbox = 'you@example.com'", "mailbox", "[mailbox.NAME]"),
        ("[mailbox]\naddress = 'you@example.com'", "mailbox", "[mailbox.NAME]"),
        ("[mailbox.Private]\naddress = 'you@example.com'", "mailbox.Private", "small letters"),
        ("[mailbox.a]", "mailbox.a.address", "missing"),
        ("[mailbox.a]\naddress = 'you and me'", "mailbox.a.address", "is none"),
        (MAILBOX + "adress = 'x'", "mailbox.private.adress", "did you mean address?"),
        (MAILBOX + "port = 99999", "mailbox.private.port", "port number"),
        (MAILBOX + "port = true", "mailbox.private.port", "port number"),
        (MAILBOX + "tls = 'none'", "mailbox.private.tls", "implicit"),
        (MAILBOX + "fingerprint = 'abc'", "mailbox.private.fingerprint", "SHA-256"),
        (MAILBOX + "aliases = 'x@example.com'", "mailbox.private.aliases", "list of strings"),
        (MAILBOX + 'user = "me\\r\\nA1 DELETE INBOX"', "mailbox.private.user", "control character"),
        (MAILBOX + 'skip_folders = ["a\\nb"]', "mailbox.private.skip_folders", "control character"),
        ("language = ", "(syntax)", "not TOML"),
    ],
)
def test_a_mistake_is_named_with_its_key(tmp_path: Path, text: str, key: str, what: str) -> None:
    """The file, the key, and what is wrong; a near miss gets a suggestion."""
    with pytest.raises(ConfigError) as raised:
        load(tmp_path, text)
    assert str(tmp_path / "config.toml") == raised.value.file
    assert key == raised.value.key
    assert what in f"{raised.value} {raised.value.hint}"


@pytest.mark.parametrize("key", ["password", "passwd", "pass", "secret", "token", "app_password"])
def test_no_password_may_stand_in_the_file(tmp_path: Path, key: str) -> None:
    """It is refused, with what to do instead; the error does not repeat it."""
    with pytest.raises(ConfigError) as raised:
        load(tmp_path, MAILBOX + f'{key} = "hunter2"')
    assert "no password" in str(raised.value)
    assert "password_command" in raised.value.hint
    assert "hunter2" not in str(raised.value) + raised.value.hint


def test_at_most_three_mailboxes(tmp_path: Path) -> None:
    """Three of one owner, never a list of accounts."""
    tables = [f'[mailbox.m{n}]\naddress = "you{n}@example.com"\n' for n in range(4)]
    assert 3 == len(load(tmp_path, "".join(tables[:3])).mailboxes)
    with pytest.raises(ConfigError, match="at most 3"):
        load(tmp_path, "".join(tables))


def test_one_mailbox_is_chosen(tmp_path: Path) -> None:
    """The only one without a name; of several the named one; never one by guessing."""
    one = load(tmp_path, MAILBOX)
    assert "private" == one.mailbox(None).name
    two = load(tmp_path, MAILBOX + '[mailbox.work]\naddress = "me@example.org"\n')
    assert "work" == two.mailbox("work").name
    with pytest.raises(ConfigError, match=r"several are configured \(private, work\)"):
        two.mailbox(None)
    with pytest.raises(ConfigError, match="there is: private, work"):
        two.mailbox("home")
    with pytest.raises(ConfigError, match="no mailbox is configured"):
        Config().mailbox(None)


def test_a_key_never_lies_beside_the_ledger(tmp_path: Path) -> None:
    """Neither a chosen key file nor the folder of the default one, also where a system keeps data and configuration together."""
    with pytest.raises(ConfigError, match="own folder"):
        load(tmp_path, 'ledger = "data/ledger.sqlite"\nkey_file = "data/vault.key"')
    with pytest.raises(ConfigError, match="own folder"):
        load(tmp_path, 'ledger = "data/ledger.sqlite"\nkey_file = "other/../data/vault.key"')
    (tmp_path / "data").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "data")
    (tmp_path / "outside.key").symlink_to(tmp_path / "data" / "vault.key")
    (tmp_path / "data" / "inside.key").symlink_to(tmp_path / "stick")
    for name in ("link/vault.key", "outside.key", "data/inside.key"):
        with pytest.raises(ConfigError, match="own folder"):
            load(tmp_path, f'ledger = "data/ledger.sqlite"\nkey_file = "{tmp_path / name}"')
    usual = default_key_folder()
    assert usual != default_key_folder(usual / "ledger.sqlite")
    assert default_key_folder(usual / "ledger.sqlite") not in (usual, *usual.parents)


def test_paths_are_absolute_and_start_at_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Relative ones lie beside config.toml, `~` is the home."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    config = load(tmp_path, 'ledger = "data/ledger.sqlite"\nkey_file = "~/keys/vault.key"')
    assert tmp_path / "data" / "ledger.sqlite" == config.ledger
    assert tmp_path / "home" / "keys" / "vault.key" == config.key_file


def test_where_the_file_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """$GIFTSCAN_CONFIG, and then it must exist; else the platform's place, where none is needed."""
    monkeypatch.setenv("GIFTSCAN_CONFIG", str(tmp_path / "missing.toml"))
    assert tmp_path / "missing.toml" == default_path()
    with pytest.raises(ConfigError, match="does not exist"):
        load_config()
    monkeypatch.delenv("GIFTSCAN_CONFIG")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert () == load_config().mailboxes


@pytest.mark.parametrize(
    ("text", "key", "what"),
    [("follow_up_days = " + "9" * 4_400, "(syntax)", "too many digits"), ("language = " + "[" * 5_000, "(syntax)", "nested too deep"),
     ('ledger = "~nobody-of-this-name/ledger.sqlite"', "ledger", "names nobody"),
     (MAILBOX + 'ca_file = "~nobody-of-this-name/ca.pem"', "mailbox.private.ca_file", "names nobody")],
    ids=["digits", "nesting", "a stranger's home", "a stranger's home in a mailbox"],
)  # fmt: skip
def test_what_the_readers_below_refuse_is_told_too(tmp_path: Path, text: str, key: str, what: str) -> None:
    """What makes the TOML library or the platform give up is a mistake with its key like any other."""
    with pytest.raises(ConfigError, match=what) as told:
        load(tmp_path, text)
    assert key == told.value.key


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    """Neither a stack trace nor a guess."""
    path = tmp_path / "config.toml"
    path.write_bytes(b"language = \xff\xfe")
    with pytest.raises(ConfigError, match="UTF-8"):
        load_config(path)
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path)
