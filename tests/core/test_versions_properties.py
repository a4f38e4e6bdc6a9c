"""Dated versions against brute force, to the second; what was worked stays worked (T6; hypothesis)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from opora.core.hours.versions import Version, composed
from tests.core.drawn import LENGTH, SPRING, examples, histories, version
from tests.core.stepper import MINUTE, NONE, SECOND
from tests.core.stepper_of_versions import VersionStepper, Written

LAST = SPRING + LENGTH
MOMENTS = st.one_of(
    st.integers(0, LENGTH // timedelta(hours=1)).map(lambda hour: SPRING + timedelta(hours=hour)),
    st.integers(0, LENGTH // SECOND).map(lambda second: SPRING + second * SECOND),
)


@examples(300)
@given(histories(), MOMENTS, MOMENTS, st.timedeltas(SECOND, timedelta(hours=25)))
def test_each_second_counts_by_its_version(history: list[Written], a: datetime, b: datetime, span: timedelta) -> None:
    calendar = composed([version(one) for one in history])
    stepper = VersionStepper(history, SPRING, LAST)
    start, end = sorted((a, b))

    assert calendar.between(start, end) == stepper.worked(start, end)
    assert start == LAST or calendar.is_open(start) == stepper.at(start).open
    told = calendar.explain(start, end)
    assert sum((one.end - one.start for one in told if one.counted), NONE) == calendar.between(start, end)
    due, begun = stepper.due(start, span), stepper.begun(end, span)
    assert due is None or calendar.add(start, span) == due
    assert begun is None or calendar.subtract(end, span) == begun


@examples(150)
@given(histories(), histories(), MOMENTS, MOMENTS)
def test_what_was_worked_stays_worked(history: list[Written], more: list[Written], a: datetime, b: datetime) -> None:
    """T6: a version that corrects nothing changes nothing before it was recorded; what was known can be asked for."""
    versions = [version(one) for one in history]
    recorded = max([SPRING, *(one.recorded_at for one in versions)]) + timedelta(seconds=90)
    later = Version(more[0].valid_from, recorded, version(more[0]).hours)
    before, after = composed(versions), composed([later, *versions])
    start, end = (min(one, recorded) for one in sorted((a, b)))

    assert after.between(start, end) == before.between(start, end)
    assert after.explain(start, end) == before.explain(start, end)
    then = after.as_known(recorded - MINUTE)
    assert then.between(SPRING, LAST + LENGTH) == before.between(SPRING, LAST + LENGTH)
    assert after.as_known(recorded) is after


@examples(150)
@given(histories(), st.permutations(range(4)), MOMENTS)
def test_the_past_is_reproducible(history: list[Written], order: list[int], at: datetime) -> None:
    """T6: as known at an instant is as if nobody had recorded anything since; in whatever order the rows come."""
    mixed = [history[place] for place in order if place < len(history)]
    known = [one for one in history if one.recorded_at <= at] or [min(history, key=lambda one: one.recorded_at)]
    then = composed([version(one) for one in mixed]).as_known(at)
    stepper = VersionStepper(known, SPRING, LAST)

    assert then.between(SPRING, LAST) == stepper.worked(SPRING, LAST)
    assert then.explain(SPRING, LAST) == composed([version(one) for one in known]).explain(SPRING, LAST)


@examples(150)
@given(st.sampled_from(["Europe/Berlin", "Asia/Kathmandu"]).flatmap(lambda zone: histories([zone])), st.data())
def test_a_date_is_told_by_what_counts_when_it_ends(history: list[Written], data: st.DataObject) -> None:
    """In one zone: where versions have several, each has its own end of the date."""
    calendar = composed([version(one) for one in history])
    near = data.draw(st.sampled_from(history)).recorded_at.date()
    on = near + timedelta(days=data.draw(st.integers(-1, 1)))
    stepper = VersionStepper(history, SPRING, SPRING + SECOND)
    begins, ends = (_midnight(on + timedelta(days=days), history[0].zone) for days in (0, 1))
    told_by = history[stepper.counts(ends - SECOND)]
    known_by = stepper.each[stepper.counts(begins)]

    assert calendar.hours_on(on) == version(told_by).hours.hours_on(on)
    # A date that has begun stays a working date, or none, as it was known when it began.
    assert calendar.works_on(on) == bool(known_by.days.hours(on))


def _midnight(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time(), zone).astimezone(UTC)
