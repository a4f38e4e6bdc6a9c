"""Hours as people type them, and what is wrong with them."""

import re

import pytest
from django.utils import translation

from opora.core.hours import Interval
from opora.lib.errors import Refused
from opora.web.admin.typed_hours import hours_said, hours_typed

HOUR = 3600
DAY = (Interval(9 * HOUR, 13 * HOUR), Interval(14 * HOUR, 17 * HOUR))


@pytest.mark.parametrize(
    "typed",
    [
        "09:00–13:00, 14:00–17:00",
        "09:00-13:00,14:00-17:00",
        "9—13; 14 – 17",
        "14:00–17:00, 9:00–13:00",
        "9.00-13.00, 14.00-17.00",
        "с 9:00 до 13:00, с 14:00 до 17:00",
        "9:00 to 13:00, 14:00 to 17:00",
        "9–10, 10–13, 14–17",
    ],
)
def test_the_ways_in_which_people_write_hours(typed: str) -> None:
    assert hours_typed(typed) == DAY


@pytest.mark.parametrize("typed", ["", "–", "-", "closed", "Закрыто", "выходной"])
def test_nothing_and_closed_are_no_hours(typed: str) -> None:
    assert hours_typed(typed) == ()


def test_to_the_second_to_midnight_and_through_the_night() -> None:
    assert hours_typed("9:00:30–13:00, 22–24:00") == (
        Interval(9 * HOUR + 30, 13 * HOUR),
        Interval(22 * HOUR, 24 * HOUR),
    )
    assert hours_typed("22:00–6:00") == (Interval(22 * HOUR, 30 * HOUR),)
    assert hours_typed("0:00–24:00") == (Interval(0, 24 * HOUR),)


@pytest.mark.parametrize(
    ("typed", "piece"),
    [
        ("9:00–13:00, 14:00", "14:00"), ("9:00–25:00", "9:00–25:00"), ("9:00–9:00", "9:00–9:00"), ("утром", "утром"),
        ("9:70–10:00", "9:70–10:00"), ("9:00–13:00–14:00", "9:00–13:00–14:00"), ("24:00–6:00", "24:00–6:00"),
    ],
)  # fmt: skip
def test_what_is_no_interval_is_named(typed: str, piece: str) -> None:
    with translation.override("en"), pytest.raises(Refused, match=re.escape(f"“{piece}”")):
        hours_typed(typed)
    with translation.override("ru"), pytest.raises(Refused, match=re.escape(f"«{piece}»")):
        hours_typed(typed)


def test_hours_that_overlap() -> None:
    with translation.override("en"), pytest.raises(Refused, match="overlap"):
        hours_typed("9:00–13:00, 12:00–17:00")
    with translation.override("ru"), pytest.raises(Refused, match="пересекаются"):
        hours_typed("9:00–13:00, 12:00–17:00")


def test_said_as_they_may_be_typed_again() -> None:
    assert hours_said(DAY) == "09:00–13:00, 14:00–17:00"
    assert hours_said((Interval(22 * HOUR, 30 * HOUR),)) == "22:00–06:00"
    assert hours_said(()) == ""
