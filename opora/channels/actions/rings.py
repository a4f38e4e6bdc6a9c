"""Calls to staff on duty that are no letters: written by a reaction, then queued -> sent, or given up, or stale."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from opora.accounts.models import User
from opora.channels.models import Ring
from opora.core.step import Step
from opora.jobs.claims import Claim, release
from opora.tickets.models import Ticket

QUEUED = Q(state="queued")


def ring(step: Step, ticket: Ticket, event_id: int, user: User, target: str, body: str, until: datetime) -> None:
    """Write the call down; of an event and a target there is one. From ``until`` on it does not leave any more."""
    same = {"event_id": event_id, "target": target}
    more = {"ticket": ticket, "user": user, "body": body, "state": "queued", "created_at": step.now}
    Ring.objects.get_or_create(**same, defaults={**more, "not_before": step.now, "useless_after": until})


def silence(step: Step, ticket: Ticket) -> None:
    """What has not left yet about this ticket does not."""
    Ring.objects.filter(QUEUED, ticket=ticket).update(state="stale", lease_id=None, lease_until=None)


def mark_rung(ring_id: int, now: datetime, attempts: int, said: str) -> bool:
    """The other side has taken it. A fact, hence not fenced."""
    with transaction.atomic(durable=True):
        done = {"state": "sent", "sent_at": now, "attempts": attempts, "said": said[:100]}
        return Ring.objects.filter(pk=ring_id).update(**done, lease_id=None, lease_until=None) == 1


def ring_again(ring_id: int, lease_id: UUID, attempts: int, said: str, not_before: datetime) -> bool:
    """It was not taken this time, ``said`` tells why; it is due again at ``not_before``."""
    columns = {"attempts": attempts, "said": said[:100], "not_before": not_before}
    return release(Claim(Ring, ring_id, lease_id), QUEUED, **columns)


def stop_ringing(ring_id: int, lease_id: UUID, attempts: int, said: str) -> bool:
    """It will not leave, ``said`` tells why."""
    return release(Claim(Ring, ring_id, lease_id), QUEUED, state="failed", attempts=attempts, said=said[:100])
