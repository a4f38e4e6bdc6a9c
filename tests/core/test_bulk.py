"""Many instants at once: what a few of them are by hand, and every one of them as the scalar function has it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.core import bulk
from opora.core.hours import WorkCalendar
from opora.core.hours.axis import Axis
from tests.core.drawn import LENGTH, SPRING, Recipe, examples, recipes
from tests.core.tables import at, calendar, rows, span

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICRO = timedelta(microseconds=1)
HOUR = 3_600_000_000


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // MICRO


FIRST, LAST = _micros(at("2016-01-01T00:00+00:00")), _micros(at("2032-01-01T00:00+00:00"))
# Full hours too: that is where stretches begin and end.
MOMENT = st.one_of(
    st.integers(FIRST, LAST),
    st.integers(FIRST // HOUR, LAST // HOUR).map(lambda hour: hour * HOUR),
    # Where the versions and the duties lie.
    st.integers(-24, 24 * LENGTH.days).map(lambda hour: _micros(SPRING) + hour * HOUR),
)
SPAN = st.one_of(st.integers(0, 400 * HOUR), st.integers(0, 400).map(lambda hours: hours * HOUR))
ROWS = st.lists(st.tuples(MOMENT, MOMENT, SPAN), min_size=1, max_size=12)


def _axes(spec: dict[str, Any]) -> tuple[Axis, Axis]:
    """The axis of a calendar twice, so that what is laid for one is not for the other."""
    return WorkCalendar.from_spec(spec).axis, WorkCalendar.from_spec(spec).axis


def _same(axis: Axis, many: Axis, drawn: list[tuple[int, int, int]]) -> None:
    ones, others, spans = ([row[i] for row in drawn] for i in range(3))
    assert bulk.add(many, ones, spans).tolist() == [axis.add(a, span) for a, _, span in drawn]
    assert bulk.subtract(many, ones, spans).tolist() == [axis.subtract(a, span) for a, _, span in drawn]
    assert bulk.between(many, ones, others).tolist() == [axis.between(a, b) for a, b, _ in drawn]
    opened = [axis.stretch_at(a)[0] for a in ones]
    assert bulk.next_open(many, ones).tolist() == [max(a, start) for a, start in zip(ones, opened, strict=True)]
    assert bulk.is_open(many, ones).tolist() == [start <= a for a, start in zip(ones, opened, strict=True)]


@examples(200)
@given(recipes(), ROWS)
def test_each_element_is_what_the_scalar_function_gives(recipe: Recipe, drawn: list[tuple[int, int, int]]) -> None:
    """With duties and versions too; made twice, so that what is laid for one is not for the other."""
    _same(recipe.made().axis, recipe.made().axis, drawn)


@pytest.mark.parametrize("name", ["apia", "weekday_nights", "nothing_open", "ten_seconds"])
def test_far_years_too(name: str) -> None:
    """At a microsecond that belongs to no hour."""
    axis, many = calendar(name).axis, _axes(calendar(name).to_spec())[1]
    far = [_micros(datetime(year, 5, 28, 11, 30, 1, 7, UTC)) for year in (1905, 1999, 2390)]

    _same(axis, many, [(one, other, 20_000_003) for one, other in zip(far, reversed(far), strict=True)])


@pytest.mark.parametrize("name", sorted({row["calendar"] for row in rows("hours_add")}))
def test_the_tables_hold_in_bulk(name: str) -> None:
    """The rows that were worked out by hand for one instant each."""
    axis = calendar(name).axis
    added = [row for row in rows("hours_add") if row["calendar"] == name]
    worked = [row for row in rows("hours_between") if row["calendar"] == name]
    taken = [row for row in rows("hours_subtract") if row["calendar"] == name]
    opening = [row for row in rows("hours_open") if row["calendar"] == name]

    due = bulk.add(axis, _column(added, "start"), [span(row["span"]) // MICRO for row in added])
    begun = bulk.subtract(axis, _column(taken, "end"), [span(row["span"]) // MICRO for row in taken])
    counted = bulk.between(axis, _column(worked, "start"), _column(worked, "end"))

    assert due.tolist() == _column(added, "due")
    assert begun.tolist() == _column(taken, "start")
    assert counted.tolist() == [span(row["span"]) // MICRO for row in worked]
    assert bulk.is_open(axis, _column(opening, "at")).tolist() == [row["open"] == "yes" for row in opening]
    assert bulk.next_open(axis, _column(opening, "at")).tolist() == _column(opening, "next_open")


def _column(table: list[dict[str, str]], name: str) -> list[int]:
    return [_micros(at(row[name])) for row in table]


def test_one_span_for_many_and_shapes_that_broadcast() -> None:
    """Monday 18 May 2026: 8 hours from 9:00 end at 18:00, from 15:00 on Tuesday at 15:00 (3 hours are left)."""
    axis = calendar("office").axis
    starts = np.array([_micros(at("2026-05-18T09:00+03:00")), _micros(at("2026-05-18T15:00+03:00"))])
    due = [_micros(at("2026-05-18T18:00+03:00")), _micros(at("2026-05-19T15:00+03:00"))]

    assert bulk.add(axis, starts, 8 * HOUR).tolist() == due
    assert bulk.add(axis, starts.reshape(2, 1), [0, 8 * HOUR]).tolist() == [[starts[0], due[0]], [starts[1], due[1]]]
    assert bulk.between(axis, starts[0], due).tolist() == [8 * HOUR, 13 * HOUR]


def test_nothing_of_nothing() -> None:
    axis = calendar("office").axis
    for answer in (
        bulk.add(axis, [], []),
        bulk.subtract(axis, [], []),
        bulk.between(axis, [], []),
        bulk.next_open(axis, []),
    ):
        assert answer.shape == (0,)
        assert answer.dtype == np.int64
    assert bulk.is_open(axis, []).shape == (0,)


def test_what_is_given_is_left_as_it_was() -> None:
    axis, start = calendar("office").axis, _micros(at("2026-05-18T09:00+03:00"))
    starts, spans = np.array([start, start]), np.array([0, HOUR])

    bulk.add(axis, starts, spans)
    bulk.subtract(axis, starts, spans)

    assert (starts.tolist(), spans.tolist()) == ([start, start], [0, HOUR])


def test_what_the_scalar_functions_refuse_is_refused() -> None:
    axis, monday = calendar("berlin").axis, _micros(at("2026-05-18T09:00+02:00"))
    early, late = _micros(at("1899-06-01T00:00+00:00")), _micros(at("2401-06-01T00:00+00:00"))

    assert bulk.add(axis, [monday, monday], [HOUR, 0]).tolist() == [monday + HOUR, monday]
    assert bulk.add(axis, [early, late], 0).tolist() == [early, late]  # as Axis.add: no span, no question
    for moment, length in ((monday, 9_000 * 365 * 24 * HOUR), (monday, 380 * 365 * 24 * HOUR), (late, HOUR)):
        with pytest.raises(OverflowError):
            axis.add(moment, length)
        with pytest.raises(OverflowError):
            bulk.add(axis, [monday, moment], [HOUR, length])
    for moment, length in ((monday, 9_000 * 365 * 24 * HOUR), (monday, 130 * 365 * 24 * HOUR), (early, HOUR)):
        with pytest.raises(OverflowError):
            axis.subtract(moment, length)
        with pytest.raises(OverflowError):
            bulk.subtract(axis, [monday, moment], [HOUR, length])
    with pytest.raises(ValueError, match=r"^a span of working time is not negative$"):
        bulk.add(axis, [monday, monday], [HOUR, -1])
    with pytest.raises(ValueError, match="negative"):
        bulk.subtract(axis, [monday, monday], [HOUR, -1])


def _thursdays() -> Axis:
    """9-18 of UTC; made anew, so that nothing is laid yet."""
    return WorkCalendar.from_spec({"zone": "UTC", "weekly": {"thu": [["09:00", "18:00"]]}}).axis


def _utc(text: str) -> int:
    return _micros(at(f"{text}Z"))


def test_the_last_stretch_that_is_laid_is_reached_and_no_further() -> None:
    """28 December 2400 is a Thursday, so 2401 has Thursdays from 4 January to 27 December: 52 of 9 hours."""
    start, span, due = _utc("2400-12-29T00:00"), 52 * 9 * HOUR, _utc("2401-12-27T18:00")

    assert bulk.add(_thursdays(), [start], span).tolist() == [due] == [_thursdays().add(start, span)]
    for one in (bulk.add, Axis.add):
        with pytest.raises(OverflowError):
            one(_thursdays(), start, span + 1)


def test_the_first_stretch_that_is_laid_is_reached_and_no_earlier() -> None:
    """10 January 1900 was a Wednesday, and the year is laid from the 4th on: two Thursdays of 9 hours."""
    end, span, begun = _utc("1900-01-11T18:00"), 18 * HOUR, _utc("1900-01-04T09:00")

    assert bulk.subtract(_thursdays(), [end], span).tolist() == [begun] == [_thursdays().subtract(end, span)]
    for one in (bulk.subtract, Axis.subtract):
        with pytest.raises(OverflowError):
            one(_thursdays(), end, span + 1)


def test_a_microsecond_is_a_span() -> None:
    """From Wednesday on into Thursday's first one, from Thursday evening back into its last."""
    wednesday, evening = _utc("2026-05-20T12:00"), _utc("2026-05-21T20:00")

    assert bulk.add(_thursdays(), [wednesday], 1).tolist() == [_utc("2026-05-21T09:00") + 1]
    assert bulk.subtract(_thursdays(), [evening], 1).tolist() == [_utc("2026-05-21T18:00") - 1]


