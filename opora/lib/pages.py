"""Keyset pages: a token says after which row the next page begins."""

import base64
import json
from datetime import datetime

LONGEST = 100
"""Characters; a longer text is none of ours, and is not even looked into."""


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
