"""What people do in the weeks: each deed is one function, which draws what it needs from dice of its own."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from opora.accounts.models import User
from opora.accounts.queries import user_by_id
from opora.calendars.actions import FROM_THE_BEGINNING
from opora.calendars.queries import version_on
from opora.channels.mail.keep import keep
from opora.channels.models import Outbound
from opora.core.facts import Stage, Verb
from opora.core.step import MACHINE
from opora.flow import act, by_call, by_portal, recount
from opora.flow.by_call import Call
from opora.flow.correct import Correction, correct
from opora.flow.merge import merge
from opora.flow.remind import remind
from opora.flow.split import split
from opora.flow.step import begin
from opora.offices import actions as offices
from opora.offices.queries import policy_at
from opora.promises.queries import standing_of
from opora.tickets.access import Visitor
from opora.tickets.models import Participant, Ticket
from opora.tickets.queries import last_answer
from tests.stories.street import letter, pipe

if TYPE_CHECKING:
    from tests.weeks.desk import Desk

SENDERS = (
    "anna@gear.example.org", "sergey@bridge.example.org", "elena@turbine.example.org", "nikolay@rail.example.org",
    "oleg@harbour.example.org", "maria@home.example.org", "somebody@stranger.example.org",
)  # fmt: skip
MOST_TICKETS = 9
NAMED = ("Чертёж-3D v22 не открывает сборку.", "Не открывается сборка, помогите.", "Маршрут-PLM 5 не пускает.")


@dataclass
class At:
    """A deed under way: the desk, its instant, its own dice, and a ticket that is probably open."""

    desk: "Desk"
    now: datetime
    dice: random.Random
    ticket: Ticket

    @property
    def staff(self) -> User:
        """Somebody who works on it."""
        world = self.desk.world
        return self.dice.choice([world.irina, world.irina, world.artyom, world.olga, world.timur])

    @property
    def visitor(self) -> Visitor:
        """Its customer on the portal."""
        return Visitor(self.ticket, self.address)

    @property
    def address(self) -> str:
        """Its customer's address."""
        first = Participant.objects.filter(ticket=self.ticket, role="author").order_by("pk").first()
        return first.address if first else SENDERS[0]

    def text(self, what: str) -> str:
        """Words that nobody has written before."""
        return f"{what} {self.now:%d.%m %H:%M:%S}"


def opens(at: At) -> None:
    """A customer writes about a new matter."""
    sender = at.dice.choice(SENDERS)
    # Two with one sender's other matter are what merges are made of.
    if at.dice.random() < 0.4 and at.ticket.pk:
        sender = at.address
    if Ticket.objects.count() < MOST_TICKETS:
        post(letter(sender, at.text("Сборка"), f"{at.dice.choice(NAMED)} {at.text('Пишу')}", at.now), at.now)


def reply(at: At, headers: dict[str, str] | None = None, text: str = "Письмо", sender: str = "") -> None:
    """The customer answers our last letter from their mail program."""
    last = Outbound.objects.filter(ticket=at.ticket, audience="customer").order_by("-pk").first()
    if last is not None:
        raw = letter(
            sender or at.address, f"Re: {last.subject}", at.text(text), at.now,
            reply_to=last.message_id, headers=headers,
        )  # fmt: skip
        post(raw, at.now)


def machine(at: At) -> None:
    """Their mail program answers for them; or a robot writes about nothing that we know."""
    if at.dice.random() < 0.8:
        reply(at, {"Auto-Submitted": "auto-replied"}, "Автоответ")
    else:
        headers = {"Auto-Submitted": "auto-generated"}
        post(letter("robot@gear.example.org", "Отчёт", at.text("Автоответ"), at.now, headers=headers), at.now)


def ask(at: At) -> None:
    act.ask(at.ticket.pk, at.staff, at.text("Вопрос"), at.now)


def tell(at: At) -> None:
    act.tell(at.ticket.pk, at.staff, at.text("Слово"), at.now)


