"""iCalendar in and out: what a file means for the days of an office, what is wrong and where; and a round trip."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest

from opora.calendars import preset
from opora.calendars.ical import Wrong, read, written
from opora.calendars.ical.blocks import MOST_BYTES
from opora.calendars.ical.events import Why
from opora.core.hours import Cause, DayException, Interval, WorkCalendar

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
WORDS = {cause: f"[{cause}]" for cause in ("holiday", "moved", "shortened", "working_saturday", "office")}
HOUR = 3600


def events(*blocks: str, zone: str = "Europe/Moscow") -> tuple[dict[date, DayException], list[Wrong], int]:
    """The days, what is wrong, and how many days lie outside, of events with these lines."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"]
    for block in blocks:
        lines += ["BEGIN:VEVENT", *block.strip().splitlines(), "END:VEVENT"]
    found = read("\r\n".join([*lines, "END:VCALENDAR", ""]).encode(), zone=zone, first=FIRST, last=LAST)
    return dict(found.days), list(found.wrong), found.outside


def closed(name: str = "", cause: Cause = Cause.OFFICE) -> DayException:
    return DayException((), cause, name)


# --- what a file means ----------------------------------------------------------------------------------------------


def test_a_whole_day_is_closed_and_its_end_is_the_next_morning() -> None:
    days, wrong, outside = events(
        "DTSTART;VALUE=DATE:20261230\nDTEND;VALUE=DATE:20270102\nSUMMARY:Переезд\\, новый офис",
        "DTSTART;VALUE=DATE:20261207\nSUMMARY:Учёба",
        "DTSTART;VALUE=DATE:20261209\nDURATION:P2D",
    )
    move = closed("Переезд, новый офис")
    assert days == {
        date(2026, 12, 30): move,
        date(2026, 12, 31): move,
        date(2027, 1, 1): move,
        date(2026, 12, 7): closed("Учёба"),
        date(2026, 12, 9): closed(),
        date(2026, 12, 10): closed(),
    }
    assert (wrong, outside) == ([], 0)


def test_timed_events_are_the_hours_of_their_day_in_the_zone_of_the_calendar() -> None:
    """9:00 UTC is 12:00 in Moscow; a time without zone is that of the office; a night belongs to its evening."""
    days, wrong, _ = events(
        "DTSTART:20261207T090000Z\nDTEND:20261207T100000Z\nSUMMARY:Дежурный день",
        "DTSTART:20261207T140000\nDTEND:20261207T170000\nSUMMARY:Дежурный день",
        "DTSTART;TZID=Asia/Yekaterinburg:20261208T110000\nDURATION:PT4H",
        "DTSTART:20261209T220000\nDTEND:20261210T060000",
        "DTSTART:20261212T000000\nDTEND:20261213T000000",
    )
    assert wrong == []
    assert days == {
        date(2026, 12, 7): DayException(
            (Interval(12 * HOUR, 13 * HOUR), Interval(14 * HOUR, 17 * HOUR)), Cause.OFFICE, "Дежурный день"
        ),
        date(2026, 12, 8): DayException((Interval(9 * HOUR, 13 * HOUR),)),
        date(2026, 12, 9): DayException((Interval(22 * HOUR, 30 * HOUR),)),
        date(2026, 12, 12): DayException((Interval(0, 24 * HOUR),)),
    }


def test_a_recurrence_stays_within_the_years_of_the_version() -> None:
    """The last Friday of each quarter's last month, without an end; 2026 and 2027 are asked for."""
    days, wrong, _ = events(
        "DTSTART;VALUE=DATE:20200327\nRRULE:FREQ=MONTHLY;BYMONTH=3,6,9,12;BYDAY=-1FR\nEXDATE;VALUE=DATE:20260626"
        "\nRDATE;VALUE=DATE:20260629\nSUMMARY:Учёба",
    )
    assert wrong == []
    assert sorted(days) == [
        date(2026, 3, 27), date(2026, 6, 29), date(2026, 9, 25), date(2026, 12, 25),
        date(2027, 3, 26), date(2027, 6, 25), date(2027, 9, 24), date(2027, 12, 31),
    ]  # fmt: skip


def test_a_recurrence_of_hours_until_an_instant() -> None:
    """Wednesdays from 9:00 to 12:00 until 16 December, 6:00 UTC, which is 9:00 in Moscow: that one still counts."""
    week = "DTSTART;TZID=Europe/Moscow:20261202T090000\nDTEND;TZID=Europe/Moscow:20261202T120000\n"
    days, wrong, _ = events(week + "RRULE:FREQ=WEEKLY;UNTIL=20261216T060000Z")
    assert (sorted(days), wrong) == ([date(2026, 12, 2), date(2026, 12, 9), date(2026, 12, 16)], [])
    days, wrong, _ = events(week + "RRULE:FREQ=WEEKLY;UNTIL=20261216T055959Z")
    assert (sorted(days), wrong) == ([date(2026, 12, 2), date(2026, 12, 9)], [])


