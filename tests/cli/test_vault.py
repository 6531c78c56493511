"""`giftscan vault`: the key seen, moved, exchanged, exported and brought back, with the real command on a terminal."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from scanner.cli.vault import PLACES
from tests.cli.command import CTRL_C, Done, Giftscan, scan_words

PHRASE = "correct horse battery"
OTHER = "another battery staple"
ASK, AGAIN, NEW, SAME = "Passphrase of the vault:", "That is not it", "New passphrase", "The same again"
EXPORTED = "Passphrase of the exported key:"


@pytest.fixture
def scanned(giftscan: Giftscan) -> Giftscan:
    """A ledger whose key is in the keyring; no key file is configured."""
    giftscan.config.write_text(f'ledger = "{giftscan.ledger}"\n', "utf-8")
    assert 0 == giftscan(*scan_words("bounced-without-resend-en")).code
    return giftscan


def cases(giftscan: Giftscan, **env: str) -> list[str]:
    """The ids of the cases, which are in the ledger sealed only."""
    return [case["id"] for case in giftscan("cases", "--json", **env).document["cases"]]


def vault(giftscan: Giftscan, *words: object, answers: Sequence[tuple[str, str]] = (), **env: str) -> Done:
    """Run it at a terminal; no passphrase that was typed is on the screen."""
    done = giftscan.on_terminal("vault", *words, answers=answers, **env)
    assert not any(typed in done.err for _question, typed in answers if len(typed) > 3)
    return done


def status(giftscan: Giftscan, **env: str) -> dict[str, object]:
    """What `vault status --json` says, without a terminal."""
    return dict(giftscan("vault", "status", "--json", **env).document)


def key_of(giftscan: Giftscan) -> bytes:
    """The key in the keyring."""
    (text,) = json.loads((giftscan.home / "keyring.json").read_text("utf-8")).values()
    return base64.b64decode(text)


def leaks(giftscan: Giftscan, *secrets: bytes) -> set[str]:
    """The files in the home that hold one of these."""
    return {name for name in giftscan.files() for secret in secrets if secret in (giftscan.home / name).read_bytes()}


# Seeing.


def test_status_tells_where_the_key_is_and_what_for(scanned: Giftscan) -> None:
    """The place, whether it fits, who can read it, what it seals, what a copy shows, and which place serves what."""
    done = scanned("vault", "status")
    assert (0, "") == (done.code, done.err)
    for words in ("keyring of this machine", "It fits", "cannot read it", "facts", "A copy of the ledger without the key", "for a schedule", "for a desktop"):
        assert words in done.out, words
    told = status(scanned)
    assert ({"place": "keyring", "where": "OS keyring"}, True, [], False) == (told["key"], told["fits"], told["copies"], told["unfinished"])


def test_help_tells_which_place_serves_what(scanned: Giftscan) -> None:
    """Also without a ledger, in both languages, with the credential's name."""
    for language in ("en", "ja"):
        done = scanned("--lang", language, "vault", "--help")
        assert "giftscan.vault-key" in done.out
        for place in ("systemd", *PLACES):
            assert f"\n  {place} " in done.out


def test_a_missing_and_a_wrong_key_are_told(scanned: Giftscan) -> None:
    """Exit code 2, what it is, and nothing is made or changed."""
    ring, before = scanned.home / "keyring.json", scanned.ledger.read_bytes()
    kept = json.loads(ring.read_text("utf-8"))
    for content, words in (({}, "nowhere to be found"), (dict.fromkeys(kept, base64.b64encode(bytes(32)).decode()), "does not open this ledger")):
        ring.write_text(json.dumps(content), "utf-8")
        done = scanned("vault", "status")
        assert 2 == done.code
        assert words in done.out
        for verb in (["cases"], ["vault", "rotate", "--yes"], ["vault", "change", "--to", "file"]):
            assert 2 == scanned(*verb).code
        assert (content, before) == (json.loads(ring.read_text("utf-8")), scanned.ledger.read_bytes())


