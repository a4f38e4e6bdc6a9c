"""Kept bytes on their way out: to be saved, or a picture to be drawn; never trusted, in bounded memory."""

import asyncio
from collections.abc import AsyncIterator

from django.http import Http404, StreamingHttpResponse
from django.utils.http import content_disposition_header

from opora.channels.queries import store
from opora.lib.store import Store

CHUNK = 256 * 1024


def download(sha256: str, size: int, name: str) -> StreamingHttpResponse:
    """The file of this digest under this name, to be saved; 404 when the store has lost it."""
    response = _sent(sha256, size, "application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "no-store"
    return response


def drawn(sha256: str, size: int, kind: str) -> StreamingHttpResponse:
    """A picture for a page, of a type that its own bytes have shown; the browser that asked may keep it an hour."""
    response = _sent(sha256, size, kind)
    response["Cache-Control"] = "private, max-age=3600"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _sent(sha256: str, size: int, kind: str) -> StreamingHttpResponse:
    kept = store()
    if kept.length(sha256) is None:
        raise Http404
    response = StreamingHttpResponse(_chunks(kept, sha256), content_type=kind)
    response["Content-Length"] = str(size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


async def _chunks(kept: Store, sha256: str) -> AsyncIterator[bytes]:
    # A file response would be read whole under ASGI; this holds one chunk at a time, off the event loop.
    content = await asyncio.to_thread(kept.open_, sha256)
    try:
        while chunk := await asyncio.to_thread(content.read, CHUNK):
            yield chunk
    finally:
        content.close()
