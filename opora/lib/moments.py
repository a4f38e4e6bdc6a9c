"""Moments, dates and spans as people say them, in Russian and in English (domain.md 11, look.md).

Every function takes an aware instant, the IANA zone of its reader and a language. With ``office_zone`` the zone is
named, as «18:00 (UTC+5)», where the two zones differ at that instant. Seconds are left off, so that a deadline is
never said later than it is. Texts carry non-breaking spaces after short prepositions and within dates, for pages and
HTML; `plain` turns them into ordinary ones, as the plain part of a letter has them. ``short`` and ``short_by`` say
"today" and are for pages alone: a letter is read on another day.

Raises ValueError for an instant without a zone, `opora.core.zones.UnknownZoneError` (one too) for an unknown name.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal, Protocol

from opora.core import zones
from opora.lib import moments_en, moments_ru

Language = Literal["ru", "en"]

NBSP = "\xa0"


class Saying(Protocol):
    """A function of this module that says one instant: `by`, `until`, `on_at`, `on_by`, `around`, `clock`, ..."""

    def __call__(self, at: datetime, zone: str, language: Language = ..., *, office_zone: str = ...) -> str: ...


class _Tongue(Protocol):
    """What a language has to know; `moments_ru` and `moments_en` are such."""

    HOURS: str
    MINUTES: str
    LESS_THAN_A_MINUTE: str

    def by(self, day: date, time: str) -> str: ...
    def until(self, day: date, time: str) -> str: ...
    def on_day(self, day: date) -> str: ...
    def on_at(self, day: date, time: str) -> str: ...
    def on_by(self, day: date, time: str) -> str: ...
    def since_day(self, day: date) -> str: ...
    def around(self, day: date, part: str) -> str: ...
    def short(self, day: date, time: str, today: date) -> str: ...
    def short_by(self, day: date, time: str, today: date) -> str: ...
    def days(self, first: date, last: date) -> str: ...
    def full_date(self, on: date) -> str: ...
    def day_number(self, number: int) -> str: ...
    def plural(self, number: int, forms: Sequence[str]) -> str: ...


_TONGUES: dict[str, _Tongue] = {"ru": moments_ru, "en": moments_en}


def by(at: datetime, zone: str, language: Language = "ru", *, office_zone: str = "") -> str:
    """A deadline: «до четверга, 19 ноября, 18:00», "by Thursday 19 November, 18:00"; midnight is 24:00 of the day."""
    day, time = _deadline(at, zone, office_zone)
    return _TONGUES[language].by(day, time)


def until(at: datetime, zone: str, language: Language = "ru", *, office_zone: str = "") -> str:
    """The end of a stretch: in Russian as `by`, in English "until Thursday 19 November, 18:00"."""
    day, time = _deadline(at, zone, office_zone)
    return _TONGUES[language].until(day, time)


def on_at(at: datetime, zone: str, language: Language = "ru", *, office_zone: str = "") -> str:
    """An event: «во вторник, 12 мая, в 9:00», "on Tuesday 12 May at 9:00"."""
    local = _local(at, zone)
    return _TONGUES[language].on_at(local.date(), _time(local, at, zone, office_zone))


def on_by(at: datetime, zone: str, language: Language = "ru", *, office_zone: str = "") -> str:
    """A deadline that puts the day first: «в пятницу, 20 ноября, до 13:00», "by 13:00 on Friday 20 November"."""
    day, time = _deadline(at, zone, office_zone)
    return _TONGUES[language].on_by(day, time)


def around(at: datetime, zone: str, language: Language = "ru", *, office_zone: str = "") -> str:
    """A rough deadline for what is no promise: «к вечеру среды, 13 мая», «к обеду …», «к утру …».

    A part of the day is named only where the moment lies in it; else, and where the zones differ, this is `on_by`:
    told "by midday" for 10:40, a customer would read at 10:45 that we are late.
    """
    local = _local(at, zone)
    part = _part_of_day(local)
    if not part or _mark(at, zone, office_zone):
        return on_by(at, zone, language, office_zone=office_zone)
    return _TONGUES[language].around(local.date(), part)


def on_day(at: datetime, zone: str, language: Language = "ru") -> str:
    """A day: «во вторник, 12 мая», "on Tuesday 12 May"."""
    return _TONGUES[language].on_day(_local(at, zone).date())


def since_day(at: datetime, zone: str, language: Language = "ru") -> str:
    """The day on which something began: «со вторника, 12 мая», "since Tuesday 12 May"."""
    return _TONGUES[language].since_day(_local(at, zone).date())


def clock(at: datetime, zone: str, language: Language = "ru", *, office_zone: str = "") -> str:
    """The time alone: «9:05», «18:00 (UTC+5)»."""
    return _time(_local(at, zone), at, zone, office_zone)


def short(at: datetime, now: datetime, zone: str, language: Language = "ru", *, office_zone: str = "") -> str:
    """For pages: «сегодня, 18:00», «вчера, 16:05», «вт, 12 мая, 9:00»; the year where it isn't this one."""
    local, today = _local(at, zone), _local(now, zone).date()
    return _TONGUES[language].short(local.date(), _time(local, at, zone, office_zone), today)


