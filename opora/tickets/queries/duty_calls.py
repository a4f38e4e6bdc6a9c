"""Reading calls of staff on duty, and the link by which somebody accepts one."""

from datetime import datetime, timedelta

from django.conf import settings

from opora.lib import signed
from opora.tickets.models import DutyCall, Ticket

__all__ = ["DutyCall", "call_by_id", "call_token", "called_last", "last_round", "numbered_call", "read_call_link"]

PURPOSE = "duty call"
LINK_LASTS = timedelta(hours=24)


def call_by_id(call_id: int) -> DutyCall | None:
    """The call of this row, with who was called."""
    return DutyCall.objects.filter(pk=call_id).select_related("user").first()


def called_last(ticket: Ticket) -> DutyCall | None:
    """The last call to this ticket; null: nobody was ever called."""
    return DutyCall.objects.filter(ticket=ticket).order_by("-number").first()


def numbered_call(ticket: Ticket, number: int) -> DutyCall:
    """A call by its number, with who was called. Raises DutyCall.DoesNotExist."""
    return DutyCall.objects.select_related("user").get(ticket=ticket, number=number)


def last_round(ticket: Ticket) -> list[DutyCall]:
    """The calls of the last round, in order, with who was called and who accepted; empty: nobody was ever called."""
    rows = DutyCall.objects.filter(ticket=ticket).select_related("user", "accepted_by").order_by("number")
    calls = list(rows)
    return [one for one in calls if one.round == calls[-1].round]


def call_token(call: DutyCall) -> str:
    """What lets the person who was called accept, without signing in, for a day; it carries the row's number alone."""
    return signed.token(settings.SECRET_KEY, PURPOSE, call.pk, expires=call.called_at + LINK_LASTS)


def read_call_link(token: str, now: datetime) -> DutyCall | None:
    """The call of a link, with its ticket; null alike for an altered, an old and any other token."""
    values = signed.read_token(settings.SECRET_KEY, PURPOSE, token, now=now)
    if values is None:
        return None
    wanted = DutyCall.objects.filter(pk=int(values[0])).select_related("user", "ticket__organisation", "duty")
    return wanted.filter(user__is_active=True).first()
