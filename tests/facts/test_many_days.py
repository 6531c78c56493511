"""A line may hold a thousand days: each is judged by the words around it, and the mail is read in proportion to its length."""

from __future__ import annotations

import subprocess
import sys

HARD = """
import resource
resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
from scanner.catalog import load_catalog
from scanner.facts import read_facts
from scanner.messages import Parser
from scanner.model import Kind, Origin, RawMessage
catalog = load_catalog()
head = b"From: Amazon <gc-orders@gc.email.amazon.com>\\nTo: ken@example.org\\nSubject: Your Amazon gift card\\nContent-Type: text/plain; charset=utf-8\\n\\n"
for day in ("Mar 31", "\u4ee4\u548c6\u5e743\u67085\u65e5"):
    text = "Amazon gift card for you\\nClaim code: KJ3Z-5LY7JZ-M56U\\n" + day * (18_000 // len(day.encode())) + "\\n"
    message = Parser(catalog).parse(RawMessage(Origin("", ""), head + text.encode()))
    assert Kind.GIFT_CARD_RECEIVED is read_facts(message, catalog)[0].kind
"""


def test_reading_takes_steps_in_proportion() -> None:
    """Eighteen thousand bytes of days in one line, in a script with blanks and one without, are read within a bound of processor
    time that looking through the whole line for each of them would pass."""
    done = subprocess.run([sys.executable, "-c", HARD], capture_output=True, check=False)
    assert 0 == done.returncode, done.stderr.decode()
