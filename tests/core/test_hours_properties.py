"""Working time against a brute-force stepper, and the laws that hold for every calendar (hypothesis).

2,000 examples meet the stepper in the gate, 100,000 in the long run.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from opora.core.hours import Cause, WorkCalendar
from tests.core.drawn import INSTANTS, LENGTH, SPANS, Duties, calendars, deserts, examples, offices, watched
from tests.core.stepper import Stepper
from tests.core.stepper_of_hours import HourStepper

MICRO = timedelta.resolution
NONE = timedelta()
# Within the years over which a calendar is laid: who opens for a second a week has no 400 hours in them.
EARLIEST, LATEST = datetime(1900, 1, 5, tzinfo=UTC), datetime(2400, 12, 31, tzinfo=UTC)


def _moments(length: timedelta) -> st.SearchStrategy[timedelta]:
    """Within some days: at full hours, where stretches begin and end, and at any microsecond."""
    hours = st.integers(0, length // timedelta(hours=1)).map(lambda count: timedelta(hours=count))
    return st.one_of(hours, st.timedeltas(NONE, length))


@examples(2000)
@given(watched(), _moments(LENGTH), _moments(LENGTH), _moments(LENGTH / 3))
def test_the_stepper_agrees(
    office: tuple[dict[str, Any], datetime, Duties], a: timedelta, b: timedelta, span: timedelta
) -> None:
    spec, first, on_duty = office
    calendar = WorkCalendar.from_spec(spec).overlay(on_duty)
    stepper = Stepper(spec, first, first + LENGTH, [(start, end) for start, end, _ in on_duty])

    _agree(stepper, calendar, first + min(a, b), first + max(a, b), span)


@examples(150)
@given(deserts(), _moments(timedelta(days=6)), _moments(timedelta(days=6)), _moments(timedelta(days=3)))
def test_the_stepper_agrees_where_nothing_opens(
    desert: tuple[dict[str, Any], datetime], a: timedelta, b: timedelta, span: timedelta
) -> None:
    """T7, around its border of 400 days."""
    spec, first = desert
    stepper = HourStepper(spec, first, first + timedelta(days=6))

    _agree(stepper, WorkCalendar.from_spec(spec), first + min(a, b), first + max(a, b), span)


def _agree(stepper: Stepper, calendar: WorkCalendar, start: datetime, end: datetime, span: timedelta) -> None:
    opening = stepper.opening(start)
    # Asked first, since it looks furthest ahead: the axis is laid once.
    assert opening is None or calendar.is_open(start) == (opening == start)
    assert opening is None or calendar.next_open(start) == opening
    assert calendar.between(start, end) == stepper.worked(start, end)
    if span:
        due, begun = stepper.due(start, span), stepper.begun(end, span)
        assert due is None or calendar.add(start, span) == due
        assert begun is None or calendar.subtract(end, span) == begun
    _explains_as(stepper, calendar, start, end)


def _explains_as(stepper: Stepper, calendar: WorkCalendar, start: datetime, end: datetime) -> None:
    """Whole, without gap or overlap, and each stretch counted as each of its minutes is."""
    told = calendar.explain(start, end)

    edges = [start, *(stretch.end for stretch in told)]
    assert [stretch.start for stretch in told] == (edges[:-1] if told else [])
    assert edges[-1] == end or not told
    for one in told:
        assert one.start < one.end
        assert stepper.worked(one.start, one.end) == (one.end - one.start if one.counted else NONE)
        own = stepper.at(one.start).own
        assert one.counted == (own or one.cause in (Cause.DUTY, Cause.FALLBACK))
        assert not (own and one.cause in (Cause.DUTY, Cause.FALLBACK))
        if not one.counted:
            for at in (one.start, one.end - MICRO):
                wall = at.astimezone(stepper.zone)
                second = wall.hour * 3600 + wall.minute * 60 + wall.second
                assert one.cause in stepper.days.why_closed(wall.date(), second)


@examples(500)
@given(calendars(), INSTANTS, INSTANTS, SPANS, SPANS)
def test_the_laws_of_spans(
    calendar: WorkCalendar, at: datetime, other: datetime, one: timedelta, two: timedelta
) -> None:
    _adds(calendar, at, one, two)
    _subtracts(calendar, at, one, two)
    _sums(calendar, *sorted([at, other, at + one]))


def _adds(calendar: WorkCalendar, start: datetime, one: timedelta, two: timedelta) -> None:
    """T4; an error there, and only there, where the time until the year 2400 is not enough."""
    try:
        due, later = calendar.add(start, one), calendar.add(start, one + two)
    except OverflowError:
        assert calendar.between(start, LATEST) < one + two
        return
    assert due >= start
    assert calendar.between(start, due) == one
    assert calendar.add(due, two) == later
    assert calendar.add(start, max(one, two)) >= calendar.add(start, min(one, two))
    assert calendar.add(start + two, one) >= due
    if one:
        # The earliest: a microsecond before, the time is not yet reached.
        assert calendar.between(start, due - MICRO) < one


def _subtracts(calendar: WorkCalendar, end: datetime, span: timedelta, two: timedelta) -> None:
    """The inverse of adding, up to the time at which nobody works; an error where the time since 1900 is not enough."""
    try:
        start, earlier = calendar.subtract(end, span), calendar.subtract(end - two, span)
    except OverflowError:
        assert calendar.between(EARLIEST, end - two) < span
        return
    assert earlier <= start <= end
    assert calendar.between(start, end) == span
    assert calendar.between(calendar.add(start, span), end) == NONE
    if span:
        assert calendar.between(start + MICRO, end) < span
        assert calendar.add(start, span) <= end


def _sums(calendar: WorkCalendar, first: datetime, middle: datetime, last: datetime) -> None:
    assert calendar.between(first, middle) + calendar.between(middle, last) == calendar.between(first, last)
    assert calendar.between(first, middle) <= calendar.between(first, last) <= last - first
    if first < last:
        assert calendar.between(last, first) == NONE


@examples(300)
@given(calendars(), INSTANTS, _moments(timedelta(days=40)), _moments(timedelta(days=40)))
def test_what_is_explained_sums_to_what_is_counted(
    calendar: WorkCalendar, start: datetime, one: timedelta, two: timedelta
) -> None:
    """Always; and what is explained in two parts is what is explained at once."""
    middle, end = start + one, start + one + two
    told = calendar.explain(start, end)
    parts = [*calendar.explain(start, middle), *calendar.explain(middle, end)]

    assert sum((s.end - s.start for s in told if s.counted), NONE) == calendar.between(start, end)
    assert sum((s.end - s.start for s in told), NONE) == end - start
    assert {edge for s in told for edge in (s.start, s.end)} <= {edge for s in parts for edge in (s.start, s.end)}
    for part in parts:
        assert any(s.start <= part.start and part.end <= s.end and s.because == part.because for s in told)
        assert calendar.is_open(part.start) == part.counted


@examples(200)
@given(calendars(), INSTANTS)
def test_the_next_opening(calendar: WorkCalendar, at: datetime) -> None:
    """The first open instant from here on: nothing is open before it, and it is open itself."""
    opening = calendar.next_open(at)

    assert calendar.is_open(at) == (opening == at)
    assert calendar.is_open(opening)
    assert calendar.between(at, opening) == NONE
    assert calendar.between(opening, opening + MICRO) == MICRO
    assert calendar.add(at, MICRO) == opening + MICRO
    assert calendar.next_open(opening) == opening
    closing = calendar.close_after(opening)
    if closing is not None:
        assert calendar.is_open(closing - MICRO)
        assert not calendar.is_open(closing)
    if opening > at:
        assert not calendar.is_open(at + (opening - at) / 2)
        assert not calendar.is_open(opening - MICRO)


@examples(200)
@given(offices(), INSTANTS, st.integers(1, 12))
def test_the_laws_of_dates(office: tuple[dict[str, Any], datetime], start: datetime, days: int) -> None:
    """T10: after the start; open then, or the end of an open stretch. A date is worked, or has a reason not to be."""
    calendar = WorkCalendar.from_spec(office[0])
    due = calendar.working_days_later(start, days)
    dates = [start.date() + timedelta(days=i) for i in range(-days, days + 1)]

    working = calendar.working_dates_between(dates[0], dates[-1])

    assert due > start
    assert calendar.is_open(due) or calendar.is_open(due - MICRO)
    assert working == tuple(one for one in dates if calendar.closed_because(one) is None)
