"""What the desk of a fixture has been through: the cast of `tests.world`, and one ticket for each stage and mishap.

Once v0.1.0 is tagged this is what its fixtures hold: a later version's story is written into a file of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from opora.accounts import actions as accounts
from opora.channels.mail.keep import keep
from opora.channels.models import Mailbox, Outbound
from opora.core.facts import Verb
from opora.core.step import MACHINE
from opora.flow import act, arrive, tick
from opora.flow.by_call import Call, Caller, open_by_call
from opora.flow.by_form import Form, open_by_form
from opora.flow.step import begin
from opora.jobs import queue
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import Street, letter, receive, ticket_of
from tests.world import STRANGER, World, build

AT = datetime(2026, 5, 14, 8, 0, tzinfo=UTC)
"""The instant at which all of it stands: Thursday 14 May 2026, 13:00 in Yekaterinburg."""

STAGES = {
    "Принято": "received",
    "В офисе": "office",
    "В Центральной службе": "central",
    "Исследуем": "research",
    "Ждём заказчика": "waiting",
    "Ответили": "answered",
    "Продолжение": "research",
    "Закрыто": "closed",
    "Опоздали": "received",
    "От гостя": "received",
    "По форме": "received",
    "По телефону": "waiting",
}
"""Each ticket by its subject, and the stage in which it is. «Ждёт выпуска» came after these fixtures were made."""


@dataclass
class Desk:
    """The desk while its history is made."""

    world: World

    def opens(self, sender: str, subject: str, at: str) -> Street:
        """A letter that becomes a ticket."""
        text = f"Здравствуйте! Чертёж-3D v22: {subject.lower()}."
        street = Street(self.world, sender)
        street.ticket_id = ticket_of(receive(letter(sender, subject, text, local(at)), local(at))).pk
        return street


def fill() -> None:
    """Make it, on empty tables."""
    desk = Desk(build())
    for story in STORIES:
        story(desk)
    _letters_beside(desk)
    _rows_beside(desk)
    for ticket in Ticket.objects.filter(next_at__lt=AT - timedelta(minutes=1)).order_by("next_at"):
        tick.ticket(ticket.pk, AT)


def _received(desk: Desk) -> None:
    desk.opens("anna@gear.example.org", "Принято", "05-14 12:30")


def _office(desk: Desk) -> None:
    street = desk.opens("sergey@bridge.example.org", "В офисе", "05-14 10:00")
    now = local("05-14 10:30").astimezone(UTC)
    act.assign(street.ticket_id, desk.world.irina, desk.world.irina, now)
    act.note(street.ticket_id, desk.world.irina, "Похоже на случай прошлой недели.", now)


def _central(desk: Desk) -> None:
    street = desk.opens("elena@turbine.example.org", "В Центральной службе", "05-14 10:10")
    now = local("05-14 10:40").astimezone(UTC)
    act.hand_over(street.ticket_id, desk.world.irina, desk.world.central, now)
    act.assign(street.ticket_id, desk.world.timur, desk.world.timur, now)


def _research(desk: Desk) -> None:
    street = desk.opens("anna@gear.example.org", "Исследуем", "05-13 10:00")
    street.happen("research", local("05-13 11:00"))
    street.happen("tell", local("05-13 11:10"))


def _waiting(desk: Desk) -> None:
    street = desk.opens("sergey@bridge.example.org", "Ждём заказчика", "05-13 10:20")
    street.happen("ask", local("05-13 12:00"))


def _answered(desk: Desk) -> None:
    street = desk.opens("anna@gear.example.org", "Ответили", "05-12 10:00")
    street.happen("answer", local("05-13 15:00"))
    street.reply("Спасибо, посмотрим.", local("05-14 11:00"))


def _continued(desk: Desk) -> None:
    street = desk.opens("anna@gear.example.org", "Продолжение", "05-12 10:05")
    street.happen("research", local("05-12 11:00"))
    street.happen("answer", local("05-12 15:00"))
    street.reply("Не помогло.", local("05-13 11:00"))
    street.happen("continue", local("05-13 12:00"))


def _closed(desk: Desk) -> None:
    street = desk.opens("anna@gear.example.org", "Закрыто", "05-04 10:00")
    street.happen("answer", local("05-04 15:00"))
    # Five working days: Tue, Wed, Thu, Fri the 8th, Tue the 12th.
    street.happen("tick", local("05-12 15:01"))


def _late(desk: Desk) -> None:
    street = desk.opens("anna@gear.example.org", "Опоздали", "05-12 10:15")
    # Eight working hours, and the minute in which an answer is still in time.
    street.happen("tick", local("05-13 10:16"))


def _guest(desk: Desk) -> None:
    desk.opens(STRANGER, "От гостя", "05-14 11:30")


def _by_form(desk: Desk) -> None:
    form = Form(
        key="a form of the fixture", address="new@firm.example.org", name="Новый Человек", subject="По форме",
        text="Чертёж-3D v22: не печатает.", client="192.0.2.7", consent="1",
    )  # fmt: skip
    open_by_form(form, None, local("05-14 11:50").astimezone(UTC))


def _by_call(desk: Desk) -> None:
    began = local("05-14 12:00").astimezone(UTC)
    call = Call(began, heard="Не ставится обновление.", said="Пришлите журнал установки.", verb=Verb.ASK)
    open_by_call(
        desk.world.irina, Caller(contact=desk.world.sergey), call, began + timedelta(minutes=10), subject="По телефону"
    )


STORIES: list[Callable[[Desk], None]] = [
    _closed, _answered, _continued, _late, _research, _waiting, _office, _central, _guest, _by_form, _by_call,
    _received,
]  # fmt: skip


def _letters_beside(desk: Desk) -> None:
    """One for the tray, one that came twice, and one with a file."""
    at = local("05-14 11:45")
    receive(letter(STRANGER, "Автоответ", "Я в отпуске.", at, headers={"Auto-Submitted": "auto-replied"}), at)
    raw = letter("maria@home.example.org", "Принято дважды", "Чертёж-3D v22", at)
    other = Mailbox.objects.create(name="second", kind="pipe", connected_at=local("05-01 10:00"))
    first = receive(raw, at)
    again = keep(raw, other, at.astimezone(UTC), AT)
    arrive.letter(again, AT)
    act.close(ticket_of(first).pk, desk.world.irina, "spam", AT)


def _rows_beside(desk: Desk) -> None:
    """A mailbox that is watched, a key, a job, and letters of ours in every state."""
    Mailbox.objects.create(
        name="support", kind="imap", address="support@vendor.test", host="imap.vendor.test", user="support",
        secret="env:SUPPORT_PASSWORD", connected_at=local("05-01 10:00"), uid_validity=7, uid_start=1, uid_next=12,
        looked_at=AT, look_at=AT,
    )  # fmt: skip
    with begin(AT, MACHINE, "cli") as step:
        accounts.add_key(step, name="fixture", scopes=["tickets:read"], user=desk.world.irina)
    queue.put("opora.jobs.sweep.sweep", {"args": [], "kwargs": {}}, AT)
    Path(settings.DATA_DIR).mkdir(exist_ok=True)
    ids = list(Outbound.objects.order_by("pk").values_list("pk", flat=True))
    for pk, state in zip(ids, ("sent", "sent", "sent", "failed", "stale", "sending"), strict=False):
        Outbound.objects.filter(pk=pk).update(state=state, sent_at=AT if state == "sent" else None)
