"""Acknowledgements, in Russian."""

from datetime import date

from opora.channels.letters import Closed, LetterFacts
from opora.core.facts import Level
from tests.channels.letters.cases.usual import FIGURES, GUEST_GOAL, NIGHT
from tests.channels.letters.cast import BASIC, CENTRAL, CONTRACT, GUEST, SHORT_DAY, WEEKEND, at, facts, may, missed

ACKNOWLEDGED: dict[str, LetterFacts] = {
    # Friday 8 May 17:40, closed since 17:00. 16 wh: Tue 12 May 8, Wed 13 May 16 -> 18:00.
    "basic-short-day": facts("ru", "05-08 17:40", {"goal": "05-13 18:00"}, closed=SHORT_DAY, **BASIC),
    "warranty-open": facts("ru", "05-12 10:15", FIGURES),
    # 8 wh from Fri 15 May 9:00 -> 18:00; 40 wh: 15, 18, 19, 20, 21 -> Thu 18:00.
    "extended-evening": facts(
        "ru", "05-14 19:30", {"first_response": "05-15 18:00", "resolution": "05-21 18:00"},
        closed=Closed(why="evening", today=may(14), opens_at=at("05-15 09:00")),
        level=Level.EXTENDED, covered_until=date(2026, 9, 30),
    ),
    # Spoken on the telephone and taken down only; and answered there and then: closing 5 wd: 13, 14, 15, 18, 19 May.
    "call": facts("ru", "05-12 10:15", FIGURES, spoken="call"),
    "call-told": facts("ru", "05-12 10:15", {"resolution": "05-19 10:15"}, spoken="call", said="tell"),
    "visit-answered": facts("ru", "05-12 10:15", {"closing": "05-19 10:15"}, spoken="visit", said="answer"),
    "call-asked": facts("ru", "05-12 10:15", {"closing": "05-26 10:15"}, spoken="call", said="ask",
                        resolution_paused=True),
    "individual-on-duty": facts(
        "ru", "05-16 10:00", {"first_response": "05-16 12:00", "resolution": "05-20 10:00"},
        on_duty="Павел Д.", **CONTRACT,
    ),
    "guest-night-no-product": facts(
        "ru", "05-13 03:20", GUEST_GOAL, closed=NIGHT, name="", subject="", product_unclear=True, **GUEST
    ),
    # 24 wh from Tue 10:15 -> three working days -> Fri 15 May 10:15.
    "guest-open": facts("ru", "05-12 10:15", {"goal": "05-15 10:15"}, name="Игорь Савельев", **GUEST),
    # Fri 15 May 18:30; 24 wh: 18, 19, 20 May -> Wed 18:00.
    "non-commercial-friday-evening": facts(
        "ru", "05-15 18:30", {"goal": "05-20 18:00"}, level=Level.INITIAL, covered_until=None, version="v22",
        closed=Closed(why="evening", today=may(15), off_from=may(16), off_until=may(17), opens_at=at("05-18 09:00")),
    ),
    "product-unclear": facts("ru", "05-12 10:15", FIGURES, product="", version="", product_unclear=True),
    "version-unclear": facts("ru", "05-12 10:15", FIGURES, version="", version_unclear=True),
    # Sat 16 May; 16 wh: Mon 18, Tue 19 -> 18:00.
    "level-unclear-saturday": facts(
        "ru", "05-16 11:00", {"goal": "05-19 18:00"}, closed=WEEKEND, level=Level.INITIAL, covered_until=None,
        version="v24", level_unclear=True,
    ),
    # Came Tue 9:10, filed Fri 10:00. First response Wed 9:10 is past; recovery 4 wh: 10-13 (3), 14-15 (4).
    "filed-late": facts(
        "ru", "05-15 10:00", {"recovery": "05-15 15:00", "resolution": "05-19 09:10"},
        arrived_at=at("05-12 09:10"), missed=missed(first_response="05-13 09:10"),
    ),
    "filed-very-late": facts(
        "ru", "05-21 10:00", {"recovery": "05-21 15:00"},
        arrived_at=at("05-12 09:10"), missed=missed(first_response="05-13 09:10", resolution="05-19 09:10"),
    ),
    # Three hours earlier in Kaliningrad.
    "kaliningrad-warranty": facts("ru", "05-12 10:15", FIGURES, customer_zone="Europe/Kaliningrad"),
    "kaliningrad-basic-holiday": facts(
        "ru", "05-11 12:00", {"goal": "05-13 18:00"}, customer_zone="Europe/Kaliningrad", **BASIC,
        closed=Closed(why="day_off", today=may(11), off_from=may(11), off_until=may(11), opens_at=at("05-12 09:00")),
    ),
    # From 14:00: 4 h, Wed 9-13 -> 13:00.
    "break": facts(
        "ru", "05-12 13:20", {"first_response": "05-13 13:00", "resolution": "05-19 13:00"},
        closed=Closed(why="break", today=may(12), opens_at=at("05-12 14:00")),
    ),
    "central-service-word-only": facts(
        "ru", "05-12 10:15", {"word": "05-15 10:15"}, office=CENTRAL, who="Марина Т.", **CONTRACT
    ),
    # Fri 8 May 23:30 in Yekaterinburg is Sat 4:30 in Vladivostok (UTC+10): "today" would be another day there.
    "short-day-seen-from-tomorrow": facts(
        "ru", "05-08 23:30", {"goal": "05-13 18:00"}, closed=SHORT_DAY, customer_zone="Asia/Vladivostok", **BASIC
    ),
}  # fmt: skip
