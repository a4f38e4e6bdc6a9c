"""Edits of a calendar's file: days entered and taken away, another week, and what is different between two versions."""

from datetime import date
from typing import Any

from opora.calendars.edits import Edited, differences, with_days, with_week

SPEC: dict[str, Any] = {
    "preset": "ru",
    "zone": "Asia/Yekaterinburg",
    "exceptions": {"2026-12-07": [], "2026-12-11": {"hours": [["09:00", "13:00"]], "name": "Учёба"}},
}
SHORT: dict[str, Any] = {"hours": [["09:00", "12:00"]], "name": "Короткая пятница"}


def test_a_day_is_entered_another_is_taken_away_and_the_rest_stays() -> None:
    after = with_days(SPEC, {date(2026, 12, 4): SHORT, date(2026, 12, 7): None})
    assert after == {
        "preset": "ru",
        "zone": "Asia/Yekaterinburg",
        "exceptions": {"2026-12-04": SHORT, "2026-12-11": {"hours": [["09:00", "13:00"]], "name": "Учёба"}},
    }
    assert list(after["exceptions"]) == ["2026-12-04", "2026-12-11"]
    # What it stood on is as it was.
    assert SPEC["exceptions"]["2026-12-07"] == []


def test_the_last_day_that_is_taken_away_leaves_no_empty_list() -> None:
    assert with_days({"preset": "ru", "exceptions": {"2026-12-07": []}}, {date(2026, 12, 7): None}) == {"preset": "ru"}
    assert with_days({"preset": "ru"}, {date(2026, 12, 7): None}) == {"preset": "ru"}


def test_another_week_from_a_day_on_leaves_the_days_before_it_behind() -> None:
    week = {"mon": [["10:00", "18:00"]]}
    after = with_week(SPEC, week, date(2026, 12, 8))
    assert after == {
        "preset": "ru",
        "zone": "Asia/Yekaterinburg",
        "weekly": week,
        "exceptions": {"2026-12-11": {"hours": [["09:00", "13:00"]], "name": "Учёба"}},
    }
    assert "exceptions" not in with_week(SPEC, week, date(2026, 12, 12))
    assert with_week(SPEC, week, date(2026, 12, 7))["exceptions"] == SPEC["exceptions"]


def test_what_is_different() -> None:
    """7 December was closed and is not; the 8th and 9th are new, in one go; the 11th has other hours."""
    study = {"hours": [], "name": "Учёба"}
    after = with_days(SPEC, {
        date(2026, 12, 7): None, date(2026, 12, 8): study, date(2026, 12, 9): study, date(2026, 12, 11): SHORT,
    })  # fmt: skip
    assert differences(SPEC, after) == [
        Edited(date(2026, 12, 7), date(2026, 12, 7), None),
        Edited(date(2026, 12, 8), date(2026, 12, 9), study),
        Edited(date(2026, 12, 11), date(2026, 12, 11), SHORT),
    ]
    assert differences(SPEC, SPEC) == []
    assert differences(SPEC, with_week(SPEC, {"mon": []}, date(2026, 1, 1))) == ["weekly"]
    assert differences(SPEC, SPEC | {"zone": "Europe/Moscow", "preset": "24x7"}) == ["preset", "zone"]
    # A later version left what was over behind: that is no change of those days.
    assert differences(SPEC, with_week(SPEC, {"mon": []}, date(2026, 12, 8)), date(2026, 12, 8)) == ["weekly"]
