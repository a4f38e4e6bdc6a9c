"""Random weeks over the whole street: after each step rows, ledger and letters agree, and nobody is forgotten."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from opora.accounts.queries import user_by_id
from opora.calendars.actions import FROM_THE_BEGINNING
from opora.calendars.queries import calendar_with, version_on
from opora.channels.models import Outbound
from opora.contracts import actions as contracts
from opora.core.events import Climbed, Confessed, Informed, Reminded
from opora.core.facts import Stage, Verb
from opora.core.step import MACHINE
from opora.flow import act, by_call, duties, recount, tick
from opora.flow.by_call import Call
from opora.flow.correct import Correction, correct
from opora.flow.doctor import examine
from opora.flow.remind import remind
from opora.flow.split import split
from opora.flow.step import begin
from opora.ledger.queries import history_of
from opora.lib.errors import Refused
from opora.offices.queries import policy_at
from opora.promises.differences import differences
from opora.promises.models import Promise
from opora.promises.queries import counted_by, standing_of
from opora.promises.recounting import COLUMNS, Recount, count
from opora.tickets.access import Visitor
from opora.tickets.models import Ticket
from tests.stories.may_2026 import ZONE, local
from tests.stories.street import Street
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

SENDERS = (
    "anna@gear.example.org", "sergey@bridge.example.org", "elena@turbine.example.org", "nikolay@rail.example.org",
    "oleg@harbour.example.org", "maria@home.example.org", "somebody@stranger.example.org",
)  # fmt: skip
DEEDS = (
    "reply", "reply", "machine", "ask", "tell", "tell", "repeat", "answer", "answer", "thank", "reject", "split",
    "resume", "release", "research", "office", "assign", "hand over", "correct", "note", "call", "call",
    "wait", "wait", "wait",
    "remind", "remind", "holder tells", "duty",
)  # fmt: skip


class Week:
    """A ticket to which things happen; a refusal is an answer too."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.dice = world, random.Random(seed)
        self.now = local("05-04 09:00").astimezone(UTC)
        self.street = Street(world, self.dice.choice(SENDERS))
        self.done: list[str] = []
        self.by_rows = 0

    def pass_time(self) -> None:
        """Minutes, hours or days; the worker sleeps at times."""
        longest = self.dice.choice([10, 300, 3000])
        self.now += timedelta(minutes=self.dice.randint(1, longest), seconds=self.dice.randint(0, 59))
        if self.dice.random() < 0.7:
            for pk in Ticket.objects.values_list("pk", flat=True):
                for _ in range(20):
                    before = len(history_of("ticket", pk))
                    tick.ticket(pk, self.now)
                    if len(history_of("ticket", pk)) == before:
                        break

    def step(self) -> None:
        self.pass_time()
        what = self.dice.choice(DEEDS)
        try:
            self.happen(what)
        except Refused:
            what = f"{what} refused"
        self.done.append(f"{self.now:%d %H:%M} {what}")

    def happen(self, what: str) -> None:
        ticket, irina, now = self.street.ticket_id, self.world.irina, self.now
        if what in ("reply", "machine"):
            headers = {"Auto-Submitted": "auto-replied"} if what == "machine" else {}
            self.street.reply(f"Письмо {len(self.done)}", now, headers=headers)
        elif what in ("ask", "tell", "answer"):
            getattr(act, what)(ticket, irina, f"Слово {len(self.done)}", now)
        elif what == "repeat":
            act.tell(ticket, irina, "Всё ещё смотрим.", now)
        elif what in ("research", "office"):
            act.move(ticket, irina, Stage(what), now)
        elif what == "release":
            on = now.astimezone(ZONE).date() + timedelta(days=self.dice.randint(0, 32))
            act.await_release(ticket, irina, on, now)
        elif what == "assign":
            act.assign(ticket, irina, self.dice.choice([self.world.olga, irina, None]), now)
        elif what == "hand over":
            act.hand_over(ticket, irina, self.dice.choice([self.world.central, self.world.yekaterinburg]), now)
        elif what == "correct":
            self.correct()
        elif what == "call":
            self.call()
        elif what == "remind":
            said = self.dice.choice(["", f"Где ответ? {len(self.done)}"])
            remind(Visitor(self.street.ticket, self.street.sender), self.dice.randint(1, 3), said, now)
        elif what == "holder tells":
            holder = user_by_id(standing_of(self.street.ticket, policy_at(now)).holder)
            act.tell(ticket, holder or irina, f"Стадия {len(self.done)}", now)
        elif what == "duty":
            self.enter_duty()
        elif what.startswith("day "):
            self.change(what)
        elif what == "note":
            act.note(ticket, irina, "Заметка.", now)
        elif what != "wait":
            {"thank": act.thank, "reject": act.reject, "split": split, "resume": act.resume}[what](ticket, irina, now)

    def change(self, what: str) -> None:
        """A day of the office's calendar is another one now, or was; the worker recounts (T6)."""
        mends = what == "day mended"
        on = self.now.astimezone(ZONE).date() + timedelta(
            days=self.dice.randint(-6, 0) if mends else self.dice.randint(0, 12)
        )
        hours = [] if what == "day off" or self.dice.random() < 0.3 else [["08:00", "13:00"], ["14:00", "20:00"]]
        code = self.street.ticket.calendar
        version = version_on(code, on)
        assert version is not None
        spec = {**version.spec, "exceptions": {**version.spec.get("exceptions", {}), on.isoformat(): hours}}
        if not mends:
            known = calendar_with(code, spec, FROM_THE_BEGINNING, self.now)
            asked = Recount(code, known, self.now, self.now, policy_at(self.now), by_rows=True)
            rows = list(counted_by(code).order_by("pk").values_list(*COLUMNS))
            by_rows, by_ledger = count(rows, asked), count(rows, replace(asked, by_rows=False))
            assert by_rows.moved == by_ledger.moved, self.done
            self.by_rows += len(rows) - len(by_rows.stood)
        with begin(self.now, MACHINE, "desk") as step:
            recount.record(step, code=code, spec=spec, valid_from=FROM_THE_BEGINNING, correcting=mends)
        while recount.go_on(code, self.now):
            pass

    def call(self) -> None:
        """Their words, ours or both; begun just now, or hours ago and logged only now."""
        verb = self.dice.choice([None, *Verb])
        heard = "" if verb and self.dice.random() < 0.5 else f"По телефону {len(self.done)}"
        began = self.now - timedelta(minutes=self.dice.choice([0, 5, 90, 1000]))
        said = f"Ответили {len(self.done)}" if verb else ""
        user = self.dice.choice([self.world.irina, self.world.roman])
        by_call.log(self.street.ticket_id, user, Call(began, heard, said, verb), self.now)

    def enter_duty(self) -> None:
        """Extra hours, soon or within the week; of whom the ticket is, or of whom it may turn out to be."""
        begins = self.now + timedelta(minutes=self.dice.choice([0, 30, 600, 5000]))
        ends = begins + timedelta(hours=self.dice.randint(1, 9))
        organisation = self.street.ticket.organisation or self.world.gear
        with begin(self.now, MACHINE, "cli") as step:
            contracts.enter_duty(
                step, organisation=organisation, from_at=begins, until_at=ends,
                reason="Запуск цеха", staff=[self.world.irina], counts=self.dice.random() < 0.8,
            )  # fmt: skip
        if self.dice.random() < 0.8:
            duties.count_all(organisation.pk, self.now)

    def correct(self) -> None:
        world, ticket = self.world, self.street.ticket
        named = self.dice.choice(
            [
                (world.drawing, world.full, world.v22),
                (world.drawing, world.student, world.v22),
                (world.routes, world.routes_full, world.routes_5),
                (None, None, None),
            ]
        )
        organisation = self.dice.choice([ticket.organisation, world.gear, world.rail, None])
        correct(ticket.pk, world.irina, Correction(ticket.contact, organisation, *named), self.now)


