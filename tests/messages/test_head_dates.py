"""The dates in the heads of forwarded and quoted mails, as mailers write them in each language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from scanner.catalog import load_catalog
from scanner.messages.head_dates import HeadDates

HEADS = HeadDates(load_catalog().languages.values())
MORNING, EVENING = (10, 15), (22, 15)
LINES = """
Thu, Mar 5, 2026 at 10:15 AM
On Thu, Mar 5, 2026 at 10:15 AM, May Avril <kit@example.com> wrote:
On 3/5/2026 10:15 AM, Kit wrote:
On 05/03/2026 10:15, Kit wrote:
On 2026-03-05 10:15, Kit wrote:
On 5 Mar 2026, at 10:15, Kit <kit@example.com> wrote:
Thursday, March 5, 2026 10:15 AM
Thu Mar  5 10:15:00 2026
El jue, 5 mar 2026 a las 10:15, Kit (<kit@example.com>) escribió:
El jue., 5 de mar. de 2026 10:15 a. m., Kit <kit@example.com> escribió:
El 5/3/26 a las 10:15, Kit escribió:
jueves, 5 de marzo de 2026 10:15
Am Do., 5. März 2026 um 10:15 Uhr schrieb Kit <kit@example.com>:
Donnerstag, 5. März 2026 10:15
Am 05.03.2026 um 10:15 schrieb Kit:
Am 05.03.26 um 10:15 schrieb Kit:
Le jeu. 5 mars 2026 à 10:15, Kit <kit@example.com> a écrit :
Le 05/03/2026 à 10:15, Kit a écrit :
Le 5 mars 2026 à 10 h 15, Kit a écrit :
Il giorno gio 5 mar 2026 alle ore 10:15 Kit <kit@example.com> ha scritto:
Il 05/03/2026 10:15, Kit ha scritto:
Em qui., 5 de mar. de 2026 às 10:15, Kit <kit@example.com> escreveu:
A quinta, 5/03/2026, 10:15, Kit escreveu:
Op do 5 mrt 2026 om 10:15 schreef Kit <kit@example.com>:
Op 05-03-2026 om 10:15 schreef Kit:
Den tors 5 mars 2026 kl 10:15 skrev Kit <kit@example.com>:
den 5 mars 2026 10:15
Den 2026-03-05 kl. 10:15, skrev Kit:
czw., 5 mar 2026 o 10:15 Kit <kit@example.com> napisał(a):
W dniu 05.03.2026 o 10:15, Kit pisze:
čt 5. 3. 2026 v 10:15 odesílatel Kit <kit@example.com> napsal:
čtvrtek 5. března 2026 10:15
Dne 05. 03. 26 v 10:15 Kit napsal(a):
Kit <kit@example.com>, 5 Mar 2026 Per, 10:15 tarihinde şunu yazdı:
5 Mart 2026 Perşembe 10:15
5.03.2026 10:15 tarihinde Kit yazdı:
في الخميس، ٥ مارس ٢٠٢٦ في ١٠:١٥ ص تمت كتابة ما يلي بواسطة Kit <kit@example.com>:
الخميس, 5 مارس, 2026 10:15 ص
٥ آذار ٢٠٢٦ في ١٠:١٥
Kit <kit@example.com> 于2026年3月5日周四 10:15写道：
Kit <kit@example.com> 於 2026年3月5日 週四 上午10:15寫道：
在 2026/3/5 10:15, Kit 写道:
2026年3月5日(木) 10:15 Kit <kit@example.com>:
2026年3月5日木曜日 10:15
令和8年3月5日 10時15分
""".strip().splitlines()


@pytest.mark.parametrize("line", LINES)
def test_a_head_names_its_day_in_every_language(line: str) -> None:
    """Gmail's, Outlook's, Apple's, Thunderbird's and Yahoo's heads: numbers in the order of the language, months by name."""
    assert datetime(2026, 3, 5, *MORNING, tzinfo=UTC) == HEADS.read(line)


@pytest.mark.parametrize(
    "line",
    [
        "2026/03/05 午後10:15、Kit <kit@example.com>のメール:",
        "2026年3月5日(星期四) 晚上10:15",
        "2026年3月5日 下午 10:15",
        "On Mar 5, 2026, at 10:15 PM, Kit wrote:",
        "El 5 de marzo de 2026 10:15 p. m., Kit escribió:",
        "٥ آذار ٢٠٢٦ في ١٠:١٥ م",
    ],
)
def test_the_half_of_the_day_counts(line: str) -> None:
    """Twelve-hour clocks say before or behind the hour which half is meant."""
    assert datetime(2026, 3, 5, *EVENING, tzinfo=UTC) == HEADS.read(line)


@pytest.mark.parametrize(
    ("line", "hours"),
    [
        ("Thu, 5 Mar 2026 10:15:00 +0900", 9),
        ("On Thursday, March 5, 2026 at 10:15:00 AM GMT+9, Kit <kit@example.com> wrote:", 9),
        ("5. März 2026 um 10:15:00 MEZ", 1),
        ("5 de marzo de 2026, 10:15:00 CET", 1),
        ("5 mars 2026 à 10:15:00 UTC+1", 1),
        ("Em quinta-feira, 5 de março de 2026 10:15:00 BRT, Kit escreveu:", -3),
        ("2026年3月5日 10:15:00 JST", 9),
    ],
)
def test_a_zone_is_kept(line: str, hours: int) -> None:
    """Named or numbered, a zone behind the clock is the time's own."""
    assert datetime(2026, 3, 5, *MORNING, tzinfo=timezone(timedelta(hours=hours))) == HEADS.read(line)


@pytest.mark.parametrize(
    "line", ["", "Kit wrote:", "On Monday Kit wrote:", "kit2026@example.com wrote:", "On 5 March Kit wrote:", "order 250-1234567-2026031 wrote:"]
)
def test_no_day_is_guessed(line: str) -> None:
    """A head without a day and its year has no date."""
    assert HEADS.read(line) is None
