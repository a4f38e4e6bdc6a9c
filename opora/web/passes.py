"""Signed links to files: whoever may see a file is handed one, and soon it opens nothing."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse

from opora.lib import signed

SAVE = timedelta(minutes=5)
"""Long enough to follow; what has begun to flow flows to its end."""
HOUR = timedelta(hours=1)


def to_save(kind: str, row: int, now: datetime) -> HttpResponseRedirect:
    """On to the bytes of a "file" or a "letter", to be saved; the right to see it was asked already."""
    return HttpResponseRedirect(_link(kind, row, "save", now + SAVE))


def to_draw(row: int, now: datetime) -> str:
    """Where a page gets a picture that came with a letter: the same address for an hour, so that it is fetched once."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return _link("file", row, "draw", hour + 2 * HOUR)


def read(token: str, now: datetime) -> tuple[str, int, str] | None:
    """Kind, row and use of a link that we have made and that has not expired."""
    said = signed.read_token(settings.SECRET_KEY, "file", token, now=now)
    return (said[0], int(said[1]), said[2]) if said is not None else None


def to_ask(user: int, message: int, now: datetime) -> str:
    """What a reader sends back to have the pictures of one message from elsewhere; nobody else can make it."""
    return signed.token(settings.SECRET_KEY, "pictures", user, message, expires=now + HOUR)


def asked(token: str, user: int, now: datetime) -> int:
    """The message whose pictures this reader asks for; 0: none."""
    said = signed.read_token(settings.SECRET_KEY, "pictures", token, now=now)
    return int(said[1]) if said is not None and said[0] == str(user) else 0


def _link(kind: str, row: int, use: str, expires: datetime) -> str:
    return reverse("file", args=[signed.token(settings.SECRET_KEY, "file", kind, row, use, expires=expires)])
