"""What the passing of time does to a ticket's standing: misses, the confession, the climb, what was told (P1, P8)."""

from datetime import datetime

from opora.core import events as e
from opora.core.clock import Clock
from opora.core.standing import PROMISED, Standing


def missed(s: Standing, event: e.Missed, at: datetime) -> None:
    """A moment passed: recorded once, and some word is owed all the same (P1, P4)."""
    clock = s.live(event.kind)
    if clock is None:
        return
    clock.miss()
    if event.kind == "look":
        s.start("look", at, s.policy.look)
    elif event.kind in ("word", "release_word") and not clock.recovers:
        # P4: some word is always owed; of a release that slipped, not a month later. A later moment that the customer
        # knows stays as it was told.
        await_told(clock, s.start_word(at, s.calendar.working_days_later(at, s.usual_word_days)), at)
    elif event.kind in PROMISED:
        # P1: it came nearer than the customer knows, who waits until then; the word of that moment is confessed.
        await_told(clock, s.movable_word, at)


def confessed(s: Standing, event: e.Confessed, at: datetime) -> None:
    """We said that we are late: the one next word becomes the recovery (P1)."""
    for clock in s.clocks:
        if clock.kind in event.kinds and clock.missed_at is not None and clock.confessed_at is None:
            clock.confessed_at = at
    for kind in ("word", "release_word"):
        word = s.live(kind)
        if word is not None:
            word.withdraw("recovery")
    s.start_dated("recovery", at, event.until).recovers = True
    s.in_arrears = True


def climbed(s: Standing, event: e.Climbed, at: datetime) -> None:
    """The silence went a rung up: its holder owes an answer (P1, E4)."""
    live = s.live("escalation")
    if live is not None:
        live.withdraw("climbed")
    s.start_dated("escalation", at, event.until)
    s.rung, s.holder = event.rung, event.holder


def replaced(s: Standing, event: e.HolderReplaced, at: datetime) -> None:
    """Another one holds the rung and owes the same word (E4)."""
    s.rung, s.holder = event.rung, event.holder


def nudged(s: Standing, event: e.Nudged, at: datetime) -> None:
    """A customer who owes an answer was reminded (P8)."""
    s.nudges, s.nudged_at = event.number, at


def informed(s: Standing, event: e.Informed, at: datetime) -> None:
    """The customer knows these moments now."""
    for kind, moment in event.moments.items():
        clock = s.live(kind)
        if clock is not None:
            clock.tell(moment, at)


def await_told(missed: Clock, word: Clock | None, at: datetime) -> None:
    """The customer was told a moment that still lies ahead: by then they hear a word."""
    told = missed.told_due_at
    if word is None or told is None or missed.told_at is None or told <= at:
        return
    if word.told_due_at is None or word.told_due_at > told:
        word.due_at = min(word.due_at, told)
        word.tell(told, missed.told_at)
