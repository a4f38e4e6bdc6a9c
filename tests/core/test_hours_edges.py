"""Edges of working time that `./run mutate` showed to be held by no other test."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from opora.core.hours import CalendarFileError, Cause, Reason, WorkCalendar
from tests.core.tables import at, calendar

HOUR, MICRO = timedelta(hours=1), timedelta.resolution
ALWAYS = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


def _office(**fields: Any) -> WorkCalendar:
    return WorkCalendar.from_spec({"zone": "UTC", "weekly": {"thu": [["09:00", "18:00"]]}} | fields)


def test_round_the_clock_is_seven_days_and_has_a_name() -> None:
    always = WorkCalendar.always("UTC")

    assert always.code == "24x7"
    assert len(always.weekly.days) == 7


def test_dates_are_reckoned_without_duties_however_often_they_are_laid_over() -> None:
    """T10: from Friday 15 May 13:30 on, Monday 13:30 is lunch, so the end of the morning, duty or not."""
    office, friday, noon = calendar("office"), at("2026-05-15T13:30+03:00"), at("2026-05-18T13:00+03:00")
    on_duty = office.overlay([(noon, noon + HOUR, "")]).overlay([(noon + 6 * HOUR, noon + 7 * HOUR, "")])

    assert on_duty.is_open(noon + HOUR / 2)
    assert on_duty.working_days_later(friday, 1) == office.working_days_later(friday, 1) == noon
    assert on_duty.working_days_later(friday, 2) == noon + 24 * HOUR


def test_exactly_400_days_have_an_end_and_a_microsecond_more_has_none() -> None:
    """The week has no hours; a duty has no grain."""
    start, length = datetime(2026, 5, 18, tzinfo=UTC), timedelta(days=400)
    exact, longer = (_office(weekly={}).overlay([(start, start + length + more, "")]) for more in (0 * MICRO, MICRO))

    assert exact.close_after(start) == start + length
    assert longer.close_after(start) is None


def test_a_word_waits_for_the_end_of_a_stretch_of_exactly_400_days() -> None:
    """Open from 19 May 2026 12:00 to 23 June 2027 12:00, that is 400 days; Tuesday 10:00 is closed, and nothing ends
    after Monday 10:00 before it."""
    said = {"2026-05-18": [], "2026-05-19": [["12:00", "24:00"]]}
    for last, due in ((["00:00", "12:00"], "2027-06-23T12:00Z"), (["00:00", "12:01"], "2026-05-19T12:00Z")):
        office = _office(weekly=ALWAYS, exceptions=said | {"2027-06-23": [last]})
        assert office.working_days_later(at("2026-05-18T10:00Z"), 1) == at(due)


@pytest.mark.parametrize(
    ("opening", "works"),
    [
        # 400 days before 1 January 2030 are Monday 27 November 2028: what is open from then on is the office's own.
        ("09:00", False),
        ("12:00", False),
        ("12:01", True),
        ("15:00", True),
    ],
)
def test_a_date_is_worked_for_want_of_others_when_its_noon_is(opening: str, works: bool) -> None:
    office = _office(weekly={}, exceptions={"2030-01-01": [[opening, "18:00"]]})

    assert office.works_on(date(2028, 11, 27)) is works
    assert office.works_on(date(2028, 11, 24))  # Friday
    assert not office.works_on(date(2028, 11, 26))  # Sunday
    assert not office.works_on(date(2028, 11, 28))


def test_a_night_that_ends_at_noon_leaves_the_afternoon() -> None:
    """Nothing opens after Tuesday 19 May 2026, 12:00: weekdays of UTC count from that very noon on."""
    office = _office(weekly={}, exceptions={"2026-05-18": [["13:00", "12:00"]]})
    noon = at("2026-05-19T12:00Z")

    assert office.works_on(date(2026, 5, 19))
    assert office.between(noon, noon + 24 * HOUR) == 9 * HOUR  # 12-18 and 9-12
    assert office.flags(noon, noon) == {"fallback"}
    assert office.flags(noon - MICRO, noon - MICRO) == frozenset()


def test_a_year_begins_when_it_does_in_the_zone() -> None:
    """21:00 of 31 December in UTC is midnight in Moscow."""
    office = _office(zone="Europe/Moscow", years_entered=[2026, 2026])
    first, last = at("2025-12-31T21:00Z"), at("2026-12-31T20:59Z")

    assert office.flags(first, last) == frozenset()
    assert office.flags(first - MICRO, last) == {"preliminary"}
    assert office.flags(first, last + timedelta(minutes=1)) == {"preliminary"}


def test_what_is_refused_is_told_whole() -> None:
    with pytest.raises(ValueError, match=r"^working days later are 0 or more$"):
        calendar("office").working_days_later(at("2026-05-18T10:00Z"), -1)
    with pytest.raises(ValueError, match=r"^a span to add is not negative; use subtract$"):
        calendar("office").add(at("2026-05-18T10:00Z"), -MICRO)
    with pytest.raises(ValueError, match=r"^a span to subtract is not negative; use add$"):
        calendar("office").subtract(at("2026-05-18T10:00Z"), -MICRO)
    with pytest.raises(CalendarFileError, match="no cause; write one of work, working_saturday, duty, fallback, night"):
        _office(exceptions={"2026-05-18": {"hours": [], "cause": "whim"}})


def test_a_shortened_day_says_before_which_holiday() -> None:
    """Thursday 30 April 2026; the office is open 9-18."""
    named = [{"day": "05-01", "name": "Праздник труда", "name_en": "Labour Day"}]
    hour, second = (_office(yearly_days_off=named, eve_shorter_by=seconds) for seconds in (3600, 1))

    because = Reason(Cause.SHORTENED, "Праздник труда", "Labour Day", "")
    assert hour.closed_because(at("2026-04-30T17:00Z")) == because
    assert hour.closed_because(at("2026-04-30T18:00Z")) == Reason(Cause.NIGHT)
    assert second.close_after(at("2026-04-30T10:00Z")) == at("2026-04-30T17:59:59Z")
    assert second.closed_because(at("2026-04-30T17:59:59Z")) == because


def test_every_reason_is_told_with_all_that_is_known() -> None:
    (told,) = calendar("office").explain(at("2026-05-09T00:00+03:00"), at("2026-05-10T00:00+03:00"))

    assert told.because == Reason(Cause.HOLIDAY, "День Победы", "Victory Day")


def test_a_pause_within_hours_of_a_weekend_is_lunch() -> None:
    """Saturday 16 May 2026 is no working day of the week, yet an exception opens it twice."""
    office = _office(exceptions={"2026-05-16": [["09:00", "13:00"], ["14:00", "16:00"]]})
    causes = {at(f"2026-05-16T{hour}:00Z"): office.closed_because(at(f"2026-05-16T{hour}:00Z")) for hour in (13, 16)}

    assert [because.cause for because in causes.values() if because] == [Cause.LUNCH, Cause.NIGHT]


def test_duties_are_told_apart_and_never_twice() -> None:
    """Two in one night, a third within the second, a fourth that runs into Thursday's hours, a fifth in one moment with
    it: 21 May 2026 is a Thursday, open 9-18."""
    spans = ["20T20:00 20T21:00", "20T22:00 21T00:00", "20T23:00 21T00:00", "21T08:00 21T10:00", "21T08:00 21T10:00"]
    ends = [[at(f"2026-05-{end}Z") for end in span.split()] for span in spans]
    on_duty = _office().overlay((start, end, f"duty {i}") for i, (start, end) in enumerate(ends))
    told = on_duty.explain(at("2026-05-20T19:00Z"), at("2026-05-21T11:00Z"))

    assert [(f"{s.start:%H}-{s.end:%H}", s.cause, s.name) for s in told] == [
        ("19-20", Cause.WEEKEND, ""),
        ("20-21", Cause.DUTY, "duty 0"),
        ("21-22", Cause.WEEKEND, ""),
        ("22-00", Cause.DUTY, "duty 1"),
        ("00-08", Cause.NIGHT, ""),
        ("08-09", Cause.DUTY, "duty 3"),
        ("09-11", Cause.WORK, ""),
    ]


def test_an_exception_is_written_with_all_that_it_says() -> None:
    exceptions = {
        "2025-12-31": {"hours": [], "cause": "moved", "document": "decree 1", "other_day": "2025-01-05"},
        "2026-05-27": {"hours": [["10:00", "12:00"]], "name": "Переезд", "name_en": "Moving house"},
        "2026-05-28": {"hours": [], "cause": "weekend"},
    }

    assert _office(exceptions=exceptions).to_spec()["exceptions"] == exceptions


def test_a_country_is_written_as_it_was_read() -> None:
    country = {
        "moved_days_off": [
            {"day_off": "2026-01-09", "taken_from": "2026-01-03", "document": "decree 1"},
            {"day_off": "2026-05-11", "taken_from": "2026-05-16", "worked": True},
            {"day_off": "2026-05-12"},
        ],
        "days_off": [
            {"day_off": "2026-03-20", "name": "Ураза-байрам", "name_en": "Eid al-Fitr", "document": "decree 2"},
            {"day_off": "2026-05-27", "eve": False},
        ],
        "yearly_days_off": ["01-01", {"day": "05-09", "name": "День Победы"}],
        "eve_shorter_by": 3600,
        "years_entered": [2025, 2026],
    }

    written = _office(**country).to_spec()

    assert {name: written[name] for name in country} == country


def test_january_and_december_are_explained_as_the_months_between() -> None:
    """Thursdays 9-18: 1 January, 8 January, 24 and 31 December 2026 are Thursdays."""
    for day in ("2026-01-01", "2026-01-08", "2026-12-24", "2026-12-31"):
        start = at(f"{day}T00:00Z")
        told = _office().explain(start, start + 24 * HOUR)
        assert [(one.end - one.start, one.cause) for one in told] == [
            (9 * HOUR, Cause.NIGHT), (9 * HOUR, Cause.WORK), (6 * HOUR, Cause.NIGHT),
        ]  # fmt: skip


def test_the_end_of_a_date_is_its_last_minute_for_who_works_through_midnight() -> None:
    """Round the clock a minute before midnight, of a later date when that is past; hours may begin with that minute."""
    always, late = WorkCalendar.always("UTC"), _office(weekly={"mon": [["09:00", "10:00"], ["23:59", "24:00"]]})
    friday = date(2026, 5, 29)

    assert always.end_of(friday, at("2026-05-29T10:00Z")) == at("2026-05-29T23:59Z")
    for past in ("2026-05-29T23:59Z", "2026-05-29T23:59:30Z"):
        assert always.end_of(friday, at(past)) == at("2026-05-30T23:59Z")
    assert always.end_of(friday, at("2036-02-29T10:00Z")) == at("2036-02-29T23:59Z")
    assert late.end_of(date(2026, 5, 18), at("2026-05-18T08:00Z")) == at("2026-05-18T23:59Z")


def test_the_end_of_a_date_that_is_not_after_waits_for_the_next() -> None:
    """Friday 15 May ends at 18:00. At that very moment Saturday's word is due when Monday's morning ends."""
    office, saturday = calendar("office"), date(2026, 5, 16)
    closing = at("2026-05-15T18:00+03:00")

    assert office.end_of(saturday, closing - MICRO) == closing
    assert office.end_of(saturday, closing) == at("2026-05-18T13:00+03:00")
    # A date that is long past: the stretch that is open now ends next.
    assert office.end_of(saturday, at("2026-05-19T10:00+03:00")) == at("2026-05-19T13:00+03:00")


def test_the_end_of_a_date_waits_400_days_and_no_longer() -> None:
    """As for working days: open from 19 May 2026 12:00 to 23 June 2027 12:00 or 12:01."""
    said = {"2026-05-18": [], "2026-05-19": [["12:00", "24:00"]]}
    for last, due in ((["00:00", "12:00"], "2027-06-23T12:00Z"), (["00:00", "12:01"], "2026-05-19T12:00Z")):
        office = _office(weekly=ALWAYS, exceptions=said | {"2027-06-23": [last]})
        assert office.end_of(date(2026, 5, 18), at("2026-05-18T10:00Z")) == at(due)


def test_what_opens_for_ever_in_the_last_minute_of_a_date_ends_with_a_later_one() -> None:
    """Closed on Monday 18 May 2026 until 23:59, open without a pause from then on."""
    office, monday = _office(weekly=ALWAYS, exceptions={"2026-05-18": [["23:59", "24:00"]]}), date(2026, 5, 18)

    assert office.end_of(monday, at("2026-05-18T23:58Z")) == at("2026-05-18T23:59Z")
    for past in ("2026-05-18T23:59Z", "2026-05-19T10:00Z"):
        assert office.end_of(monday, at(past)) == at("2026-05-19T23:59Z")


def test_a_night_past_its_last_minute_ends_when_it_closes() -> None:
    """Every night 22:00 to 2:00. After 23:59 of Thursday 21 May 2026 the next end is Friday's 2:00, not its 23:59."""
    nights = _office(weekly={day: [["22:00", "02:00"]] for day in ALWAYS})

    assert nights.end_of(date(2026, 5, 21), at("2026-05-21T10:00Z")) == at("2026-05-21T23:59Z")
    assert nights.end_of(date(2026, 5, 21), at("2026-05-21T23:59Z")) == at("2026-05-22T02:00Z")


