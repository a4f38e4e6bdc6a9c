"""Calling whoever is on duty by another way than a letter: one try of one row.

At least once: a process that dies between the other side's answer and the row's commit calls again, with the same
words, by which the other side knows them again.
"""

import logging
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from opora.channels import actions, queries
from opora.channels.hook import NotTaken, post_call
from opora.channels.queries import Ring
from opora.lib.seams import seam

Outcome = Literal["sent", "queued", "failed", "gone"]

WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 10, 20, 40, 60))
"""The last of them again and again, until it is the next person's turn."""

logger = logging.getLogger(__name__)


def ring(ring_id: int, lease_id: UUID, now: datetime) -> Outcome:
    """One try of a call that this lease holds, and the lease given back.

    "queued": it is tried again later, the row says why · "failed": it never leaves · "gone": it was not ours.
    """
    row = queries.leased_ring(ring_id, lease_id)
    outcome: Outcome = _try(row, lease_id, now) if row is not None else "gone"
    logger.info("ring %s: %s", ring_id, outcome)
    return outcome


def _try(row: Ring, lease_id: UUID, now: datetime) -> Outcome:
    if row.useless_after <= now:
        actions.stop_ringing(row.pk, lease_id, row.attempts, row.said or "too late")
        return "failed"
    attempts = row.attempts + 1
    try:
        status = post_call(row.body, now)
    except NotTaken as trouble:
        return _again(row, lease_id, now, attempts, str(trouble))
    seam("rung")
    actions.mark_rung(row.pk, now, attempts, str(status))
    return "sent"


def _again(row: Ring, lease_id: UUID, now: datetime, attempts: int, said: str) -> Outcome:
    due = now + WAITS[min(attempts, len(WAITS)) - 1]
    if due >= row.useless_after or said == "no address is set":
        actions.stop_ringing(row.pk, lease_id, attempts, said)
        return "failed"
    actions.ring_again(row.pk, lease_id, attempts, said, due)
    return "queued"
