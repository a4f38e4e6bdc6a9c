"""What is promised: the settings of the desk, and what a ticket is owed."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Policy:
    """The dated settings of the desk, with the defaults of domain.md (each marked *policy* there).

    Spans are working time, ``*_days`` working days of the ticket's calendar unless they say calendar days,
    ``*_percent`` hundredths of a clock's working time, ``digest_hours`` whole hours and ``*_minutes`` minutes of the
    wall clock.
    """

    first_response: timedelta = timedelta(hours=8)
    resolution: timedelta = timedelta(hours=40)
    goal_initial: timedelta = timedelta(hours=24)
    goal_basic: timedelta = timedelta(hours=16)
    word_days: int = 3
    word_days_without_figures: int = 5
    word_days_research: int = 2
    recovery: timedelta = timedelta(hours=4)
    confess_within: timedelta = timedelta(minutes=15)
    rung: timedelta = timedelta(hours=8)
    look: timedelta = timedelta(hours=8)
    no_earlier_than: timedelta = timedelta(hours=4)
    nudge_days: tuple[int, ...] = (3, 7)
    close_waiting_days: int = 10
    close_answered_days: int = 5
    reopen_calendar_days: int = 30
    word_at_most_days: int = 10
    release_word_calendar_days: int = 30
    advance_wait_years: int = 1
    extended_years: int = 1
    warn_percent: int = 75
    soon_percent: int = 90
    digest_hours: tuple[int, ...] = (9, 14)
    staff_letters_a_day: int = 3
    duty_call_minutes: int = 10

    @property
    def duty_call_within(self) -> timedelta:
        """How long who is called out on duty has to accept, by the clock on the wall (O3)."""
        return timedelta(minutes=self.duty_call_minutes)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a ticket of some level is owed: null spans are no promise of that kind. Spans are working time."""

    first_response: timedelta | None = None
    resolution: timedelta | None = None
    goal: timedelta | None = None
    word_days: int = 5
    calendar: str | None = None
