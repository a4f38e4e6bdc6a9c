"""Working time against a brute-force stepper, and the laws that hold for every calendar (hypothesis)."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from opora.core.hours import WorkCalendar
from tests.core.drawn import INSTANTS, LENGTH, SPANS, examples, offices
from tests.core.stepper import MINUTE, Stepper

MINUTES = st.integers(0, LENGTH // MINUTE)


@examples(300)
@given(offices(), MINUTES, MINUTES, st.integers(0, 2000))
def test_the_stepper_agrees(office: tuple[dict[str, Any], datetime], a: int, b: int, minutes: int) -> None:
    spec, first = office
    calendar, stepper = WorkCalendar.from_spec(spec), Stepper(spec, first, first + LENGTH)
    start, end = first + min(a, b) * MINUTE, first + max(a, b) * MINUTE
    due, begun, opening = stepper.add(start, minutes), stepper.subtract(end, minutes), stepper.next_open(start)

    assert calendar.between(start, end) == stepper.between(start, end) * MINUTE
    assert calendar.is_open(start) == (opening == start)
    if due is not None:
        assert calendar.add(start, minutes * MINUTE) == due
    if begun is not None:
        assert calendar.subtract(end, minutes * MINUTE) == begun
    if opening is not None:
        assert calendar.next_open(start) == opening
    _explains_as(stepper, calendar, start, end)


def _explains_as(stepper: Stepper, calendar: WorkCalendar, start: datetime, end: datetime) -> None:
    """Whole, without gap or overlap, and each stretch counted as each of its minutes is."""
    told = calendar.explain(start, end)

    edges = [start, *(stretch.end for stretch in told)]
    assert [stretch.start for stretch in told] == edges[:-1]
    assert edges[-1] == end
    assert sum((s.end - s.start for s in told if s.counted), timedelta()) == calendar.between(start, end)
    for stretch in told:
        worked = stepper.between(stretch.start, stretch.end)
        assert worked == ((stretch.end - stretch.start) // MINUTE if stretch.counted else 0)


@examples(300)
@given(offices(), INSTANTS, INSTANTS, SPANS, SPANS)
def test_the_laws_of_spans(
    office: tuple[dict[str, Any], datetime], at: datetime, other: datetime, one: timedelta, two: timedelta
) -> None:
    calendar = WorkCalendar.from_spec(office[0])

    _adds(calendar, at, one, two)
    _subtracts(calendar, at, one)
    _sums(calendar, *sorted([at, other, at + one]))


def _adds(calendar: WorkCalendar, start: datetime, one: timedelta, two: timedelta) -> None:
    due = calendar.add(start, one)
    assert due >= start
    assert calendar.between(start, due) == one
    assert calendar.add(due, two) == calendar.add(start, one + two)
    assert calendar.add(start, max(one, two)) >= calendar.add(start, min(one, two))
    if one:
        # The earliest: a microsecond before, the time is not yet reached.
        assert calendar.between(start, due - timedelta.resolution) < one


def _subtracts(calendar: WorkCalendar, end: datetime, span: timedelta) -> None:
    """The inverse of adding, up to the time at which nobody works."""
    start = calendar.subtract(end, span)
    assert start <= end
    assert calendar.between(start, end) == span
    assert calendar.between(calendar.add(start, span), end) == timedelta()
    if span:
        assert calendar.between(start + timedelta.resolution, end) < span
        assert calendar.add(start, span) <= end


def _sums(calendar: WorkCalendar, first: datetime, middle: datetime, last: datetime) -> None:
    assert calendar.between(first, middle) + calendar.between(middle, last) == calendar.between(first, last)
    assert timedelta() <= calendar.between(first, last) <= last - first
    if first < last:
        assert calendar.between(last, first) == timedelta()


@examples(300)
@given(offices(), INSTANTS, st.integers(1, 12))
def test_the_laws_of_dates(office: tuple[dict[str, Any], datetime], start: datetime, days: int) -> None:
    """T10: after the start; open then, or the end of an open stretch. A date is worked, or has a reason not to be."""
    calendar = WorkCalendar.from_spec(office[0])
    due = calendar.working_days_later(start, days)
    dates = [start.date() + timedelta(days=i) for i in range(-days, days + 1)]

    working = calendar.working_dates_between(dates[0], dates[-1])

    assert due > start
    assert calendar.is_open(due) or calendar.is_open(due - timedelta.resolution)
    assert working == tuple(one for one in dates if calendar.closed_because(one) is None)
