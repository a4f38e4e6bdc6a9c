"""Header lines as they stand in a letter: ASCII, folded, each ending in CRLF.

Written here and not left to the standard library, whose writer (in 3.11) turns an id that is longer than a line into
an encoded word, which breaks the thread, and forgets to quote a comma in an encoded name, which makes it two addresses.
"""

import re
from collections.abc import Sequence
from email.header import Header
from email.utils import quote

from opora.channels.letters.cleaning import one_line

_WIDTH = 76
_LONGEST_ID, _LONGEST_ADDRESS, _MOST_IDS = 900, 254, 20
_ID = re.compile(r"<[!-;=?-~]+>")
_BARE_ID = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_DOMAIN = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")


class Unmailable(ValueError):
    """No letter can be written with this: what is meant for an address or an id is none."""


def address(text: str) -> str:
    """An address fit for a header and an envelope, its domain in ASCII. Raises Unmailable.

    A local part that is quoted or not ASCII is refused: few servers would take it.
    """
    local, _, domain = text.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode()
    except UnicodeError:
        ascii_domain = ""
    made = f"{local}@{ascii_domain}"
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(ascii_domain) or len(made) > _LONGEST_ADDRESS:
        raise Unmailable(f"{text!r} is no address that a letter can be sent to")
    return made


def own_id(text: str) -> str:
    """A Message-ID of ours as it is. Raises Unmailable."""
    if not _ID.fullmatch(text) or "@" not in text or len(text) > _LONGEST_ID:
        raise Unmailable(f"{text!r} is no Message-ID")
    return text


def their_id(text: str) -> str:
    """A Message-ID of others, in brackets; empty when it is broken: a thread is not worth a letter."""
    stripped = text.strip()
    bracketed = f"<{stripped}>" if _BARE_ID.fullmatch(stripped) else stripped
    return bracketed if _ID.fullmatch(bracketed) and len(bracketed) <= _LONGEST_ID else ""


def thread(references: Sequence[str], in_reply_to: str) -> list[str]:
    """The ids of a thread for References, the letter replied to last; of many the first and the last ones."""
    ids = list(dict.fromkeys(filter(None, map(their_id, references))))
    if in_reply_to:
        ids = [*(one for one in ids if one != in_reply_to), in_reply_to]
    return ids if len(ids) <= _MOST_IDS else [ids[0], *ids[1 - _MOST_IDS :]]


def ids_line(name: str, ids: Sequence[str]) -> str:
    """Ids, each whole and on a line of its own."""
    return f"{name}: " + "\r\n ".join(ids) + "\r\n"


def text_line(name: str, text: str) -> str:
    """Free text, as encoded words where it isn't plain ASCII."""
    return f"{name}: {_words(one_line(text), name)}\r\n"


def addresses_line(name: str, named: Sequence[tuple[str, str]]) -> str:
    """Addresses with the names shown beside them (perhaps empty)."""
    return f"{name}: " + ",\r\n ".join(_named(one_line(shown), of, name) for shown, of in named) + "\r\n"


def _named(shown: str, of: str, name: str) -> str:
    if not shown:
        return of
    short = _is_plain(shown) and len(shown) < 50
    phrase = f'"{quote(shown)}"' if short else Header(shown, "utf-8", _WIDTH, name).encode(linesep="\r\n")
    room = _WIDTH - len(name) - 2 - len(phrase.rpartition("\r\n")[2])
    return f"{phrase} <{of}>" if len(of) + 3 <= room else f"{phrase}\r\n <{of}>"


def _words(text: str, name: str) -> str:
    if not _is_plain(text) or any(len(word) > 60 for word in text.split()):
        return Header(text, "utf-8", _WIDTH, name).encode(linesep="\r\n")
    lines, width = [""], len(name) + 2
    for word in text.split():
        if lines[-1] and width + len(lines[-1]) + 1 + len(word) > _WIDTH:
            lines.append("")
            width = 1
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\r\n ".join(lines)


def _is_plain(text: str) -> bool:
    """Whether the text may stand as it is: what looks like an encoded word would be read as one."""
    return text.isascii() and text.isprintable() and "=?" not in text