def test_what_is_cancelled_or_moved_by_another_event_does_not_count() -> None:
    days, wrong, _ = events(
        "UID:a\nDTSTART;VALUE=DATE:20261204\nSTATUS:CANCELLED",
        "UID:b\nDTSTART;VALUE=DATE:20261207\nRRULE:FREQ=WEEKLY;COUNT=3",
        "UID:b\nRECURRENCE-ID;VALUE=DATE:20261214\nDTSTART;VALUE=DATE:20261215",
    )
    assert (sorted(days), wrong) == ([date(2026, 12, 7), date(2026, 12, 15), date(2026, 12, 21)], [])


def test_days_outside_the_version_are_counted_and_left_out() -> None:
    days, wrong, outside = events("DTSTART;VALUE=DATE:20251230\nDTEND;VALUE=DATE:20260103")
    assert (sorted(days), wrong, outside) == ([date(2026, 1, 1), date(2026, 1, 2)], [], 2)


def test_one_event_may_say_what_another_has_said() -> None:
    twice = "DTSTART;VALUE=DATE:20261207\nSUMMARY:Учёба"
    assert events(twice, twice) == ({date(2026, 12, 7): closed("Учёба")}, [], 0)


def test_other_components_and_folded_lines() -> None:
    content = (
        "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Nowhere\nEND:VTIMEZONE\nBEGIN:VTODO\nDTSTART:x\nEND:VTODO\n"
        "BEGIN:VEVENT\nSUMMARY:Перее\n зд\nBEGIN:VALARM\nTRIGGER:-PT1H\nEND:VALARM\nDTSTART;VALUE=\n DATE:20261207\n"
        "END:VEVENT\nEND:VCALENDAR\n"
    )
    found = read(b"\xef\xbb\xbf" + content.encode(), zone="UTC", first=FIRST, last=LAST)
    assert (dict(found.days), found.wrong) == ({date(2026, 12, 7): closed("Переезд")}, ())


# --- what is wrong, and where ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("block", "line", "field", "value", "why"),
    [
        ("SUMMARY:Учёба", 4, "DTSTART", "", "no_start"),
        ("SUMMARY:Учёба\nDTSTART;VALUE=DATE:20261330", 6, "DTSTART", "20261330", "no_date"),
        ("DTSTART;TZID=Mars/Base:20261207T090000\nDTEND:20261207T100000Z", 5, "DTSTART", "Mars/Base", "no_zone"),
        ("DTSTART:20261207T090000", 5, "DTSTART", "20261207T090000", "no_length"),
        ("DTSTART:20261207T090000\nDTEND:20261207T090000", 6, "DTEND", "20261207T090000", "no_length"),
        ("DTSTART:20261207T090000\nDTEND:20261208T100000", 6, "DTEND", "20261208T100000", "too_long"),
        ("DTSTART;VALUE=DATE:20261207\nDTEND;VALUE=DATE:20271209", 6, "DTEND", "20271209", "too_long"),
        ("DTSTART;VALUE=DATE:20261207\nDTEND:20261207T100000", 6, "DTEND", "20261207T100000", "no_date"),
        ("DTSTART;VALUE=DATE:20261207\nDURATION:PT5H", 6, "DURATION", "PT5H", "no_date"),
        ("DTSTART;VALUE=DATE:20261207\nRRULE:FREQ=HOURLY", 6, "RRULE", "FREQ=HOURLY", "rule"),
        ("DTSTART;VALUE=DATE:20261207\nRRULE:FREQ=SOMETIMES", 6, "RRULE", "FREQ=SOMETIMES", "rule"),
        ("DTSTART;VALUE=DATE:20261207\nRRULE:FREQ=YEARLY;BYWEEKNO=3", 6, "RRULE", "FREQ=YEARLY;BYWEEKNO=3", "rule"),
        ("DTSTART;VALUE=DATE:20261207\nRRULE:FREQ=DAILY;INTERVAL=0", 6, "RRULE", "FREQ=DAILY;INTERVAL=0", "rule"),
        ("DTSTART;VALUE=DATE:20261207\nEXDATE:x", 6, "EXDATE", "x", "no_date"),
        ("DTSTART;VALUE=DATE:18991231", 5, "DTSTART", "18991231", "no_date"),
    ],
)
def test_what_is_wrong_is_told_with_event_line_and_value(
    block: str, line: int, field: str, value: str, why: Why
) -> None:
    good = "DTSTART;VALUE=DATE:20261225"
    days, wrong, _ = events(block, good)
    event = "Учёба" if "Учёба" in block else ""
    assert wrong == [Wrong(line, event, field, value, why)]
    assert list(days) == [date(2026, 12, 25)]


def test_a_day_that_is_closed_and_has_hours() -> None:
    _, wrong, _ = events(
        "DTSTART;VALUE=DATE:20261207\nSUMMARY:Учёба",
        "DTSTART:20261207T090000\nDTEND:20261207T100000\nSUMMARY:Дежурство",
    )
    assert wrong == [Wrong(9, "Дежурство", "DTSTART", "2026-12-07", "closed_and_open")]


def test_hours_that_overlap() -> None:
    _, wrong, _ = events(
        "DTSTART:20261207T090000\nDTEND:20261207T120000",
        "DTSTART:20261207T113000\nDTEND:20261207T140000\nSUMMARY:Дежурство",
    )
    assert wrong == [Wrong(9, "Дежурство", "DTSTART", "2026-12-07", "overlap")]


