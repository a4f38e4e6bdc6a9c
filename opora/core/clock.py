"""One promise's clock: it starts, runs, pauses, stops, is aimed anew; what it says comes from its runs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from opora.core.hours import Cause, Stretch, WorkCalendar


@dataclass(slots=True)
class Clock:
    """A dated commitment of one kind (domain.md 4), as a fold builds it. All instants are aware.

    ``span`` is working time on ``calendar``; null for moments that are dates rather than spans (next word, recovery,
    escalation answer), whose ``due_at`` is given. ``runs`` are the stretches in which it ran, the last one open while
    it runs. ``number`` counts the clocks of a kind on a ticket, ``opened_by`` and ``met_by`` are sequences of events.
    ``floor`` is the instant before which it may not fall due when it runs again. ``rests`` say since when and why the
    work on its ticket stands still, or goes on (WORK). ``registered_at``: of a promise that was gained later (L7c),
    when its ticket came. ``recovers``: the one next word after a miss that was confessed (P1), or in advance (P2).
    """

    kind: str
    number: int
    opened_by: int
    started_at: datetime
    calendar: WorkCalendar
    due_at: datetime
    span: timedelta | None = None
    runs: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    told_due_at: datetime | None = None
    told_at: datetime | None = None
    met_at: datetime | None = None
    met_by: int | None = None
    missed_at: datetime | None = None
    confessed_at: datetime | None = None
    withdrawn_because: str = ""
    floor: datetime | None = None
    rests: Sequence[tuple[datetime, Cause]] = ()
    registered_at: datetime | None = None
    recovers: bool = False

    @property
    def live(self) -> bool:
        """Neither met, nor missed, nor withdrawn; perhaps paused."""
        return self.met_at is None and self.missed_at is None and not self.withdrawn_because

    @property
    def paused_at(self) -> datetime | None:
        """Since when it stands still though it lives; null while it runs (P3)."""
        return self.runs[-1][1] if self.live and self.runs else None

    @property
    def told(self) -> bool:
        """Whether the customer knows this very moment: a miss of it is confessed (P1)."""
        return self.told_due_at is not None and self.told_due_at <= self.due_at

    def spent(self, now: datetime | None = None) -> timedelta:
        """Working time used: in the closed runs, and in the open one up to ``now`` if that is given."""
        total = timedelta()
        for begun, ended in self.runs:
            until = ended or now
            if until is not None:
                total += self.calendar.between(begun, until)
        return total

    def pause(self, at: datetime) -> None:
        """Stand still from this instant; without effect on a clock that does not run."""
        if self.live:
            self._rest(at)

    def resume(self, at: datetime) -> None:
        """Run again from this instant (not before the pause), with the time already used."""
        if self.runs and self.runs[-1][1] is not None:
            self.runs.append((max(at, self.runs[-1][1]), None))
            self._aim()
            if self.floor is not None:
                self.put_off(self.floor)

    def stop(self, at: datetime, by: int) -> None:
        """What was owed has happened, in time or late.

        It may have happened before this was known, in a call that is logged later: a miss that was recorded meanwhile
        was none, and what began since ends as it began.
        """
        if self.met_at is None and not self.withdrawn_because:
            at = max(at, self.started_at)
            self._rest(at)
            self.met_at, self.met_by = at, by
            if self.missed_at is not None and at <= self.missed_at:
                self.missed_at = None

    def take_back(self) -> None:
        """What met it (or ended it) did not suit after all: it lives again, standing still until `resume`."""
        self.met_at, self.met_by, self.withdrawn_because = None, None, ""
        self.told_due_at = self.told_at = None

    def miss(self) -> None:
        """Its moment passed; recorded once (P1). The instant of the miss is the due moment itself."""
        if self.live:
            self.missed_at = self.due_at

    def withdraw(self, because: str) -> None:
        """No longer owed, for the named reason."""
        if self.live:
            self.withdrawn_because = because

    def tell(self, moment: datetime, at: datetime) -> None:
        """The customer was told this moment in a letter of that instant."""
        self.told_due_at, self.told_at = moment, at

    def retarget(self, span: timedelta, floor: datetime, calendar: WorkCalendar | None = None) -> None:
        """Aim at another span, perhaps on another calendar, as at registration; not before ``floor``, never later than
        what was told (L7a)."""
        before, was = self._aimed(), (self.span, self.calendar)
        self.span, self.calendar = span, calendar or self.calendar
        self._aim()
        self.put_off(floor)
        if self.told_due_at is not None and self._aimed() > before:
            self.span, self.calendar = was
            self._aim()

    def better(self, since: datetime, span: timedelta, calendar: WorkCalendar) -> None:
        """Another promise of its kind was gained then: this one ends by it where that is sooner (L7c).

        Of one that stands still the span that is left is compared, as if both went on from there.
        """
        due = calendar.add(since, span)
        if due >= (self.due_at if self.paused_at is None else self.calendar.add(since, self._left())):
            return
        paused = self.paused_at is not None
        self.calendar = calendar
        if paused:
            self.span = self.spent() + span
        else:
            self._aim_at(due)

    def put_off(self, floor: datetime) -> None:
        """Not earlier than this moment; while it stands still that is kept until it runs again."""
        if self.paused_at is not None:
            self.floor = floor
        elif self.due_at < floor:
            self._aim_at(floor)

    def bring_forward(self, moment: datetime) -> None:
        """Not later than this moment, which the customer was told elsewhere; what is due earlier stays."""
        if self.due_at > moment:
            self._aim_at(moment)

    def know(self, at: datetime, at_least: timedelta) -> None:
        """Count by what is known of the calendar at this instant (T6); what is due stays so until `recount`.

        What was left is not taken away by hours that were found behind: so much of it as there was, ``at_least``. So
        one that no recount brings nearer, since it is due by then, has its span in step with its due moment.
        """
        known = self.calendar.as_known(at)
        if known is self.calendar:
            return
        until = min(at, self.due_at)
        left = (self.span - self.spent(until)) if self.span is not None else timedelta()
        self.calendar = known
        if self.span is not None:
            self.span = max(self.span, self.spent(until) + min(left, at_least))

    def count_by(self, calendar: WorkCalendar, due: datetime) -> None:
        """Count by other hours, due at this moment; of one that stands still as much is left as was (T9)."""
        left, self.calendar = self._left(), calendar
        if self.span is not None and self.paused_at is not None:
            self.span = self.spent() + left
        else:
            self._aim_at(due)

    def aimed_by(self, calendar: WorkCalendar) -> datetime:
        """When what is left of its span would end on this calendar, while it runs; else the moment that it has."""
        if self.span is None or not self.runs or self.runs[-1][1] is not None:
            return self.due_at
        spent = sum((calendar.between(begun, ended) for begun, ended in self.runs if ended is not None), timedelta())
        return calendar.add(self.runs[-1][0], max(self.span - spent, timedelta()))

    def recount(self, due: datetime) -> None:
        """It is due at this moment, since its calendar changed; a span is what passes until then."""
        self._aim_at(due)

    def _rest(self, at: datetime) -> None:
        if self.runs and self.runs[-1][1] is None:
            self.runs[-1] = (self.runs[-1][0], max(at, self.runs[-1][0]))

    def _aim(self) -> None:
        if self.runs and self.runs[-1][1] is None:
            self.due_at = self._aimed()

    def _aimed(self) -> datetime:
        """When what is left of the span ends; of one that stands still, if it had gone on."""
        if self.span is None or not self.runs:
            return self.due_at
        begun, ended = self.runs[-1]
        return self.calendar.add(ended or begun, self._left())

    def _left(self) -> timedelta:
        return max((self.span or timedelta()) - self.spent(), timedelta())

    def _aim_at(self, due: datetime) -> None:
        """Keep the due moment and the span in step, so that a later pause counts from what is really left."""
        self.due_at = due
        if self.span is not None:
            self.span = self.spent(due)


def running(kind: str, number: int, opened_by: int, at: datetime, span: timedelta, calendar: WorkCalendar) -> Clock:
    """A clock that runs from ``at`` for a span of working time; its due moment is the earliest instant (T4)."""
    return Clock(kind, number, opened_by, at, calendar, calendar.add(at, span), span, [(at, None)])


def dated(kind: str, number: int, opened_by: int, at: datetime, due: datetime, calendar: WorkCalendar) -> Clock:
    """A clock whose due moment is given: a next word, a recovery, an escalation answer."""
    return Clock(kind, number, opened_by, at, calendar, due)


def explanation(clock: Clock) -> tuple[Stretch, ...]:
    """Every counted and skipped stretch from start to due moment, with its cause, pauses included (P5).

    Of a promise that was gained later, from registration.
    """
    if not clock.runs:
        return clock.calendar.explain(clock.started_at, clock.due_at)
    told: list[Stretch] = []
    if clock.registered_at is not None and clock.registered_at < clock.started_at:
        told.append(Stretch(clock.registered_at, clock.started_at, counted=False, cause=Cause.GAIN))
    last: datetime | None = None
    for begun, ended in clock.runs:
        if last is not None:
            told.extend(_gap(clock, last, begun))
        until = ended or max(clock.due_at, begun)
        told.extend(clock.calendar.explain(begun, until))
        last = until
    return tuple(told)


def _gap(clock: Clock, start: datetime, end: datetime) -> Iterator[Stretch]:
    """The causes for which it stood still, one after the other.

    The first of them from where it stopped: a right is gained before the question to which the gain is noted.
    """
    for (_, cause), (until, _) in pairwise([*clock.rests, (end, Cause.WORK)]):
        ended = min(until, end)
        if cause is not Cause.WORK and start < ended:
            yield Stretch(start, ended, counted=False, cause=cause)
            start = ended
