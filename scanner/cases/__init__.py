"""Cases: what several messages together mean of one card, judged with the reasons."""

from scanner.cases.asked import with_asked
from scanner.cases.build import build_cases
from scanner.cases.census import Census, reached_by
from scanner.cases.owner import People, normal_address, people_of
from scanner.cases.routes import channel_of
from scanner.cases.timeline import Grace
from scanner.cases.told import fact_of
from scanner.cases.waiting import Patience, Pause, is_recent, pause_of, reminder_on

__all__ = [
    "Census", "Grace", "Patience", "Pause", "People", "build_cases", "channel_of", "fact_of", "is_recent", "normal_address", "pause_of", "people_of",
    "reached_by", "reminder_on", "with_asked",
]  # fmt: skip
