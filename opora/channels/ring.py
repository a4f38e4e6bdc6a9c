"""Calling whoever is on duty by another way than a letter: one try of one row.

At least once: a process that dies between the other side's answer and the row's commit calls again, with the same
words, by which the other side knows them again.
"""

import logging
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from django.conf import settings

from opora.channels import actions, push, queries
from opora.channels.hook import NOWHERE, NotTaken, post_call
from opora.channels.queries import Ring
from opora.lib.seams import seam

Outcome = Literal["sent", "queued", "failed", "gone"]

WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 10, 20, 40, 60))
"""The last of them again and again, until it is the next person's turn."""

GONE = ("404", "410")
"""What a push server says of a browser that is no more."""

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
        status = _call(row, now)
    except NotTaken as trouble:
        return _again(row, lease_id, now, attempts, str(trouble))
    seam("rung")
    actions.mark_rung(row.pk, now, attempts, str(status))
    return "sent"


def _call(row: Ring, now: datetime) -> int:
    """By the hook, or into a browser. Raises NotTaken."""
    if row.target == "hook":
        return post_call(row.body, now)
    browser = queries.browser_by_id(int(row.target.partition(":")[2]))
    if browser is None or not push.is_known(browser.endpoint, settings.PUSH_HOSTS):
        raise NotTaken(NOWHERE)
    try:
        return push.send_push(browser, row.body, now, row.useless_after)
    except NotTaken as trouble:
        if str(trouble) in GONE:
            actions.drop_browser(browser.pk)
        raise


def _again(row: Ring, lease_id: UUID, now: datetime, attempts: int, said: str) -> Outcome:
    due = now + WAITS[min(attempts, len(WAITS)) - 1]
    if due >= row.useless_after or said == NOWHERE or (row.target != "hook" and said in GONE):
        actions.stop_ringing(row.pk, lease_id, attempts, said)
        return "failed"
    actions.ring_again(row.pk, lease_id, attempts, said, due)
    return "queued"
