"""Working time on the calendar of an office: due moments, spans, working days, reasons (domain.md section 3)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, Protocol, Self
from zoneinfo import ZoneInfo

from opora.core import zones
from opora.core.hours import explain, spec
from opora.core.hours.axis import DAY, DRY, HOUR, SECOND, Axis
from opora.core.hours.days import Cause, Day, DayException, Interval, Reason, WeeklyHours
from opora.core.hours.eras import Eras
from opora.core.hours.explain import Piece, Stretch
from opora.core.hours.public import PublicDays
from opora.core.hours.timetable import Timetable, midnight

EPOCH = zones.EPOCH
MICROSECOND = timedelta.resolution
Flag = Literal["preliminary", "fallback"]


class NaiveInstantError(ValueError):
    """An instant came without its offset from UTC."""


class Known(Protocol):
    """What was known of a calendar when (`opora.core.hours.versions`)."""

    def count(self, at: datetime) -> int: ...

    def after(self, count: int) -> "WorkCalendar": ...


@dataclass(frozen=True, slots=True, eq=False)
class WorkCalendar:
    """When an office works. It takes aware instants of any zone and answers with aware ones of UTC.

    ``zone`` is an IANA name; ``exceptions`` of the office win over the country's ``public`` days, these over the week.
    An instant is open when the wall clock of the zone shows a time within the hours: what lies in a gap of the clock
    does not exist, what lies in a fold comes twice. Safe to share between threads. ``plain`` is the calendar over which
    ``duties`` are laid: dates are reckoned by it (T10), a duty makes no working date and moves no word further away.
    One that was put together from dated versions has ``eras`` and a ``history``; what it says of itself (zone, week) is
    what the last of them says.

    Naive instants raise NaiveInstantError, an unknown zone UnknownZoneError, years outside 1900-2400 OverflowError.
    """

    code: str
    zone: str
    weekly: WeeklyHours
    exceptions: Mapping[date, DayException] = field(default_factory=dict)
    public: PublicDays = field(default_factory=PublicDays)
    duties: tuple[Piece, ...] = ()
    plain: Self | None = None
    eras: Eras | None = field(default=None, repr=False)
    history: Known | None = field(default=None, repr=False)
    known: int = 1
    axis: Axis = field(init=False, repr=False)
    timetable: Timetable = field(init=False, repr=False)
    _tables: Timetable | Eras = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "timetable", Timetable(self.zone, self.weekly, self.exceptions, self.public))
        object.__setattr__(self, "_tables", self.eras or self.timetable)
        object.__setattr__(self, "axis", Axis(self._year))

    @classmethod
    def always(cls, zone: str) -> Self:
        """Round the clock, every day."""
        return cls("24x7", zone, WeeklyHours.of({weekday: [Interval(0, 86_400)] for weekday in range(7)}))

    @classmethod
    def from_spec(cls, written: object, code: str = "") -> Self:
        """The calendar of a calendar file, as read from JSON. Raises CalendarFileError (place, value, way out)."""
        parts = spec.read(written)
        return cls(code, parts.zone, parts.weekly, parts.exceptions, parts.public)

    def to_spec(self) -> dict[str, Any]:
        """The calendar file of this calendar; duties are not part of it."""
        return spec.write(spec.Parts(self.zone, self.weekly, self.exceptions, self.public))

    def overlay(self, duties: Iterable[tuple[datetime, datetime, str]]) -> Self:
        """This calendar with more hours that count, each from, until, and the name that explains it (T9)."""
        more = (Piece(_micros(a), _micros(b), True, Reason(Cause.DUTY, name)) for a, b, name in duties)
        return replace(self, duties=(*self.duties, *more), plain=self.plain or self)

    def as_known(self, at: datetime) -> "WorkCalendar":
        """This calendar as it was known at an instant: by the versions recorded until then (T6), with these duties."""
        if self.history is None or (count := self.history.count(at)) == self.known:
            return self
        then = self.history.after(count)
        return replace(then, duties=self.duties, plain=then) if self.duties else then

    @property
    def tz(self) -> ZoneInfo:
        """The zone itself."""
        return self.timetable.tz

    # --- spans --------------------------------------------------------------------------------------------------

    def add(self, start: datetime, span: timedelta) -> datetime:
        """The earliest instant at which ``span`` of working time has passed since ``start`` (T4).

        So it is 18:00 and not 9:00 of the next day; and for no span at all ``start`` itself, open or closed.
        """
        micros = span.days * DAY + span.seconds * SECOND + span.microseconds
        if micros < 0:
            raise ValueError("a span to add is not negative; use subtract")
        return EPOCH + self.axis.add(_micros(start), micros) * MICROSECOND

    def subtract(self, end: datetime, span: timedelta) -> datetime:
        """The latest instant from which ``span`` of working time passes until ``end``: the mirror of `add`."""
        micros = _span(span)
        if micros < 0:
            raise ValueError("a span to subtract is not negative; use add")
        return _instant(self.axis.subtract(_micros(end), micros))

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from ``start`` until ``end``; none when they are reversed."""
        return self.axis.between(_micros(start), _micros(end)) * MICROSECOND

    # --- open and closed ----------------------------------------------------------------------------------------

    def is_open(self, at: datetime) -> bool:
        """Whether working time runs at this instant; at 18:00 it does not any more."""
        micros = _micros(at)
        return self.axis.stretch_at(micros)[0] <= micros

    def next_open(self, at: datetime) -> datetime:
        """This instant when open, else the next opening."""
        micros = _micros(at)
        return _instant(max(micros, self.axis.stretch_at(micros)[0]))

    def close_after(self, at: datetime) -> datetime | None:
        """The end of the stretch that is open now or opens next; null when that is more than 400 days long (24x7)."""
        micros = _micros(at)
        opened, closed = self.axis.stretch_at(micros)
        return None if closed - max(opened, micros) > DRY else _instant(closed)

    def last_close(self, at: datetime) -> datetime:
        """The end of the last open stretch that ends at or before this instant."""
        return _instant(self.axis.close_before(_micros(at)))

    def closed_because(self, when: date | datetime) -> Reason | None:
        """Why an instant is closed, or why nobody works on a date of this zone; null when open, or a working date."""
        if isinstance(when, datetime):
            micros = _micros(when)
            here = explain.pieces(self._tables, self.axis, self.duties, micros, micros + 1)[0]
            return None if here.counted else here.because
        return None if self.works_on(when) else self._tables.day(when).because

    def explain(self, start: datetime, end: datetime) -> tuple[Stretch, ...]:
        """Every stretch from ``start`` until ``end`` in order, counted or not, with its cause (P5).

        The counted ones sum to `between`, always. Nothing when the instants are reversed.
        """
        first, last = _micros(start), _micros(end)
        if first >= last:
            return ()
        return explain.told(explain.pieces(self._tables, self.axis, self.duties, first, last), EPOCH)

    # --- dates --------------------------------------------------------------------------------------------------

    def hours_on(self, on: date) -> tuple[Interval, ...]:
        """The hours that begin on a date of this zone."""
        return self._tables.day(on).intervals

    def works_on(self, on: date) -> bool:
        """Whether hours begin on a date; where nothing opens for 400 days, weekdays of UTC do (T7). Duties do not."""
        if self._tables.opens(on):
            return True
        noon = midnight(on) * SECOND + 12 * HOUR
        return on.weekday() < 5 and any(self._dry_between(noon, noon + 1))

    def working_dates_between(self, first: date, last: date) -> tuple[date, ...]:
        """The working dates from ``first`` to ``last``, both included."""
        dates = (date.fromordinal(one) for one in range(first.toordinal(), last.toordinal() + 1))
        return tuple(one for one in dates if self.works_on(one))

    def day(self, on: date) -> Day:
        """A date of this zone with its hours and the reason why they are not those of its weekday."""
        return self._tables.day(on)

    def working_days_later(self, start: datetime, days: int) -> datetime:
        """The same wall time on the n-th working date after ``start`` (T10).

        When that moment is closed: the end of the last open stretch before it; and if that is not after ``start``, the
        end of the next open stretch. For no days ``start`` itself. A wall time in a gap of the clock is taken as far
        after midnight as it says, one in a fold at its first pass.
        """
        if days < 0:
            raise ValueError("working days later are 0 or more")
        if self.plain is not None:
            return self.plain.working_days_later(start, days)
        begun = _micros(start)
        if days == 0:
            return _instant(begun)
        local = start.astimezone(self._tables.at(begun // SECOND).tz)
        on = local.date()
        while days:
            on += timedelta(days=1)
            days -= self.works_on(on)
        there = _micros(datetime.combine(on, local.time(), self._tables.on(on).tz))
        opened, closed = self.axis.stretch_at(there)
        if opened <= there:
            return _instant(there)
        before = self.axis.close_before(there)
        # A stretch that never ends has no end to wait for: its beginning, then.
        return _instant(before if before > begun else closed if closed - opened <= DRY else opened)

    def end_of(self, on: date, after: datetime) -> datetime:
        """The end of a date's working time; of a date without any, the end of the last open stretch before it (T10).

        If that is not after ``after``: the end of the next open stretch. Who works through midnight: a minute before.
        """
        if self.plain is not None:
            return self.plain.end_of(on, after)
        begun = _micros(after)
        there = _micros(datetime.combine(on, time(23, 59), self._tables.on(on).tz))
        opened, closed = self.axis.stretch_at(there)
        if opened <= there and there > begun:
            return _instant(there)
        if opened <= there and closed - opened > DRY:
            # Round the clock nothing ends, neither before nor after: the last minute of a date that is still ahead.
            today = after.astimezone(self._tables.on(on).tz).date()
            return self.end_of(max(on + timedelta(days=1), today), after)
        before = self.axis.close_before(there)
        if before > begun:
            return _instant(before)
        opened, closed = self.axis.stretch_at(max(there, begun))
        return _instant(closed if closed - opened <= DRY else opened)

    # --- what is unsure -----------------------------------------------------------------------------------------

    def preliminary(self, year: int) -> bool:
        """Whether the year's decree is not known, so that its days off are the statutory ones alone (T7)."""
        return self._tables.on(date(year, 12, 31)).public.preliminary(year)

    def flags(self, start: datetime, end: datetime) -> frozenset[Flag]:
        """What is unsure about an answer that spans these instants (T7).

        ``preliminary``: a year without a decree is touched. ``fallback``: weekdays 9-18 of UTC were counted, since
        nothing opens within 400 days.
        """
        first, last = sorted((start, end))
        years = range(first.astimezone(self.tz).year, last.astimezone(self.tz).year + 1)
        found: set[Flag] = {"preliminary"} if any(self.preliminary(year) for year in years) else set()
        if any(self._dry_between(_micros(first), _micros(last) + 1)):
            found.add("fallback")
        return frozenset(found)

    def _dry_between(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        yield from self.axis.dry_between(start, end)
        if self.eras is not None:
            yield from self.eras.dry_between(start, end)

    def _year(self, year: int) -> list[tuple[int, int]]:
        if self.eras is not None:
            stretches = self.eras.year(year)
        else:
            stretches = [(start * SECOND, end * SECOND) for start, end in self.timetable.year(year)]
        begin, end = (midnight(date(one, 1, 1)) * SECOND for one in (year, year + 1))
        stretches += ((max(one.start, begin), min(one.end, end)) for one in self.duties)
        return sorted((start, end) for start, end in stretches if start < end)


def _micros(at: datetime) -> int:
    try:
        since = at - EPOCH
    except TypeError:
        raise NaiveInstantError(f"{at} has no offset from UTC; give an aware instant") from None
    return since.days * DAY + since.seconds * SECOND + since.microseconds


def _span(span: timedelta) -> int:
    return span.days * DAY + span.seconds * SECOND + span.microseconds


def _instant(micros: int) -> datetime:
    # Faster than timedelta(microseconds=micros), which takes floats apart.
    return EPOCH + micros * MICROSECOND