def test_many_rules_may_not_take_for_ever() -> None:
    """Each of them would have 128 years looked at, date by date, and never finds its five days."""
    rules = ["DTSTART;VALUE=DATE:19000101\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5"] * 1_500
    _, wrong, _ = events(*rules)
    assert wrong
    assert {one.why for one in wrong} == {"rule_too_long"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no_calendar"),
        (b"Dear colleagues, the office is closed on Monday.", "no_calendar"),
        (b"BEGIN:VCALENDAR\nX:\xcf\xf0\nEND:VCALENDAR\n", "no_utf8"),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "no_events"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261207\n", "cut_off"),
        (b"BEGIN:VCALENDAR\n" + b"X" * MOST_BYTES, "too_large"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nEND:VEVENT\n" * 2_001 + b"END:VCALENDAR\n", "too_many"),
    ],
)
def test_files_that_are_none(content: bytes, why: str) -> None:
    found = read(content, zone="UTC", first=FIRST, last=LAST)
    assert ([one.why for one in found.wrong], dict(found.days)) == ([why], {})


# --- out ------------------------------------------------------------------------------------------------------------


def _office() -> WorkCalendar:
    return preset.from_spec(
        {
            "preset": "ru",
            "zone": "Asia/Yekaterinburg",
            "exceptions": {
                "2026-12-07": {"hours": [], "name": "Переезд, новый офис; не звоните"},
                "2026-12-08": {"hours": [], "name": "Переезд, новый офис; не звоните"},
                "2026-12-09": [["22:00", "06:00"]],
                "2026-12-12": {"hours": [["00:00", "24:00"]], "name": "Запуск", "name_en": "Launch"},
                "2026-12-14": [["09:00:30", "13:00"], ["14:00", "15:45"]],
            },
        },
        "ekb",
    )


def _out(calendar: WorkCalendar, year: int) -> bytes:
    return written(calendar, year, code="ekb", name="Екатеринбург", words=WORDS, language="ru", stamp=NOW)


def test_a_year_as_events() -> None:
    """May 2026: the 1st a holiday (Friday), the 8th shorter by an hour, the 9th a holiday, the 11th for it."""
    out: Any = icalendar.Calendar.from_ical(_out(_office(), 2026))
    may = [one for one in out.walk("VEVENT") if (one["DTSTART"].dt.year, one["DTSTART"].dt.month) == (2026, 5)]
    told = [(str(one["SUMMARY"]), str(one["CATEGORIES"].cats[0]), one["DTSTART"].dt, one["DTEND"].dt) for one in may]
    local = _office().tz
    assert told == [
        ("Праздник Весны и Труда", "holiday", date(2026, 5, 1), date(2026, 5, 2)),
        (
            "[shortened]: День Победы",
            "shortened",
            datetime(2026, 5, 8, 9, tzinfo=local),
            datetime(2026, 5, 8, 13, tzinfo=local),
        ),
        (
            "[shortened]: День Победы",
            "shortened",
            datetime(2026, 5, 8, 14, tzinfo=local),
            datetime(2026, 5, 8, 17, tzinfo=local),
        ),
        ("День Победы", "holiday", date(2026, 5, 9), date(2026, 5, 10)),
        ("[moved]", "moved", date(2026, 5, 11), date(2026, 5, 12)),
    ]
    days = [one for one in out.walk("VEVENT") if str(one["SUMMARY"]).startswith("Переезд")]
    assert [(one["DTSTART"].dt, one["DTEND"].dt) for one in days] == [(date(2026, 12, 7), date(2026, 12, 9))]
    assert len({str(one["UID"]) for one in out.walk("VEVENT")}) == len(out.walk("VEVENT"))
    assert all(one["DTSTAMP"].dt == NOW for one in out.walk("VEVENT"))


def test_out_and_in_again_gives_the_same_days() -> None:
    """2024 with its worked Saturdays, 2026 with exceptions of the office: hours, causes, names, documents, dates."""
    whole = _office()
    for year in (2024, 2026):
        first, last = date(year, 1, 1), date(year, 12, 31)
        found = read(_out(whole, year), zone="Asia/Yekaterinburg", first=first, last=last)
        assert (found.wrong, found.outside) == ((), 0)
        bare = WorkCalendar("ekb", whole.zone, whole.weekly, found.days)
        for number in range((last - first).days + 1):
            on = first + timedelta(days=number)
            assert bare.hours_on(on) == whole.hours_on(on), on
            here, there = bare.day(on).because, whole.day(on).because
            assert here == there, on
        assert _out(bare, year) == _out(whole, year)


def test_the_file_is_one_of_the_rfc() -> None:
    """Lines end in CR LF and are at most 75 octets; the zone that the events name is described."""
    out = _out(_office(), 2026)
    assert out.startswith(b"BEGIN:VCALENDAR\r\n")
    lines = out.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    assert b"TZID:Asia/Yekaterinburg" in lines
    assert b"METHOD:PUBLISH" in lines
