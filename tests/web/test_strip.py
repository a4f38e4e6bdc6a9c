"""Why a moment is that moment, as a strip of days: May 2026 in Yekaterinburg, worked out by hand.

Hours 9:00-13:00 and 14:00-18:00; 8 May ends at 17:00, 9 May is Victory Day, 11 May a moved day off.
"""

from datetime import timedelta

from django.utils import translation

from opora.calendars import preset
from opora.core.clock import Clock, dated, running
from opora.core.hours import Cause, WorkCalendar
from opora.web.strip import Day, Strip, strip
from tests.stories.may_2026 import local

ZONE = "Asia/Yekaterinburg"
HOURS = preset.load("ru", zone=ZONE)


def shown(clock: Clock, now: str, zone: str = ZONE, language: str = "ru") -> Strip:
    with translation.override(language):
        return strip(clock, zone, local(now), "en" if language == "en" else "ru")


def lines(found: Strip) -> list[tuple[str, str, str]]:
    return [(_plain(day.label), _plain(day.counted_text), day.cause_text) for day in found.days]


def bars(day: Day) -> list[tuple[int, int, bool]]:
    return [(bar.x, bar.width, bar.ahead) for bar in day.bars]


def _plain(text: str) -> str:
    return text.replace("\xa0", " ")


def resolution(start: str, hours: int, calendar: WorkCalendar = HOURS) -> Clock:
    return running("resolution", 1, 1, local(start), timedelta(hours=hours), calendar)


def test_forty_hours_over_the_holidays() -> None:
    # Wed 3 + 4, Thu 8, Fri 4 + 3, Tue 8, Wed 8, Thu 9-11: 7 + 8 + 7 + 8 + 8 + 2 = 40.
    found = shown(resolution("05-06 10:00", 40), "05-08 12:00")
    assert lines(found) == [
        ("ср, 6 мая", "7 ч", ""),
        ("вчера", "8 ч", ""),
        ("сегодня", "7 ч", "короткий день"),
        ("завтра", "", "День Победы"),
        ("вс, 10 мая", "", "выходной"),
        ("пн, 11 мая", "", "перенесённый выходной"),
        ("вт, 12 мая", "8 ч", ""),
        ("ср, 13 мая", "8 ч", ""),
        ("чт, 14 мая", "2 ч", ""),
    ]
    assert _plain(found.total_text) == "40 ч"


def test_bars_are_minutes_after_the_first_hour_and_know_what_is_ahead() -> None:
    found = shown(resolution("05-06 10:00", 40), "05-08 12:00")
    assert (found.first_hour, found.last_hour) == (9, 18)
    # 10-13 and 14-18 of a day that begins at 9: minutes 60-240 and 300-540, both gone by.
    assert bars(found.days[0]) == [(60, 180, False), (300, 240, False)]
    # Today 9-12 is gone by; 12-13 and 14-17 are ahead.
    assert bars(found.days[2]) == [(0, 180, False), (180, 60, True), (300, 180, True)]
    assert bars(found.days[3]) == []


def test_what_has_ended_has_nothing_ahead() -> None:
    clock = resolution("05-06 10:00", 40)
    clock.stop(local("05-06 15:00"), 2)
    found = shown(clock, "05-06 12:00")
    # 10-13 and 14-15, on a strip that begins at 10.
    assert lines(found) == [("сегодня", "4 ч", "")]
    assert (found.first_hour, found.last_hour) == (10, 15)
    assert bars(found.days[0]) == [(0, 180, False), (240, 60, False)]


def test_a_weekend_is_one_line() -> None:
    # Fri 15 May 14-18, Mon 18 May 9-13.
    found = shown(resolution("05-15 14:00", 8), "05-15 14:00")
    assert lines(found) == [("сегодня", "4 ч", ""), ("16–17 мая", "", "выходной"), ("пн, 18 мая", "4 ч", "")]


def test_a_wait_is_skipped_and_said() -> None:
    # Story C: asked on Mon 4 May 11:30 after 2 h, the reply on Saturday 9 May at 2:15; 38 h left: Tue to Fri 32, Mon 6.
    clock = resolution("05-04 09:30", 40)
    clock.rests = [(local("05-04 11:30"), Cause.PAUSE)]
    clock.pause(local("05-04 11:30"))
    clock.resume(local("05-09 02:15"))
    found = shown(clock, "05-09 02:15")
    assert lines(found) == [
        ("пн, 4 мая", "2 ч", "ждали заказчика"),
        ("5–8 мая", "", "ждали заказчика"),
        ("сегодня", "", "День Победы"),
        ("завтра", "", "выходной"),
        ("пн, 11 мая", "", "перенесённый выходной"),
        ("вт, 12 мая", "8 ч", ""),
        ("ср, 13 мая", "8 ч", ""),
        ("чт, 14 мая", "8 ч", ""),
        ("пт, 15 мая", "8 ч", ""),
        ("16–17 мая", "", "выходной"),
        ("пн, 18 мая", "6 ч", ""),
    ]


