"""Keyset pages: a token says after which row the next page begins."""

import base64
import json
from datetime import datetime


def token(at: datetime, row: int) -> str:
    """Where a list ordered by (instant, row) stopped."""
    return base64.urlsafe_b64encode(json.dumps([at.isoformat(), row]).encode()).decode().rstrip("=")


def read(text: str) -> tuple[datetime, int] | None:
    """What `token` wrote; null for anything else, which begins at the first page."""
    try:
        at, row = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        instant = datetime.fromisoformat(at)
        return (instant, int(row)) if instant.tzinfo else None
    except (ValueError, TypeError):
        return None
