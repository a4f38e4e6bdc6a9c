"""The bytes of a letter of ours: plain text and HTML of the same words, headers that hold a thread and stop loops.

Pure and deterministic: the same words and envelope give the same bytes, so that a frozen letter can be checked.
"""

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from opora.channels.letters.cleaning import one_line
from opora.channels.letters.words import Words
from opora.channels.mail.header_lines import (
    Unmailable,
    address,
    addresses_line,
    ids_line,
    own_id,
    text_line,
    their_id,
    thread,
)
from opora.channels.mail.mime_parts import body
from opora.core.facts import AttachedFile

__all__ = ["Composed", "Unmailable", "compose"]

# Not NDR: bounces are what we want to hear of.
_NO_ECHO = "OOF, AutoReply, DR, RN, NRN"


@dataclass(frozen=True, slots=True)
class Composed:
    """A letter ready to be kept: bytes with CRLF line ends and ASCII only; addresses as the envelope wants them."""

    raw: bytes
    message_id: str
    subject: str
    sender: str
    recipient: str


def compose(
    words: Words,
    *,
    sender: str,
    sender_name: str,
    recipient: str,
    message_id: str,
    date: datetime,
    auto: bool,
    in_reply_to: str = "",
    references: tuple[str, ...] = (),
    recipient_name: str = "",
    reply_to: str | None = None,
    copies: tuple[str, ...] = (),
    files: tuple[AttachedFile, ...] = (),
) -> Composed:
    """One letter to one recipient, with copies as Cc.

    ``auto``: the machine writes it, and no machine is to answer. ``date`` is aware; its offset is shown. Broken ids of
    others are left out. Raises Unmailable when an address of ours or theirs, or our own id, is none; ValueError for a
    naive date.
    """
    if date.tzinfo is None:
        raise ValueError(f"the date of a letter must be aware: {date}")
    sent_by, sent_to = address(sender), address(recipient)
    answered = their_id(in_reply_to)
    references_line = thread(references, answered)
    head = [
        addresses_line("From", [(sender_name, sent_by)]),
        addresses_line("To", [(recipient_name, sent_to)]),
        addresses_line("Cc", [("", address(copy)) for copy in copies]) if copies else "",
        addresses_line("Reply-To", [("", address(reply_to))]) if reply_to else "",
        text_line("Subject", words.subject),
        f"Date: {format_datetime(date)}\r\n",
        ids_line("Message-ID", [own_id(message_id)]),
        ids_line("In-Reply-To", [answered]) if answered else "",
        ids_line("References", references_line) if references_line else "",
        *(_machine_lines(words) if auto else ()),
        f"X-Opora-Desk: {sent_by.rpartition('@')[2]}\r\n",
        f"Content-Language: {words.language}\r\n",
        "MIME-Version: 1.0\r\n",
    ]
    raw = "".join(head).encode("ascii") + body(words, files, message_id)
    return Composed(raw, message_id, one_line(words.subject), sent_by, sent_to)


def _machine_lines(words: Words) -> tuple[str, str]:
    """RFC 3834: an acknowledgement replies to a letter, everything else of the machine comes by itself."""
    submitted = "auto-replied" if words.letter == "acknowledgement" else "auto-generated"
    return f"Auto-Submitted: {submitted}\r\n", f"X-Auto-Response-Suppress: {_NO_ECHO}\r\n"