def told_no_past(ticket: Ticket) -> bool:
    history = history_of("ticket", ticket.pk)
    return all(
        moment >= one.at for one in history if isinstance(one.event, Informed) for moment in one.event.moments.values()
    )


def one_letter_a_rung(ticket: Ticket) -> bool:
    """By the machine at most one letter at an instant, and one for each rung that was newly reached; of a repetition
    only what it confesses besides.

    The answer to a reminder is no letter of the machine's own: it follows a press, whatever else has passed by then.
    """
    rows = Outbound.objects.filter(ticket=ticket, audience="customer").exclude(reaction="carry")
    reminders = sum(isinstance(one.event, Reminded) for one in history_of("ticket", ticket.pk))
    if rows.filter(reaction="reminded").count() != reminders:
        return False
    rows = rows.exclude(reaction="reminded")
    history = history_of("ticket", ticket.pk)
    confessed = {one.at for one in history if isinstance(one.event, Confessed) and one.event.inside == "climbed"}
    climbed = [(one.event, one.at) for one in history if isinstance(one.event, Climbed)]
    instants: Counter[datetime] = Counter(rows.values_list("created_at", flat=True))
    letters = rows.filter(reaction="climbed").count()
    wanted = sum(not event.again or at in confessed for event, at in climbed)
    return max(instants.values(), default=0) <= 1 and letters == wanted


@pytest.mark.parametrize("seed", range(15))
def test_a_random_week(seed: int, world: World) -> None:
    week = Week(world, seed)
    week.street.happen("opens", week.now)
    for _ in range(16):
        week.step()
        for ticket in Ticket.objects.order_by("pk"):
            standing = standing_of(ticket, policy_at(week.now))
            story = f"{week.street.sender}, {ticket.number}: {week.done}"
            assert (ticket.next_at, ticket.next_kind) == (standing.next() or (None, "")), story
            assert (ticket.stage, ticket.next_at is None) == (standing.stage.value, ticket.stage == "closed"), story
            assert list(differences(ticket, Promise.objects.filter(ticket=ticket), standing)) == [], story
            assert told_no_past(ticket), story
            assert one_letter_a_rung(ticket), story
    found = [(one.check, one.about, one.sentence) for one in examine(week.now) if one.check not in ("worker", "quiet")]
    assert found == [], week.done
    assert any("refused" not in one and "wait" not in one for one in week.done)