def short_by(at: datetime, now: datetime, zone: str, language: Language = "ru", *, office_zone: str = "") -> str:
    """A deadline for pages: «сегодня до 18:00», «до завтра, 16:05», «до вт, 12 мая, 9:00»."""
    day, time = _deadline(at, zone, office_zone)
    return _TONGUES[language].short_by(day, time, _local(now, zone).date())


def day(at: datetime, now: datetime, zone: str, language: Language = "ru") -> str:
    """A day for pages, as `short` says it: «сегодня», «вт, 12 мая»; the year where it isn't this one."""
    return short(at, now, zone, language).rpartition(", ")[0]


def days(first: date, last: date, language: Language = "ru") -> str:
    """A range of days, both included: «9–11 мая», «31 декабря – 8 января», «9 мая»."""
    return _TONGUES[language].days(first, last)


def full_date(on: date, language: Language = "ru") -> str:
    """A date with its year: «14 марта 2027 года», "14 March 2027"."""
    return _TONGUES[language].full_date(on)


def span(length: timedelta, language: Language = "ru") -> str:
    """A span of working time in hours and minutes, rounded down: «3 ч 10 мин». Raises ValueError if negative."""
    if length < timedelta():
        raise ValueError(f"a negative span: {length}")
    hours, minutes = divmod(length // timedelta(minutes=1), 60)
    tongue = _TONGUES[language]
    if not hours and not minutes and length:
        return tongue.LESS_THAN_A_MINUTE
    parts = [f"{hours}{NBSP}{tongue.HOURS}"] if hours else []
    parts += [f"{minutes}{NBSP}{tongue.MINUTES}"] if minutes or not hours else []
    return NBSP.join(parts)


def counted(number: int, forms: Sequence[str], language: Language = "ru") -> str:
    """A number with its noun: «5 дней» of («день», «дня», «дней»), "5 days" of ("day", "days")."""
    return f"{number}{NBSP}{_TONGUES[language].plural(number, forms)}"


def day_number(number: int, language: Language = "ru") -> str:
    """Which day it is: «4-й день», "day 4"."""
    return _TONGUES[language].day_number(number)


def zone_mark(at: datetime, zone: str) -> str:
    """The zone by its offset at that instant: «UTC+5», «UTC+5:30», «UTC−3», «UTC»."""
    offset = _local(at, zone).utcoffset() or timedelta()
    minutes = abs(offset) // timedelta(minutes=1)
    if not minutes:
        return "UTC"
    sign = "+" if offset > timedelta() else "\N{MINUS SIGN}"
    return f"UTC{sign}{minutes // 60}" + (f":{minutes % 60:02}" if minutes % 60 else "")


def plain(text: str) -> str:
    """The text with ordinary spaces instead of non-breaking ones."""
    return text.replace(NBSP, " ")


def _deadline(at: datetime, zone: str, office_zone: str) -> tuple[date, str]:
    """Day and time; nobody understands "until Thursday, 0:00", so midnight belongs to the day that ends."""
    local = _local(at, zone)
    if (local.hour, local.minute) == (0, 0):
        return local.date() - timedelta(days=1), "24:00" + _mark(at, zone, office_zone)
    return local.date(), _time(local, at, zone, office_zone)


def _time(local: datetime, at: datetime, zone: str, office_zone: str) -> str:
    return f"{local.hour}:{local.minute:02}" + _mark(at, zone, office_zone)


def _mark(at: datetime, zone: str, office_zone: str) -> str:
    if not office_zone or _local(at, zone).utcoffset() == _local(at, office_zone).utcoffset():
        return ""
    return f"{NBSP}({zone_mark(at, zone)})"


def _part_of_day(local: datetime) -> Literal["morning", "midday", "evening", ""]:
    minute = local.hour * 60 + local.minute
    if 6 * 60 <= minute <= 9 * 60:
        return "morning"
    if 12 * 60 <= minute <= 14 * 60:
        return "midday"
    return "evening" if 17 * 60 <= minute <= 21 * 60 else ""


def _local(at: datetime, zone: str) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"an instant must be aware: {at}")
    return at.astimezone(zones.zone(zone))
