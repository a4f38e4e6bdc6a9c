"""What each event does to a ticket's standing: the rules of domain.md 4, one small function an event."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from opora.core import events as e
from opora.core import stages
from opora.core.corrections import corrected, readdressed
from opora.core.duties import duties_counted
from opora.core.facts import Policy, Stage
from opora.core.gains import gained
from opora.core.hours import Cause
from opora.core.passing import await_told, climbed, confessed, informed, missed, nudged, replaced
from opora.core.recount import INSTANT, recounted
from opora.core.reminder import meets, miss_if_late, reminded
from opora.core.standing import PROMISED, CalendarOf, ReasonOf, Standing
from opora.core.step import Noted


def stand(
    noted: Iterable[Noted], calendar_of: CalendarOf, policy: Policy | None = None, reason_of: ReasonOf = str
) -> Standing:
    """Fold a ticket's events, in order of their sequence, into how it stands after the last of them.

    The first must be `Opened`; ``calendar_of`` gives a work calendar by its code, ``reason_of`` says why there is a
    duty, by its row. Raises ValueError when it isn't.
    """
    standing: Standing | None = None
    for one in noted:
        if standing is None:
            standing = begin(one, calendar_of, policy or Policy(), reason_of)
        else:
            follow(standing, one)
    if standing is None:
        raise ValueError("a ticket's ledger begins with Opened")
    return standing


def begin(noted: Noted, calendar_of: CalendarOf, policy: Policy, reason_of: ReasonOf = str) -> Standing:
    """The standing after `Opened`: clocks of the level's figures, the first next word. Raises ValueError otherwise."""
    event = noted.event
    if not isinstance(event, e.Opened):
        raise ValueError(f"a ticket's ledger begins with Opened, not {type(event).__name__}")
    office_hours = calendar_of(event.calendar).as_known(noted.at - INSTANT)
    standing = Standing(
        calendar_of, policy, office_hours, event.registered_at, event.level, event.line, event.word_days,
        sequence=noted.sequence, basis=event.calendar, reason_of=reason_of, known_at=noted.at - INSTANT,
    )  # fmt: skip
    standing.work_by(event.calendar, event.duties)
    at = standing.acted_at = event.registered_at
    for kind in PROMISED:
        if kind in event.spans:
            calendar = standing.hours(event.calendars.get(kind, event.calendar))
            standing.start(kind, at, timedelta(seconds=event.spans[kind]), calendar)
    standing.run_work(at)
    standing.start_word(at)
    return standing


def follow(standing: Standing, noted: Noted) -> None:
    """Let one further event act; events without a rule here move no clock."""
    standing.sequence = noted.sequence
    standing.speaker = noted.actor.id if noted.actor.kind == "staff" else None
    rule = RULES.get(type(noted.event))
    if rule is not None:
        # What was recorded at this very instant is known to its recount alone.
        standing.know(noted.at if rule is recounted else noted.at - INSTANT)
        before = _ending(standing)
        rule(standing, noted.event, noted.at)
        if _ending(standing) != before:
            standing.ends_anew()
    acted_at = _by_a_human(noted)
    if acted_at is not None:
        standing.acted_at = max(standing.acted_at or acted_at, acted_at)


def _ending(s: Standing) -> tuple[object, ...]:
    """From what nudges and closing count."""
    return s.stage, s.answered_at, s.asked_at, s.nudged_at, s.reassured_at


def _by_a_human(noted: Noted) -> datetime | None:
    """Since when it counts what a human did; null for what the machine did, and for the end, which undoes nothing."""
    event = noted.event
    if isinstance(event, e.Received):
        return event.received_at if event.human else None
    if isinstance(event, e.Asked | e.Told | e.Answered):
        return event.spoken_at or noted.at
    return noted.at if isinstance(event, DECISIONS) else None


# --- somebody writes ----------------------------------------------------------------------------------------------


def _received(s: Standing, event: e.Received, at: datetime) -> None:
    if not event.human:
        return
    if s.reassured_at is not None and event.received_at >= s.reassured_at:
        # E5: the customer's word closes the reminder.
        s.reassured_at = None
    if s.stage is Stage.WAITING:
        _end_pause(s, event.received_at)
    elif s.stage in stages.TO_LOOK:
        s.words_since = s.words_since or event.received_at
        if s.live("look") is None:
            s.start("look", event.received_at, s.policy.look)


def _resumed(s: Standing, event: e.Resumed, at: datetime) -> None:
    if s.stage is Stage.WAITING:
        _end_pause(s, at)


