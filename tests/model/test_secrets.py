"""Bearer money does not show, wherever a value that holds it is printed, logged, raised or written."""

from __future__ import annotations

import copy
import dataclasses
import hmac
import io
import json
import logging
import pickle
import pprint
import traceback
from string import Template

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.catalog import load_catalog
from scanner.jobs.events import Read
from scanner.jobs.reading import Reader
from scanner.model import Case, ClaimCode, ClaimLink, Fact, Layer, Line, Link, Message, Origin, RawMessage, Wrapping
from tests.model.samples import CODE, URL, sample

SECRETS = [(ClaimCode(CODE), CODE), (ClaimLink(URL, "www.amazon.example"), URL)]
BARE = CODE.replace("-", "")
LETTERS = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", min_size=1, max_size=8)


def shows(text: str) -> bool:
    """Whether a text gives the secret away, whole or in the part that a mask hides."""
    return any(secret in text for secret in (CODE, BARE, CODE[5:], "SECRETTOKEN"))


@pytest.mark.parametrize(("value", "whole"), SECRETS, ids=["code", "link"])
def test_printing_masks(value: ClaimCode | ClaimLink, whole: str) -> None:
    """str, repr, format in all its ways, and containers show the mask."""
    texts = [str(value), repr(value), f"{value}", f"{value!s}", f"{value!r}", f"{value!a}", f"{value:>60}", f"{value:.80}"]
    texts += ["{}".format(value), "%s %r" % (value, value)]  # noqa: UP031, UP032 - every way to print
    texts += [str([value]), repr({value: value}), pprint.pformat((value,)), ascii(value), Template("$x").substitute(x=value)]
    assert [] == [text for text in texts if shows(text)]
    assert whole == value.reveal()


@pytest.mark.parametrize("value", [value for value, _whole in SECRETS], ids=["code", "link"])
def test_logging_masks(value: ClaimCode | ClaimLink) -> None:
    """A log that somebody adds one day shows the mask, as argument, in the text, and in a traceback with all its variables."""
    stream = io.StringIO()
    logger = logging.Logger("test")
    logger.addHandler(logging.StreamHandler(stream))
    logger.error("found %s, %r and %s", value, value, [value])
    logger.error(value)
    try:
        raise ValueError(value)
    except ValueError as error:
        logger.exception("failed with %s", error)
        with_locals = traceback.TracebackException.from_exception(error, capture_locals=True)
        text = stream.getvalue() + "".join(traceback.format_exception(error)) + "".join(with_locals.format())
    assert "***" in text
    assert not shows(text)


def test_a_mail_that_was_read_does_not_print_itself() -> None:
    """What a scan hands on holds the mail's own bytes, code and all; printed, it shows none of them."""
    mail = f"From: gc-orders@gc.email.amazon.com\nSubject: Your gift card, claim code {CODE}\n\nClaim code: {CODE}\nhttps://www.amazon.com/g/{BARE}\n".encode()
    event = Reader(load_catalog()).read(RawMessage(Origin("test", ""), mail))
    assert isinstance(event, Read) and mail == event.raw
    assert not shows(repr(event))


@pytest.mark.parametrize(("value", "whole"), SECRETS, ids=["code", "link"])
def test_json_refuses(value: ClaimCode | ClaimLink, whole: str) -> None:
    """It goes into no JSON by itself, and masked where somebody insists."""
    for holder in (value, [value], {"code": value}):
        with pytest.raises(TypeError):
            json.dumps(holder)
        assert not shows(json.dumps(holder, default=str))
    with pytest.raises(TypeError):
        json.dumps({value: 1})


@pytest.mark.parametrize(("value", "whole"), SECRETS, ids=["code", "link"])
def test_it_opens_only_by_reveal(value: ClaimCode | ClaimLink, whole: str) -> None:
    """It has no dictionary, cannot be changed or taken apart, and comes whole out of a pickle or a copy."""
    assert not hasattr(value, "__dict__")
    for name in ("_whole", "_url", "host"):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(value, name, "x")
        with pytest.raises(dataclasses.FrozenInstanceError):
            delattr(value, name)
    for twin in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert (value, hash(value), whole) == (twin, hash(twin), twin.reveal())
    assert value != whole
    with pytest.raises(TypeError):
        iter(value)  # type: ignore[call-overload]
    with pytest.raises(TypeError):
        bytes(value)  # type: ignore[call-overload]


@settings(derandomize=True, deadline=None)
@given(st.lists(LETTERS, min_size=1, max_size=4))
def test_the_mask_shows_the_first_group_and_the_shape(groups: list[str]) -> None:
    """The first group, or of one group four characters; hyphens stay, all else is a star."""
    code = ClaimCode("-".join(groups))
    first = groups[0] if len(groups) > 1 else groups[0][:4]
    rest = "-".join(groups)[len(first) :]
    assert first + "".join("-" if c == "-" else "*" for c in rest) == code.masked == str(code)
    assert code == ClaimCode(code.reveal())
    assert code.bare.reveal() == "".join(groups)


@pytest.mark.parametrize("bad", ["", "qx7k-abcdef-ghjk", "QX7K ABCDEF GHJK", "QX7K-ABCDEF-GHJ\u212a", "ＱＸ７Ｋ", "QX7K\n", "QX7K_ABC"])
def test_what_is_no_code_is_refused_without_being_shown(bad: str) -> None:
    """The refusal does not repeat the text: it may be a code all the same."""
    with pytest.raises(ValueError, match="capitals") as raised:
        ClaimCode(bad)
    assert not bad or bad not in str(raised.value)


def test_fingerprints_compare_without_showing() -> None:
    """HMAC-SHA256 of the normal form: the same under one key, another under another."""
    code = ClaimCode(CODE)
    assert hmac.digest(b"key", CODE.encode(), "sha256").hex() == code.fingerprint(b"key")
    assert code.fingerprint(b"key") == ClaimCode(CODE).fingerprint(b"key") != code.fingerprint(b"other")
    assert code.fingerprint(b"key") != code.bare.fingerprint(b"key")


def test_a_code_is_known_by_its_end() -> None:
    """Mails name used codes by their last characters; two are too few to tell."""
    code = ClaimCode(CODE)
    assert [True, True, True, False, False] == [code.ends_with(tail) for tail in ("HJK", "fghjk", "GHJK", "JK", "XHJK")]


def test_values_that_hold_secrets_do_not_show_them() -> None:
    """A fact, a case, a message in all its parts: printed by accident, none gives a code or a link away."""
    fact = dataclasses.replace(sample(Fact), code=ClaimCode(CODE), link=ClaimLink(URL, "www.amazon.example"))
    layer = Layer(Wrapping.OWN, (Line(("Claim code", CODE)),), (Link(URL, f"Redeem {CODE}", 0),), pictures=(CODE,))
    message = dataclasses.replace(sample(Message), views=((layer,),))
    raw = RawMessage(sample(Message).origin, f"Your code: {CODE}\n{URL}\n".encode())
    case = dataclasses.replace(sample(Case), facts=(fact,), codes=(ClaimCode(CODE),))
    for value in (fact, case, layer, *layer.lines, *layer.links, message, raw):
        assert not shows(repr(value))
        assert not shows(pprint.pformat(value))
        assert not shows(str(value))
