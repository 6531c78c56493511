"""Words as evidence hold no claim code, whole or half, whatever sentence they are taken from."""

from __future__ import annotations

import pytest

from scanner.catalog import load_catalog
from scanner.facts import read_facts
from scanner.facts.quotes import MOST, quoted
from scanner.messages import Parser
from scanner.model import ClaimCode, Origin, RawMessage

CODE = "KJ3Z-5LY7JZ-M56U"
HEAD = """\
From: "Amazon.co.jp" <gc-orders@gc.email.amazon.co.jp>
To: ken@example.org
Date: Tue, 5 Mar 2024 10:00:00 +0900
Content-Type: text/plain; charset=utf-8
"""
CATALOG = load_catalog()
PARSER = Parser(CATALOG)


def evidence(mail: str) -> str:
    """All evidence of a mail that shows the code."""
    recognition, facts = read_facts(PARSER.parse(RawMessage(Origin("test", ""), mail.encode())), CATALOG)
    assert [CODE] == [fact.code.reveal() for fact in facts if fact.code]
    return repr([recognition.evidence, *(fact.evidence for fact in facts)])


@pytest.mark.parametrize(
    "text",
    [
        f"Subject: A gift card\n\n> Ann sent you\n> an Amazon gift card of $40\n> Claim code: {CODE}\n> ====\n",
        f"Subject: Ann sent you an Amazon gift card, claim code: {CODE}\n\nEnjoy.\nClaim code: {CODE}\n",
        f"Subject: Gift\n\nAnn sent you an Amazon gift card for $40, claim code: {CODE}, to be used before March 2034\n",
        f"Subject: Gift\n\nAnn sent you an Amazon gift card for $40 {'and the very best wishes ' * 5} with this claim code: {CODE}\n\nClaim code: {CODE}\n",
        f"Subject: Gift\n\nAnn sent you an Amazon gift card for $40 {'and the best wishes ' * 7} with this claim code: {CODE}\n\nClaim code: {CODE}\n",
        f"Subject: ギフト\n\n雄太より\n━━━━\nAmazonギフト券 ¥4,000 が届きました ギフト券番号 {CODE}\n━━━━\n",
    ],
    ids=["quoted lines", "subject", "one sentence", "at a cut", "at another", "Japanese"],
)
def test_no_evidence_holds_a_code(text: str) -> None:
    """The sentence that tells the kind may be the one that shows the code; its evidence shows the mask."""
    told = evidence(HEAD + text)
    assert not any(part in told for part in (CODE, CODE.replace("-", ""), CODE[:9], CODE[5:]))


@pytest.mark.parametrize("at", range(MOST - 30, MOST + 2))
def test_a_quote_is_cut_behind_its_mask(at: int) -> None:
    """Wherever a quote ends, no more than a code's first group is left at its end; a known code needs no shape to be masked."""
    for written, known in ((CODE, ()), (CODE.lower(), ()), ("KJ3Z5LY7JZM56U", [ClaimCode(CODE)]), ("KJ3Z 5LY7JZ M56U-", [ClaimCode(CODE)])):
        quote = quoted("kind", "a " * (at // 2) + written + " and more", known).quote
        assert len(quote) <= MOST
        assert "5" not in quote and "M56U" not in quote.upper()