def test_after_midnight_a_night_is_explained_by_the_date_before() -> None:
    """From 0:30 of Friday 22 May 2026 on, Thursday's hours run until 2:00."""
    nights = _office(weekly={"thu": [["22:00", "02:00"]]})
    told = nights.explain(at("2026-05-22T00:30Z"), at("2026-05-22T03:00Z"))

    assert [(one.end, one.cause) for one in told] == [
        (at("2026-05-22T02:00Z"), Cause.WORK), (at("2026-05-22T03:00Z"), Cause.WEEKEND),
    ]  # fmt: skip


def test_a_span_is_taken_to_the_microsecond() -> None:
    """A second and a half, and a microsecond, before Thursday 18:00 and after 9:00."""
    span = timedelta(seconds=1, microseconds=500_001)

    assert _office().subtract(at("2026-05-21T18:00Z"), span) == at("2026-05-21T17:59:58.499999Z")
    assert _office().add(at("2026-05-21T09:00Z"), span) == at("2026-05-21T09:00:01.500001Z")


def test_exactly_400_days_past_the_last_minute_of_their_first_date_end_when_they_close() -> None:
    """Open from 19 May 2026 12:00 to 23 June 2027 12:00 or 12:01; the longer one counts as round the clock."""
    said = {"2026-05-18": [], "2026-05-19": [["12:00", "24:00"]]}
    for last, due in ((["00:00", "12:00"], "2027-06-23T12:00Z"), (["00:00", "12:01"], "2026-05-20T23:59Z")):
        office = _office(weekly=ALWAYS, exceptions=said | {"2027-06-23": [last]})
        assert office.end_of(date(2026, 5, 19), at("2026-05-19T23:59Z")) == at(due)


