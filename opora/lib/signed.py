"""Texts that only we can have made: Message-IDs of our letters and tokens in our links.

Both carry what they say in the clear beside a code of it (HMAC-SHA256 under the desk's secret), so that reading one
back needs no query. The format is for ever: letters lie in mailboxes for years. Codes are base32 in lower case, since
some mail programs change the case of a Message-ID.
"""

import hmac
import json
import re
from base64 import b32encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime

# 100 and 130 bits: an id is guessed on our server, one letter at a time; a token lies in a link and needs to last.
_ID_CODE, _TOKEN_CODE = 20, 26
_LONGEST_ID, _LONGEST_TOKEN = 250, 4000

_NUMBER = r"[1-9][0-9]{0,17}"
_ID = re.compile(
    rf"<?(?P<said>[a-z][a-z_-]{{0,31}}\.(?P<ticket>{_NUMBER})\.(?P<serial>0|{_NUMBER}))"
    rf"\.(?P<code>[a-z2-7]{{{_ID_CODE}}})@(?P<domain>[a-z0-9.-]+)>?",
    re.ASCII,
)
_PAYLOAD = re.compile(r"[A-Za-z0-9_-]+")
_BREAK = r"(?:=?\r?\n[>| \t]*)"
_ANY_TOKEN = re.compile(rf"[A-Za-z0-9_-]{{16,{_LONGEST_TOKEN}}}\.[a-z2-7]{{{_TOKEN_CODE}}}(?![A-Za-z0-9])", re.ASCII)
# The code by which a letter is a reminder: a mark and a key of ours (`tickets.queries.links`).
MARK = "rm-"
_MARKED = re.compile(rf"(?<![A-Za-z-]){MARK}(?:{_BREAK}?[a-z2-7]){{{_ID_CODE}}}(?![A-Za-z0-9])", re.ASCII)
# Mail programs wrap what they quote, also a link; so over lines a token is sought behind the path of a link alone.
_WRAPPED_TOKEN = re.compile(
    rf"(?<=requests/){_BREAK}?[A-Za-z0-9_-](?:{_BREAK}?[A-Za-z0-9_-]){{15,{_LONGEST_TOKEN}}}{_BREAK}?\.{_BREAK}?"
    rf"[a-z2-7](?:{_BREAK}?[a-z2-7]){{{_TOKEN_CODE - 1}}}(?![A-Za-z0-9])",
    re.ASCII,
)


def message_id(secret: str, domain: str, kind: str, ticket_id: int, serial: int) -> str:
    """The Message-ID of a letter of ours, in its brackets: `<kind.ticket.serial.code@domain>`.

    ``serial`` tells the letters of a kind on a ticket apart; the caller keeps it unique. Raises ValueError when the
    parts would not make an id that can be read back.
    """
    said = f"{kind}.{ticket_id}.{serial}"
    made = f"<{said}.{_id_code(secret, said, domain)}@{domain}>"
    if len(made) > _LONGEST_ID or not _ID.fullmatch(made):
        raise ValueError(f"no Message-ID can be made of {domain!r}, {kind!r}, {ticket_id}, {serial}")
    return made


def read_message_id(secret: str, text: str) -> tuple[int, int] | None:
    """Ticket and serial of a Message-ID of ours, with or without its brackets; null for any other text."""
    stripped = text.strip()
    found = _ID.fullmatch(stripped.lower()) if len(stripped) <= _LONGEST_ID else None
    if found is None or not hmac.compare_digest(found["code"], _id_code(secret, found["said"], found["domain"])):
        return None
    return int(found["ticket"]), int(found["serial"])


def claimed_ticket(text: str) -> int | None:
    """The ticket that a text of the shape of our Message-IDs names, whether or not its code is right; null: none."""
    stripped = text.strip()
    found = _ID.fullmatch(stripped.lower()) if len(stripped) <= _LONGEST_ID else None
    return int(found["ticket"]) if found else None


def token(secret: str, purpose: str, *values: str | int, expires: datetime | None = None) -> str:
    """A text fit for a link that carries these values for this purpose, until before ``expires``, or for ever.

    The values can be read by anyone who has the link: put keys into it, nothing personal.
    """
    if expires is not None and expires.tzinfo is None:
        raise ValueError(f"the expiry of a token must be aware: {expires}")
    until = None if expires is None else int(expires.timestamp())
    said = json.dumps([until, [str(value) for value in values]], separators=(",", ":"))
    payload = urlsafe_b64encode(said.encode()).decode().rstrip("=")
    return f"{payload}.{_token_code(secret, purpose, payload)}"


def read_token(secret: str, purpose: str, text: str, *, now: datetime) -> tuple[str, ...] | None:
    """The values of a token of ours for this purpose; null when altered, made for another one, or expired."""
    payload, _, code = text.partition(".")
    if len(text) > _LONGEST_TOKEN or not _PAYLOAD.fullmatch(payload) or not code.isascii():
        return None
    if not hmac.compare_digest(code, _token_code(secret, purpose, payload)):
        return None
    until, values = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    if until is not None and now >= datetime.fromtimestamp(until, UTC):
        return None
    return tuple(values)


def without_tokens(text: str) -> str:
    """The text with "…" where something of the shape of a token stands: people quote our letters, links and all."""
    return without_tokens_in([text])[0]


def without_tokens_in(parts: Sequence[str]) -> list[str]:
    """The same for the parts of one text: a token may begin in one and end in the next."""
    said, found, start = "".join(parts), [], 0
    spans = {match.span() for way in (_ANY_TOKEN, _WRAPPED_TOKEN, _MARKED) for match in way.finditer(said)}
    for part in parts:
        shown, at = "", start
        for first, last in sorted(spans):
            if first < start + len(part) and last > at:
                shown += part[at - start : max(first - start, 0)] + ("…" if first >= at else "")
                at = min(last, start + len(part))
        found.append(shown + part[at - start :])
        start += len(part)
    return found


def keyed(secret: str, purpose: str, text: str) -> str:
    """A short name for this text (100 bits) that nobody else can make or guess the text from; for one purpose."""
    return _code(secret, f"opora key\n{purpose}\n{text}", _ID_CODE)


def digits(secret: str, purpose: str, text: str, length: int) -> str:
    """So many digits that only we can tell for this text: a code to be typed. Its length at most 12."""
    number = int.from_bytes(hmac.digest(secret.encode(), f"opora digits\n{purpose}\n{text}".encode(), "sha256"))
    return f"{number % 10**length:0{length}}"


def _id_code(secret: str, said: str, domain: str) -> str:
    return _code(secret, f"opora message-id\n{said}@{domain}", _ID_CODE)


def _token_code(secret: str, purpose: str, payload: str) -> str:
    return _code(secret, f"opora token\n{purpose}\n{payload}", _TOKEN_CODE)


def _code(secret: str, text: str, length: int) -> str:
    """The first words name the use, so that a code of one use is none of another."""
    return b32encode(hmac.digest(secret.encode(), text.encode(), "sha256")).decode().lower()[:length]
