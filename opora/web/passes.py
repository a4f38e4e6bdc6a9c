"""Signed links to files: whoever may see a file is handed one, and soon it opens nothing."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpResponseRedirect

from opora.lib import passes, signed
from opora.lib.passes import read

__all__ = ["asked", "read", "to_ask", "to_draw", "to_save"]

SAVE = timedelta(minutes=5)
"""Long enough to follow; what has begun to flow flows to its end."""
HOUR = timedelta(hours=1)


def to_save(kind: str, row: int, now: datetime) -> HttpResponseRedirect:
    """On to the bytes of a "file" or a "letter", to be saved; the right to see it was asked already."""
    return HttpResponseRedirect(passes.link(kind, row, "save", now + SAVE))


def to_draw(row: int, now: datetime) -> str:
    """Where a page gets a picture that came with a letter: the same address for an hour, so that it is fetched once."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return passes.link("file", row, "draw", hour + 2 * HOUR)


def to_ask(user: int, message: int, now: datetime) -> str:
    """What a reader sends back to have the pictures of one message from elsewhere; nobody else can make it."""
    return signed.token(settings.SECRET_KEY, "pictures", user, message, expires=now + HOUR)


def asked(token: str, user: int, now: datetime) -> int:
    """The message whose pictures this reader asks for; 0: none."""
    said = signed.read_token(settings.SECRET_KEY, "pictures", token, now=now)
    return int(said[1]) if said is not None and said[0] == str(user) else 0