def test_round_the_clock_today_is_the_date_of_the_office() -> None:
    """23:30 of 28 May 2026 in Pago Pago (UTC-11) is 10:30 of the 29th in UTC; the 28th ends at 10:59 of it."""
    always = WorkCalendar.always("Pacific/Pago_Pago")

    assert always.end_of(date(2026, 5, 20), at("2026-05-29T10:30Z")) == at("2026-05-29T10:59Z")


def test_a_duty_moves_no_end_of_a_date() -> None:
    office, monday = calendar("office"), date(2026, 5, 18)
    on_duty = office.overlay([(at("2026-05-18T18:00+03:00"), at("2026-05-18T20:00+03:00"), "")])
    morning = at("2026-05-18T10:00+03:00")

    assert on_duty.is_open(at("2026-05-18T19:00+03:00"))
    assert on_duty.end_of(monday, morning) == office.end_of(monday, morning) == at("2026-05-18T18:00+03:00")


def test_the_last_closing_may_lie_in_the_year_before() -> None:
    """Thursday 1 January 2026 was worked until 18:00; asked anew, when nothing is laid yet."""
    assert _office().last_close(at("2026-01-06T00:00Z")) == at("2026-01-01T18:00Z")
    assert _office(weekly={"wed": [["09:00", "18:00"]]}).last_close(at("2026-01-05T00:00Z")) == at("2025-12-31T18:00Z")
    assert calendar("office").last_close(at("2026-05-18T13:00+03:00")) == at("2026-05-18T13:00+03:00")


