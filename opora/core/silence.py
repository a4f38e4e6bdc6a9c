"""How long a mailbox may be silent by its habit: in working time, so that nobody is woken over the holidays.

The habit is that of the last twenty working days up to the last letter. A silence is against it when ten letters would
have come at that pace, and when it is longer by a quarter than all waits of those days but the longest: letters that
all come before noon make afternoons usual, and one failure does not make failures usual.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from opora.core.hours import WorkCalendar

DAYS = 20
FEWEST_DAYS = 5
LETTERS = 10
LEAST = timedelta(hours=1)
LOOK_BACK = 100
"""Calendar days in which twenty working ones are looked for."""


@dataclass(frozen=True, slots=True)
class Habit:
    """Letters by working day (``counts``), the working time of those days, and the longest ``wait`` but one."""

    counts: tuple[tuple[date, int], ...]
    worked: timedelta
    wait: timedelta

    @property
    def expected(self) -> timedelta | None:
        """Working time without a letter that is against this habit; null where there is none."""
        return expected_gap([count for _, count in self.counts], self.worked, self.wait)

    def silent_from(self, calendar: WorkCalendar, last: datetime) -> datetime | None:
        """The instant from which it is against the habit that no letter came after the ``last``; null without one."""
        return None if self.expected is None else calendar.add(last, self.expected)


def expected_gap(counts: Sequence[int], worked: timedelta, wait: timedelta) -> timedelta | None:
    """Working time without a letter that is against the habit of these days, each with its ``counts`` of letters.

    ``worked`` is the working time of all of them, ``wait`` the longest wait for a letter but one. Null: there is no
    habit yet, with less than five working days or ten letters.
    """
    letters = sum(counts)
    if len(counts) < FEWEST_DAYS or letters < LETTERS:
        return None
    return max(worked * LETTERS / letters, wait * 5 / 4, LEAST)


def window_of(calendar: WorkCalendar, last: datetime) -> datetime:
    """Where the habit begins whose last letter came then: the midnight of the twentieth working day back."""
    on = _day_of(calendar, last)
    left = DAYS - 1
    for _ in range(LOOK_BACK):
        if not left:
            break
        on -= timedelta(days=1)
        left -= calendar.works_on(on)
    return datetime.combine(on, time(), calendar.tz)


def habit_of(calendar: WorkCalendar, letters: Sequence[datetime]) -> Habit:
    """The habit of a mailbox by the instants of its letters, in order. One that comes while we are closed counts for
    the day that opens next, as its clock starts then (T5)."""
    if not letters:
        return Habit((), timedelta(), timedelta())
    days = [_day_of(calendar, one) for one in letters]
    counts = dict.fromkeys(calendar.working_dates_between(days[0], days[-1]), 0)
    for on in days:
        counts[on] = counts.get(on, 0) + 1
    begin = datetime.combine(days[0], time(), calendar.tz)
    end = datetime.combine(days[-1] + timedelta(days=1), time(), calendar.tz)
    return Habit(tuple(sorted(counts.items())), calendar.between(begin, end), _longest_but_one(calendar, letters))


def _longest_but_one(calendar: WorkCalendar, letters: Sequence[datetime]) -> timedelta:
    longest = second = timedelta()
    for before, after in pairwise(letters):
        # Working time is never more than time.
        if after - before > second:
            wait = calendar.between(before, after)
            longest, second = max(longest, wait), max(second, min(longest, wait))
    return second


def _day_of(calendar: WorkCalendar, at: datetime) -> date:
    return calendar.next_open(at).astimezone(calendar.tz).date()
