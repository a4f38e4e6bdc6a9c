"""Extra hours, and whoever is on duty in them (T9, O3)."""

from datetime import datetime, timedelta

from opora.accounts.queries import user_by_id
from opora.contracts import actions as contracts
from opora.contracts.models import Duty
from opora.core.step import MACHINE
from opora.flow import called
from opora.flow.step import begin
from opora.offices import actions as offices
from opora.tickets.models import DutyCall
from tests.weeks.calls import Hours
from tests.weeks.deeds import At


def duty(at: At) -> None:
    """Extra hours, soon or within the week (T9)."""
    begins = at.now + timedelta(minutes=at.dice.choice([0, 30, 600, 5000]))
    _enter(at, begins, timedelta(hours=at.dice.randint(1, 9)), counts=at.dice.random() < 0.8)


def watch(at: At) -> None:
    """A long one, that begins at once: night and day somebody can be called out."""
    _enter(at, at.now, timedelta(hours=at.dice.choice([30, 100])), counts=at.dice.random() < 0.3)


def duty_withdrawn(at: At) -> None:
    """One that runs or lies ahead ends now (T9)."""
    ahead = list(Duty.objects.filter(until_at__gt=at.now, withdrawn_at=None).order_by("pk"))
    if ahead:
        one = at.dice.choice(ahead)
        with begin(at.now, MACHINE, "desk") as step:
            contracts.withdraw_duty(step, one)
        at.desk.judge.calls.cut_off(one.pk, at.now)


def accepts(at: At) -> None:
    """«Принимаю»: whoever was called, or the one before them."""
    live = DutyCall.objects.filter(next_at__isnull=False).order_by("pk").select_related("user").last()
    if live is not None:
        world = at.desk.world
        called.accept(live.ticket_id, at.dice.choice([live.user, live.user, world.irina]), at.now)


def on_call_goes(at: At) -> None:
    """Somebody of a duty that runs or lies ahead is away, from now on: they are passed over."""
    ahead = Duty.objects.filter(until_at__gt=at.now, withdrawn_at=None).order_by("pk").last()
    if ahead is not None:
        person = user_by_id(at.dice.choice(ahead.staff))
        assert person is not None
        until_at = at.now + timedelta(hours=at.dice.choice([3, 30]))
        with begin(at.now, MACHINE, "desk") as step:
            offices.enter_absence(step, person, at.now, until_at)
        at.desk.staff.leave(person.pk, at.now, until_at)


def _enter(at: At, begins: datetime, lasts: timedelta, *, counts: bool) -> None:
    world = at.desk.world
    people = at.dice.sample([world.irina, world.artyom, world.timur, world.olga], k=at.dice.choice([1, 2, 3]))
    with begin(at.now, MACHINE, "desk") as step:
        made = contracts.enter_duty(
            step, organisation=at.ticket.organisation or world.gear, from_at=begins, until_at=begins + lasts,
            reason="Запуск цеха", staff=people, counts=counts,
        )  # fmt: skip
    staff = tuple(made.staff)
    at.desk.judge.calls.enter(Hours(made.pk, made.organisation_id, made.from_at, made.until_at, staff, made.counts))
