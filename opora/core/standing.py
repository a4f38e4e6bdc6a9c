"""How a ticket stands: one fold over its ledger gives stage, clocks, and the next moment with its kind (P4).

Nothing here asks the time: a moment that has passed is told apart by `opora.core.ladder`, which says what follows.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from opora.core import stages
from opora.core.clock import Clock, dated, running
from opora.core.events import Duties
from opora.core.facts import Policy, Stage
from opora.core.hours import Cause, WorkCalendar

CalendarOf = Callable[[str], WorkCalendar]
ReasonOf = Callable[[int], str]
"""The reason of a duty by its row, for explanations; no moment depends on it."""

PROMISED = ("first_response", "goal", "resolution")
ORDER = ("first_response", "goal", "resolution", "recovery", "word", "release_word", "look", "escalation")
"""The kinds that can be next while we owe work or a release; the first wins when two fall on one instant."""

RELEASE_WORD_AT_MOST = 30
"""So many calendar days ahead a word on a release may be, whatever the settings say (P4)."""


REMINDER_DAYS = 5
"""A reminder is over so many working days after its word, if the customer says nothing (E5)."""


@dataclass(slots=True)
class Standing:
    """A ticket as its ledger tells it. ``clocks`` are all that ever were, in order of their start.

    ``in_arrears``: a confession went out, or one in advance (P2), and no human word has followed; further misses join
    it (P1). ``work_runs`` are
    the stretches in which the resolution would run, whether or not there is one, ``rests`` since when and why it stands
    still, or goes on (WORK). ``words_since`` is the instant of the
    customer's first words after the last answer. ``acted_at`` is the latest instant at which a human acted, ours or
    theirs: a call that is logged afterwards counts from its start, but from no earlier one than this. ``from_release``:
    the wait began while a release was awaited, and ends there; ``stage_before`` stays the stage in which we worked.
    ``reminded_at``: since when a reminder of the customer waits for its word; ``reassured_at``: when the latest one had
    it. ``speaker`` is the member of staff who does what is followed now. ``basis`` is the code of ``calendar``, over
    which the hours of ``duties`` are laid (T9). ``known_at``: what was recorded of calendars later does not count yet
    (T6); nudges and closing go by ``ending_by``, what was known when the wait or the answer began or was recounted, and
    the closing comes no earlier than ``ending_floor``.
    """

    calendar_of: CalendarOf
    policy: Policy
    calendar: WorkCalendar
    registered_at: datetime
    level: str = ""
    line: int = 1
    word_days: int = 5
    stage: Stage = Stage.RECEIVED
    stage_before: Stage = Stage.OFFICE
    from_release: bool = False
    clocks: list[Clock] = field(default_factory=list)
    work_runs: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    rests: list[tuple[datetime, Cause]] = field(default_factory=list)
    in_arrears: bool = False
    rung: int = 0
    holder: int | None = None
    reminded_at: datetime | None = None
    reassured_at: datetime | None = None
    speaker: int | None = None
    first_human_at: datetime | None = None
    last_word_at: datetime | None = None
    acted_at: datetime | None = None
    asked_at: datetime | None = None
    nudges: int = 0
    nudged_at: datetime | None = None
    answered_at: datetime | None = None
    words_since: datetime | None = None
    closed_at: datetime | None = None
    closed_why: str = ""
    sequence: int = 0
    basis: str = ""
    duties: Duties = ()
    reason_of: ReasonOf = str
    known_at: datetime | None = None
    ending_by: WorkCalendar | None = None
    ending_floor: datetime | None = None

    def hours(self, code: str) -> WorkCalendar:
        """The work calendar of this code with the duties that count on this ticket laid over it (T9)."""
        known = self.calendar_of(code)
        return on_duty(known.as_known(self.known_at) if self.known_at else known, self.duties, self.reason_of)

    def work_by(self, code: str, duties: Duties) -> None:
        """The pinned calendar and the duties that count from here on."""
        if (code, duties) != (self.basis, self.duties):
            self.basis, self.duties = code, duties
            self.calendar = self.hours(code)

    def live(self, kind: str) -> Clock | None:
        """The live clock of this kind, if there is one."""
        return next((clock for clock in reversed(self.clocks) if clock.kind == kind and clock.live), None)

    @property
    def forewarned(self) -> Clock | None:
        """The live word that confessed in advance (P2)."""
        word = self.live("word")
        return word if word is not None and word.recovers else None

    @property
    def movable_word(self) -> Clock | None:
        """The live next word, unless it stands for a recovery: that is where it was said."""
        return None if self.forewarned else self.live("word")

    def given_up(self, now: datetime, until: datetime) -> Clock | None:
        """What the customer was told for a moment between now and then, and a word of progress does not meet (P2).

        A word of that later date may say that it will not be kept; null: there is nothing to say.
        """
        resolution = self.live("resolution")
        if resolution is None or resolution.paused_at is not None or not resolution.told:
            return None
        return resolution if now <= resolution.due_at < until else None

    def latest(self, kind: str) -> Clock | None:
        """The youngest clock of this kind, live or not."""
        return next((clock for clock in reversed(self.clocks) if clock.kind == kind), None)

    def latest_missed(self, kind: str) -> Clock | None:
        """The youngest clock of this kind that was missed."""
        return next((one for one in reversed(self.clocks) if one.kind == kind and one.missed_at is not None), None)

    @property
    def usual_word_days(self) -> int:
        """In how many working days the next word is usually due, by stage and level (domain.md 4), at most ten (P4)."""
        days = self.policy.word_days_research if self.stage is Stage.RESEARCH else self.word_days
        return min(days, self.policy.word_at_most_days)

    @property
    def was_answered(self) -> bool:
        """Whether the last answer stands: nobody has said that it does not suit."""
        return self.from_release or self.stage in (Stage.ANSWERED, Stage.RELEASE, Stage.CLOSED)

    def usual_word_at(self, at: datetime) -> datetime:
        """When the next word is due after one of this instant: while a release is awaited, at the end of a day (P4)."""
        if self.stage is Stage.RELEASE:
            return self._end_of_day(at, self.policy.release_word_calendar_days)
        return self.calendar.working_days_later(at, self.usual_word_days)

    def latest_word_at(self, at: datetime) -> datetime:
        """No later word may be promised at this instant: ten working days, or thirty days for a release (P4)."""
        if self.stage is Stage.RELEASE:
            return self._end_of_day(at, RELEASE_WORD_AT_MOST)
        return self.calendar.working_days_later(at, self.policy.word_at_most_days)

    def _end_of_day(self, at: datetime, calendar_days: int) -> datetime:
        on = at.astimezone(self.calendar.tz).date() + timedelta(days=calendar_days)
        return self.calendar.end_of(on, at)

    @property
    def closing_at(self) -> datetime | None:
        """When an answered or waiting ticket closes by itself (P7, P8), in the pinned calendar.

        Never while a reminder waits for its word, nor within five working days after it (E5).
        """
        return self.closing_by(self.ending_by or self.calendar, self.ending_floor)

    def closing_by(self, calendar: WorkCalendar, floor: datetime | None = None) -> datetime | None:
        """The same on this calendar, not before the floor."""
        due = None if self.reminded_at is not None else self._usual_closing(calendar)
        if due is None:
            return None
        if self.reassured_at is not None:
            due = max(due, calendar.working_days_later(self.reassured_at, REMINDER_DAYS))
        return max(due, floor) if floor else due

    def _usual_closing(self, calendar: WorkCalendar) -> datetime | None:
        if self.stage is Stage.ANSWERED and self.answered_at is not None:
            return calendar.working_days_later(self.answered_at, self.policy.close_answered_days)
        if self.stage is Stage.WAITING and self.asked_at is not None:
            due = calendar.working_days_later(self.asked_at, self.policy.close_waiting_days)
            # A nudge that went out late (the worker was down) still leaves the customer a working day.
            return max(due, calendar.working_days_later(self.nudged_at, 1)) if self.nudged_at else due
        return None

    @property
    def nudge_at(self) -> datetime | None:
        """When a customer who owes an answer is reminded next (P8)."""
        return self.nudge_by(self.ending_by or self.calendar, self.nudges)

    def nudge_by(self, calendar: WorkCalendar, number: int) -> datetime | None:
        """When the nudge after so many comes, on this calendar."""
        if self.stage is not Stage.WAITING or self.asked_at is None or number >= len(self.policy.nudge_days):
            return None
        return calendar.working_days_later(self.asked_at, self.policy.nudge_days[number])

    def next(self) -> tuple[datetime, str] | None:
        """The earliest live moment and its kind; null exactly when closed (P4).

        While a reminder waits for its word nobody is nudged and nothing closes: its moment is next, or the look's.
        """
        if self.stage is Stage.CLOSED:
            return None
        if self.reminded_at is not None and self.stage in (Stage.WAITING, Stage.ANSWERED):
            owed = [clock for clock in self.clocks if clock.live and clock.kind in ("look", "escalation")]
            first = min(owed, key=lambda clock: (clock.due_at, clock.kind == "escalation"))
            return first.due_at, first.kind
        if self.stage is Stage.WAITING:
            moments = [(self.nudge_at, "nudge"), (self.closing_at, "closing")]
            return min((at, kind) for at, kind in moments if at is not None)
        look = self.live("look")
        if self.stage is Stage.ANSWERED:
            if look is not None:
                return look.due_at, "look"
            assert self.closing_at is not None
            return self.closing_at, "closing"
        owed = [clock for clock in self.clocks if clock.kind in ORDER]
        running_now = [clock for clock in owed if clock.live and not clock.paused_at]
        if not running_now:
            # In the middle of a Step: what was missed is recorded, and the word that follows is not said yet.
            latest = max((clock for clock in owed if clock.missed_at is not None), key=lambda clock: clock.due_at)
            return latest.due_at, latest.kind
        first = min(running_now, key=lambda clock: (clock.due_at, ORDER.index(clock.kind)))
        return first.due_at, first.kind

    # --- what is known of calendars (T6) -------------------------------------------------------------------------

    def know(self, at: datetime) -> None:
        """What follows counts by what was recorded of the calendars until this instant; nothing that is due moves."""
        self.known_at = at = max(at, self.known_at or at)
        self.calendar = self.calendar.as_known(at)
        for clock in self.clocks:
            if clock.live:
                clock.know(at, self.policy.no_earlier_than)

    def ends_anew(self) -> None:
        """The wait or the answer began, or was recounted: nudges and closing go by what is known now."""
        self.ending_by, self.ending_floor = self.calendar, None

    # --- what the events do (used by opora.core.course) ----------------------------------------------------------

    def start(self, kind: str, at: datetime, span: timedelta, calendar: WorkCalendar | None = None) -> Clock:
        """Start a clock of working time."""
        clock = self._add(running(kind, self._number(kind), self.sequence, at, span, calendar or self.calendar))
        clock.rests = self.rests
        return clock

    def start_dated(self, kind: str, at: datetime, due: datetime) -> Clock:
        """Start a clock that is due at a given moment."""
        return self._add(dated(kind, self._number(kind), self.sequence, at, due, self.calendar))

    def start_word(self, at: datetime, until: datetime | None = None) -> Clock:
        """Start the next word anew: at the promised moment, else by the stage's or the level's days (T10, P4)."""
        kind = "release_word" if self.stage is Stage.RELEASE else "word"
        live = self.live(kind)
        if live is not None:
            live.withdraw("anew")
        return self.start_dated(kind, at, until or self.usual_word_at(at))

    def bring_word_nearer(self, at: datetime) -> None:
        """A change of stage brings the next word nearer: min(old, move + 2 working days), never further (P3)."""
        word = self.movable_word
        if word is not None:
            nearer = self.calendar.working_days_later(at, self.policy.word_days_research)
            word.due_at = min(word.due_at, nearer)

    def settle_with(self, at: datetime, *kinds: str) -> None:
        """A human public message meets these kinds, those already missed included (late)."""
        for clock in self.clocks:
            if clock.kind in kinds and clock.met_at is None:
                clock.stop(at, self.sequence)

    def run_work(self, at: datetime) -> None:
        """The resolution runs (again) from this instant, if it stood still."""
        if self.work_runs and self.work_runs[-1][1] is None:
            return
        since = max(at, self.work_runs[-1][1]) if self.work_runs and self.work_runs[-1][1] else at
        self.work_runs.append((since, None))
        self.rest_for(since, Cause.WORK)

    def rest_work(self, at: datetime, why: Cause, since: datetime | None = None) -> None:
        """The resolution stands still from this instant, for this cause; what was said in a call is so since then."""
        if self.work_runs and self.work_runs[-1][1] is None:
            self.work_runs[-1] = (self.work_runs[-1][0], max(at, self.work_runs[-1][0]))
        self.rest_for(since or at, why)

    def rest_for(self, at: datetime, why: Cause) -> None:
        """For another cause from this instant on."""
        self.rests.append((at, why))

    def leave_received(self) -> None:
        """Somebody took the ticket: it is with the office, or with whichever line has it."""
        if self.stage is Stage.RECEIVED:
            self.stage = stages.by_line(self.line)

    def _number(self, kind: str) -> int:
        return 1 + sum(clock.kind == kind for clock in self.clocks)

    def _add(self, clock: Clock) -> Clock:
        self.clocks.append(clock)
        return clock


def on_duty(calendar: WorkCalendar, duties: Duties, reason_of: ReasonOf) -> WorkCalendar:
    """A calendar with the hours of duties laid over it, each under its reason; itself without any (T9)."""
    if not duties:
        return calendar
    return _laid_over(calendar, tuple((begins, ends, reason_of(row)) for row, begins, ends in duties))


@lru_cache(maxsize=256)
def _laid_over(calendar: WorkCalendar, duties: tuple[tuple[datetime, datetime, str], ...]) -> WorkCalendar:
    # Kept, since laying the hours of a year takes longer than anything that is asked of them.
    return calendar.overlay(duties)
