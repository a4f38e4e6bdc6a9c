"""When a colleague is written to: in their working hours, joined, so many letters a day at most (domain.md 8, O3).

What is late or theirs now goes at once while a letter is left for each digest that is still to come that day; the rest
waits for the next digest. What is near goes in the first digest of a day, and in a later one when it is due that day.
The clock of a rung runs meanwhile, so its letter takes the place of a digest's, and goes although three have gone.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from opora.core.hours import WorkCalendar

FURTHEST = 400
"""So many days ahead a digest is looked for; by then something has gone wrong, and the next opening will do."""

APART = timedelta(hours=1)
"""Letters of rungs after the last of a day: so far apart that many tickets are one letter."""


@dataclass(frozen=True, slots=True)
class Plan:
    """``hours`` of the wall clock at which a digest goes, in order; ``most`` letters a day, no fewer than digests."""

    hours: tuple[int, ...]
    most: int


@dataclass(frozen=True, slots=True)
class Working:
    """When somebody works: while one of the calendars is open, duties included, and they are not ``away``.

    Their days and hours are those of the first calendar's zone.
    """

    calendars: tuple[WorkCalendar, ...]
    away: tuple[tuple[datetime, datetime], ...] = ()

    @property
    def tz(self) -> ZoneInfo:
        """The zone of their office."""
        return self.calendars[0].tz

    def day(self, at: datetime) -> date:
        """The date at this instant where they work."""
        return at.astimezone(self.tz).date()

    def open_from(self, at: datetime) -> datetime:
        """This instant while they work, else the next at which they do."""
        for _ in range(2 * len(self.away) + 1):
            at = min(calendar.next_open(at) for calendar in self.calendars)
            at = max((until for since, until in self.away if since <= at < until), default=at)
        return min(calendar.next_open(at) for calendar in self.calendars)

    def digests(self, on: date, hours: tuple[int, ...]) -> list[datetime]:
        """The moments of a date's digests, in order: none on a day off; an hour that is closed is its next opening."""
        if not any(calendar.works_on(on) for calendar in self.calendars):
            return []
        moments = {self.open_from(datetime.combine(on, time(hour), self.tz)) for hour in hours}
        return sorted(moment for moment in moments if self.day(moment) == on)


def at_once(now: datetime, working: Working, sent: int, plan: Plan) -> datetime:
    """When something that is late or theirs now is written, if ``sent`` letters have gone today; ``now``: at once."""
    moment = working.open_from(now)
    on = working.day(moment)
    gone = sent if on == working.day(now) else 0
    ahead = [one for one in working.digests(on, plan.hours) if one > moment]
    if gone + len(ahead) < plan.most:
        return moment
    if gone < plan.most and ahead:
        return ahead[0]
    return working.open_from(_midnight_after(on, working))


def of_a_rung(now: datetime, working: Working, sent: int, last: datetime | None, plan: Plan) -> datetime:
    """When whoever holds a rung now is written to, away or not, if ``sent`` letters have gone today, the ``last`` then.

    At once in their working hours; after the last letter of the day once an hour.
    """
    working = replace(working, away=())
    moment = working.open_from(now)
    if last is None or sent < plan.most or working.day(moment) != working.day(now):
        return moment
    return working.open_from(max(moment, last + APART))


def in_digest(since: datetime, due_at: datetime, now: datetime, working: Working, sent: int, plan: Plan) -> datetime:
    """When something that is near ``since`` then goes in a digest, if ``sent`` letters have gone today.

    Not after ``now`` when its digest has come: a worker that slept over it writes at once, in their working hours.
    """
    moment = _digest_of(since, due_at, working, plan)
    if moment > now:
        return moment
    moment = working.open_from(now)
    if working.day(moment) == working.day(now) and sent >= plan.most:
        return working.open_from(_midnight_after(working.day(now), working))
    return moment


def _digest_of(since: datetime, due_at: datetime, working: Working, plan: Plan) -> datetime:
    first, due_on = working.day(since), working.day(due_at)
    for days in range(FURTHEST):
        on = first + timedelta(days=days)
        for number, moment in enumerate(working.digests(on, plan.hours)):
            if moment >= since and (number == 0 or due_on <= on):
                return moment
    return working.open_from(since)


def _midnight_after(on: date, working: Working) -> datetime:
    return datetime.combine(on + timedelta(days=1), time(), working.tz)
