"""Raw letters by program: whoever has a letter as it travelled hands it over, and it goes the way of any other."""

import logging
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from ninja.errors import HttpError
from ninja.responses import Status
from pydantic import Field

from opora.api.asked import Line
from opora.api.keys import Key, came_in
from opora.api.problems import Later, declared
from opora.channels.mail.keep import MOST_BYTES, enter_now
from opora.channels.queries import store
from opora.lib.store import PIECE, StoreFull
from opora.lib.trouble import where

log = logging.getLogger("opora.api")
router = Router(tags=["letters"])
WRITE = Key("letters:write")
LETTER = "message/rfc822"
BODY = {"requestBody": {"required": True, "content": {LETTER: {"schema": {"type": "string", "format": "binary"}}}}}


class LetterKept(Schema):
    """A letter that is kept for good: its row, the digest of its bytes and how many there are."""

    letter: int
    sha256: str
    size: int


class Body:
    """The body of a request, piece by piece. Raises HttpError at its end when it was empty, and when it has more bytes
    than a letter may have."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._came = 0

    def read(self, size: int = PIECE, /) -> bytes:
        """At most that many bytes."""
        piece = self._request.read(size)
        self._came += len(piece)
        if not self._came:
            raise HttpError(422, "A letter has at least one byte.")
        if self._came > MOST_BYTES:
            raise HttpError(413, f"A letter has at most {MOST_BYTES} bytes.")
        return piece


@router.post(
    "/letters",
    auth=WRITE,
    response={200: LetterKept, 201: LetterKept, **declared(404, 413, 415, 503)},
    openapi_extra=BODY,
)
def take(
    request: HttpRequest,
    mailbox: Annotated[Line, Field(max_length=50, description="which mailbox it is for")] = "pipe",
) -> Status[dict[str, Any]]:
    """Hand over a letter as it travelled; the worker files it. The same bytes again are answered 200, as the first."""
    _, now = came_in(request)
    if request.content_type != LETTER:
        raise HttpError(415, f"Send the letter as it travelled, as Content-Type: {LETTER}.")
    try:
        kept = store().keep(Body(request))
    except OSError as error:
        raise Later(_why(error)) from error
    try:
        letter_id, new = enter_now(kept, mailbox, now)
    except LookupError as unknown:
        raise Http404(str(unknown)) from None
    return Status(201 if new else 200, {"letter": letter_id, "sha256": kept.sha256, "size": kept.size})


def _why(error: OSError) -> str:
    """The sentence names no folder of ours; the log does."""
    log.error("%s", error if isinstance(error, StoreFull) else where(error))
    full = isinstance(error, StoreFull)
    return "The disk of this desk is full. Try again later." if full else "The disk of this desk takes nothing now."
