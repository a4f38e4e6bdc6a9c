"""Moments as people say them. Each expected text is written by hand; weekdays were taken from a printed calendar:
2026: 8 May Friday, 12 May Tuesday, 19 November Thursday, 31 December Thursday; 2027: 1 January Friday.

Yekaterinburg is UTC+5, Kaliningrad UTC+2, Kolkata UTC+5:30, St. John's in winter UTC-3:30. ``plain`` makes the
expected texts readable; where the non-breaking spaces stand is tested apart.
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from opora.core.zones import UnknownZoneError
from opora.lib import moments

YEKATERINBURG, KALININGRAD = "Asia/Yekaterinburg", "Europe/Kaliningrad"


def at(text: str) -> datetime:
    """«2026-05-12 04:00», in UTC."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


# instant in UTC, Russian, English; local time is five hours later
BY = [
    ("2026-11-16 13:00", "до понедельника, 16 ноября, 18:00", "by Monday 16 November, 18:00"),
    ("2026-11-17 13:00", "до вторника, 17 ноября, 18:00", "by Tuesday 17 November, 18:00"),
    ("2026-11-18 13:00", "до среды, 18 ноября, 18:00", "by Wednesday 18 November, 18:00"),
    ("2026-11-19 13:00", "до четверга, 19 ноября, 18:00", "by Thursday 19 November, 18:00"),
    ("2026-11-20 04:05", "до пятницы, 20 ноября, 9:05", "by Friday 20 November, 9:05"),
    ("2026-11-21 13:00", "до субботы, 21 ноября, 18:00", "by Saturday 21 November, 18:00"),
    ("2026-11-22 13:00", "до воскресенья, 22 ноября, 18:00", "by Sunday 22 November, 18:00"),
    # 23:30 UTC on 31 December is 4:30 on Friday, 1 January there.
    ("2026-12-31 23:30", "до пятницы, 1 января, 4:30", "by Friday 1 January, 4:30"),
    # Midnight belongs to the day that ends: nobody understands "until Thursday, 0:00".
    ("2026-05-13 19:00", "до среды, 13 мая, 24:00", "by Wednesday 13 May, 24:00"),
]


@pytest.mark.parametrize(("instant", "russian", "english"), BY)
def test_a_deadline_has_weekday_date_and_time(instant: str, russian: str, english: str) -> None:
    assert moments.plain(moments.by(at(instant), YEKATERINBURG, "ru")) == russian
    assert moments.plain(moments.by(at(instant), YEKATERINBURG, "en")) == english


def test_until_is_the_end_of_a_stretch_and_not_a_deadline() -> None:
    instant = at("2026-11-19 13:00")
    assert moments.plain(moments.until(instant, YEKATERINBURG, "ru")) == "до четверга, 19 ноября, 18:00"
    assert moments.plain(moments.until(instant, YEKATERINBURG, "en")) == "until Thursday 19 November, 18:00"


ON_AT = [
    ("2026-05-11 04:00", "в понедельник, 11 мая, в 9:00", "on Monday 11 May at 9:00"),
    ("2026-05-12 04:00", "во вторник, 12 мая, в 9:00", "on Tuesday 12 May at 9:00"),
    ("2026-05-13 04:00", "в среду, 13 мая, в 9:00", "on Wednesday 13 May at 9:00"),
    ("2026-05-14 04:00", "в четверг, 14 мая, в 9:00", "on Thursday 14 May at 9:00"),
    ("2026-05-15 04:00", "в пятницу, 15 мая, в 9:00", "on Friday 15 May at 9:00"),
    ("2026-05-16 04:00", "в субботу, 16 мая, в 9:00", "on Saturday 16 May at 9:00"),
    ("2026-05-17 04:00", "в воскресенье, 17 мая, в 9:00", "on Sunday 17 May at 9:00"),
    # What begins at midnight belongs to the day that begins.
    ("2026-05-13 19:00", "в четверг, 14 мая, в 0:00", "on Thursday 14 May at 0:00"),
]


@pytest.mark.parametrize(("instant", "russian", "english"), ON_AT)
def test_a_moment_of_a_day(instant: str, russian: str, english: str) -> None:
    assert moments.plain(moments.on_at(at(instant), YEKATERINBURG, "ru")) == russian
    assert moments.plain(moments.on_at(at(instant), YEKATERINBURG, "en")) == english


