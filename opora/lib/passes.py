"""Signed links to kept bytes: what they are of, for what use, until when. Whoever has one needs no other right."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from opora.lib import signed

PURPOSE = "file"


def link(kind: str, row: int, use: str, expires: datetime) -> str:
    """The path that opens a "file" or a "letter" of that row, to "save" or to "draw", until then."""
    return reverse("file", args=[signed.token(settings.SECRET_KEY, PURPOSE, kind, row, use, expires=expires)])


def read(token: str, now: datetime) -> tuple[str, int, str] | None:
    """Kind, row and use of a link that we have made and that has not expired."""
    said = signed.read_token(settings.SECRET_KEY, PURPOSE, token, now=now)
    return (said[0], int(said[1]), said[2]) if said is not None else None
