"""Who a letter says that it is from, and about what, read out of its own bytes."""

from opora.channels.mail.parse import parse
from opora.channels.queries import InboundMail, store
from opora.core.facts import Sender

HEAD = 64 * 1024
"""Bytes of a letter that are looked into for its head."""


def head_of(letter: InboundMail) -> tuple[Sender, str]:
    """Who a letter says that it is from, and its subject; empty when its bytes are lost."""
    try:
        with store().open_(letter.digest) as content:
            begins = content.read(HEAD)
    except FileNotFoundError:
        return Sender(""), ""
    ends = [found for blank in (b"\r\n\r\n", b"\n\n") if (found := begins.find(blank)) >= 0]
    arrival = parse(begins[: min(ends, default=HEAD)])
    return arrival.sender, arrival.subject
