"""No row of a calendar is untested: a fault planted in any of them turns a test red."""

import copy
import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from opora.calendars import preset
from opora.core.hours import WorkCalendar
from tests.calendars import test_documents, test_neighbours, test_overlay, test_preset, test_regions, test_second_source
from tests.calendars.tables import rows

Spec = dict[str, Any]
Check = Callable[[], None]
DATED = ("moved_days_off", "days_off")
OVERLAY = "ru-2020-2021"


def _each(test: Callable[..., None], cases: Any) -> list[Check]:
    return [partial(test, *(case if isinstance(case, tuple) else (case,))) for case in cases]


def _of(table: list[dict[str, str]], code: str) -> list[dict[str, str]]:
    return [row for row in table if row["preset"] == code]


def _checks(code: str) -> list[Check]:
    """The tests that look at this calendar or overlay, one by one."""
    return [*_checks_of_days(code), *(_documents(code) if code != OVERLAY else [])]


def _documents(code: str) -> list[Check]:
    found = [partial(test_documents.test_every_fixed_day_off_names_its_law, code)]
    if code in test_documents.FEASTS:
        found.append(partial(test_documents.test_every_feast_names_its_law, code))
    return found + _each(
        test_documents.test_a_day_that_the_law_moved_names_the_law_and_the_holiday, _of(test_documents.BY_LAW, code)
    )


def _checks_of_days(code: str) -> list[Check]:
    if code == "ru":
        names = test_preset.test_holidays_have_names_in_both_languages
        return [
            *_each(test_preset.test_russia_has_the_published_days_and_hours, rows("ru-facts.csv")),
            *_each(test_preset.test_every_moved_day_is_told_with_its_document, rows("ru-moved-days.csv")),
            test_preset.test_every_moved_day_of_russia_has_a_row_and_none_has_two,
            *_each(
                test_preset.test_a_decree_has_its_number_where_we_know_it_and_none_where_we_do_not,
                rows("ru-decrees.csv"),
            ),
            *_each(names, vars(names)["pytestmark"][0].args[1]),
        ]
    if code.startswith("ru-") and code != OVERLAY:
        told = test_regions.test_every_day_off_of_a_region_is_told_with_its_cause_name_and_document
        return [
            *_each(told, _of(test_regions.DAYS, code)),
            partial(test_regions.test_nothing_else_differs_from_russia, code),
            *_each(test_regions.test_the_day_before_a_regional_holiday_is_shorter, _of(test_regions.EVES, code)),
            *_each(test_regions.test_a_region_has_its_published_days_and_hours, _of(test_regions.FACTS, code)),
        ]
    if code == OVERLAY:
        return [
            *_each(test_overlay.test_every_decree_frees_its_days_and_is_told, test_overlay.ROWS),
            test_overlay.test_no_other_day_changes_and_no_eve_is_shorter,
        ]
    return [
        partial(test_neighbours.test_every_moved_day_is_told_and_worked_for_on_the_other, code),
        partial(test_neighbours.test_their_holidays_have_names_in_both_languages, code),
        partial(test_second_source.test_every_difference_is_explained_and_no_explanation_is_left_over, code),
        *(_belarus() if code == "by" else _kazakhstan()),
    ]


def _belarus() -> list[Check]:
    return [
        test_neighbours.test_radunitsa_is_entered_by_rule_up_to_2050,
        test_neighbours.test_belarus_moves_nothing_without_a_decree,
        *_each(test_neighbours.test_belarus_has_its_statutory_days, (2018, 2026, 2027)),
        *_each(test_neighbours.test_belarus_has_the_hours_of_its_norm, rows("by-facts.csv")),
    ]


def _kazakhstan() -> list[Check]:
    by_rule = test_neighbours.test_kazakhstan_gives_the_next_working_day_for_a_holiday_on_a_day_off
    return [
        *_each(test_neighbours.test_kazakhstan_has_its_statutory_days, (*test_neighbours.ENTERED, 2027)),
        *_each(by_rule, test_neighbours.ENTERED),
    ]


def _faults(spec: Spec) -> Iterator[tuple[str, Spec]]:
    """The calendar with one fault: a row gone, on another day, without a word of what it says."""
    for field in ("yearly_days_off", *DATED):
        for index, row in enumerate(spec.get(field, [])):
            wrong = {key: value for key, value in row.items() if key not in ("day", "day_off")}
            changes: list[tuple[str, Spec | None]] = [("gone", None), ("moved", _elsewhere(row))]
            changes += [(f"without {key}", {k: v for k, v in row.items() if k != key}) for key in wrong]
            for what, change in changes:
                planted = copy.deepcopy(spec)
                planted[field][index : index + 1] = [] if change is None else [change]
                yield f"{field}[{index}] {what}", planted


def _elsewhere(row: Spec) -> Spec:
    later = {
        key: (date.fromisoformat(row[key]) + timedelta(days=7)).isoformat()
        for key in ("day_off", "until")
        if isinstance(row.get(key), str)
    }
    return row | later if "day_off" in row else row | {"day": "02-17"}


@pytest.mark.long
@pytest.mark.parametrize("code", ["ru", "ru-ta", "ru-ba", "by", "kz", OVERLAY])
def test_a_fault_in_any_row_turns_a_test_red(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = preset.OVERLAYS if code == OVERLAY else preset.FOLDER
    sound: Spec = json.loads((folder / f"{code}.json").read_text(encoding="utf-8"))
    reader = "_overlay" if code == OVERLAY else "_preset"
    read: Callable[[object], Spec] = getattr(preset, reader)
    planted = {code: sound}
    built: dict[Any, WorkCalendar] = {}

    def load(name: str, zone: str | None = None, overlays: tuple[str, ...] = ()) -> WorkCalendar:
        key = name, zone, overlays
        if key not in built:
            built[key] = preset.from_spec({"preset": name}, name, zone, overlays=overlays)
        return built[key]

    monkeypatch.setattr(preset, reader, lambda name: planted[name] if name in planted else read(name))
    monkeypatch.setattr(preset, "load", load)
    checks = _checks(code)
    assert not _red(checks)
    alive = []
    for what, spec in _faults(sound):
        planted[code] = spec
        built.clear()
        if not _red(checks):
            alive.append(what)
    assert alive == []


def _red(checks: list[Check]) -> bool:
    for check in checks:
        try:
            check()
        except (AssertionError, ValueError):
            return True
    return False
