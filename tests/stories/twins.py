"""«Про меня забыли» by letter: the mailto twin in a letter of ours, and the letter that a mail program makes of it."""

import re
from datetime import UTC, datetime
from email.message import EmailMessage
from io import BytesIO
from typing import Any
from urllib.parse import unquote

from opora.channels.actions import add_mailbox
from opora.channels.mail.keep import keep
from opora.channels.models import InboundMail, Mailbox
from opora.core.step import MACHINE
from opora.flow import arrive
from opora.flow.step import begin
from opora.tickets.models import Ticket
from tests.stories.street import LONG_AGO, letter, ours, receive, words

SUPPORT = "support@vendor.test"
CODE = re.compile(r"rm-[a-z2-7]{20}")


def watched(name: str = "support", address: str = SUPPORT, **columns: Any) -> Mailbox:
    """A mailbox that sends, and to which customers write."""
    with begin(LONG_AGO, MACHINE, "cli") as step:
        return add_mailbox(step, name=name, kind="pipe", address=address, smtp_host="127.0.0.1", **columns)


def twin_in(message: EmailMessage) -> tuple[str, str]:
    """The address and the subject of the mailto twin in a letter of ours; the same in the plain text and in HTML."""
    (found,) = set(re.findall(r"mailto:(\S+?)\?subject=(\S+)", words(message)))
    html = message.get_body(("html",))
    assert html is not None
    assert f'href="mailto:{found[0]}?subject={found[1]}"' in html.get_content()
    return found[0], unquote(found[1])


def subject_of(ticket: Ticket) -> str:
    """The subject that the twin in the last letter of this ticket prepares."""
    return twin_in(ours(ticket)[-1])[1]


def pressed(
    sender: str, subject: str, at: datetime, text: str = "", headers: dict[str, str] | None = None
) -> InboundMail:
    """The letter of somebody who followed a twin: a matter of its own to their mail program, no reply."""
    return receive(letter(sender, subject, text, at, headers=headers), at)


def brought(mailbox: Mailbox, raw: bytes, at: datetime) -> InboundMail:
    """A letter that comes by this mailbox and is filed."""
    now = at.astimezone(UTC)
    letter_id = keep(BytesIO(raw), mailbox, now, now)
    arrive.letter(letter_id, now)
    return InboundMail.objects.get(pk=letter_id)
