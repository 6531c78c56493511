"""Who really sent a mail: what the receiving host wrote, and what contradicts the sender's claim."""

from scanner.trust.assess import Assessment, assess
from scanner.trust.domains import aligned, registered
from scanner.trust.likeness import is_look_alike, poses, skeleton
from scanner.trust.links import real_host
from scanner.trust.receiver import Verdict, topmost_verdict
from scanner.trust.relays import passed_on
from scanner.trust.results import Result, parse_results
from scanner.trust.signatures import KeyLookup, verified_signers

__all__ = [
    "Assessment",
    "KeyLookup",
    "Result",
    "Verdict",
    "aligned",
    "assess",
    "is_look_alike",
    "parse_results",
    "passed_on",
    "poses",
    "real_host",
    "registered",
    "skeleton",
    "topmost_verdict",
    "verified_signers",
]
