"""Other packages that count working time, each taught a calendar as far as it can be told (`opora bench worktime`).

A package is imported when it is asked for; ImportError says that it is not there.
"""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from opora.core.hours import WorkCalendar

FIRST, LAST = date(2018, 1, 1), date(2027, 12, 31)
TRAITS = ("lunch", "holidays", "shortened days", "working Saturdays", "zones")
OPENING, CLOSING, LUNCH, AFTERNOON = time(9), time(18), time(13), time(14)


def _as_it_is(given: Any) -> Any:
    return given


@dataclass(frozen=True, slots=True)
class Peer:
    """A package that knows the calendar. ``can`` says of each of TRAITS whether its own means express it.

    ``moment`` and ``span`` (of whole hours) turn what is asked into its own types, ``instant`` and ``length`` turn its
    answers into ours: none of these is timed. ``add`` or ``between`` is null when it has no such function.
    """

    can: Mapping[str, bool]
    add: Callable[[Any, Any], Any] | None
    between: Callable[[Any, Any], Any] | None
    moment: Callable[[datetime], Any] = _as_it_is
    span: Callable[[int], Any] = _as_it_is
    instant: Callable[[Any], datetime] = _as_it_is
    length: Callable[[Any], timedelta] = _as_it_is


@dataclass(frozen=True, slots=True)
class Days:
    """The dates of ten years that are not as their weekday; ``off`` are all dates without hours, weekends too.

    The hours are 9-18, with ``lunch`` from 13 to 14 or without.
    """

    calendar: WorkCalendar
    off: list[date] = field(default_factory=list)
    holidays: list[date] = field(default_factory=list)
    shortened: list[date] = field(default_factory=list)
    lunch: bool = True

    @classmethod
    def of(cls, calendar: WorkCalendar) -> "Days":
        """From our calendar: the peers get what we have."""
        whole = max(calendar.weekly.days, key=len)
        days = cls(calendar, lunch=len(whole) > 1)
        for ordinal in range(FIRST.toordinal(), LAST.toordinal() + 1):
            on = date.fromordinal(ordinal)
            hours = calendar.hours_on(on)
            if not hours:
                days.off.append(on)
                if on.weekday() < 5:
                    days.holidays.append(on)
            elif hours != whole:
                days.shortened.append(on)
        return days

    def local(self, at: datetime) -> datetime:
        """The wall clock of the office, for packages that know no zones."""
        return at.astimezone(self.calendar.tz).replace(tzinfo=None)

    def aware(self, wall: datetime) -> datetime:
        """And back."""
        return wall.replace(tzinfo=self.calendar.tz).astimezone(UTC)


def _traits(*true: str) -> dict[str, bool]:
    return {trait: trait in true for trait in TRAITS}


def officehours(days: Days) -> Peer:
    """One interval a day, Saturdays and Sundays are never worked, no zones."""
    office = importlib.import_module("officehours").Calculator("9:00", "18:00", days.holidays)
    return Peer(
        _traits("holidays"),
        lambda at, hours: office.due_date(hours, at),
        office.working_seconds,
        moment=days.local,
        instant=days.aware,
        length=lambda seconds: timedelta(seconds=seconds),
    )


def businesstimedelta(days: Days) -> Peer:
    """Rules of what is worked and of what is not; a day of its own hours would be a class to write."""
    package = importlib.import_module("businesstimedelta")
    zone = importlib.import_module("pytz").timezone(days.calendar.zone)
    every = list(range(7))
    rule = package.Rules(
        [
            package.WorkDayRule(start_time=OPENING, end_time=CLOSING, working_days=every, tz=zone),
            *([package.LunchTimeRule(start_time=LUNCH, end_time=AFTERNOON, working_days=every, tz=zone)] * days.lunch),
            # Weekends as holidays, so that a Saturday can be worked.
            package.HolidayRule(set(days.off), tz=zone),
        ]
    )
    return Peer(
        _traits("lunch", "holidays", "working Saturdays", "zones"),
        lambda at, span: at + span,
        rule.difference,
        span=lambda hours: package.BusinessTimeDelta(rule, hours=hours),
        length=lambda found: timedelta(seconds=found.timedelta.total_seconds()),
    )


