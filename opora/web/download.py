"""Kept bytes as a download: never inline, never trusted, in bounded memory."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from django.http import Http404, StreamingHttpResponse
from django.utils.http import content_disposition_header

from opora.channels.queries import store

CHUNK = 256 * 1024


def download(sha256: str, size: int, name: str) -> StreamingHttpResponse:
    """The file of this digest under this name, to be saved; 404 when the store has lost it."""
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
