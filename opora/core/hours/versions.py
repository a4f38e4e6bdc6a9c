"""One calendar out of its dated versions (T6): what was worked stays worked, whatever is recorded afterwards.

At each instant that version counts which is valid from the latest date, among those that were recorded by then; of
several from one date the one recorded last. A version that corrects an error counts for the time before as well, and so
does what was recorded first, since nothing else was known. What lies ahead goes by all that is recorded. A date that
has begun stays a working date, or none, as it was known when it began.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from opora.core.hours.calendar import WorkCalendar
from opora.core.hours.eras import EVER, Era, Eras, first_second
from opora.core.zones import EPOCH


@dataclass(frozen=True, slots=True)
class Version:
    """What a calendar says from ``valid_from`` on, a date of its own zone, as known since ``recorded_at`` (aware).

    ``correcting``: it mends an error, so that time before it was recorded counts by it too.
    """

    valid_from: date
    recorded_at: datetime
    hours: WorkCalendar
    correcting: bool = False


def composed(versions: Sequence[Version], known_at: datetime | None = None) -> WorkCalendar:
    """The calendar that these versions make together, in whatever order; a single one is its own calendar.

    ``known_at``: what was recorded later is left out (null: nothing is). Raises ValueError when there is no version.
    """
    if not versions:
        raise ValueError("a calendar has at least one version")
    if len(versions) == 1:
        return versions[0].hours
    history = History(tuple(sorted(versions, key=lambda one: (one.recorded_at, one.valid_from))))
    return history.after(len(versions) if known_at is None else history.count(known_at))


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """The versions of a calendar in the order in which they were recorded; each state of knowledge is made once."""

    versions: tuple[Version, ...]
    _made: dict[int, WorkCalendar] = field(init=False, repr=False, default_factory=dict)

    def count(self, at: datetime) -> int:
        """How many versions were recorded by an instant; the first is known always."""
        return max(1, bisect_right([one.recorded_at for one in self.versions], at))

    def after(self, count: int) -> WorkCalendar:
        """The calendar as it was known when so many were recorded."""
        if count not in self._made:
            eras = list(_eras(self.versions[:count]))
            parts = tuple(Era(since, one.hours.timetable, one.hours.axis) for since, one in eras)
            # The last one says what the calendar is called and where; whoever made it first is kept.
            made = replace(eras[-1][1].hours, eras=Eras(parts) if len(parts) > 1 else None, history=self, known=count)
            self._made.setdefault(count, made)
        return self._made[count]


def _eras(known: Sequence[Version]) -> Iterator[tuple[int, Version]]:
    """From which second of the epoch which version counts, in order, where that changes."""
    begun = known[0].recorded_at
    begins: dict[int, list[Version]] = {}
    for one in known:
        since = first_second(one.valid_from, one.hours.tz)
        if not one.correcting and one.recorded_at != begun:
            since = max(since, _whole_second(one.recorded_at))
        begins.setdefault(since, []).append(one)
    # Before any version is valid, the first that was recorded stands in for what nobody has said.
    counts = min((one for one in known if one.recorded_at == begun), key=_rank)
    yield EVER, counts
    best: Version | None = None
    for since in sorted(begins):
        best = max([*begins[since], *([best] if best else [])], key=_rank)
        if best is not counts:
            counts = best
            yield since, best


def _rank(version: Version) -> tuple[date, datetime]:
    return version.valid_from, version.recorded_at


def _whole_second(at: datetime) -> int:
    """The first whole second that is not before an instant: what was worked until then stays as it was."""
    return -((EPOCH - at) // timedelta(seconds=1))
