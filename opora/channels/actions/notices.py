"""Notices to colleagues: they wait, until the worker joins into one letter what has come due (domain.md 8)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from opora.accounts.models import User
from opora.channels.models import Notice
from opora.core.events import NoticesJoined
from opora.core.step import Noted, Step
from opora.tickets.models import Ticket

NEAR = "near"
"""The kind of a notice that comes of a promise; any other is the name of the reaction that it comes of."""


def add_notice(step: Step, noted: Noted, ticket: Ticket, kind: str, user: User) -> None:
    """Somebody is to be told of this event, once; the worker looks at once whether it is time."""
    assert noted.id is not None
    row = Notice(user=user, ticket=ticket, kind=kind, event_id=noted.id, since=step.now, wanted_at=step.now)
    Notice.objects.bulk_create([row], ignore_conflicts=True)


def add_near(step: Step, rows: Iterable[tuple[int, int, int]]) -> None:
    """Who is to be told that what is near: rows of the user, of the promise, and of its ticket; each pair once."""
    found = [
        Notice(user_id=user, promise_id=promise, ticket_id=ticket, kind=NEAR, since=step.now, wanted_at=step.now)
        for user, promise, ticket in rows
    ]
    Notice.objects.bulk_create(found, ignore_conflicts=True)


def put_off_notices(step: Step, moments: Mapping[int, datetime]) -> None:
    """They wait until these moments, by their rows."""
    by_moment: dict[datetime, list[int]] = {}
    for row, moment in moments.items():
        by_moment.setdefault(moment, []).append(row)
    for moment, rows in by_moment.items():
        Notice.objects.filter(pk__in=rows).exclude(wanted_at=moment).update(wanted_at=moment)


def join_notices(step: Step, user: User, notices: Iterable[Notice], on: date, number: int) -> None:
    """These are told in one letter, the ``number``-th of this date where the colleague works; it is written by a
    reaction."""
    rows = list(notices)
    tickets = tuple(dict.fromkeys(row.ticket_id for row in rows))
    noted = step.note(NoticesJoined(on.isoformat(), number, tickets), "user", user.pk)
    told = {"wanted_at": None, "told_on": on, "told_by": noted.id}
    Notice.objects.filter(pk__in=[row.pk for row in rows]).update(**told)


def drop_notices(step: Step, notices: Iterable[Notice]) -> None:
    """What they would have said is not so any more, and they were never told."""
    Notice.objects.filter(pk__in=[row.pk for row in notices]).delete()
