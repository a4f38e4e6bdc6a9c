"""What a right that is gained while a ticket is open does to its standing: its promises start at the gain (L7c)."""

from datetime import datetime, timedelta

from opora.core import events as e
from opora.core import stages
from opora.core.clock import Clock
from opora.core.corrections import opened_again
from opora.core.facts import Stage
from opora.core.hours import WorkCalendar
from opora.core.standing import PROMISED, Standing


def gained(s: Standing, event: e.Gained, at: datetime) -> None:
    """L7c: the level is lifted; what is promised anew counts from the gain, and nothing gets later or less.

    A figure that is better than that of a live promise takes its place where it ends sooner. What was met or missed
    stays so; who has heard from us is owed no first response any more.
    """
    if s.stage is Stage.CLOSED:
        return
    s.level, s.word_days = event.level, min(event.word_days, s.word_days)
    s.work_by(s.basis, event.duties)
    for kind in PROMISED:
        if kind in event.spans:
            calendar = s.hours(event.calendars[kind]) if kind in event.calendars else s.calendar
            _promise(s, kind, event.since, timedelta(seconds=event.spans[kind]), calendar)
    goal = s.live("goal")
    if goal is not None and "goal" not in event.spans and goal.told_due_at is None:
        goal.withdraw("gained")
    word = s.movable_word
    if word is not None and s.stage in stages.WORKING:
        word.due_at = min(word.due_at, s.calendar.working_days_later(event.since, s.usual_word_days))


def _promise(s: Standing, kind: str, since: datetime, span: timedelta, calendar: WorkCalendar) -> None:
    live, latest = s.live(kind), s.latest(kind)
    if live is not None:
        live.better(since, span, calendar)
    elif opened_again(s, kind) or (kind != "resolution" and s.first_human_at is not None):
        return
    elif kind == "goal" and not _never_owed(s.latest("first_response")):
        return  # a figure stands in its place
    elif _never_owed(latest):
        clock = s.start(kind, since, span, calendar)
        clock.registered_at = s.registered_at
        if kind == "resolution" and s.was_answered:
            # The answer stands; if it does not suit, the work goes on with all of the span.
            clock.stop(since, s.sequence)
        elif kind == "resolution" and s.stage is Stage.WAITING:
            clock.pause(since)


def _never_owed(clock: Clock | None) -> bool:
    return clock is None or clock.withdrawn_because == "corrected"
