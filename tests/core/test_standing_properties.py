"""Whatever happens to a ticket, in whatever order: what must hold after each event (P1, P4, P5, T6, L7a)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from opora.core import events as e
from opora.core import stages
from opora.core.clock import Clock, explanation
from opora.core.course import stand
from opora.core.duties import duty_moves
from opora.core.facts import Policy, Stage, Verb
from opora.core.hours import WorkCalendar
from opora.core.hours.versions import Version, composed
from opora.core.ladder import misses, passed, reminded
from opora.core.recount import Moves, moves
from opora.core.standing import Standing
from opora.core.step import MACHINE, Actor, Noted
from tests.core.drawn import examples
from tests.core.test_stories import CALENDAR

HOUR = 3600
TERMS: dict[str, dict[str, Any]] = {
    "warranty": {"spans": {"first_response": 8 * HOUR, "resolution": 40 * HOUR}, "word_days": 3},
    "basic": {"spans": {"goal": 16 * HOUR}, "word_days": 5},
    "initial": {"spans": {"goal": 24 * HOUR}, "word_days": 5},
    "individual": {"spans": {"first_response": 2 * HOUR, "resolution": 400 * HOUR}, "word_days": 15},
}
EVER = date(1900, 1, 1)
BEGIN = datetime(2026, 4, 27, 4, 0, tzinfo=UTC)
ACTS = (
    "wait", "wait", "wait", "reply", "machine", "ask", "tell", "tell", "promise", "repeat", "answer", "research",
    "office", "hand", "release", "assign", "correct", "correct", "thank", "reject", "resume", "close", "reopen", "gain",
    "call ask", "call tell", "call answer", "duty", "duty",
    "remind", "remind", "holder tell", "holder answer",
    "late", "late", "day off", "day worked", "day mended", "day found", "day found",
)  # fmt: skip
WORKING_DAYS_AHEAD = 10
DAYS_FOR_A_RELEASE = 30


def _duties(first: int, hours: int, days: int) -> e.Duties:
    """The same hours on several days in a row, from any hour within three weeks."""
    begins = [BEGIN + timedelta(days=day, hours=first) for day in range(days)]
    return tuple((row, from_at, from_at + timedelta(hours=hours)) for row, from_at in enumerate(begins))


on_duty = st.builds(_duties, st.integers(0, 24 * 21), st.integers(1, 9), st.integers(0, 14))
deeds = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 60 * 90), st.booleans()), max_size=25)


class Desk:
    """One ticket, its events in memory, and the worker that never sleeps for long, or does."""

    def __init__(self, level: str, told: bool, duties: e.Duties = ()) -> None:
        self.noted: list[Noted] = []
        self.versions = [Version(EVER, BEGIN - timedelta(days=90), CALENDAR)]
        self.calendar = CALENDAR
        self.now, self.level, self.duties = BEGIN, level, duties
        self.note(e.Opened(self.now, "mail", level, "ekb", "ekb", 1, **TERMS[level], duties=duties))
        if told:
            self.tell()

    def note(self, *events: e.Event, actor: Actor = MACHINE) -> None:
        for event in events:
            self.noted.append(Noted(event, "ticket", 1, len(self.noted) + 1, self.now, actor))

    def stand(self) -> Standing:
        return stand(self.noted, lambda code: self.calendar, Policy())

    def tell(self) -> None:
        """What a letter tells: live running moments that lie ahead."""
        live = [c for c in self.stand().clocks if c.live and not c.paused_at and c.kind != "look"]
        ahead = {clock.kind: clock.due_at for clock in live if clock.due_at >= self.now}
        if ahead:
            self.note(e.Informed(ahead))

    def tick(self) -> None:
        """The worker comes round until nothing has passed."""
        for _ in range(60):
            happened = passed(self.stand(), self.now, quiet=False, holders={1: 11, 2: 12, 3: 13})
            if not happened:
                return
            self.note(*happened)
            if any(isinstance(event, e.Confessed) for event in happened):
                self.tell()
        raise AssertionError("the worker never comes to rest")

    def act(self, what: str, promised: bool) -> None:
        """One deed, if the stage allows it, as the verbs of the street do it."""
        stage = self.stand().stage
        if what in ("reply", "machine"):
            self.arrive(stage, human=what == "reply")
        elif what in ("ask", "tell", "promise", "late", "answer", "repeat"):
            self.send(what, stage)
        elif what in ("research", "office"):
            if stages.may_move(stage, Stage(what)):
                self.note(e.Moved(what, stage.value))
        elif what.startswith("call "):
            self.call(what.removeprefix("call "), stage, promised)
        elif what == "remind":
            self.remind(stage, 1 + len(self.noted) % 3)
        elif what.startswith("holder "):
            self.send(what.removeprefix("holder "), stage, Actor("staff", self.stand().holder or 99))
        elif what == "gain":
            self.gain(stage, promised)
        elif what == "duty":
            self.enter_duty(stage)
        elif what.startswith("day "):
            self.change(what)
        elif what == "correct":
            level = ("warranty", "basic", "individual", "initial")[len(self.noted) % 4]
            terms = TERMS[level]
            more = {"spans": terms["spans"], "duties": self.duties}
            self.note(e.Corrected(("product",), level, self.level, terms["word_days"], **more))
            self.level = level
            if promised:
                self.tell()
        else:
            self.decide(what, stage)

    def gain(self, stage: Stage, told: bool) -> None:
        """A purchase or a contract of the last hour; closed tickets are left alone."""
        level = "individual" if self.level != "basic" else "warranty"
        if stage is not Stage.CLOSED:
            since = max(BEGIN, self.now - timedelta(minutes=len(self.noted) % 60))
            more = {**TERMS[level], "duties": self.duties}
            self.note(e.Gained(since, "purchase", level, self.level, **more))
            self.level = level
            if told:
                self.tell()

    def enter_duty(self, stage: Stage) -> None:
        """What goes on or is to come of the duties is withdrawn, and another one is entered for today or tomorrow."""
        begins = self.now + timedelta(minutes=len(self.noted) * 97 % 1440)
        over = tuple((row, from_at, min(until, self.now)) for row, from_at, until in self.duties if from_at < self.now)
        self.duties = (*over, (100 + len(self.noted), begins, begins + timedelta(hours=5)))
        if stage is not Stage.CLOSED:
            moved = duty_moves(self.stand(), self.duties, self.now)
            self.note(e.DutiesCounted(self.duties, moved.was, moved.due))
            self.tell()

    def change(self, what: str) -> None:
        """A day of the next weeks is closed, or worked until late; or a day of the past was. Then it is recounted."""
        behind = what in ("day mended", "day found")
        far = len(self.noted) * 5 % 15
        on = self.now.astimezone(CALENDAR.tz).date() + timedelta(days=-far if behind else far)
        hours = [["08:00", "13:00"], ["14:00", "21:00"]]
        if what == "day found":
            # Yesterday was worked for much longer, so that a span ends at once and only the floor keeps it.
            on, hours = self.now.astimezone(CALENDAR.tz).date() - timedelta(days=1), [["00:00", "24:00"]]
        elif what == "day off" or (behind and far % 2):
            hours = []
        spec = self.versions[-1].hours.to_spec()
        spec["exceptions"] = {**spec["exceptions"], on.isoformat(): hours}
        # No two are recorded at one instant.
        self.now += timedelta(seconds=1)
        self.versions.append(Version(EVER, self.now, WorkCalendar.from_spec(spec, "ekb"), correcting=behind))
        # As all versions have it; put together once, since that is what takes long.
        self.calendar = composed(self.versions)
        before = self.stand()
        found = moves(before, self.now, since=self.now)
        if found is not None:
            self.recount(before, found)

    def recount(self, before: Standing, found: Moves) -> None:
        """T6: nothing is instantly missed, nothing that moves nearer moves further, what ended stays."""
        floor = before.calendar.as_known(self.now).add(self.now, Policy().no_earlier_than)
        assert before.stage is not Stage.CLOSED
        for kind, due in found.due.items():
            was = found.was[kind]
            assert due > self.now or due >= was or kind == "nudge", f"{kind} is missed by its recount"
            if kind in ("first_response", "resolution", "goal", "look", "closing"):
                assert due >= min(was, floor)
        self.note(e.Recounted("ekb", len(self.versions), found.was, found.due))
        after = self.stand()
        assert moves(after, self.now, since=self.now) is None, "recounted twice"
        ended = [(one.kind, one.due_at, one.met_at, one.missed_at) for one in before.clocks if not one.live]
        assert ended == [(one.kind, one.due_at, one.met_at, one.missed_at) for one in after.clocks if not one.live]
        live = [clock for clock in after.clocks if clock.live and clock.told_due_at]
        again = {one.kind: one.due_at for one in live if one.told_due_at != one.due_at and one.told}
        if any(at >= self.now for at in again.values()):
            self.note(e.Informed({kind: at for kind, at in again.items() if at >= self.now}))

    def arrive(self, stage: Stage, human: bool) -> None:
        if stage is Stage.CLOSED:
            if not human:
                return
            self.note(e.Reopened())
        # The server had it up to an hour before it was filed.
        self.note(e.Received(1, self.now - timedelta(minutes=len(self.noted) % 60), human))

    def remind(self, stage: Stage, rung: int) -> None:
        """By what has passed so far; one lives already: nothing (E5)."""
        self.tick()
        standing = self.stand()
        if standing.reminded_at is None:
            if standing.stage is Stage.CLOSED:
                self.note(e.Reopened())
            self.note(reminded(standing, self.now, rung, {1: 11, 2: 12, 3: 13}))
            self.tell()

    def send(self, what: str, stage: Stage, actor: Actor = MACHINE) -> None:
        verb = {"ask": Verb.ASK, "answer": Verb.ANSWER}.get(what, Verb.TELL)
        if not stages.may_send(stage, verb):
            return
        if what == "repeat":
            self.tick()
            if stages.may_send(self.stand().stage, verb):
                self.note(e.Told(1, repeat=True))
            return
        self.note(*misses(self.stand(), self.now))
        until = self.calendar.working_days_later(self.now, 1) if what == "promise" else None
        late = False
        if what == "late":
            # Ten working days ahead, if a moment that was told lies before; else a plain word.
            until = self.calendar.working_days_later(self.now, 1 + len(self.noted) % WORKING_DAYS_AHEAD)
            late = self.stand().given_up(self.now, until) is not None
        told = e.Told(1, until, late=late)
        self.note({Verb.ASK: e.Asked(1), Verb.ANSWER: e.Answered(1), Verb.TELL: told}[verb], actor=actor)
        self.tell()

    def call(self, what: str, stage: Stage, just_now: bool) -> None:
        """It began up to a day ago, though not before the ticket was there."""
        if not stages.may_send(stage, Verb(what)):
            return
        began = self.now if just_now else max(BEGIN, self.now - timedelta(minutes=97 * len(self.noted) % 1440))
        self.note(*misses(self.stand(), began))
        said = {"ask": e.Asked(1, began), "tell": e.Told(1, spoken_at=began), "answer": e.Answered(1, began)}
        self.note(said[what])
        self.tell()
        self.tick()

    def decide(self, what: str, stage: Stage) -> None:
        lawful = {
            "hand": (True, e.HandedOver("central", 2, "ekb")),
            "release": (stage is Stage.ANSWERED, e.AwaitsRelease(self.release_word())),
            "assign": (True, e.Assigned(7)),
            "thank": (stage in stages.TO_LOOK, e.Thanked()),
            "reject": (stage in stages.TO_LOOK, e.Rejected(self.stand().words_since or self.now)),
            "resume": (stage is Stage.WAITING, e.Resumed()),
            "close": (stage is not Stage.CLOSED, e.Closed("by_hand")),
        }
        if what in lawful and lawful[what][0]:
            self.note(lawful[what][1])
            if what in ("reject", "release"):
                self.tell()

    def release_word(self) -> datetime:
        on = self.now.astimezone(self.calendar.tz).date() + timedelta(days=1 + len(self.noted) * 7 % DAYS_FOR_A_RELEASE)
        return self.calendar.end_of(on, self.now)


def told_of(standing: Standing) -> dict[tuple[str, int], Clock]:
    return {(clock.kind, clock.number): clock for clock in standing.clocks if clock.told_due_at is not None}


def holds(desk: Desk) -> None:
    """What must be true of a ticket at any moment."""
    standing = desk.stand()
    upcoming = standing.next()
    assert (upcoming is None) == (standing.stage is Stage.CLOSED)
    if upcoming is not None:
        today, on = (at.astimezone(desk.calendar.tz).date() for at in (desk.now, upcoming[0]))
        if upcoming[1] == "release_word":
            assert standing.stage is Stage.RELEASE
            assert (on - today).days <= DAYS_FOR_A_RELEASE, "more than thirty days ahead"
        else:
            ahead = desk.calendar.working_dates_between(today + timedelta(days=1), on)
            assert len(ahead) <= WORKING_DAYS_AHEAD, f"{upcoming[1]} is more than ten working days ahead"
    live = [clock.kind for clock in standing.clocks if clock.live]
    assert len(live) == len(set(live)), f"two live of a kind: {live}"
    assert not {"word", "recovery"} <= set(live), "never a second next word beside the recovery"
    assert len({"word", "release_word", "recovery"} & set(live)) <= 1
    if standing.forewarned is not None:
        assert standing.in_arrears, "a word that confessed in advance, and a miss would be confessed again"
    if standing.stage is Stage.CLOSED:
        assert live == []
    if standing.reminded_at is not None:
        assert "escalation" in live, "a reminder that nobody owes an answer to"
        assert upcoming is not None
        assert upcoming[1] not in ("nudge", "closing")
    for clock in standing.clocks:
        told = explanation(clock)
        assert all(first.end == second.start for first, second in pairwise(told))
        assert not told or told[0].start == (clock.registered_at or clock.started_at)
        if clock.span is not None:
            # What has stopped or stands still sums to what was used; what runs, or ran out, to its span (P5).
            counted = sum((one.end - one.start for one in told if one.counted), timedelta())
            runs_on = clock.runs[-1][1] is None
            assert counted == (clock.span if runs_on else clock.spent()), (
                f"{clock.kind}: what is counted is not the sum"
            )
            assert runs_on is False or told[-1].end == max(clock.due_at, clock.runs[-1][0])
        elif clock.due_at > clock.started_at:
            assert told[-1].end == clock.due_at
        if clock.missed_at is not None and clock.met_at is not None:
            assert clock.missed_at < clock.met_at


@examples(100)
@given(st.sampled_from(sorted(TERMS)), st.booleans(), deeds, on_duty)
def test_whatever_happens_nobody_is_forgotten(
    level: str, told: bool, done: list[tuple[str, int, bool]], duties: e.Duties
) -> None:
    desk = Desk(level, told, duties)
    holds(desk)
    for what, minutes, flag in done:
        desk.now += timedelta(minutes=minutes)
        if flag:
            desk.tick()
        before = told_of(desk.stand())
        owed = {(clock.kind, clock.number): clock for clock in desk.stand().clocks if clock.live}
        desk.act(what, flag)
        if what == "gain":
            after = {(clock.kind, clock.number): clock for clock in desk.stand().clocks}
            for key, was in owed.items():
                assert after[key].due_at <= was.due_at, "a gain that makes later"
                assert after[key].live or key[0] == "goal", "a gain that takes away"
        if what == "correct":
            after = {(clock.kind, clock.number): clock for clock in desk.stand().clocks}
            for key, clock in before.items():
                assert after[key].due_at <= max(clock.due_at, clock.told_due_at or clock.due_at), "told, and later now"
        holds(desk)
    desk.now += timedelta(days=1)
    desk.tick()
    holds(desk)


@examples(60)
@given(
    st.sampled_from(sorted(TERMS)),
    st.lists(st.tuples(st.sampled_from(ACTS), st.integers(60, 60 * 40), st.booleans()), min_size=4, max_size=10),
)
def test_hours_that_are_found_behind_leave_every_span_in_step(level: str, done: list[tuple[str, int, bool]]) -> None:
    """T6, P5: versions that correct are rare among all deeds; here one is recorded before each of them."""
    desk = Desk(level, told=True)
    for what, minutes, flag in done:
        desk.now += timedelta(minutes=minutes)
        if desk.stand().stage is not Stage.CLOSED:
            desk.act("day found", flag)
        desk.act(what, flag)
        holds(desk)


@examples(60)
@given(st.sampled_from(sorted(TERMS)), deeds)
def test_each_miss_that_was_told_is_confessed_once(level: str, done: list[tuple[str, int, bool]]) -> None:
    """P1: outside a live recovery exactly once, under it never; what was not told never."""
    desk = Desk(level, told=True)
    for what, minutes, _ in done:
        desk.now += timedelta(minutes=minutes)
        desk.tick()
        desk.act(what, True)
    desk.now += timedelta(days=20)
    desk.tick()
    arrears = False
    for index, one in enumerate(desk.noted):
        event = one.event
        if isinstance(event, e.Confessed):
            assert not arrears, "a second confession before a human word"
            arrears = True
            together = [n.event for n in desk.noted[:index] if n.at == one.at and isinstance(n.event, e.Missed)]
            assert {miss.kind for miss in together if miss.told} >= set(event.kinds)
        elif isinstance(event, e.Told) and event.late:
            arrears = True  # P2: the confession in advance
        elif isinstance(event, e.Asked | e.Answered) or (isinstance(event, e.Told) and not event.repeat):
            arrears = False
        elif isinstance(event, e.Missed) and event.told and not arrears and event.kind not in ("escalation", "look"):
            same = [n.event for n in desk.noted[index:] if n.at == one.at and isinstance(n.event, e.Confessed)]
            said = [n.event for n in desk.noted[index:] if n.at == one.at and isinstance(n.event, e.Asked | e.Told)]
            assert same or said or isinstance(desk.noted[index + 1].event, e.Answered), f"{event.kind} is kept silent"


@examples(100)
@given(st.sampled_from(sorted(TERMS)), st.booleans(), deeds, on_duty.filter(bool))
def test_a_duty_makes_no_moment_later(
    level: str, told: bool, done: list[tuple[str, int, bool]], duties: e.Duties
) -> None:
    """T9: the same events with these duties from the start and without; what was recounted without them is neither."""
    desk = Desk(level, told)
    for what, minutes, flag in done:
        desk.now += timedelta(minutes=minutes)
        if what != "duty" and not what.startswith("day "):
            desk.act(what, flag)
    without = desk.stand()
    desk.noted = [
        replace(one, event=replace(one.event, duties=duties))
        if isinstance(one.event, e.Opened | e.Corrected | e.Gained)
        else one
        for one in desk.noted
    ]
    with_them = desk.stand()
    assert [(one.kind, one.number) for one in with_them.clocks] == [(one.kind, one.number) for one in without.clocks]
    for clock, other in zip(with_them.clocks, without.clocks, strict=True):
        assert clock.due_at <= other.due_at, f"{clock.kind}: later with a duty"
