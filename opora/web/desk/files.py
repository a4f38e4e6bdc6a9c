"""Files and raw letters as downloads: never inline, never trusted, in bounded memory."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from opora.channels.access import letter_for
from opora.channels.queries import store
from opora.tickets.access import attachment_for
from opora.web.desk.frame import signed_in

CHUNK = 256 * 1024


@login_required
def attachment(request: HttpRequest, number: str, attachment_id: int) -> HttpResponseBase:
    """A file of a ticket, under a name that says of which."""
    file = attachment_for(signed_in(request), number, attachment_id, timezone.now())
    if file is None:
        raise Http404
    return _download(file.sha256, file.size, f"{number}-{file.name}")


@login_required
def raw_letter(request: HttpRequest, letter_id: int) -> HttpResponseBase:
    """A letter as it came, to the last byte."""
    letter = letter_for(signed_in(request), letter_id, timezone.now())
    if letter is None:
        raise Http404
    return _download(letter.digest, letter.size, f"letter-{letter.pk}.eml")


def _download(sha256: str, size: int, name: str) -> StreamingHttpResponse:
    path = store().path(sha256)
    if not path.is_file():
        raise Http404
    response = StreamingHttpResponse(_chunks(path), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Content-Length"] = str(size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    # A file response would be read whole under ASGI; this holds one chunk at a time, off the event loop.
    content = await asyncio.to_thread(path.open, "rb")
    try:
        while chunk := await asyncio.to_thread(content.read, CHUNK):
            yield chunk
    finally:
        content.close()
