"""The hook: one POST of JSON to the program that sends SMS or writes into a messenger, signed (docs/how-to/duty.md)."""

import hashlib
import hmac
import http.client
import ssl
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

PATIENCE = 10.0
"""Seconds for the connection, and for the answer."""


NOWHERE = "no address is set"


class NotTaken(Exception):
    """The other side did not take it; the words say why and hold nothing that it said itself."""


def post_call(body: str, now: datetime) -> int:
    """Send a call to the desk's hook; gives the status (2xx). Raises NotTaken."""
    if not settings.CALL_URL:
        raise NotTaken(NOWHERE)
    content = body.encode()
    return post(settings.CALL_URL, content, {
        "Content-Type": "application/json; charset=utf-8",
        "Opora-Signature": signature(settings.CALL_SECRET, content, now),
    })  # fmt: skip


def signature(secret: str, content: bytes, now: datetime) -> str:
    """When it was signed (seconds since 1970), and the code of time, dot and body under the shared secret."""
    at = int(now.timestamp())
    return f"t={at},v1={hmac.new(secret.encode(), b'%d.' % at + content, hashlib.sha256).hexdigest()}"


def post(url: str, content: bytes, headers: Mapping[str, str]) -> int:
    """POST these bytes; gives the status (2xx). No other address is followed, and no word of the answer is kept.

    Raises NotTaken with the status, or with what went wrong on the way.
    """
    try:
        status = _status(url, content, headers)
    except TimeoutError as error:
        raise NotTaken("no answer") from error
    except ssl.SSLError as error:
        raise NotTaken("no trusted TLS") from error
    except (OSError, http.client.HTTPException) as error:
        raise NotTaken("no connection") from error
    if not 200 <= status < 300:
        raise NotTaken(str(status))
    return status


def _status(url: str, content: bytes, headers: Mapping[str, str]) -> int:
    there = urlsplit(url)
    path = (there.path or "/") + (f"?{there.query}" if there.query else "")
    connection: http.client.HTTPConnection
    if there.scheme == "https":
        trusted = ssl.create_default_context()
        connection = http.client.HTTPSConnection(there.hostname or "", there.port, timeout=PATIENCE, context=trusted)
    else:
        connection = http.client.HTTPConnection(there.hostname or "", there.port, timeout=PATIENCE)
    try:
        connection.request("POST", path, content, {**headers, "User-Agent": "Opora"})
        return connection.getresponse().status
    finally:
        connection.close()
