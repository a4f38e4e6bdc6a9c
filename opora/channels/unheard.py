"""Where nobody listens: the one condition by which those who listen find mailboxes and take them from each other."""

from datetime import datetime, timedelta

from django.db.models import Q

from opora.jobs.claims import BEYOND

HEARD = timedelta(seconds=45)
"""Whoever listens and gives no sign of life for so long is dead."""


def unheard(now: datetime) -> Q:
    """Nobody announces himself for hours, unless a clock was wrong."""
    return Q(listen_until=None) | Q(listen_until__lte=now) | Q(listen_until__gt=now + BEYOND)
