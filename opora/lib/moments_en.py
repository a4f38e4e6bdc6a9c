"""How English says a day and a time; British order, 24 hours."""

from collections.abc import Sequence
from datetime import date, timedelta

NBSP = "\xa0"
HOURS, MINUTES, LESS_THAN_A_MINUTE = "h", "min", "less than a minute"

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_PARTS = {"morning": "the morning of", "midday": "midday on", "evening": "the evening of"}
_TODAY = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def by(day: date, time: str) -> str:
    """by Thursday 19 November, 18:00"""
    return f"by {_day(day)}, {time}"


def until(day: date, time: str) -> str:
    """until Thursday 19 November, 18:00"""
    return f"until {_day(day)}, {time}"


def on_day(day: date) -> str:
    """on Tuesday 12 May"""
    return f"on {_day(day)}"


def on_at(day: date, time: str) -> str:
    """on Tuesday 12 May at 9:00"""
    return f"on {_day(day)} at{NBSP}{time}"


def on_by(day: date, time: str) -> str:
    """by 13:00 on Friday 20 November"""
    return f"by{NBSP}{time} on {_day(day)}"


def since_day(day: date) -> str:
    """since Tuesday 12 May"""
    return f"since {_day(day)}"


def around(day: date, part: str) -> str:
    """by the evening of Wednesday 13 May"""
    return f"by {_PARTS[part]} {_day(day)}"


def short(day: date, time: str, today: date) -> str:
    """today, 18:00; Tue 12 May, 9:00"""
    return f"{_TODAY.get((day - today).days) or _brief(day, today)}, {time}"


def short_by(day: date, time: str, today: date) -> str:
    """today by 18:00; by tomorrow, 16:05"""
    return f"today by{NBSP}{time}" if day == today else f"by {short(day, time, today)}"


def days(first: date, last: date) -> str:
    """9–11 May; 31 December – 8 January; 9 May"""
    if first == last:
        return _date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{_date(last)}"
    return f"{_date(first)}{NBSP}– {_date(last)}"


def full_date(on: date) -> str:
    """14 March 2027"""
    return f"{_date(on)} {on.year}"


def day_number(number: int) -> str:
    """day 4"""
    return f"day{NBSP}{number}"


def plural(number: int, forms: Sequence[str]) -> str:
    """The noun after a number: one of ("day", "days")."""
    one, many = forms
    return one if number == 1 else many


def _date(day: date) -> str:
    return f"{day.day}{NBSP}{_MONTHS[day.month - 1]}"


def _day(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]} {_date(day)}"


def _brief(day: date, today: date) -> str:
    # In January a date of December is near enough to be understood without its year.
    year = "" if day.year == today.year or abs(day - today) < timedelta(days=60) else f" {day.year}"
    return f"{_WEEKDAYS[day.weekday()][:3]} {_date(day)}{year}"
