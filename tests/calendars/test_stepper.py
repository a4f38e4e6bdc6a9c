"""Each date of sixty years by a second reading of the same files, one date at a time, written without ours."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from opora.calendars import preset
from tests.calendars.tables import hours, year

Spec = dict[str, Any]
FIRST, LAST = 2000, 2060


def _files(code: str, *overlays: str) -> list[Spec]:
    """The files that speak of a calendar, the uppermost first."""
    written: Spec = json.loads((preset.FOLDER / f"{code}.json").read_text(encoding="utf-8"))
    below = _files(written["preset"]) if "preset" in written else []
    over = [json.loads((preset.OVERLAYS / f"{one}.json").read_text(encoding="utf-8")) for one in overlays]
    return [*over, written, *below]


class _Reading:
    """What the files say of a date."""

    def __init__(self, files: list[Spec]) -> None:
        self.moved = [one for spec in files for one in spec.get("moved_days_off", [])]
        self.yearly = [one for spec in files for one in spec.get("yearly_days_off", [])]
        self.dated = [one for spec in files for one in spec.get("days_off", [])]
        self.eve = next((spec["eve_shorter_by"] for spec in files if "eve_shorter_by" in spec), 0) // 3600
        self.week = next(spec["weekly"] for spec in files if "weekly" in spec)
        self.freed = {one["day_off"] for one in self.moved}
        self.worked = {one["taken_from"]: one["day_off"] for one in self.moved if one.get("worked")}

    def holiday(self, on: date, *, asking_for_the_eve: bool) -> bool:
        said = on.isoformat()
        if any(
            one["day"] == said[5:] and one.get("since", 0) <= on.year <= one.get("until", 9999) for one in self.yearly
        ):
            return True
        there = [one for one in self.dated if one["day_off"] <= said <= one.get("until", one["day_off"])]
        return any(one.get("eve", True) or not asking_for_the_eve for one in there)

    def ordinary(self, on: date) -> int:
        whole = 0
        for start, end in self.week.get(["mon", "tue", "wed", "thu", "fri", "sat", "sun"][on.weekday()], []):
            whole += int(end[:2]) - int(start[:2])
        shorter = self.eve if self.holiday(on + timedelta(days=1), asking_for_the_eve=True) else 0
        return max(whole - shorter, 0)

    def hours(self, on: date) -> int:
        if self.holiday(on, asking_for_the_eve=False) or on.isoformat() in self.freed:
            return 0
        if on.isoformat() in self.worked:
            return self.ordinary(date.fromisoformat(self.worked[on.isoformat()]))
        return self.ordinary(on)


@pytest.mark.parametrize(
    ("code", "overlays"),
    [*((code, ()) for code in preset.names()), ("ru", ("ru-2020-2021",)), ("ru-ba", ("ru-2020-2021",))],
)
def test_every_date_has_the_hours_of_the_second_reading(code: str, overlays: tuple[str, ...]) -> None:
    reading, calendar = _Reading(_files(code, *overlays)), preset.load(code, overlays=overlays)

    wrong = [
        (on, reading.hours(on), hours(calendar, on))
        for number in range(FIRST, LAST)
        for on in year(number)
        if reading.hours(on) != hours(calendar, on)
    ]

    assert wrong == []
