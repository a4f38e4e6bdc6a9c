"""T10, "two working days", against a stepper of its own (hypothesis)."""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from opora.core.hours import WorkCalendar
from tests.core.drawn import LENGTH, Duties, examples, offices, watched
from tests.core.stepper import NONE, Stepper
from tests.core.stepper_days import DAY
from tests.core.stepper_of_dates import days_later

SEEN = LENGTH + 22 * DAY
STARTS = st.one_of(
    st.integers(0, LENGTH // timedelta(minutes=30)).map(lambda half: timedelta(minutes=30) * half),
    st.timedeltas(NONE, LENGTH),
)


@examples(500)
@given(watched(), st.lists(st.tuples(STARTS, st.integers(1, 4)), min_size=1, max_size=3))
def test_working_days_later_as_the_stepper_counts_them(
    office: tuple[dict[str, Any], datetime, Duties], asked: list[tuple[timedelta, int]]
) -> None:
    """Duties make no working date and move no word: the calendar has them, the stepper has not."""
    spec, first, on_duty = office
    calendar = WorkCalendar.from_spec(spec).overlay(on_duty)
    stepper = Stepper(spec, first - DAY, first + SEEN)

    for after, days in asked:
        due = days_later(stepper, first + after, days)
        assert due is None or calendar.working_days_later(first + after, days) == due


@examples(200)
@given(offices())
def test_a_working_date_has_hours(office: tuple[dict[str, Any], datetime]) -> None:
    """Each date's hours are those that the file says, read by hand."""
    spec, first = office
    calendar, stepper = WorkCalendar.from_spec(spec), Stepper(spec, first, first + DAY)
    dates = [(first + DAY * count).date() for count in range(-3, LENGTH.days + 4)]

    worked = [sum(one.seconds for one in calendar.hours_on(on)) for on in dates]

    assert worked == [sum(end - start for start, end in stepper.days.hours(on)) for on in dates]
    assert calendar.working_dates_between(dates[0], dates[-1]) == tuple(on for on in dates if stepper.days.hours(on))
