"""Every data file that is shipped is loaded and used as a scan uses it."""

from __future__ import annotations

import pickle
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from scanner.catalog import Catalog, Folded, Language, Phrase, fold, host_matches, load_catalog
from scanner.catalog.datafiles import SHIPPED
from scanner.catalog.languages import read_language
from scanner.catalog.reading import Table
from scanner.errors import CatalogError
from scanner.model import Kind

CATALOG = load_catalog()
FILES = sorted(path.relative_to(SHIPPED).as_posix() for path in SHIPPED.rglob("*") if path.is_file())
PROVIDERS, MARKETPLACES = sorted(CATALOG.providers), sorted(CATALOG.marketplaces)


def test_no_file_is_left_unread() -> None:
    """Whatever lies among the data is in the catalog."""
    read = {f"marketplaces/{domain}.toml" for domain in CATALOG.marketplaces} | {f"languages/{tag}.toml" for tag in CATALOG.languages}
    read |= {f"providers/{name}.toml" for name in CATALOG.providers} | {"relays.toml", "brands.toml", "mailboxes.toml"}
    issuers = {name for name in FILES if name.startswith("issuers/")}
    assert len(issuers) == len(CATALOG.issuers)
    assert set(FILES) == read | issuers


def test_the_shipped_phrases_are_checked_here() -> None:
    """A run puts the phrases of a language off until it meets one; a folder that is named is read and checked at once."""
    assert load_catalog(SHIPPED) is not load_catalog()
    assert set(CATALOG.languages) == set(load_catalog(SHIPPED).languages)


def test_a_fault_among_phrases_is_told_by_those_who_meet_it() -> None:
    """Also where their check was put off, the error names file and key."""
    broken = (SHIPPED / "languages" / "sv.toml").read_text("utf-8") + "\n[labels.nonsense]\ninferred = []\n"
    language = read_language(Table.parse("languages/sv.toml", broken.encode()))
    assert "sv" == language.tag
    with pytest.raises(CatalogError, match=r"languages/sv.toml: labels.nonsense: unknown key"):
        _ = language.kinds


# A thing's mark takes in the shop's name before it, and the longest word wins ("gift card balance" is no gift card): what
# stands on the other side of that is never found. No phrase more may be written so.
NEVER_FOUND = {
    "sent you an amazon {gift_card}", "your amazon {gift_card}", "your amazon.com {gift_card}", "buy an amazon {gift_card}", "as an amazon {gift_card}",
    "as an amazon.com {gift_card}", "amazon {gift_card}", "amazon.com {gift_card}", "added to your {gift_card} balance", "applied to your {gift_card} balance",
    "is now in your {gift_card} balance", "your new {gift_card} balance", "{gift_card} balance", "ご{refund}",
}  # fmt: skip


def phrases_of(language: Language) -> list[Phrase]:
    """All phrases of a language."""
    found = [phrase for words in language.kinds.values() for phrase in (*words.firm, *words.loose)]
    groups = [*language.labels.values(), *language.cues.values(), *language.forms.values()]
    return found + [phrase for group in groups for phrase in group]


def example(phrase: Phrase, things: dict[str, str]) -> str:
    """The plainest text that a phrase is made for."""
    text = re.sub(r"\{([a-z_]+)\}", lambda match: things[match.group(1)], phrase.words)
    return text.replace("…", " ").replace("*", "")


@pytest.mark.parametrize("tag", sorted(CATALOG.languages))
def test_every_phrase_finds_itself(tag: str) -> None:
    """Written out in capitals and in lower case, in the middle of a text, each phrase is found."""
    language = CATALOG.languages[tag]
    things = _first_things(tag)
    phrases = phrases_of(language)
    assert len(phrases) > 300
    lost = []
    for phrase in phrases:
        words = example(phrase, things)
        for text in (words, f"( {words} )", words.upper(), f"«{words}»"):
            if not phrase.search(language.fold(text)):
                lost.append((phrase.words, text))
    assert [] == [(words, text) for words, text in lost if words not in NEVER_FOUND]


def _first_things(tag: str) -> dict[str, str]:
    """The first word of each thing, as it stands in the file."""
    import tomllib

    return {name: words[0] for name, words in tomllib.loads((SHIPPED / "languages" / f"{tag}.toml").read_text("utf-8"))["things"].items()}


@pytest.mark.parametrize("tag", sorted(CATALOG.languages))
def test_every_language_can_speak_of_every_kind(tag: str) -> None:
    """All kinds but the bounce, which has a form of its own, have phrases; so have the heads of forwarded mail."""
    language = CATALOG.languages[tag]
    assert set(Kind) - {Kind.BOUNCE} == {kind for kind, words in language.kinds.items() if words.firm or words.loose}
    assert all(language.heads[name] for name in ("from", "date", "subject", "to"))
    assert language.common
    assert not language.months or set(range(1, 13)) == set(language.months.values())


@pytest.mark.parametrize("tag", sorted(CATALOG.languages))
def test_no_phrase_is_found_in_nothing(tag: str) -> None:
    """An empty text, and one of signs only, has none of them."""
    language = CATALOG.languages[tag]
    for text in (Folded("", ""), language.fold("-- . … * \n—")):
        assert [] == [phrase.words for phrase in phrases_of(language) if phrase.search(text)]