def test_a_deadline_within_a_day() -> None:
    instant = at("2026-11-20 08:00")
    assert moments.plain(moments.on_by(instant, YEKATERINBURG, "ru")) == "в пятницу, 20 ноября, до 13:00"
    assert moments.plain(moments.on_by(instant, YEKATERINBURG, "en")) == "by 13:00 on Friday 20 November"
    midnight = at("2026-05-13 19:00")
    assert moments.plain(moments.on_by(midnight, YEKATERINBURG, "ru")) == "в среду, 13 мая, до 24:00"
    assert moments.plain(moments.on_by(midnight, YEKATERINBURG, "en")) == "by 24:00 on Wednesday 13 May"


def test_a_day_without_its_time() -> None:
    instant = at("2026-05-12 04:00")
    assert moments.plain(moments.on_day(instant, YEKATERINBURG, "ru")) == "во вторник, 12 мая"
    assert moments.plain(moments.on_day(instant, YEKATERINBURG, "en")) == "on Tuesday 12 May"
    # 20:30 UTC is the next day there.
    assert moments.plain(moments.on_day(at("2026-05-12 20:30"), YEKATERINBURG, "ru")) == "в среду, 13 мая"


SINCE = [
    ("2026-05-11 04:00", "с понедельника, 11 мая", "since Monday 11 May"),
    ("2026-05-12 04:00", "со вторника, 12 мая", "since Tuesday 12 May"),
    ("2026-05-13 04:00", "со среды, 13 мая", "since Wednesday 13 May"),
    ("2026-05-14 04:00", "с четверга, 14 мая", "since Thursday 14 May"),
]


@pytest.mark.parametrize(("instant", "russian", "english"), SINCE)
def test_a_beginning(instant: str, russian: str, english: str) -> None:
    assert moments.plain(moments.since_day(at(instant), YEKATERINBURG, "ru")) == russian
    assert moments.plain(moments.since_day(at(instant), YEKATERINBURG, "en")) == english


AROUND = [
    # A part of the day is named only where it doesn't promise less or more than the moment: round noon and the evening.
    ("2026-05-13 13:00", "к вечеру среды, 13 мая", "by the evening of Wednesday 13 May"),
    ("2026-05-12 12:00", "к вечеру вторника, 12 мая", "by the evening of Tuesday 12 May"),
    ("2026-05-13 16:00", "к вечеру среды, 13 мая", "by the evening of Wednesday 13 May"),
    ("2026-05-14 08:00", "к обеду четверга, 14 мая", "by midday on Thursday 14 May"),
    ("2026-05-14 07:00", "к обеду четверга, 14 мая", "by midday on Thursday 14 May"),
    ("2026-05-14 09:00", "к обеду четверга, 14 мая", "by midday on Thursday 14 May"),
    ("2026-05-15 04:00", "к утру пятницы, 15 мая", "by the morning of Friday 15 May"),
    # Else the moment itself: told "by midday", a customer would get the confession of 10:40 before it is midday.
    ("2026-05-13 05:40", "в среду, 13 мая, до 10:40", "by 10:40 on Wednesday 13 May"),
    ("2026-05-13 06:59", "в среду, 13 мая, до 11:59", "by 11:59 on Wednesday 13 May"),
    ("2026-05-13 09:01", "в среду, 13 мая, до 14:01", "by 14:01 on Wednesday 13 May"),
    ("2026-05-13 11:59", "в среду, 13 мая, до 16:59", "by 16:59 on Wednesday 13 May"),
    ("2026-05-13 16:01", "в среду, 13 мая, до 21:01", "by 21:01 on Wednesday 13 May"),
    ("2026-05-13 19:00", "в среду, 13 мая, до 24:00", "by 24:00 on Wednesday 13 May"),
]


@pytest.mark.parametrize(("instant", "russian", "english"), AROUND)
def test_a_rough_moment(instant: str, russian: str, english: str) -> None:
    assert moments.plain(moments.around(at(instant), YEKATERINBURG, "ru")) == russian
    assert moments.plain(moments.around(at(instant), YEKATERINBURG, "en")) == english


