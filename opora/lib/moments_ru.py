"""How Russian says a day and a time: the cases of weekdays and months, «во вторник», «со среды»."""

from collections.abc import Sequence
from datetime import date, timedelta

NBSP = "\xa0"
HOURS, MINUTES, LESS_THAN_A_MINUTE = "ч", "мин", "меньше минуты"

_ON = ("понедельник", "вторник", "среду", "четверг", "пятницу", "субботу", "воскресенье")
_OF = ("понедельника", "вторника", "среды", "четверга", "пятницы", "субботы", "воскресенья")
_BRIEF = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_PARTS = {"morning": "утру", "midday": "обеду", "evening": "вечеру"}
_TODAY = {-1: "вчера", 0: "сегодня", 1: "завтра"}


def by(day: date, time: str) -> str:
    """«до четверга, 19 ноября, 18:00»"""
    return f"до{NBSP}{_OF[day.weekday()]}, {_date(day)}, {time}"


until = by


def on_day(day: date) -> str:
    """«во вторник, 12 мая»"""
    weekday = _ON[day.weekday()]
    return f"{'во' if weekday.startswith('вт') else 'в'}{NBSP}{weekday}, {_date(day)}"


def on_at(day: date, time: str) -> str:
    """«во вторник, 12 мая, в 9:00»"""
    return f"{on_day(day)}, в{NBSP}{time}"


def on_by(day: date, time: str) -> str:
    """«в пятницу, 20 ноября, до 13:00»"""
    return f"{on_day(day)}, до{NBSP}{time}"


def since_day(day: date) -> str:
    """«со вторника, 12 мая»"""
    weekday = _OF[day.weekday()]
    return f"{'со' if weekday.startswith(('вт', 'ср')) else 'с'}{NBSP}{weekday}, {_date(day)}"


def around(day: date, part: str) -> str:
    """«к вечеру среды, 13 мая»"""
    return f"к{NBSP}{_PARTS[part]} {_OF[day.weekday()]}, {_date(day)}"


def short(day: date, time: str, today: date) -> str:
    """«сегодня, 18:00», «вт, 12 мая, 9:00»"""
    return f"{_TODAY.get((day - today).days) or _brief(day, today)}, {time}"


def short_by(day: date, time: str, today: date) -> str:
    """«сегодня до 18:00», «до завтра, 16:05»"""
    return f"сегодня до{NBSP}{time}" if day == today else f"до{NBSP}{short(day, time, today)}"


def days(first: date, last: date) -> str:
    """«9–11 мая», «31 декабря – 8 января», «9 мая»"""
    if first == last:
        return _date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{_date(last)}"
    return f"{_date(first)}{NBSP}– {_date(last)}"


def full_date(on: date) -> str:
    """«14 марта 2027 года»"""
    return f"{_date(on)} {on.year}{NBSP}года"


def day_number(number: int) -> str:
    """«4-й день»"""
    return f"{number}-й день"


def plural(number: int, forms: Sequence[str]) -> str:
    """The noun after a number: one of («день», «дня», «дней»)."""
    one, few, many = forms
    if number % 100 in range(11, 15):
        return many
    return {1: one, 2: few, 3: few, 4: few}.get(number % 10, many)


def _date(day: date) -> str:
    return f"{day.day}{NBSP}{_MONTHS[day.month - 1]}"


def _brief(day: date, today: date) -> str:
    # In January a date of December is near enough to be understood without its year.
    year = "" if day.year == today.year or abs(day - today) < timedelta(days=60) else f" {day.year}"
    return f"{_BRIEF[day.weekday()]}, {_date(day)}{year}"
