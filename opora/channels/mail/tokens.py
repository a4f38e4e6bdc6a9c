"""Tokens to sign in with instead of a password (XOAUTH2): got for a refresh token, and renewed before they end.

A process remembers the token that it has. A refresh token that turns (each answer brings another one, and the old one
is void) is kept where the old one lies before anything is done with the new token.
"""

import fcntl
import http.client
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

from django.conf import settings

from opora.channels.mail import sentences
from opora.channels.mail.trouble import Trouble, in_plain_words, password
from opora.channels.passwords import replace_password

PATIENCE = 15.0
"""Seconds for each answer of the token server."""
MOST = 64 * 1024
UNSAID = 300.0
"""So many seconds a token is believed whose end nobody says."""
EARLY = 300.0
LOCAL = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class Grant:
    """What it takes to get a token for ``user``: ``refresh`` and ``client_secret`` name where they lie."""

    url: str
    client: str
    client_secret: str
    user: str
    refresh: str


@dataclass(frozen=True, slots=True)
class Token:
    """``until`` by the monotonic clock; ``fresh``: it was got just now."""

    value: str
    until: float
    fresh: bool = False


_HELD: dict[Grant, Token] = {}
_TURNED: dict[str, tuple[str, str]] = {}
"""By where a refresh token lies: what lies there, and the one that has taken its place since."""
_ONE = threading.Lock()


def token_for(grant: Grant, refused: str = "") -> Token:
    """A token that holds, another one than was ``refused``. Raises Trouble of the kind "token" or "password"."""
    with _ONE:
        held = _HELD.get(grant)
        if held is not None and held.value != refused and monotonic() < held.until:
            return held
        try:
            fresh = _renewed(grant)
        except Trouble as trouble:
            raise Trouble(str(trouble), trouble.kind or "token") from None
        _HELD[grant] = Token(fresh.value, fresh.until)
        return fresh


def _renewed(grant: Grant) -> Token:
    there = _there(grant.url)
    with _one_process():
        lying = password(grant.refresh)
        before, after = _TURNED.get(grant.refresh, ("", ""))
        refresh = after if after and before == lying else lying
        secret = password(grant.client_secret)
        form = {"grant_type": "refresh_token", "refresh_token": refresh, "client_id": grant.client}
        status, said = _asked(there, form | ({"client_secret": secret} if secret else {}), grant.user)
        value = said.get("access_token")
        if status != 200 or not isinstance(value, str) or not value.isascii() or not value.isprintable() or not value:
            raise Trouble(_refusal(status, said, grant, str(there.hostname), (refresh, secret)))
        turned = said.get("refresh_token")
        if isinstance(turned, str) and turned not in ("", lying) and turned.isprintable():
            _keep(grant, lying, turned)
    return Token(value, monotonic() + _lasts(said.get("expires_in")), fresh=True)


def _keep(grant: Grant, lying: str, turned: str) -> None:
    _TURNED[grant.refresh] = (lying, turned)
    try:
        replace_password(grant.refresh, turned)
    except OSError as error:
        known = {"user": grant.user, "file": grant.refresh.partition(":")[2], "why": error.strerror}
        raise Trouble(sentences.TOKEN_NOT_KEPT % known) from None


def _lasts(said: Any) -> float:
    """Seconds for which a token is used: it is renewed five minutes, at most a tenth of its life, before its end."""
    try:
        seconds = float(said)
    except (TypeError, ValueError):
        seconds = UNSAID
    return max(0.0, seconds - min(EARLY, seconds / 10))


def _refusal(status: int, said: dict[str, Any], grant: Grant, server: str, hidden: tuple[str, ...]) -> str:
    known = {"server": server, "user": grant.user, "client": grant.client}
    error = said.get("error")
    if error == "invalid_grant":
        return sentences.TOKEN_WITHDRAWN % known
    if error in ("invalid_client", "unauthorized_client"):
        return sentences.TOKEN_CLIENT % known
    why = ", ".join(str(said[name]) for name in ("error", "error_description") if said.get(name)) or str(status)
    for one in hidden:
        why = why.replace(one, "…") if one else why
    why = " ".join(why.replace("\0", " ").split())[:200].rstrip(".")
    return sentences.TOKEN_STRANGE % (known | {"why": why})


def is_safe(url: str) -> bool:
    """Whether a refresh token may be sent there."""
    try:
        _there(url)
    except Trouble:
        return False
    return True


def _there(url: str) -> SplitResult:
    try:
        there = urlsplit(url)
        local = there.scheme == "http" and there.hostname in LOCAL
        if there.hostname and (there.scheme == "https" or local) and there.port != 0:
            return there
    except ValueError:
        pass
    raise Trouble(sentences.TOKEN_OPEN)


def _asked(there: SplitResult, form: dict[str, str], user: str) -> tuple[int, dict[str, Any]]:
    """The status and what the answer says, empty when it is none of theirs. No other address is followed."""
    host, port = there.hostname or "", there.port or (443 if there.scheme == "https" else 80)
    path = (there.path or "/") + (f"?{there.query}" if there.query else "")
    with in_plain_words(host, port, user, also=(http.client.HTTPException,)):
        connection = _connection(there.scheme, host, port)
        try:
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
            connection.request("POST", path, urlencode(form).encode(), {**headers, "User-Agent": "Opora"})
            answer = connection.getresponse()
            content = answer.read(MOST)
        finally:
            connection.close()
    try:
        said = json.loads(content)
    except ValueError:
        said = None
    return answer.status, said if isinstance(said, dict) else {}


def _connection(scheme: str, host: str, port: int) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=PATIENCE, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=PATIENCE)


@contextmanager
def _one_process() -> Iterator[None]:
    """A refresh token that turns must not be used by two processes at once: the second would void the first's."""
    folder = Path(settings.DATA_DIR) / "passwords"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / ".tokens").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