def test_a_day_is_told_with_its_hours() -> None:
    day = calendar("office").day(date(2026, 5, 27))

    assert [str(one) for one in day.intervals] == ["10:00-12:00"]
    assert (day.on, day.because) == (date(2026, 5, 27), Reason(Cause.OFFICE, "Переезд", "Moving house"))
    # Wednesday 20 May is open as every Wednesday is, and Sunday 24 May is no working day.
    assert calendar("office").day(date(2026, 5, 20)).because is None
    assert calendar("office").day(date(2026, 5, 24)).because == Reason(Cause.WEEKEND)


def test_the_axis_gives_what_is_open_between_two_instants() -> None:
    """Thursdays 9-18: of 14, 21 and 28 May 2026, cut at 10:00 of the first and at 12:00 of the last."""
    start, end = at("2026-05-14T10:00Z"), at("2026-05-28T12:00Z")
    axis = _office().axis
    axis.between(_micros(start - 90 * 24 * HOUR), _micros(end + 90 * 24 * HOUR))

    assert list(axis.open_between(_micros(start), _micros(end))) == [
        (_micros(at(f"2026-05-{a}:00Z")), _micros(at(f"2026-05-{b}:00Z")))
        for a, b in (("14T10", "14T18"), ("21T09", "21T18"), ("28T09", "28T12"))
    ]


