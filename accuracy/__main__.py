"""`python -m accuracy` rewrites ACCURACY.md; `python -m accuracy --first TAG...` keeps a language's first score, once."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from accuracy.page import Languages, page
from accuracy.score import read_goldens, score_of
from scanner.catalog import load_catalog

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "tests" / "corpus"
# Written with the rules at hand, or mended with them; English and Japanese shops' mails count as blind sets below.
OWN = ("mails/third-party", "mails/trust", "malformed", "lookalikes", "bounces")
FIRST = Path(__file__).parent / "first_scores.json"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m accuracy")
    parser.add_argument("--first", nargs="*", metavar="TAG", help="keep today's score of these blind sets as their first; an older one is never replaced")
    parser.add_argument("--wrong", action="store_true", help="name every mail that is read wrongly, and its fields")
    options = parser.parse_args()
    catalog = load_catalog()
    key = (CORPUS / "fingerprint.key").read_bytes()
    first = json.loads(FIRST.read_text("utf-8")) if FIRST.exists() else {}
    folders = {"en": CORPUS / "mails" / "amazon.com", "ja": CORPUS / "mails" / "amazon.co.jp", **{f.name: f for f in sorted((CORPUS / "blind").iterdir())}}
    blind = {tag: list(read_goldens([folder], catalog, key)) for tag, folder in folders.items()}
    if options.first is not None:
        for tag in options.first:
            first.setdefault(tag, score_of(blind[tag]).as_json())
        FIRST.write_text(json.dumps(first, indent=1, sort_keys=True) + "\n", "utf-8")
        return
    own = list(read_goldens([CORPUS / name for name in OWN], catalog, key))
    if options.wrong:
        for golden in [*own, *(g for goldens in blind.values() for g in goldens)]:
            for name in golden.wrong():
                print(f"{golden.name}: {name}: expected {golden.expected.get(name)}, found {golden.found.get(name)}")  # noqa: T201
        return
    elsewhere = Path(os.environ.get("GIFTSCAN_CORPORA", ROOT.parent / "shared" / "corpora"))
    text = page(own, Languages(blind, first), catalog, elsewhere if elsewhere.is_dir() else None)
    (ROOT / "ACCURACY.md").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
