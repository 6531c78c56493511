"""Who really sent a mail: what the receiving host wrote, and what contradicts the sender's claim."""

from scanner.trust.assess import Assessment, aligned, assess, passed_on, real_host
from scanner.trust.likeness import is_look_alike, poses, skeleton
from scanner.trust.results import Result, Verdict, parse_results, topmost_verdict

__all__ = [
    "Assessment",
    "Result",
    "Verdict",
    "aligned",
    "assess",
    "is_look_alike",
    "parse_results",
    "passed_on",
    "poses",
    "real_host",
    "skeleton",
    "topmost_verdict",
]