def test_what_lies_beyond_the_years_is_named() -> None:
    with pytest.raises(OverflowError, match=r"^this lies before the year 1900; is the span meant\?$"):
        _office().subtract(at("1901-05-18T10:00Z"), 10_000 * HOUR)
    with pytest.raises(OverflowError, match=r"^this lies beyond the year 2400; is the span meant\?$"):
        _office().add(at("2399-05-18T10:00Z"), 10_000 * HOUR)


def test_the_first_stretch_that_is_laid_is_reached() -> None:
    """10 January 1900 was a Wednesday, and the year is laid from the 4th on: two Thursdays of 9 hours."""
    end = at("1900-01-11T18:00Z")

    assert _office().subtract(end, 18 * HOUR) == at("1900-01-04T09:00Z")
    with pytest.raises(OverflowError):
        _office().subtract(end, 18 * HOUR + MICRO)


def test_an_opening_is_looked_for_until_800_days_before_the_last_year_ends() -> None:
    """800 days before 1 January 2401 are Saturday 24 October 2398; the next Thursday is the 29th."""
    end = at("2398-10-24T00:00Z")

    assert _office().next_open(end - MICRO) == at("2398-10-29T09:00Z")
    with pytest.raises(OverflowError):
        _office().next_open(end)


def test_no_time_at_all_is_none_in_whatever_year() -> None:
    late = at("2401-06-01T00:00Z")

    assert _office().between(late, late) == 0 * HOUR
    with pytest.raises(OverflowError):
        _office().between(late, late + MICRO)


def test_weekdays_count_for_want_of_others_until_400_days_before_an_opening_and_not_at_it() -> None:
    """Open on 1 January 2030 at 9:00; 400 days before it is Monday 27 November 2028, 9:00, with Sunday before it."""
    office = _office(weekly={}, exceptions={"2030-01-01": [["09:00", "18:00"]]})

    assert office.next_open(at("2028-11-24T18:00Z")) == at("2030-01-01T09:00Z")
    assert office.next_open(at("2028-11-24T17:59Z")) == at("2028-11-24T17:59Z")


def test_exactly_400_days_without_hours_are_waited_for() -> None:
    """18 May 2026 closes at 18:00; 400 days later are 22 June 2027, 18:00. And no gap of a common week is ever one."""
    for opening, flags in (("18:00", set()), ("18:01", {"fallback"})):
        said = {"2026-05-18": [["09:00", "18:00"]], "2027-06-22": [[opening, "20:00"]]}
        office = _office(weekly={}, exceptions=said)
        assert office.flags(at("2026-05-18T10:00Z"), at("2027-06-22T19:00Z")) == flags
    assert _office().flags(at("2024-05-18T10:00Z"), at("2027-06-22T19:00Z")) == frozenset()


def _micros(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // MICRO
