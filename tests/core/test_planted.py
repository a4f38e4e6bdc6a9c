"""Each property is shown to notice: a fault is planted in the core, and the property turns red within few examples.

The examples come from hypothesis's own entry for fuzzers, by a fixed seed; nothing is shrunk. Without a fault the
properties hold, as their own modules show.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from opora.core import bulk, coverage, holdings, ladder, recount, rights, standing, zones
from opora.core.clock import Clock
from opora.core.facts import Stage
from opora.core.hours import DayException, WeeklyHours, WorkCalendar, axis, explain, timetable, versions
from opora.core.hours.days import DAY, Cause, Reason
from opora.core.hours.eras import EVER, Eras
from opora.core.hours.public import PublicDays
from opora.core.standing import Standing
from tests.core import (
    test_bulk,
    test_coverage_properties,
    test_dates_properties,
    test_hours_properties,
    test_standing_properties,
    test_versions_properties,
)

TRIES = 2000
STEPPER = test_hours_properties.test_the_stepper_agrees
TOLD = test_standing_properties.test_each_miss_that_was_told_is_confessed_once
Fault = tuple[Any, str, Callable[[Any], Any]]
"""Where, what, and how: the fault is made of what stood there."""


def _same(value: Any) -> Callable[[Any], Any]:
    return lambda was: value


HOURS: dict[str, tuple[Any, Fault]] = {
    "a span ends at the next opening": (STEPPER, (axis, "bisect_left", _same(bisect_right))),
    "an eve is a whole day": (
        STEPPER,
        (PublicDays, "_shorter", lambda was: lambda self, whole, eve_of: DayException(whole, Cause.SHORTENED)),
    ),
    "a day worked for another stays closed": (
        STEPPER,
        (PublicDays, "_worked_for", lambda was: lambda self, move, whole, eve_of: DayException(())),
    ),
    "a day worked for an eve is whole": (
        STEPPER,
        (PublicDays, "_worked_for", lambda was: lambda self, move, whole, eve_of: was(self, move, whole, None)),
    ),
    "what was moved is forgotten": (
        STEPPER,
        (PublicDays, "of_year", lambda was: lambda self, year, weekly: was(replace(self, moved=()), year, weekly)),
    ),
    "the clock never changes": (
        STEPPER,
        (zones, "offsets", lambda was: lambda *year: ((was(*year)[0][0], was(*year)[-1][1], was(*year)[0][2]),)),
    ),
    "a night ends at midnight": (
        STEPPER,
        (
            timetable,
            "on_axis",
            lambda was: lambda wall, spans: was([(a, min(b, a - a % DAY + DAY)) for a, b in wall], spans),
        ),
    ),
    "two duties at once count twice": (STEPPER, (axis, "joined", _same(sorted))),
    "a duty is told over the office's own hours": (
        STEPPER,
        (explain, "_laid_over", lambda was: lambda own, extra: iter(sorted([*own, *extra]))),
    ),
    "a moved day is told as a weekend": (
        STEPPER,
        (
            explain,
            "_closed",
            lambda was: lambda day, a, b: (_retold(one, Cause.MOVED, Cause.WEEKEND) for one in was(day, a, b)),
        ),
    ),
    "the hour that an eve lacks is told as night": (
        STEPPER,
        (explain, "_closed", lambda was: lambda day, a, b: was(replace(day, cut=None), a, b)),
    ),
    "T7 a day late": (
        test_hours_properties.test_the_stepper_agrees_where_nothing_opens,
        (axis, "DRY", _same(401 * axis.DAY)),
    ),
    "T7 a day early": (
        test_hours_properties.test_the_stepper_agrees_where_nothing_opens,
        (axis, "DRY", _same(399 * axis.DAY)),
    ),
    "subtracting is a microsecond late": (
        test_hours_properties.test_the_laws_of_spans,
        (axis.Axis, "subtract", lambda was: lambda self, end, span: was(self, end, span) + 1),
    ),
    "the last stretch is not explained": (
        test_hours_properties.test_what_is_explained_sums_to_what_is_counted,
        (WorkCalendar, "explain", lambda was: lambda self, start, end: was(self, start, end)[:-1]),
    ),
    "18:00 is still open": (
        test_hours_properties.test_the_next_opening,
        (axis, "bisect_right", _same(bisect_left)),
    ),
    "two working days end while we are closed": (
        test_hours_properties.test_the_laws_of_dates,
        (axis.Axis, "close_before", lambda was: lambda self, at: at),
    ),
    "two working days end at the closing after": (
        test_dates_properties.test_working_days_later_as_the_stepper_counts_them,
        (axis.Axis, "close_before", lambda was: lambda self, at: self.stretch_at(at)[1]),
    ),
    "every date is a working date": (
        test_dates_properties.test_working_days_later_as_the_stepper_counts_them,
        (WorkCalendar, "works_on", lambda was: lambda self, on: True),
    ),
    "a duty moves the word": (
        test_dates_properties.test_working_days_later_as_the_stepper_counts_them,
        (
            WorkCalendar,
            "working_days_later",
            lambda was: lambda self, start, days: was(replace(self, plain=None), start, days),
        ),
    ),
    "an eve is whole, date by date": (
        test_dates_properties.test_a_working_date_has_hours,
        (PublicDays, "_shorter", lambda was: lambda self, whole, eve_of: DayException(whole, Cause.SHORTENED)),
    ),
    "in bulk 18:00 is still open": (
        test_bulk.test_each_element_is_what_the_scalar_function_gives,
        (bulk, "_opening", lambda was: lambda axis, at: was(axis, at - 1)),
    ),
    "the version recorded last counts, whatever its date": (
        test_versions_properties.test_each_second_counts_by_its_version,
        (versions, "_rank", lambda was: lambda one: (one.recorded_at, one.valid_from)),
    ),
    "a version counts before it was recorded": (
        test_versions_properties.test_what_was_worked_stays_worked,
        (versions, "_whole_second", _same(lambda at: EVER)),
    ),
    "what was recorded since is known too": (
        test_versions_properties.test_the_past_is_reproducible,
        (versions.History, "count", lambda was: lambda self, at: len(self.versions)),
    ),
    "a date is a working date as it ends": (
        test_versions_properties.test_a_date_is_told_by_what_counts_when_it_ends,
        (Eras, "opens", lambda was: lambda self, on: self.on(on).opens(on)),
    ),
}

COVERAGE: dict[str, tuple[Any, Fault]] = {
    "of two contracts that which is read first speaks": (
        test_coverage_properties.test_the_order_of_rows_is_irrelevant,
        (
            coverage,
            "_applying",
            lambda was: lambda asked, signed, on: tuple(sorted(was(asked, signed, on), key=signed.index)),
        ),
    ),
    "of two corrections that which is read first speaks": (
        test_coverage_properties.test_the_order_of_rows_is_irrelevant,
        (holdings, "_recorded", _same(lambda row: (row.kind, 0))),
    ),
    "only the newest purchase counts": (
        test_coverage_properties.test_l9_adding_a_purchase_never_lowers_a_level,
        (coverage, "holdings_of", lambda was: lambda *book: was(*book)[-1:]),
    ),
    "what a person bought ahead covers only the newest version": (
        test_coverage_properties.test_l9_for_a_person_who_bought_ahead,
        (rights, "_covered_meanwhile", lambda was: lambda holding, *rest: was(_legal(holding), *rest)),
    ),
    "a purchase counts on the day of its cancellation": (
        test_coverage_properties.test_a_reason_holds_on_its_last_day_and_not_on_the_next,
        (
            holdings.Holding,
            "counts_on",
            lambda was: lambda self, day: was(self, day) or day == self.cancelled_on,
        ),
    ),
    "a contract hides the rest": (
        test_coverage_properties.test_l10_a_contract_hides_nothing,
        (
            coverage,
            "_summed_up",
            lambda was: (
                lambda asked, every, rights, terms, shelf: was(
                    asked, every[:1] if terms else every, rights, terms, shelf
                )
            ),
        ),
    ),
    "contracts and releases are known before they are recorded": (
        test_coverage_properties.test_l8_what_was_known_then_is_the_book_without_later_rows,
        (coverage, "was_known", _same(lambda recorded_at, known_at: True)),
    ),
    "the lowest right stands first": (
        test_coverage_properties.test_a_coverage_is_of_one_piece,
        (coverage, "_merged", lambda was: lambda rights: was(rights)[::-1]),
    ),
}

STANDING: dict[str, tuple[Any, Fault]] = {
    "who waits for the customer is forgotten": (
        test_standing_properties.test_whatever_happens_nobody_is_forgotten,
        (Standing, "next", lambda was: lambda self: None if self.stage is Stage.WAITING else was(self)),
    ),
    "a recount makes a moment pass at once": (
        test_standing_properties.test_hours_that_are_found_behind_leave_every_span_in_step,
        (recount, "not_before", _same(lambda floor, was, due: due)),
    ),
    "a recount is noted and moves nothing": (
        test_standing_properties.test_hours_that_are_found_behind_leave_every_span_in_step,
        (Clock, "recount", lambda was: lambda self, due: None),
    ),
    "a told miss is kept silent": (
        TOLD,
        (ladder, "_silent", lambda was: lambda now_so, now, quiet, holders: was(now_so, now, True, holders)),
    ),
    "who is on duty works on Mondays only": (
        test_standing_properties.test_a_duty_makes_no_moment_later,
        (standing, "_laid_over", lambda was: lambda calendar, duties: _on_mondays(calendar)),
    ),
}

FAULTS = HOURS | COVERAGE | STANDING


def _retold(piece: explain.Piece, told: Cause, wrongly: Cause) -> explain.Piece:
    return piece._replace(because=Reason(wrongly)) if piece.because.cause is told else piece


def _legal(holding: holdings.Holding) -> holdings.Holding:
    return replace(holding, bought=replace(holding.bought, legal=True))


def _on_mondays(calendar: WorkCalendar) -> WorkCalendar:
    return replace(calendar, weekly=WeeklyHours.of({0: calendar.weekly.days[0]}), eras=None)


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    noticed_by, (place, what, made) = FAULTS[name]
    monkeypatch.setattr(place, what, made(getattr(place, what)))

    assert _turns_red(noticed_by), f"{noticed_by.__name__} does not notice that {name}"


def test_every_property_has_its_fault() -> None:
    modules = [test_bulk, test_coverage_properties, test_dates_properties, test_hours_properties]
    modules += [test_standing_properties, test_versions_properties]
    properties = {one for room in modules for one in vars(room).values() if hasattr(one, "hypothesis")}

    assert properties - {one for one, _ in FAULTS.values()} == set()


def _turns_red(noticed_by: Any) -> bool:
    chance = Random(20261127)
    for _ in range(TRIES):
        try:
            noticed_by.hypothesis.fuzz_one_input(chance.randbytes(4000))
        except AssertionError:
            return True
    return False