def _end_pause(s: Standing, at: datetime) -> None:
    """P3: the former stage returns, the resolution runs with the time used, the next word starts anew."""
    assert s.asked_at is not None
    at = max(at, s.asked_at)
    s.stage, s.asked_at, s.nudges, s.nudged_at = s.stage_before, None, 0, None
    if s.from_release:
        s.stage, s.from_release = Stage.RELEASE, False
        s.rest_for(at, Cause.RELEASE)
    else:
        s.run_work(at)
    resolution = s.live("resolution")
    if resolution is not None:
        resolution.resume(at)
    s.start_word(at)


# --- somebody decides: the three verbs, written or spoken ----------------------------------------------------------


def _asked(s: Standing, event: e.Asked, at: datetime) -> None:
    at = _human_word(s, event, at)
    if s.stage is Stage.RELEASE:
        s.stage, s.from_release = Stage.WAITING, True
        s.rest_for(at, Cause.PAUSE)
    elif s.stage is not Stage.WAITING:
        s.stage_before, s.stage = s.stage, Stage.WAITING
        s.rest_work(at, Cause.PAUSE)
        resolution = s.live("resolution")
        if resolution is not None:
            resolution.pause(at)
    s.asked_at, s.nudges, s.nudged_at = at, 0, None


def _told(s: Standing, event: e.Told, at: datetime) -> None:
    if event.repeat:
        return
    noted_at, at = at, _human_word(s, event, at)
    if s.stage is not Stage.WAITING:
        word = s.start_word(at, event.word_until)
        # P2: the confession in advance, after which this is the one next word.
        word.recovers = s.in_arrears = event.late
        resolution = s.latest("resolution")
        if resolution is not None and resolution.missed_at is not None:
            await_told(resolution, word, noted_at)


def _answered(s: Standing, event: e.Answered, at: datetime) -> None:
    s.settle_with(event.spoken_at or at, "resolution", "look")
    at = _human_word(s, event, at)
    s.rest_work(at, Cause.ANSWERED, event.spoken_at)
    _keep_working_stage(s)
    s.stage, s.answered_at, s.words_since, s.asked_at, s.from_release = Stage.ANSWERED, at, None, None, False


def _keep_working_stage(s: Standing) -> None:
    """To which stage a rejection will lead back."""
    if s.stage in stages.WORKING:
        s.stage_before = s.stage


def _human_word(s: Standing, event: e.Asked | e.Told | e.Answered, at: datetime) -> datetime:
    """What a word of ours meets, a call at its start (domain.md 4); gives the instant from which it counts.

    A call that is logged later sets nothing back: it counts from no earlier than what a human did since.
    """
    noted_at, at = at, event.spoken_at or at
    s.leave_received()
    ends_climb = meets(s, event, at, noted_at)
    if ends_climb:
        miss_if_late(s, at)
    kinds = ("first_response", "goal", "word", "release_word", "recovery", *(("escalation",) if ends_climb else ()))
    s.settle_with(at, *kinds)
    if s.stage is Stage.RELEASE:
        # Whoever writes there has read what the customer wrote.
        s.settle_with(at, "look")
        s.words_since = None
    s.first_human_at = s.first_human_at or at
    at = max(at, s.acted_at or at) if event.spoken_at else at
    s.last_word_at, s.in_arrears = at, False
    if ends_climb:
        s.reassured_at = at if s.reminded_at is not None else s.reassured_at
        s.rung, s.holder, s.reminded_at = 0, None, None
    return at


# --- somebody decides: everything else ----------------------------------------------------------------------------


def _moved(s: Standing, event: e.Moved, at: datetime) -> None:
    if s.stage in stages.WORKING and Stage(event.stage) is not s.stage:
        s.stage = Stage(event.stage)
        s.bring_word_nearer(at)


def _handed_over(s: Standing, event: e.HandedOver, at: datetime) -> None:
    s.line = event.line
    before = s.stage
    if s.stage in stages.WORKING and s.stage is not Stage.RECEIVED:
        s.stage = stages.by_line(event.line)
    if s.stage is not before:
        s.bring_word_nearer(at)


def _assigned(s: Standing, event: e.Assigned, at: datetime) -> None:
    if event.user is not None and s.stage is Stage.RECEIVED:
        s.leave_received()
        s.bring_word_nearer(at)


