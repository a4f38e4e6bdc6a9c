"""What a source may call in place of the street, for tests of the worker. ``DONE`` keeps what was worked on."""

from datetime import datetime, timedelta
from uuid import UUID

from opora.channels.models import InboundMail, Mailbox, Outbound
from opora.tickets.models import Ticket

DONE: list[int] = []
seen: list[object] = []


class Killed(BaseException):
    """Stands for kill -9: nothing is tidied up behind it."""


def file(pk: int, now: datetime) -> None:
    DONE.append(pk)
    InboundMail.objects.filter(pk=pk).update(state="filed")


def die(pk: int, now: datetime) -> None:
    seen.append(InboundMail.objects.get(pk=pk).not_before)
    raise Killed


def settle(pk: int, now: datetime) -> None:
    DONE.append(pk)
    Ticket.objects.filter(pk=pk).update(next_at=now)


def idle(pk: int, now: datetime) -> None:
    DONE.append(pk)


def send(pk: int, lease_id: UUID, now: datetime) -> None:
    DONE.append(pk)
    Outbound.objects.filter(pk=pk, lease_id=lease_id).update(state="sent")


def look(pk: int, lease_id: UUID, now: datetime) -> None:
    """Gives the mailbox back by itself, due at once until it has been looked at 30 times."""
    DONE.append(pk)
    left = Mailbox.objects.filter(pk=pk, lease_id=lease_id)
    left.update(lease_id=None, lease_until=None, look_at=now if len(DONE) < 30 else now + timedelta(seconds=20))


def refuse(pk: int, *rest: object) -> None:
    DONE.append(pk)
    raise ValueError("lena@example.org wrote nonsense")