def tell_until(at: At) -> None:
    """A promised next word, sooner than usual or with consent later (P9)."""
    until = at.now + timedelta(minutes=at.dice.choice([90, 600, 2000, 9000]))
    act.tell(at.ticket.pk, at.staff, at.text("Слово"), at.now, word_until=until, consent="по телефону")


def tell_late(at: At) -> None:
    """Why we shall be late, before we are (P2)."""
    until = at.now + timedelta(minutes=at.dice.choice([600, 6000, 9000, 13000]))
    text = at.text("Не успеваем, потому что")
    act.send(at.ticket.pk, at.staff, Verb.TELL, text, at.now, word_until=until, consent="по телефону", late=True)


def repeat(at: At) -> None:
    act.tell(at.ticket.pk, at.staff, "Всё ещё смотрим.", at.now)


def answer(at: At) -> None:
    act.answer(at.ticket.pk, at.staff, at.text("Ответ"), at.now)


def punctual(at: At) -> None:
    """A word at the very instant at which it is due (T4)."""
    at.now = at.desk.wait_for_moment(at.ticket, at.now)
    at.ticket.refresh_from_db()
    (act.answer if at.ticket.next_kind == "resolution" else act.tell)(at.ticket.pk, at.staff, at.text("В срок"), at.now)


def move(at: At) -> None:
    act.move(at.ticket.pk, at.staff, at.dice.choice([Stage.RESEARCH, Stage.OFFICE]), at.now)


def release(at: At) -> None:
    on = (at.now + timedelta(hours=5)).date() + timedelta(days=at.dice.choice([1, 3, 9, 30]))
    act.await_release(at.ticket.pk, at.staff, on, at.now)


def assign(at: At) -> None:
    world = at.desk.world
    act.assign(at.ticket.pk, at.staff, at.dice.choice([world.olga, world.irina, world.svetlana, None]), at.now)


def hand_over(at: At) -> None:
    world = at.desk.world
    to = [world.central, world.yekaterinburg, world.moscow, world.vladivostok, world.development]
    with at.desk.judge.nothing_moves(at.ticket, "handing over", at.desk.found):
        act.hand_over(at.ticket.pk, at.staff, at.dice.choice(to), at.now)


def correct_facts(at: At) -> None:
    world = at.desk.world
    named: tuple[Any, Any, Any] = at.dice.choice(
        [
            (world.drawing, world.full, world.v22),
            (world.drawing, world.student, world.v22),
            (world.routes, world.routes_full, world.routes_5),
            (None, None, None),
        ]
    )
    organisation = at.dice.choice([at.ticket.organisation, world.gear, world.rail, None])
    correct(at.ticket.pk, at.staff, Correction(at.ticket.contact, organisation, *named), at.now)


def merge_two(at: At) -> None:
    """With another ticket of the same customer, if there is one."""
    theirs = Ticket.objects.filter(
        next_at__isnull=False, organisation=at.ticket.organisation, contact=at.ticket.contact
    )
    others = list(theirs.exclude(pk=at.ticket.pk).order_by("pk"))
    if others:
        merge(at.ticket.pk, at.staff, at.dice.choice(others).pk, at.now)


def call(at: At) -> None:
    """Their words, ours or both; begun just now, or hours ago and logged only now."""
    verb = at.dice.choice([None, *Verb])
    heard = "" if verb and at.dice.random() < 0.5 else at.text("По телефону")
    began = at.now - timedelta(minutes=at.dice.choice([0, 5, 90, 1000]))
    reminder = at.dice.choice([0, 0, 1, 2, 3])
    said = Call(began, heard, at.text("Сказали") if verb else "", verb, reminder=reminder)
    by_call.log(at.ticket.pk, at.dice.choice([at.staff, at.desk.world.roman]), said, at.now)


def write(at: At) -> None:
    by_portal.write(at.visitor, at.text("На странице"), at.now)