ELSEWHERE = [
    (moments.by, "до среды, 13 мая, 15:00 (UTC+2)", "by Wednesday 13 May, 15:00 (UTC+2)"),
    (moments.until, "до среды, 13 мая, 15:00 (UTC+2)", "until Wednesday 13 May, 15:00 (UTC+2)"),
    (moments.on_at, "в среду, 13 мая, в 15:00 (UTC+2)", "on Wednesday 13 May at 15:00 (UTC+2)"),
    (moments.on_by, "в среду, 13 мая, до 15:00 (UTC+2)", "by 15:00 (UTC+2) on Wednesday 13 May"),
    (moments.clock, "15:00 (UTC+2)", "15:00 (UTC+2)"),
    # An evening is an evening of a place, so the rough form gives way to the exact one.
    (moments.around, "в среду, 13 мая, до 15:00 (UTC+2)", "by 15:00 (UTC+2) on Wednesday 13 May"),
]


@pytest.mark.parametrize(("said", "russian", "english"), ELSEWHERE)
def test_the_zone_is_named_where_it_differs_from_the_office(said: moments.Saying, russian: str, english: str) -> None:
    instant = at("2026-05-13 13:00")
    assert moments.plain(said(instant, KALININGRAD, "ru", office_zone=YEKATERINBURG)) == russian
    assert moments.plain(said(instant, KALININGRAD, "en", office_zone=YEKATERINBURG)) == english
    # The same moment without an office to differ from.
    assert "UTC" not in said(instant, KALININGRAD, "ru")


def test_seconds_are_left_off() -> None:
    instant = datetime(2026, 5, 13, 5, 15, 59, tzinfo=UTC)
    assert moments.plain(moments.by(instant, YEKATERINBURG, "ru")) == "до среды, 13 мая, 10:15"


def test_zones_of_one_offset_are_one_zone_to_a_reader() -> None:
    said = moments.by(at("2026-05-13 13:00"), "Asia/Tashkent", "ru", office_zone=YEKATERINBURG)
    assert moments.plain(said) == "до среды, 13 мая, 18:00"


ZONE_MARKS = [
    ("Asia/Yekaterinburg", "2026-05-13 13:00", "UTC+5"),
    ("Asia/Kolkata", "2026-05-13 13:00", "UTC+5:30"),
    ("UTC", "2026-05-13 13:00", "UTC"),
    ("America/St_Johns", "2026-01-13 13:00", "UTC\N{MINUS SIGN}3:30"),
    # Summer and winter differ in Berlin.
    ("Europe/Berlin", "2026-01-13 13:00", "UTC+1"),
    ("Europe/Berlin", "2026-07-13 13:00", "UTC+2"),
]


@pytest.mark.parametrize(("zone", "instant", "mark"), ZONE_MARKS)
def test_a_zone_is_marked_by_its_offset_at_that_instant(zone: str, instant: str, mark: str) -> None:
    assert moments.zone_mark(at(instant), zone) == mark


DAYS = [
    (date(2026, 5, 9), date(2026, 5, 11), "9–11 мая", "9–11 May"),
    (date(2026, 5, 9), date(2026, 5, 9), "9 мая", "9 May"),
    (date(2026, 5, 30), date(2026, 6, 1), "30 мая – 1 июня", "30 May – 1 June"),
    (date(2025, 12, 31), date(2026, 1, 8), "31 декабря – 8 января", "31 December – 8 January"),
    (date(2026, 2, 21), date(2026, 2, 23), "21–23 февраля", "21–23 February"),
    # The same month of another year is no stretch within a month.
    (date(2025, 5, 9), date(2026, 5, 11), "9 мая – 11 мая", "9 May – 11 May"),
]


@pytest.mark.parametrize(("first", "last", "russian", "english"), DAYS)
def test_a_range_of_days(first: date, last: date, russian: str, english: str) -> None:
    assert moments.plain(moments.days(first, last, "ru")) == russian
    assert moments.plain(moments.days(first, last, "en")) == english


