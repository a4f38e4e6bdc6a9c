"""Every day off names its document: the law of a statutory day, the law or the decree of a moved one (domain.md T1)."""

from datetime import date

import pytest

from opora.calendars import preset
from opora.core.hours import Cause
from tests.calendars.tables import rows

BY_LAW = rows("by-law.csv")
LABOUR_CODE = "Labour Code of Russia, art. 112"
DECREE_157 = "No 157 of 26.03.1998"
HOLIDAYS_ACT, ART_84 = "Law on holidays of Kazakhstan", "Labour Code of Kazakhstan, art. 84"
TATARSTAN, BASHKORTOSTAN = "No 1448-XII of 19.02.1992", "No ВС-10/21 of 27.02.1992"
# What stands on which law, by hand: the fixed days, and the days of one year. A region's feasts have the year's
# document where we know its number (`ru-regions-days.csv` has each).
FIXED = {
    "ru": {LABOUR_CODE},
    "ru-ta": {LABOUR_CODE, TATARSTAN},
    "ru-ba": {LABOUR_CODE, BASHKORTOSTAN},
    "by": {DECREE_157},
    "kz": {HOLIDAYS_ACT, ART_84},
}
FEASTS = {"ru": set[str](), "ru-ta": {TATARSTAN}, "by": {DECREE_157}, "kz": {ART_84}}


@pytest.mark.parametrize("code", FIXED)
def test_every_fixed_day_off_names_its_law(code: str) -> None:
    """Kazakhstan's 7 January alone stands in its Labour Code; a region's days are those that Russia has not."""
    public, russia = preset.load(code).public, {(one.month, one.day) for one in preset.load("ru").public.yearly}

    assert {one.document for one in public.yearly} == FIXED[code]
    for one in public.yearly:
        by_own = (one.month, one.day) not in russia
        own = {"ru-ta": TATARSTAN, "ru-ba": BASHKORTOSTAN}.get(code, "")
        wanted = {"by": DECREE_157, "kz": ART_84 if (one.month, one.day) == (1, 7) else HOLIDAYS_ACT}
        assert one.document == wanted.get(code, own if by_own and own else LABOUR_CODE)


@pytest.mark.parametrize("code", FEASTS)
def test_every_feast_names_its_law(code: str) -> None:
    assert {one.document for one in preset.load(code).public.dated} == FEASTS[code]


@pytest.mark.parametrize("row", BY_LAW, ids=lambda row: f"{row['preset']} {row['day_off']}")
def test_a_day_that_the_law_moved_names_the_law_and_the_holiday(row: dict[str, str]) -> None:
    on, holiday = date.fromisoformat(row["day_off"]), date.fromisoformat(row["holiday"])
    calendar = preset.load(row["preset"])

    because, fell = calendar.closed_because(on), calendar.closed_because(holiday)

    assert because is not None
    assert (because.cause, because.other_day, because.document) == (Cause.MOVED, holiday, row["document"])
    # It was a holiday, on a day off, and is none the less.
    assert fell is not None
    assert (fell.cause, f"{holiday:%a}") == (Cause.HOLIDAY, row["weekday"])
    assert on.weekday() < 5


@pytest.mark.parametrize("code", ["ru", "kz", "ru-ba"])
def test_what_no_decree_moved_was_moved_by_a_law(code: str) -> None:
    """Each moved day has its row, here or in the table of decrees; none lacks a document but Belarus's unknown ones."""
    russia = set() if code == "ru" else {one.day_off for one in preset.load("ru").public.moved}
    moved = {one.day_off: one for one in preset.load(code).public.moved if code == "kz" or one.day_off not in russia}

    assert all(one.document for one in moved.values())
    laws = {on for on, one in moved.items() if "art. " in one.document}
    assert laws == {date.fromisoformat(row["day_off"]) for row in BY_LAW if row["preset"] == code}


def test_a_holiday_a_day_by_decree_and_one_by_law_beside_each_other() -> None:
    """Russia in 2026: 8 March is a holiday, a Sunday; the 9th stands for it; the Government moved 9 January."""
    ru = preset.load("ru")
    told = [ru.closed_because(date(2026, *on)) for on in ((3, 8), (3, 9), (1, 9))]

    assert [(one.cause, one.other_day, one.document) for one in told if one] == [
        (Cause.HOLIDAY, None, "Labour Code of Russia, art. 112"),
        (Cause.MOVED, date(2026, 3, 8), "Labour Code of Russia, art. 112"),
        (Cause.MOVED, date(2026, 1, 3), "ConsultantPlus LAW_515170, No 1466 of 24.09.2025"),
    ]
