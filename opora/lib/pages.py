"""Keyset pages: a token says after which row the next page begins."""

import base64
import json
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)

LONGEST = 100
"""Characters; a longer text is none of ours, and is not even looked into."""


def newest(rows: QuerySet[Row, Row], at: str, place: tuple[datetime, int] | None, size: int) -> tuple[list[Row], str]:
    """A page of ``size`` in order of the column ``at``, the newest first, and the token of the next one (empty: last).

    ``place`` is a token that `read` has read; null begins at the first page.
    """
    if place is not None:
        rows = rows.filter(Q(**{f"{at}__lt": place[0]}) | Q(**{at: place[0]}, pk__lt=place[1]))
    found = list(rows.order_by(f"-{at}", "-pk")[: size + 1])
    last: Any = found[size - 1] if len(found) > size else None
    return found[:size], token(getattr(last, at), last.pk) if last else ""


def token(at: datetime, row: int) -> str:
    """Where a list ordered by (instant, row) stopped."""
    return base64.urlsafe_b64encode(json.dumps([at.isoformat(), row]).encode()).decode().rstrip("=")


def read(text: str) -> tuple[datetime, int] | None:
    """What `token` wrote; null for anything else, which begins at the first page."""
    if not 0 < len(text) <= LONGEST:
        return None
    try:
        at, row = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        instant = datetime.fromisoformat(at)
        possible = instant.tzinfo is not None and 1970 <= instant.year <= 2400 and type(row) is int
        return (instant, row) if possible and 0 <= row < 2**63 else None
    except (ValueError, TypeError):
        return None
