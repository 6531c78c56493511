"""Cases: what several messages together mean of one card, judged with the reasons."""

from scanner.cases.build import build_cases
from scanner.cases.census import Census
from scanner.cases.owner import People, normal_address, people_of
from scanner.cases.routes import channel_of
from scanner.cases.timeline import Grace
from scanner.cases.told import fact_of

__all__ = ["Census", "Grace", "People", "build_cases", "channel_of", "fact_of", "normal_address", "people_of"]