@pytest.mark.parametrize("domain", MARKETPLACES)
def test_every_marketplace(domain: str) -> None:
    """Its zone and its rule of validity work, it knows its own domain and those below, and it can be asked in each language."""
    shop = CATALOG.marketplaces[domain]
    assert shop.zone.key == shop.time_zone
    for issued in (date(2008, 2, 29), date(2017, 5, 1), date(2024, 2, 29)):
        expiry = shop.expiry(issued)
        assert expiry is None or expiry > issued
    assert shop.expiry(date(1990, 1, 1)) is None
    # The day that a mail names may be any.
    assert shop.expiry(date.max) is None
    assert shop is CATALOG.marketplace_of(f"gc.email.{domain.upper()}.")
    assert CATALOG.marketplace_of(f"{domain}.example.net") is None
    assert CATALOG.marketplace_of(f"not{domain}") is None
    for tag in shop.languages:
        assert shop.contacts[tag].resend
        assert shop.contacts[tag].support
    assert shop.gift_card_senders


@pytest.mark.parametrize("name", PROVIDERS)
def test_every_provider(name: str) -> None:
    """It is found by its users' addresses, and its hosts match their own names and none of a stranger's."""
    provider = CATALOG.providers[name]
    assert provider.domains
    for domain in provider.domains:
        assert provider is CATALOG.provider_of(f"Someone@{domain.upper()}")
        assert CATALOG.is_mail_provider(domain)
    for pattern in (*provider.authserv_ids, *provider.receiving_hosts):
        assert host_matches(pattern.replace("*", "mx-1").upper(), (pattern,))
        assert not host_matches(f"{pattern.replace('*', 'mx-1')}.attacker.example", (pattern,)) or pattern.endswith("*")
    assert provider.imap is None or 0 < provider.imap.port < 65536


def test_every_issuer() -> None:
    """It is found by its domains and those below, and is not Amazon."""
    for issuer in CATALOG.issuers:
        assert issuer.names
        for domain in issuer.domains:
            assert issuer is CATALOG.issuer_of(f"mail.{domain.upper()}")
            assert CATALOG.issuer_of(f"not{domain}") is not issuer
            assert not CATALOG.is_amazon(domain)


def test_amazon_is_an_exact_list() -> None:
    """Likeness makes nobody Amazon."""
    assert all(CATALOG.is_amazon(domain) for domain in ("amazon.com", "gc.email.amazon.co.jp", "AMAZON.COM."))
    strangers = ("amazon.com.example", "amazon-gifts.com", "myamazon.com", "amazon", "com", "", "amaz\u043en.com", "amazon.corn")
    assert [] == [domain for domain in strangers if CATALOG.is_amazon(domain)]


def test_a_currency_of_one_shop_tells_the_shop() -> None:
    """Only where no other has it."""
    assert "amazon.co.jp" == (shop.domain if (shop := CATALOG.sole_marketplace("JPY")) else None)
    assert CATALOG.sole_marketplace("XAU") is None


def test_needles_are_folded_words() -> None:
    """They are compared with folded text, so they are folded themselves, each once, in a fixed order."""
    needles = CATALOG.needles
    assert "amazon" in needles
    assert sorted(set(needles)) == list(needles)
    assert [] == [needle for needle in needles if fold(needle) != needle and fold(needle) not in needles]


def test_the_digest_changes_with_every_byte(tmp_path: Path) -> None:
    """A changed character, a comment, another name, a file more or less: each is another set of rules."""
    root = tmp_path / "data"
    shutil.copytree(SHIPPED, root)
    digests = {load_catalog(root).digest}
    assert {CATALOG.digest} == digests

    def changed() -> None:
        load_catalog.cache_clear()
        digest = load_catalog(root).digest
        assert digest not in digests
        digests.add(digest)

    for name in FILES:
        path = root / name
        before = path.read_bytes()
        path.write_bytes(before + b"#\n" if name != "relays.toml" else before.replace(b"\n", b"\n\n", 1))
        changed()
        path.write_bytes(before)
    (root / "issuers" / "rewardbox.toml").rename(root / "issuers" / "renamed.toml")
    changed()
    (root / "issuers" / "renamed.toml").unlink()
    changed()


def test_the_catalog_is_loaded_once() -> None:
    """A second asking gives the same object."""
    assert load_catalog() is load_catalog()


def test_a_catalog_goes_to_another_process() -> None:
    """Pickled it is the same, its phrases included, whether they were searched for or not."""
    twin = pickle.loads(pickle.dumps(CATALOG))
    assert isinstance(twin, Catalog)
    assert (CATALOG.digest, CATALOG.needles, CATALOG.marketplaces) == (twin.digest, twin.needles, twin.marketplaces)
    for tag, language in CATALOG.languages.items():
        ours, theirs = phrases_of(language), phrases_of(twin.languages[tag])
        assert ours == theirs
        things = _first_things(tag)
        for phrase, twin_phrase in zip(ours[:60], theirs[:60], strict=True):
            text = language.fold(example(phrase, things))
            assert bool(phrase.search(text)) == bool(twin_phrase.search(text)) == (phrase.words not in NEVER_FOUND)


def test_loading_compiles_no_phrase() -> None:
    """What a run does not meet it does not compile: a start costs little, however many languages there are."""
    code = (
        "from scanner.catalog import load_catalog, phrases\n"
        "catalog = load_catalog()\n"
        "print(phrases._compiled.cache_info().currsize)\n"
        "print(sum(p._shape is not None for l in catalog.languages.values() for w in l.kinds.values() for p in (*w.firm, *w.loose)))\n"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ["0", "0"] == said.stdout.split()