@pytest.mark.parametrize(
    "words",
    [
        ["status", "x"], ["export"], ["import"], ["rotate", "x"], ["change"], ["change", "--to", "cloud"], ["change", "--to", "keyring", "--key-file", "x"],
        ["rotate", "--to", "file"], ["rotate", "--json"], [], ["explode"],
    ],
)  # fmt: skip
def test_wrong_usage(giftscan: Giftscan, words: list[str]) -> None:
    """Exit code 2, one sentence and a hint, before a ledger is looked for."""
    done = giftscan("vault", *words)
    assert (2, "") == (done.code, done.out)
    assert done.err.startswith("giftscan: ")
    assert "nothing was scanned" not in done.err


def test_there_must_be_a_ledger(giftscan: Giftscan) -> None:
    """None is made by asking for its key."""
    done = giftscan("vault", "status")
    assert (2, False) == (done.code, giftscan.ledger.exists())


# Moving.


def test_the_key_moves_into_a_passphrase_and_back(scanned: Giftscan) -> None:
    """At a terminal it is asked for; key and passphrase are in no file, and not on the screen; without a terminal one sentence says what serves."""
    before, key = cases(scanned), key_of(scanned)
    done = vault(scanned, "change", "--to", "passphrase", answers=[(NEW, PHRASE), (SAME, PHRASE)])
    assert 0 == done.code, done.err
    assert set() == leaks(scanned, key, base64.b64encode(key), key.hex().encode(), PHRASE.encode())
    refused = scanned("cases")
    assert (2, "") == (refused.code, refused.out)
    assert "a schedule takes a systemd credential or a key file" in refused.err.splitlines()[0]
    asked = scanned.on_terminal("cases", "--json", answers=[(ASK, "wrong one"), (AGAIN, PHRASE)], pipe=True)
    assert before == [case["id"] for case in asked.document["cases"]]
    assert None is status(scanned)["fits"]
    done = vault(scanned, "change", "--to", "keyring", answers=[(ASK, PHRASE)])
    assert (0, before, key) == (done.code, cases(scanned), key_of(scanned))
    assert {"keyring.json"} == leaks(scanned, base64.b64encode(key))


def test_a_wrong_passphrase_is_asked_for_three_times(scanned: Giftscan) -> None:
    """Then it ends, with everything as it was; an empty answer and Ctrl-C end it at once."""
    vault(scanned, "change", "--to", "passphrase", answers=[(NEW, PHRASE), (SAME, PHRASE)])
    before = {name: (scanned.home / name).read_bytes() for name in scanned.files()}
    done = vault(scanned, "rotate", answers=[(ASK, "wrong one"), (AGAIN, "wrong two"), (AGAIN, "wrong three")])
    assert 2 == done.code
    assert "wrong 3 times" in done.err
    assert 2 == vault(scanned, "rotate", answers=[(ASK, "")]).code
    assert 130 == vault(scanned, "rotate", answers=[(ASK, CTRL_C)]).code
    assert before == {name: (scanned.home / name).read_bytes() for name in scanned.files()}


def test_a_new_passphrase_takes_the_place_of_the_old(scanned: Giftscan) -> None:
    """The old one opens nothing any more."""
    vault(scanned, "change", "--to", "passphrase", answers=[(NEW, PHRASE), (SAME, PHRASE)])
    done = vault(scanned, "change", "--to", "passphrase", answers=[(ASK, PHRASE), (NEW, OTHER), (SAME, OTHER)])
    assert 0 == done.code, done.err
    assert 0 == scanned.on_terminal("cases", answers=[(ASK, PHRASE), (AGAIN, OTHER)]).code


def test_a_passphrase_is_long_enough_and_typed_twice_alike(scanned: Giftscan) -> None:
    """What is too short or differs is asked for again; after three times nothing is changed; without a terminal nothing is asked."""
    before = scanned.files()
    done = vault(scanned, "change", "--to", "passphrase", answers=[(NEW, "elevenchars"), (NEW, PHRASE), (SAME, OTHER), (NEW, "")])
    assert 2 == done.code
    assert "shorter than 12" in done.err and "not the same" in done.err
    assert 2 == scanned("vault", "change", "--to", "passphrase").code
    assert (before, "keyring") == (scanned.files(), status(scanned)["key"]["place"])  # type: ignore[index]