MONTHS = [
    (1, "1 января 2027 года", "1 January 2027"),
    (2, "1 февраля 2027 года", "1 February 2027"),
    (3, "1 марта 2027 года", "1 March 2027"),
    (4, "1 апреля 2027 года", "1 April 2027"),
    (5, "1 мая 2027 года", "1 May 2027"),
    (6, "1 июня 2027 года", "1 June 2027"),
    (7, "1 июля 2027 года", "1 July 2027"),
    (8, "1 августа 2027 года", "1 August 2027"),
    (9, "1 сентября 2027 года", "1 September 2027"),
    (10, "1 октября 2027 года", "1 October 2027"),
    (11, "1 ноября 2027 года", "1 November 2027"),
    (12, "1 декабря 2027 года", "1 December 2027"),
]


@pytest.mark.parametrize(("month", "russian", "english"), MONTHS)
def test_a_date_with_its_year(month: int, russian: str, english: str) -> None:
    assert moments.plain(moments.full_date(date(2027, month, 1), "ru")) == russian
    assert moments.plain(moments.full_date(date(2027, month, 1), "en")) == english


# Now it is Tuesday, 12 May 2026, 10:00 in Yekaterinburg (5:00 UTC).
SHORT = [
    ("2026-05-12 13:00", "сегодня, 18:00", "today, 18:00"),
    ("2026-05-11 11:05", "вчера, 16:05", "yesterday, 16:05"),
    ("2026-05-13 11:05", "завтра, 16:05", "tomorrow, 16:05"),
    ("2026-05-14 04:00", "чт, 14 мая, 9:00", "Thu 14 May, 9:00"),
    ("2026-05-10 04:00", "вс, 10 мая, 9:00", "Sun 10 May, 9:00"),
    # 19:30 UTC yesterday is today there.
    ("2026-05-11 19:30", "сегодня, 0:30", "today, 0:30"),
    ("2027-01-11 04:00", "пн, 11 января 2027, 9:00", "Mon 11 January 2027, 9:00"),
]


@pytest.mark.parametrize(("instant", "russian", "english"), SHORT)
def test_pages_say_today_and_tomorrow(instant: str, russian: str, english: str) -> None:
    now = at("2026-05-12 05:00")
    assert moments.plain(moments.short(at(instant), now, YEKATERINBURG, "ru")) == russian
    assert moments.plain(moments.short(at(instant), now, YEKATERINBURG, "en")) == english


def test_just_after_new_year_december_needs_no_year() -> None:
    # 2 January 2027, 10:00 there; 31 December 2026 is a Thursday, 29 October (65 days ago) as well.
    now = at("2027-01-02 05:00")
    assert moments.plain(moments.short(at("2026-12-31 04:00"), now, YEKATERINBURG, "ru")) == "чт, 31 декабря, 9:00"
    assert moments.plain(moments.short(at("2026-10-29 04:00"), now, YEKATERINBURG, "ru")) == "чт, 29 октября 2026, 9:00"


SHORT_BY = [
    ("2026-05-12 13:00", "сегодня до 18:00", "today by 18:00"),
    ("2026-05-13 11:05", "до завтра, 16:05", "by tomorrow, 16:05"),
    ("2026-05-14 04:00", "до чт, 14 мая, 9:00", "by Thu 14 May, 9:00"),
    ("2026-05-12 19:00", "сегодня до 24:00", "today by 24:00"),
    # What has passed keeps its day: it says how late we are.
    ("2026-05-11 11:05", "до вчера, 16:05", "by yesterday, 16:05"),
]


@pytest.mark.parametrize(("instant", "russian", "english"), SHORT_BY)
def test_pages_say_a_deadline_shortly(instant: str, russian: str, english: str) -> None:
    now = at("2026-05-12 05:00")
    assert moments.plain(moments.short_by(at(instant), now, YEKATERINBURG, "ru")) == russian
    assert moments.plain(moments.short_by(at(instant), now, YEKATERINBURG, "en")) == english


def test_a_short_moment_names_a_zone_that_is_not_the_reader_s() -> None:
    now = at("2026-05-12 05:00")
    said = moments.short(at("2026-05-12 13:00"), now, KALININGRAD, "ru", office_zone=YEKATERINBURG)
    assert moments.plain(said) == "сегодня, 15:00 (UTC+2)"


WEEKDAYS = ["пн", "вт", "ср", "чт", "пт", "сб", "вс"]


