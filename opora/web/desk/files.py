"""Files and raw letters as downloads: never inline, never trusted, in bounded memory."""

import asyncio
from collections.abc import AsyncIterator
from typing import BinaryIO
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from opora.accounts.queries import User
from opora.channels.access import letter_for
from opora.channels.queries import store
from opora.tickets.access import attachment_for

CHUNK = 256 * 1024


@login_required
def attachment(request: HttpRequest, number: str, attachment_id: int) -> HttpResponseBase:
    """A file of a ticket."""
    assert isinstance(request.user, User)
    file = attachment_for(request.user, number, attachment_id, timezone.now())
    if file is None:
        raise Http404
    return _download(file.sha256, file.size, file.name)


@login_required
def raw_letter(request: HttpRequest, letter_id: int) -> HttpResponseBase:
    """A letter as it came, to the last byte."""
    assert isinstance(request.user, User)
    letter = letter_for(request.user, letter_id, timezone.now())
    if letter is None:
        raise Http404
    return _download(letter.digest, letter.size, f"letter-{letter.pk}.eml")


def _download(sha256: str, size: int, name: str) -> StreamingHttpResponse:
    try:
        content = store().open_(sha256)
    except FileNotFoundError:
        raise Http404 from None
    response = StreamingHttpResponse(_chunks(content), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Content-Length"] = str(size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


async def _chunks(content: BinaryIO) -> AsyncIterator[bytes]:
    # A file response would be read whole under ASGI; this holds one chunk at a time, off the event loop.
    with content:
        while chunk := await asyncio.to_thread(content.read, CHUNK):
            yield chunk