def business_duration(days: Days) -> Peer:
    """Spans alone; one interval a day."""
    package = importlib.import_module("business_duration")
    off = set(days.off)

    def between(start: datetime, end: datetime) -> Any:
        return package.businessDuration(start, end, OPENING, CLOSING, weekendlist=[], holidaylist=off, unit="sec")

    return Peer(
        _traits("holidays", "working Saturdays"),
        None,
        between,
        moment=days.local,
        length=lambda seconds: timedelta(seconds=float(seconds)),
    )


def pandas(days: Days) -> Peer:
    """CustomBusinessHour: whole hours forward, no spans; the same hours on every day."""
    package = importlib.import_module("pandas")
    hour = package.offsets.CustomBusinessHour(
        start=[OPENING, AFTERNOON] if days.lunch else OPENING,
        end=[LUNCH, CLOSING] if days.lunch else CLOSING,
        weekmask="1111111",
        holidays=days.off,
    )
    return Peer(
        _traits("lunch", "holidays", "working Saturdays", "zones"),
        lambda at, span: at + span,
        None,
        moment=lambda at: package.Timestamp(at).tz_convert(days.calendar.zone),
        span=lambda hours: hour * hours,
        instant=lambda found: found.to_pydatetime(),
    )


def biztime(days: Days) -> Peer:
    """Spans alone; one interval a day."""
    package = importlib.import_module("biztime.biztime")
    office = package.BizTime(
        {"biz_start": OPENING, "biz_end": CLOSING, "weekend": [], "holidays": set(days.off)},
    )
    return Peer(_traits("holidays", "working Saturdays"), None, office.date_diff, moment=days.local)


def exchange_calendars(days: Days) -> Peer:
    """An exchange of ours with a break: it counts whole minutes, which are all laid out beforehand. A day with an early
    close has no break there."""
    package, timestamps = importlib.import_module("exchange_calendars"), importlib.import_module("pandas")
    office = _exchange(package, timestamps, days)
    minute = timestamps.Timedelta(minutes=1)

    def add(at: Any, minutes: int) -> Any:
        # The last of the minutes that are worked, and its end.
        return office.minute_offset(office.minute_to_trading_minute(at, "next"), minutes - 1) + minute

    return Peer(
        _traits(*TRAITS),
        add,
        lambda start, end: office.minutes_distance(start, end - minute),
        moment=timestamps.Timestamp,
        span=lambda hours: 60 * hours,
        instant=lambda found: found.to_pydatetime(),
        length=lambda minutes: timedelta(minutes=int(minutes)),
    )


def _exchange(package: Any, timestamps: Any, days: Days) -> Any:
    """An exchange whose days are these. A class, since that is how this package is told of a calendar."""
    said = {
        "name": "OPORA",
        "tz": property(lambda self: days.calendar.tz),
        "open_times": property(lambda self: ((None, OPENING),)),
        "break_start_times": property(lambda self: ((None, LUNCH),) if days.lunch else None),
        "break_end_times": property(lambda self: ((None, AFTERNOON),) if days.lunch else None),
        "close_times": property(lambda self: ((None, CLOSING),)),
        "weekmask": property(lambda self: "1111111"),
        "adhoc_holidays": property(lambda self: [timestamps.Timestamp(one) for one in days.off]),
        "special_closes_adhoc": property(
            lambda self: [(time(17), timestamps.DatetimeIndex([timestamps.Timestamp(one) for one in days.shortened]))]
        ),
    }
    worked = sorted({date.fromordinal(one) for one in range(FIRST.toordinal(), LAST.toordinal() + 1)} - set(days.off))
    return type("Office", (package.ExchangeCalendar,), said)(start=worked[0], end=worked[-1], side="left")


PEERS: Mapping[str, Callable[[Days], Peer]] = {
    "officehours": officehours,
    "exchange_calendars": exchange_calendars,
    "businesstimedelta": businesstimedelta,
    "business-duration": business_duration,
    "pandas": pandas,
    "biztime": biztime,
}
"""By the names under which pip knows them."""