def test_each_time_that_is_left_out_says_its_own_reason() -> None:
    # Two hours on Wed, answered at 11; on Thu 14 it did not suit: closed from Mon 11 on. 2 h left: 10-12.
    clock = resolution("05-06 09:00", 4)
    clock.rests = [
        (local("05-06 09:00"), Cause.WORK),
        (local("05-06 11:00"), Cause.ANSWERED),
        (local("05-11 00:00"), Cause.CLOSED),
        (local("05-14 10:00"), Cause.WORK),
    ]
    clock.pause(local("05-06 11:00"))
    clock.resume(local("05-14 10:00"))
    assert lines(shown(clock, "05-14 10:00")) == [
        ("ср, 6 мая", "2 ч", "после нашего ответа"),
        ("7–10 мая", "", "после нашего ответа"),
        ("11–13 мая", "", "обращение было закрыто"),
        ("сегодня", "2 ч", "обращение было закрыто"),
    ]
    assert [day.cause_text for day in shown(clock, "05-14 10:00", language="en").days] == [
        "after our answer", "after our answer", "the request was closed", "the request was closed"
    ]  # fmt: skip


def test_a_promise_that_was_gained_shows_what_was_before() -> None:
    # Came on Wed 6 10:00; the right began on Fri 8 at 15:00: 15-17 on the short day (2), Tue 9-11 (4).
    clock = resolution("05-08 15:00", 4)
    clock.registered_at = local("05-06 10:00")
    assert lines(shown(clock, "05-08 15:00"))[:3] == [
        ("6–7 мая", "", "до начала права"),
        ("сегодня", "2 ч", "до начала права, короткий день"),
        ("завтра", "", "День Победы"),
    ]


def test_days_are_those_of_the_zone_asked_for() -> None:
    # 8 h round the clock from 22:30 in Yekaterinburg: 3:30 to 11:30 of the next day in Vladivostok, UTC+10.
    found = shown(resolution("05-06 22:30", 8, WorkCalendar.always("UTC")), "05-06 22:30", "Asia/Vladivostok")
    assert lines(found) == [("сегодня", "8 ч", "")]
    assert (found.first_hour, found.last_hour) == (3, 12)
    assert bars(found.days[0]) == [(30, 480, True)]


def test_a_word_counts_days_and_not_hours() -> None:
    clock = dated("word", 1, 1, local("05-06 10:00"), local("05-12 10:00"), HOURS)
    found = shown(clock, "05-06 10:00")
    assert found.total_text == ""
    assert [day.label for day in found.days][-1] == "вт, 12\xa0мая"


def test_english() -> None:
    found = shown(resolution("05-08 16:00", 2), "05-08 16:00", language="en")
    # 16-17 on the short Friday, 9-10 on Tuesday.
    assert lines(found) == [
        ("today", "1 h", "shortened day"),
        ("tomorrow", "", "Victory Day"),
        ("Sun 10 May", "", "weekend"),
        ("Mon 11 May", "", "moved day off"),
        ("Tue 12 May", "1 h", ""),
    ]


def test_a_duty_is_said_by_its_reason() -> None:
    evening = (local("05-06 18:00"), local("05-06 20:00"), "Запуск цеха")
    duties = [evening, (local("05-09 10:00"), local("05-09 12:00"), "")]
    found = shown(resolution("05-06 16:00", 21, HOURS.overlay(duties)), "05-06 17:00")
    # Wed 16-18 and 18-20 (4), Thu 8 (12), Fri 7 (19), Sat 10-12 (21).
    assert lines(found) == [
        ("сегодня", "4 ч", "дежурство: Запуск цеха"),
        ("завтра", "8 ч", ""),
        ("пт, 8 мая", "7 ч", "короткий день"),
        ("сб, 9 мая", "2 ч", "День Победы, дежурство"),
    ]
    assert _plain(found.total_text) == "21 ч"


def test_a_moved_day_off_names_its_decree_where_that_is_known() -> None:
    # Wed 30 December 10:00: 7 h, and the eighth on Mon 11 January 9-10. 31 December is off in exchange, by decree.
    found = shown(resolution("12-30 10:00", 8), "12-30 11:00")
    assert lines(found)[:2] == [("сегодня", "7 ч", ""), ("завтра", "", "перенесённый выходной (№ 1466 от 24.09.2025)")]
    english = shown(resolution("12-30 10:00", 8), "12-30 11:00", language="en")
    assert lines(english)[1][2] == "moved day off (No 1466 of 24.09.2025)"
    # 11 May is off by the law itself: no decree.
    assert lines(shown(resolution("05-08 16:00", 2), "05-08 16:30"))[-2][2] == "перенесённый выходной"