def test_an_opening_is_looked_for_until_800_days_before_the_last_year_ends() -> None:
    """800 days before 1 January 2401 are Saturday 24 October 2398; the next Thursday is the 29th."""
    end = _utc("2398-10-24T00:00")

    assert bulk.next_open(_thursdays(), [end - 1]).tolist() == [_utc("2398-10-29T09:00")]
    assert _thursdays().stretch_at(end - 1)[0] == _utc("2398-10-29T09:00")
    for one in (bulk.next_open, bulk.is_open, Axis.stretch_at):
        with pytest.raises(OverflowError):
            one(_thursdays(), end)


def test_a_pair_of_one_instant_asks_nothing_of_the_axis() -> None:
    """As Axis.between: what has no length has no working time either, in whatever year."""
    thursday, late = _utc("2026-05-21T09:00"), _utc("2401-06-01T00:00")

    assert _thursdays().between(late, late) == 0
    assert bulk.between(_thursdays(), [thursday, late], [thursday + HOUR, late]).tolist() == [HOUR, 0]


def test_a_span_that_no_axis_holds_is_named_before_anything_is_summed() -> None:
    """501 years of 366 days are looked for until the years end; a microsecond more, and up to 64 bits, is not."""
    start, most = _utc("2026-05-21T09:00"), 501 * 366 * 24 * HOUR

    with pytest.raises(OverflowError, match=r"^this lies beyond the year 2400; is the span meant\?$"):
        bulk.add(_thursdays(), [start], most)
    with pytest.raises(OverflowError, match=r"^this lies before the year 1900; is the span meant\?$"):
        bulk.subtract(_thursdays(), [start], most)
    for longer in (most + 1, 2**63 - 1):
        with pytest.raises(OverflowError, match=r"^a span ends beyond the year 2400; is it meant\?$"):
            bulk.add(_thursdays(), [start], longer)
        with pytest.raises(OverflowError, match=r"^a span begins before the year 1900; is it meant\?$"):
            bulk.subtract(_thursdays(), [start], longer)


@pytest.mark.parametrize("wrong", [[1.5], ["2026-05-18"], np.array([1], np.uint64)])
def test_only_integers_are_taken(wrong: Any) -> None:
    axis, monday = calendar("berlin").axis, _micros(at("2026-05-18T09:00+02:00"))

    assert bulk.is_open(axis, [monday]).tolist() == [True]
    for refused in (lambda: bulk.is_open(axis, wrong), lambda: bulk.add(axis, [monday], wrong)):
        with pytest.raises(TypeError):
            refused()