@pytest.mark.parametrize("weekday", range(7))
def test_short_weekdays(weekday: int) -> None:
    # 1 June 2026 is a Monday; now is a month earlier, so no day is today.
    said = moments.short(datetime(2026, 6, 1 + weekday, 4, tzinfo=UTC), at("2026-05-01 05:00"), YEKATERINBURG, "ru")
    assert moments.plain(said) == f"{WEEKDAYS[weekday]}, {1 + weekday} июня, 9:00"


SPANS = [
    (timedelta(hours=3, minutes=10), "3 ч 10 мин", "3 h 10 min"),
    (timedelta(minutes=10), "10 мин", "10 min"),
    (timedelta(hours=3), "3 ч", "3 h"),
    (timedelta(hours=40), "40 ч", "40 h"),
    (timedelta(0), "0 мин", "0 min"),
    # Rounded down: what is left is never said longer than it is.
    (timedelta(minutes=10, seconds=59), "10 мин", "10 min"),
    (timedelta(seconds=59), "меньше минуты", "less than a minute"),
]


@pytest.mark.parametrize(("span", "russian", "english"), SPANS)
def test_a_span_of_working_time(span: timedelta, russian: str, english: str) -> None:
    assert moments.plain(moments.span(span, "ru")) == russian
    assert moments.plain(moments.span(span, "en")) == english


def test_a_negative_span_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        moments.span(timedelta(seconds=-1), "ru")


PLURALS = [
    (0, "0 рабочих дней"), (1, "1 рабочий день"), (2, "2 рабочих дня"), (4, "4 рабочих дня"), (5, "5 рабочих дней"),
    (11, "11 рабочих дней"), (12, "12 рабочих дней"), (14, "14 рабочих дней"), (21, "21 рабочий день"),
    (22, "22 рабочих дня"), (25, "25 рабочих дней"), (101, "101 рабочий день"), (111, "111 рабочих дней"),
    (112, "112 рабочих дней"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "said"), PLURALS)
def test_russian_plurals(number: int, said: str) -> None:
    forms = ("рабочий день", "рабочих дня", "рабочих дней")
    assert moments.plain(moments.counted(number, forms, "ru")) == said


@pytest.mark.parametrize(("number", "said"), [(0, "0 days"), (1, "1 day"), (2, "2 days"), (21, "21 days")])
def test_english_plurals(number: int, said: str) -> None:
    assert moments.plain(moments.counted(number, ("day", "days"), "en")) == said


def test_a_day_by_its_number() -> None:
    assert moments.day_number(4, "ru") == "4-й день"
    assert moments.plain(moments.day_number(4, "en")) == "day 4"


def test_non_breaking_spaces_stand_after_prepositions_and_within_dates() -> None:
    instant = at("2026-05-12 04:00")
    assert moments.on_at(instant, YEKATERINBURG, "ru") == "во\xa0вторник, 12\xa0мая, в\xa09:00"
    assert (
        moments.by(instant, KALININGRAD, "ru", office_zone=YEKATERINBURG)
        == "до\xa0вторника, 12\xa0мая, 6:00\xa0(UTC+2)"
    )
    assert moments.by(instant, YEKATERINBURG, "en") == "by Tuesday 12\xa0May, 9:00"
    assert moments.days(date(2025, 12, 31), date(2026, 1, 8), "ru") == "31\xa0декабря\xa0– 8\xa0января"
    assert moments.span(timedelta(hours=3, minutes=10), "ru") == "3\xa0ч\xa010\xa0мин"
    assert moments.counted(5, ("день", "дня", "дней"), "ru") == "5\xa0дней"
    assert moments.full_date(date(2027, 3, 14), "ru") == "14\xa0марта 2027\xa0года"


def test_plain_makes_ordinary_spaces_and_nothing_else() -> None:
    assert moments.plain("3\xa0ч 10\xa0мин — всё") == "3 ч 10 мин — всё"


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        moments.by(datetime(2026, 5, 12, 9, 0), YEKATERINBURG, "ru")  # noqa: DTZ001


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(UnknownZoneError):
        moments.by(at("2026-05-12 04:00"), "Asia/Nowhere", "ru")