def reject(at: At) -> None:
    """«Ответ не подошёл», by the customer or by staff."""
    if at.dice.random() < 0.5:
        act.reject(at.ticket.pk, at.staff, at.now)
    else:
        by_portal.reject(at.visitor, at.dice.choice(["", at.text("Не подошло")]), at.now)


def rate(at: At) -> None:
    given = last_answer(at.ticket)
    if given is not None:
        by_portal.rate(at.visitor, given.pk, at.dice.randint(1, 3), "", at.now)


def remind_us(at: At) -> None:
    remind(at.visitor, at.dice.randint(1, 3), at.dice.choice(["", at.text("Где ответ?")]), at.now)


def holder_tells(at: At) -> None:
    holder = user_by_id(standing_of(at.ticket, policy_at(at.now)).holder)
    act.tell(at.ticket.pk, holder or at.staff, at.text("Стадия"), at.now)


def thank(at: At) -> None:
    act.thank(at.ticket.pk, at.staff, at.now)


def split_off(at: At) -> None:
    split(at.ticket.pk, at.staff, at.now)


def resume(at: At) -> None:
    act.resume(at.ticket.pk, at.staff, at.now)


def note(at: At) -> None:
    act.note(at.ticket.pk, at.staff, at.text("Заметка"), at.now)


def close(at: At) -> None:
    act.close(at.ticket.pk, at.staff, "spam", at.now)


def absence(at: At) -> None:
    """Somebody of the ladder is away, from now or from tomorrow on."""
    world = at.desk.world
    person = at.dice.choice([world.olga, world.denis, world.svetlana, world.viktor, world.pavel, world.roman])
    from_at = at.now + timedelta(hours=at.dice.choice([0, 20]))
    until_at = from_at + timedelta(hours=at.dice.choice([5, 30, 200]))
    with begin(at.now, MACHINE, "desk") as step:
        offices.enter_absence(step, person, from_at, until_at)
    at.desk.staff.leave(person.pk, from_at, until_at)


def change_day(at: At) -> None:
    """A day of a calendar is off, shorter or longer from now on (T6); the worker recounts."""
    code, days = at.ticket.calendar or "yekaterinburg", at.desk.days
    mends = at.dice.random() < 0.2
    on = days.on(code, at.now) + timedelta(days=at.dice.randint(-5, 0) if mends else at.dice.randint(0, 9))
    hours = at.dice.choice([[], [], [(9, 13)], [(8, 13), (14, 20)]])
    version = version_on(code, on)
    assert version is not None
    written = [[f"{first:02}:00", f"{last:02}:00"] for first, last in hours]
    spec = {**version.spec, "exceptions": {**version.spec.get("exceptions", {}), on.isoformat(): written}}
    with begin(at.now, MACHINE, "desk") as step:
        recount.record(step, code=code, spec=spec, valid_from=FROM_THE_BEGINNING, correcting=mends)
    days.changed[code, on] = hours
    at.desk.judge.recount = True


def worker_dies(at: At) -> None:
    """The worker is away for minutes, hours or days."""
    at.desk.worker.die(at.now + timedelta(minutes=at.dice.choice([5, 40, 300, 3000])))


def worker_is_killed(at: At) -> None:
    """Its next work, or the one after that, is its last: before the commit or after it."""
    at.desk.doom(at.dice.choice([["before"], ["after"], ["", "before"], ["before", "after"]]))


def look(at: At) -> None:
    """Somebody opens the pages now, or long after, and no worker has lived since."""
    later = at.dice.choice([0, 0, 1, 30, 600, 3000, 30000, 90000])
    at.desk.look_at_pages(at.ticket, at.now + timedelta(minutes=later))


def wait(at: At) -> None:
    """Nothing at all."""


def post(raw: bytes, now: datetime) -> None:
    """It reaches the pipe; the worker files it."""
    keep(BytesIO(raw), pipe(), now, now)
