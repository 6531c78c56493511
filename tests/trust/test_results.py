"""Authentication-Results as text: comments, quotes and each host's own syntax."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.trust import Result, parse_results
from scanner.trust.results import authserv_id


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("mx.google.com; dkim=pass header.i=@amazon.com", "mx.google.com"),
        ("mx.google.com 1; spf=pass", "mx.google.com"),
        (" gmx.net; dkim=none", "gmx.net"),
        ("(a comment) MX.Example.org; none", "mx.example.org"),
        ("mta1.mail.ne1.yahoo.com  from=a.example; domainkeys=neutral", "mta1.mail.ne1.yahoo.com"),
        ("spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=a.example; dkim=pass", ""),
        ("", ""),
    ],
)
def test_the_host_that_wrote_it(value: str, expected: str) -> None:
    """The authserv-id stands first; Exchange leaves it out."""
    assert expected == authserv_id(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("x; dkim=pass header.d=a.example header.i=@b.a.example", [Result("dkim", "pass", "a.example")]),
        ("x; dkim=pass (2048-bit key) header.i=@a.example; dkim=fail header.i=@b.example", [Result("dkim", "pass", "a.example"), Result("dkim", "fail",
        "b.example")]),
        ("x; dmarc=pass(p=QUARANTINE) header.from=a.example", [Result("dmarc", "pass", "a.example")]),
        ("x; dkim/1=pass header.d=a.example", [Result("dkim", "pass", "a.example")]),
        ('x; dkim = pass reason="good; dkim=pass header.d=evil.example" header.d=a.example', [Result("dkim", "pass", "a.example")]),
        ("spf=none smtp.mailfrom=a.example; dkim=pass header.d=a.example;dmarc=bestguesspass action=none header.from=a.example",
         [Result("spf", "none", ""), Result("dkim", "pass", "a.example"), Result("dmarc", "bestguesspass", "a.example")]),
        ("h from=a.example; domainkeys=neutral (no sig);  from=b.example; dkim=pass (ok)", [Result("domainkeys", "neutral", "a.example"), Result("dkim",
        "pass", "b.example")]),
        ("h from=a.example; domainkeys=neutral (no sig); dkim=pass (ok); header.i=@b.example", [Result("domainkeys", "neutral", "a.example"),
        Result("dkim", "pass", "b.example")]),
        ("h from=a.example; domainkeys=neutral (no sig); dkim=pass (ok)", [Result("domainkeys", "neutral", "a.example"), Result("dkim", "pass", "")]),
        ("h; dmarc=pass (p=NONE,sp=NONE,pct=100,domain=a.example); header.from=b.a.example", [Result("dmarc", "pass", "b.a.example")]),
        ("h; none", []),
    ],
)  # fmt: skip
def test_each_hosts_syntax(value: str, expected: list[Result]) -> None:
    """What each host means by its own way of writing is read; a property belongs to the method before it."""
    assert expected == parse_results(value)


@pytest.mark.parametrize(
    "local",
    [
        '"a; dkim=pass header.d=amazon.com"',
        '"a) ; dkim=pass header.d=amazon.com ("',
        '"a\\") ; dkim=pass header.d=amazon.com (\\""',
        "a(; dkim=pass header.d=amazon.com",
        '"a; dkim=pass header.d=amazon.com',
        "a\\); dkim=pass header.d=amazon.com",
    ],
)
def test_a_senders_address_smuggles_no_result(local: str) -> None:
    """Hosts copy the sender's address into comments and properties; no quote or bracket in it opens a result of its own."""
    told = f"(google.com: domain of {local}@evil.example designates 192.0.2.1 as permitted sender)"
    value = f"mx.google.com; spf=pass {told} smtp.mailfrom={local}@evil.example; dmarc=none"
    assert not any(r.value == "pass" and r.domain == "amazon.com" for r in parse_results(value))


def test_an_unclosed_comment_proves_nothing_but_may_fail() -> None:
    """Where the reading is in doubt, only what speaks against the mail is kept."""
    assert [Result("dkim", "fail", "amazon.com")] == parse_results("x; dmarc=pass header.from=amazon.com; dkim=fail header.d=amazon.com (oops")


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.text(alphabet='ab.=;()"\\ @dkim passheader', max_size=80))
def test_any_text_is_read(value: str) -> None:
    """No field makes the reading fail, and the same field reads the same."""
    assert parse_results(value) == parse_results(value)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.text(alphabet=st.characters(exclude_characters='"\\', max_codepoint=0x7F), max_size=60))
def test_no_quoted_text_becomes_a_result(text: str) -> None:
    """Whatever stands in quotes is one value."""
    found = parse_results(f'x; spf=pass smtp.mailfrom="{text}"@evil.example; dmarc=none header.from=a.example')
    assert [r.method for r in found] == ["spf", "dmarc"]
