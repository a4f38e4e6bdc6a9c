"""Dated versions against brute force, minute by minute; what was worked stays worked (T6; hypothesis)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opora.core.hours import WorkCalendar
from opora.core.hours.versions import Version, composed
from tests.core.stepper import DAYS, MINUTE, Stepper

FIRST = datetime(2026, 3, 26, tzinfo=UTC)
LENGTH = timedelta(days=6)
LAST = FIRST + LENGTH
# Berlin changes its clock on 29 March, within the window.
ZONES = ("Europe/Berlin", "Europe/Moscow", "Asia/Kathmandu")
MINUTES = st.integers(0, LENGTH // MINUTE)
EXAMPLES = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def _wall(half_hours: int) -> str:
    return f"{half_hours // 2:02}:{half_hours % 2 * 30:02}"


@st.composite
def _hours(draw: st.DrawFn) -> list[list[str]]:
    """None to two intervals; the last may pass midnight."""
    points = sorted(draw(st.sets(st.integers(0, 47), max_size=4)))
    pairs = [[_wall(a), _wall(b)] for a, b in zip(points[::2], points[1::2], strict=False)]
    if len(points) % 2 and points[-1] > 0:
        pairs.append([_wall(points[-1]), _wall(draw(st.integers(0, points[-1] - 1)))])
    return pairs


@st.composite
def _versions(draw: st.DrawFn) -> tuple[Version, dict[str, Any]]:
    dates = [(FIRST + timedelta(days=i)).date() for i in range(-2, 8)]
    spec = {
        "zone": draw(st.sampled_from(ZONES)),
        # Each day is written, and one is open: calendars without hours are the matter of T7.
        "weekly": {day: draw(_hours()) for day in DAYS} | {"wed": [["10:00", "11:00"]]},
        "exceptions": draw(st.dictionaries(st.sampled_from([one.isoformat() for one in dates]), _hours(), max_size=2)),
    }
    recorded = FIRST + draw(st.integers(-600, LENGTH // MINUTE + 600)) * MINUTE
    valid = draw(st.sampled_from([date(1900, 1, 1), *dates]))
    return Version(valid, recorded, WorkCalendar.from_spec(spec), draw(st.booleans())), spec


histories = st.lists(_versions(), min_size=1, max_size=4, unique_by=lambda one: one[0].recorded_at)


def _counts(history: list[tuple[Version, dict[str, Any]]], at: datetime) -> int:
    """Which version counts at an instant, as domain.md says it; the first recorded where none does."""
    first = min(range(len(history)), key=lambda i: history[i][0].recorded_at)
    valid = []
    for place, (one, spec) in enumerate(history):
        known = one.recorded_at <= at or one.correcting or place == first
        if known and one.valid_from <= at.astimezone(ZoneInfo(spec["zone"])).date():
            valid.append(place)
    return max(valid, key=lambda i: (history[i][0].valid_from, history[i][0].recorded_at), default=first)


@EXAMPLES
@given(histories, MINUTES, MINUTES, st.integers(1, 1500))
def test_each_minute_counts_by_its_version(
    history: list[tuple[Version, dict[str, Any]]], a: int, b: int, minutes: int
) -> None:
    calendar = composed([version for version, _ in history])
    steppers = [Stepper(spec, FIRST, LAST) for _, spec in history]
    opened = [steppers[_counts(history, FIRST + i * MINUTE)].open[i] for i in range(LENGTH // MINUTE)]
    first, last = min(a, b), max(a, b)
    start, end = FIRST + first * MINUTE, FIRST + last * MINUTE
    assert calendar.between(start, end) == sum(opened[first:last]) * MINUTE
    assert first == len(opened) or calendar.is_open(start) == opened[first]
    told = calendar.explain(start, end)
    assert sum((one.end - one.start for one in told if one.counted), timedelta()) == calendar.between(start, end)
    due = calendar.add(start, minutes * MINUTE)
    assert calendar.between(start, due) == minutes * MINUTE
    assert calendar.subtract(due, minutes * MINUTE) == max(start, calendar.next_open(start))


@EXAMPLES
@given(histories, _versions(), MINUTES, MINUTES)
def test_what_was_worked_stays_worked(
    history: list[tuple[Version, dict[str, Any]]], more: tuple[Version, dict[str, Any]], a: int, b: int
) -> None:
    """T6: a version that corrects nothing changes nothing before it was recorded; what was known can be asked for."""
    versions = [version for version, _ in history]
    recorded = max([FIRST, *(one.recorded_at for one in versions)]) + timedelta(seconds=90)
    later = Version(more[0].valid_from, recorded, more[0].hours)
    before, after = composed(versions), composed([later, *versions])
    start, end = (min(FIRST + one * MINUTE, recorded) for one in (min(a, b), max(a, b)))
    assert after.between(start, end) == before.between(start, end)
    assert after.explain(start, end) == before.explain(start, end)
    then = after.as_known(recorded - MINUTE)
    assert then.between(FIRST, LAST + LENGTH) == before.between(FIRST, LAST + LENGTH)
    assert after.as_known(recorded) is after


@EXAMPLES
@given(histories, st.integers(-10, 20))
def test_a_date_is_told_by_what_counts_when_it_ends(history: list[tuple[Version, dict[str, Any]]], day: int) -> None:
    calendar = composed([version for version, _ in history])
    on = FIRST.date() + timedelta(days=day)
    ends = {datetime.combine(on + timedelta(days=1), time(), ZoneInfo(spec["zone"])) for _, spec in history}
    # In one zone: where versions have several, each has its own end of the date.
    if len({spec["zone"] for _, spec in history}) == 1:
        told_by = history[_counts(history, ends.pop() - timedelta(microseconds=1))][0].hours
        assert calendar.hours_on(on) == told_by.hours_on(on)
        assert calendar.works_on(on) == bool(told_by.hours_on(on))