def _thanked(s: Standing, event: e.Thanked | e.Split, at: datetime) -> None:
    """P7: thanks, or a matter of its own elsewhere: the closing counts from the answer again."""
    s.settle_with(at, "look")
    s.words_since = None


def _awaits_release(s: Standing, event: e.AwaitsRelease, at: datetime) -> None:
    """The dated word takes the place of the closing (P4); what the customer wrote since the answer has been read."""
    if s.stage is not Stage.ANSWERED:
        return
    s.settle_with(at, "look")
    s.stage, s.words_since = Stage.RELEASE, None
    s.rest_for(at, Cause.RELEASE)
    s.start_word(at, event.word_until)


def _rejected(s: Standing, event: e.Rejected, at: datetime) -> None:
    """P7: the resolution resumes from the customer's words, due no earlier than choice + 4 h; a missed one does not."""
    if s.stage not in stages.TO_LOOK:
        return
    s.settle_with(at, "look")
    s.stage, s.words_since = s.stage_before, None
    for clock in s.clocks:
        if clock.kind == "release_word":
            clock.withdraw("rejected")
    s.run_work(event.since)
    resolution = s.latest("resolution")
    if resolution is not None and resolution.missed_at is None and resolution.withdrawn_because in ("", "closed"):
        resolution.take_back()
        # What met it kept it from what was recorded of calendars since.
        resolution.know(s.known_at or at, s.policy.no_earlier_than)
        resolution.resume(event.since)
        resolution.put_off(resolution.calendar.add(at, s.policy.no_earlier_than))
    if s.live("recovery") is None:
        # P1: under a recovery there is never a second next word.
        s.start_word(at)


def _closed(s: Standing, event: e.Closed, at: datetime) -> None:
    _end(s, at, event.why, "closed")


def _end(s: Standing, at: datetime, why: str, because: str) -> None:
    """Nothing is owed any more, for this reason."""
    for clock in s.clocks:
        clock.pause(at)
        clock.withdraw(because)
    s.leave_received()
    _keep_working_stage(s)
    s.stage, s.closed_at, s.closed_why, s.from_release = Stage.CLOSED, at, why, False
    s.reminded_at = None
    s.rest_work(at, Cause.CLOSED)


def _merged(s: Standing, event: e.Merged, at: datetime) -> None:
    _end(s, at, "merged", "merged")


def _took_in(s: Standing, event: e.TookIn, at: datetime) -> None:
    """What was told there holds here, and is known: by the same promise while it runs, else by the next word."""
    for kind, moment in event.moments.items():
        same = s.live(kind) if kind in PROMISED else None
        clock = same or s.live("recovery") or s.live("word") or s.live("release_word")
        if clock is not None and not clock.paused_at:
            clock.bring_forward(moment)
            if clock.told_due_at is None or clock.told_due_at > moment:
                clock.tell(moment, at)


def _reopened(s: Standing, event: e.Reopened, at: datetime) -> None:
    """P7: back to answered; the customer's message that follows sets the look."""
    s.stage, s.answered_at, s.closed_at, s.words_since = Stage.ANSWERED, s.answered_at or at, None, None
    s.rest_for(at, Cause.ANSWERED)


DECISIONS = (
    e.Moved, e.AwaitsRelease, e.Assigned, e.HandedOver, e.Corrected, e.Resumed, e.Thanked, e.Split, e.Rejected,
    e.TookIn, e.Reminded,
)  # fmt: skip

RULES: dict[type[e.Event], Callable[[Standing, Any, datetime], None]] = {
    e.Received: _received,
    e.Resumed: _resumed,
    e.Asked: _asked,
    e.Told: _told,
    e.Answered: _answered,
    e.Moved: _moved,
    e.AwaitsRelease: _awaits_release,
    e.HandedOver: _handed_over,
    e.Assigned: _assigned,
    e.Corrected: corrected,
    e.Gained: gained,
    e.Readdressed: readdressed,
    e.Thanked: _thanked,
    e.Split: _thanked,
    e.Rejected: _rejected,
    e.Reminded: reminded,
    e.Closed: _closed,
    e.Merged: _merged,
    e.TookIn: _took_in,
    e.Reopened: _reopened,
    e.Missed: missed,
    e.Confessed: confessed,
    e.Climbed: climbed,
    e.HolderReplaced: replaced,
    e.Nudged: nudged,
    e.Informed: informed,
    e.Recounted: recounted,
    e.DutiesCounted: duties_counted,
}
"""Every event that moves a clock or the stage; the others only stand in the timeline."""