def test_the_key_moves_into_a_file_that_serves_a_schedule(scanned: Giftscan) -> None:
    """Chosen on the command line, found without a line in config.toml; never beside the ledger; and handed over as a credential."""
    before, key = cases(scanned), key_of(scanned)
    for place in (scanned.ledger.parent / "my.key", Path("data/my.key")):
        assert 2 == scanned("vault", "change", "--to", "file", "--key-file", place).code
    file = scanned.home / "stick" / "my.key"
    assert 0 == scanned("vault", "change", "--to", "file", "--key-file", file).code
    assert (before, {}) == (cases(scanned), json.loads((scanned.home / "keyring.json").read_text("utf-8")))
    assert (key, 0o600) == (base64.b64decode(file.read_bytes()), file.stat().st_mode & 0o777)
    handed = scanned.home / "credentials"
    handed.mkdir()
    file.rename(handed / "giftscan.vault-key").chmod(0o400)
    assert 2 == scanned("cases").code
    service = {"CREDENTIALS_DIRECTORY": str(handed)}
    assert before == cases(scanned, **service)
    assert "systemd_credential" == status(scanned, **service)["key"]["place"]  # type: ignore[index]
    refused = scanned("vault", "rotate", "--yes", **service)
    assert 2 == refused.code
    assert "systemd" in refused.err
    assert before == cases(scanned, **service)


def test_the_configuration_is_told_of(giftscan: Giftscan) -> None:
    """A key_file that no longer holds the key is named, and the key is found all the same."""
    giftscan(*scan_words("bounced-without-resend-en"))
    before = cases(giftscan)
    done = giftscan("vault", "change", "--to", "keyring")
    assert 0 == done.code
    assert "config.toml still names" in done.err
    assert (before, False) == (cases(giftscan), (giftscan.home / "keys" / "vault.key").exists())


# Exchanging.


def test_a_new_key(scanned: Giftscan) -> None:
    """A no changes nothing; a yes makes another key under which everything opens; fingerprints change, and that is told."""
    before, key = scanned("cases", "--json").document, key_of(scanned)
    assert 0 == vault(scanned, "rotate", answers=[("[y/N]", "n")]).code
    assert key == key_of(scanned)
    assert 2 == scanned("vault", "rotate").code
    done = vault(scanned, "rotate", answers=[("[y/N]", "y")])
    assert 0 == done.code, done.err
    assert "fingerprints of codes" in done.err and "sealed anew" in done.err
    assert key != key_of(scanned)
    assert [c["id"] for c in before["cases"]] == cases(scanned)
    assert 0 == scanned(*scan_words("bounced-without-resend-en")).code


def test_a_new_key_under_the_same_passphrase(scanned: Giftscan) -> None:
    """It is asked for once, and opens the new key."""
    vault(scanned, "change", "--to", "passphrase", answers=[(NEW, PHRASE), (SAME, PHRASE)])
    sealed = next(scanned.home.rglob("*.vault.sealed"))
    before = sealed.read_bytes()
    assert 0 == vault(scanned, "rotate", "--yes", answers=[(ASK, PHRASE)]).code
    assert before != sealed.read_bytes()
    assert 0 == scanned.on_terminal("cases", answers=[(ASK, PHRASE)]).code


# Exporting, and bringing back.


def test_a_lost_key_comes_back_from_its_export(scanned: Giftscan) -> None:
    """The whole way: exported, lost, brought back; no file of it shows key or passphrase, and nothing is overwritten."""
    before, key = cases(scanned), key_of(scanned)
    file = scanned.home / "safe" / "vault.json"
    file.parent.mkdir()
    done = vault(scanned, "export", file, answers=[(NEW, OTHER), (SAME, OTHER)])
    assert (0, 0o600) == (done.code, file.stat().st_mode & 0o777)
    assert "at least 12 characters" in done.err
    assert {"keyring.json"} == leaks(scanned, key, base64.b64encode(key), key.hex().encode(), OTHER.encode())
    exported = file.read_bytes()
    assert 2 == vault(scanned, "export", file).code
    assert exported == file.read_bytes()
    (scanned.home / "keyring.json").unlink()
    assert 2 == scanned("cases").code
    refused = vault(scanned, "import", file, answers=[(EXPORTED, "wrong one"), (AGAIN, "wrong two"), (AGAIN, "wrong three")])
    assert (2, False) == (refused.code, (scanned.home / "keyring.json").exists())
    assert 2 == scanned("vault", "import", file).code
    done = vault(scanned, "import", file, answers=[(EXPORTED, OTHER)])
    assert (0, before, key) == (done.code, cases(scanned), key_of(scanned))
    shown = "".join(
        run.out + run.err for run in (done, scanned("vault", "status"), scanned("vault", "status", "--json"), scanned("-v", "vault", "rotate", "--yes"))
    )
    for secret in (key, key_of(scanned)):
        assert not any(form in shown for form in (base64.b64encode(secret).decode(), secret.hex(), repr(secret)))


