"""What the call screen shows: how a ticket stands, and what to say to whoever calls (domain.md 8, 11)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from opora.accounts.queries import User
from opora.core.facts import Stage, Verb
from opora.core.stages import may_send
from opora.core.standing import Standing
from opora.flow.by_portal import may_reject
from opora.flow.remind import owes_by
from opora.ledger.queries import history_of
from opora.lib import moments
from opora.offices.queries import is_quiet, policy_at
from opora.promises.queries import foreseen, stage_since
from opora.registry.access import Contact
from opora.tickets.queries import Message, Ticket, callers_of, last_word_of
from opora.web import told
from opora.web.desk import words
from opora.web.desk.promised import moment
from opora.web.desk.rows import calendar_of_next, next_of


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who may be calling, and the key that chooses them."""

    key: int
    name: str
    phone: str
    url: str
    chosen: bool


def stage_alone(ticket: Ticket, standing: Standing, since: datetime, user: User, now: datetime) -> dict[str, Any]:
    """What anybody may hear: «Исследуем, 4-й день»."""
    with translation.override(ticket.language):
        happens = words.said(told.HAPPENS, standing.stage.value)
    return {"stage_line": _stage_line(standing, since, user, now), "say": happens}


def whole(
    ticket: Ticket, standing: Standing, since: datetime, user: User, now: datetime, *, seen: bool
) -> dict[str, Any]:
    """What the customer may hear, and for whom may read the ticket, the last word itself."""
    upcoming, last = standing.next(), last_word_of(ticket)
    clock = standing.live(upcoming[1]) if upcoming else None
    return {
        "stage_line": _stage_line(standing, since, user, now),
        "last_line": _last_line(standing, last, user.zone, now),
        "next": next_of(upcoming, calendar_of_next(standing), user, now),
        "moment": moment(clock, ticket, user, now) if clock else None,
        "say": _say(ticket, standing, last, now),
        "early": owes_by(standing),
        "subject": ticket.subject if seen else "",
        "last_text": last.text if seen and last else "",
        "may_reject": may_reject(ticket, now),
        "may_answer": seen and may_send(standing.stage, Verb.ANSWER),
    }


def standing_at(ticket: Ticket, now: datetime) -> tuple[Standing, datetime]:
    """How it stands by now, and since when it has been in its stage."""
    history, policy = history_of("ticket", ticket.pk), policy_at(now)
    standing = foreseen({ticket.pk: history}, policy, now, quiet=is_quiet(now))[ticket.pk]
    return standing, stage_since(history, policy, standing.stage, now)


def callers(ticket: Ticket, caller: Contact | None, typed: str) -> list[Caller]:
    """Who may be calling; the one who was chosen is among them."""
    people = callers_of(ticket, typed)
    if caller is not None and caller not in people:
        people = [caller, *people[:-1]] if len(people) > 7 else [caller, *people]
    here = reverse("call-screen", args=[ticket.number])
    return [
        Caller(key, one.name or _("without a name"), one.phone, f"{here}?caller={one.pk}", one == caller)
        for key, one in enumerate(people, 1)
    ]


def _stage_line(standing: Standing, since: datetime, user: User, now: datetime) -> str:
    """«Исследуем, 4-й день»; what has ended, with its day."""
    stage, language = str(told.STAGES[standing.stage.value]), words.language()
    if standing.stage in (Stage.ANSWERED, Stage.CLOSED):
        return f"{stage} {moments.day(since, now, user.zone, language)}."
    zone = ZoneInfo(user.zone)
    days = (now.astimezone(zone).date() - since.astimezone(zone).date()).days + 1
    return f"{stage}, {moments.day_number(days, language)}."


def _say(ticket: Ticket, standing: Standing, last: Message | None, now: datetime) -> str:
    """In the customer's language and by their clock; of what is owed, nothing that they were not to be told."""
    with translation.override(ticket.language):
        waits = standing.stage in (Stage.WAITING, Stage.ANSWERED, Stage.CLOSED) and standing.reminded_at is None
        parts = [
            told.late(standing, ticket),
            told.happens(standing),
            _last_said(standing, last, ticket.customer_zone, now),
            "" if waits or is_quiet(now) else told.next_said(told.owed(standing, ticket), ticket, now),
        ]
        return " ".join(filter(None, parts))


def _last_said(standing: Standing, last: Message | None, zone: str, now: datetime) -> str:
    if standing.last_word_at is None:
        return ""
    when = moments.short(standing.last_word_at, now, zone, words.language())
    if last is not None and last.channel:
        return _("We last spoke to you %(when)s.") % {"when": when}
    return _("We last wrote to you %(when)s.") % {"when": when}


def _last_line(standing: Standing, last: Message | None, zone: str, now: datetime) -> str:
    if standing.last_word_at is None:
        return _("Nobody of ours has written or spoken to them yet.")
    when = moments.short(standing.last_word_at, now, zone, words.language())
    if last is not None and last.channel:
        return _("We last spoke %(when)s.") % {"when": when}
    return _("We last wrote %(when)s.") % {"when": when}