def test_an_export_goes_only_where_it_may(scanned: Giftscan) -> None:
    """Not beside the ledger, and nowhere without a terminal."""
    for file in (scanned.ledger.parent / "vault.json", scanned.ledger):
        assert 2 == vault(scanned, "export", file).code
    assert 2 == scanned("vault", "export", scanned.home / "vault.json").code
    assert {"data/ledger.sqlite", "data/ledger.sqlite.lock", "keyring.json"} == scanned.files()


def test_an_old_export_is_told(scanned: Giftscan) -> None:
    """After an exchange it is not the ledger's key any more; nothing is written."""
    file = scanned.home / "vault.json"
    vault(scanned, "export", file, answers=[(NEW, OTHER), (SAME, OTHER)])
    scanned("vault", "rotate", "--yes")
    before = (scanned.home / "keyring.json").read_bytes()
    done = vault(scanned, "import", file, "--to", "file", answers=[(EXPORTED, OTHER)])
    assert 2 == done.code
    assert "is not the one" in done.err
    assert (before, []) == ((scanned.home / "keyring.json").read_bytes(), list(scanned.home.rglob("*.key")))


def test_an_export_that_asks_for_too_much_is_refused_before_its_passphrase(scanned: Giftscan) -> None:
    """And so is one of another ledger, and what is none at all."""
    number = json.loads((scanned.home / "keyring.json").read_text("utf-8")).popitem()[0].rpartition(":")[2]
    kdf = {"name": "scrypt", "n": 2**40, "r": 8, "p": 1, "salt": base64.b64encode(bytes(16)).decode()}
    values = {"giftscan": "sealed key", "version": 1, "ledger": number, "kdf": kdf, "sealed": "AQID"}
    for content, told in (
        (values, "more memory or time"),
        ({**values, "kdf": {**kdf, "n": 2**14}, "ledger": "ffffff"}, "another ledger"),
        ({}, "no sealed key"),
    ):
        (scanned.home / "bad.json").write_text(json.dumps(content), "utf-8")
        done = vault(scanned, "import", scanned.home / "bad.json")
        assert 2 == done.code
        assert told in done.err


def test_all_is_forgotten_with_its_places(scanned: Giftscan) -> None:
    """`forget --all` takes the sealed key along, and leaves an export and a chosen file."""
    vault(scanned, "export", scanned.home / "vault.json", answers=[(NEW, OTHER), (SAME, OTHER)])
    vault(scanned, "change", "--to", "passphrase", answers=[(NEW, PHRASE), (SAME, PHRASE)])
    assert 0 == scanned("forget", "--all", "--yes").code
    assert {"keyring.json", "vault.json"} == {name for name in scanned.files() if not name.endswith(".lock")}


def test_a_passphrase_serves_every_verb_at_a_terminal(scanned: Giftscan) -> None:
    """A scan asks for it, too, and no passphrase is taken from an argument or the environment."""
    vault(scanned, "change", "--to", "passphrase", answers=[(NEW, PHRASE), (SAME, PHRASE)])
    assert 0 == scanned.on_terminal(*scan_words("code-in-trash-ja"), answers=[(ASK, PHRASE)]).code
    assert 2 == scanned("cases", GIFTSCAN_PASSPHRASE=PHRASE, PASSPHRASE=PHRASE).code
    assert 2 == scanned("cases", "--passphrase", PHRASE).code


def test_a_key_that_others_can_read_is_told(giftscan: Giftscan) -> None:
    """Its status says so and how to mend it; nothing claims that only its owner reads it."""
    giftscan(*scan_words("bounced-without-resend-en"))
    (giftscan.home / "keys" / "vault.key").chmod(0o644)
    done = giftscan("vault", "status")
    assert 2 == done.code
    assert "can be read by others" in done.out and "chmod 600" in done.out
    assert "Only your own user" not in done.out
