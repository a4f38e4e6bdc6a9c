"""What a letter of ours needs besides its words: which mailbox, whose address, which Message-ID."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import connection

from opora.channels.models import InboundMail, Mailbox, Outbound
from opora.channels.queries import all_mailboxes
from opora.lib import signed
from opora.lib.remembered import remembered
from opora.offices.models import Office

__all__ = [
    "NOWHERE",
    "failed_letters",
    "failed_outbound",
    "lately",
    "loose_message_id",
    "mailbox_for",
    "new_message_id",
    "read_own_id",
    "reply_address",
    "sender_address",
]

LONGEST_LOCAL = 64
NOWHERE = "desk@localhost.invalid"
"""The sender on a desk without any address; its letters are shown or written to files only."""


def mailbox_for(office: Office | None) -> Mailbox | None:
    """The mailbox through which an office writes: its own, else the first that can send.

    Never the head's: each reply to its letters would go to the head, as a reminder.
    """
    can_send = [row for row in all_mailboxes() if row.smtp_host and not row.head]
    own = [row for row in can_send if office is not None and row.office_id == office.pk]
    return next(iter([*own, *can_send]), None)


def sender_address(mailbox: Mailbox | None, office: Office | None) -> str:
    """The address in From: the mailbox's, since replies must come back to it; else the office's."""
    return (mailbox.address if mailbox else "") or (office.address if office else "") or NOWHERE


def reply_address(mailbox: Mailbox | None, tag: str) -> str:
    """The mailbox's address with this tag behind a plus; empty where its server takes none, or it would be too long."""
    local, _, domain = mailbox.address.rpartition("@") if mailbox is not None and mailbox.plus else ("", "", "")
    made = f"{local}+{tag}"
    return f"{made}@{domain}" if domain and len(made) <= LONGEST_LOCAL else ""


def new_message_id(sender: str, reaction: str, ticket_id: int, event_id: int, audience: str) -> str:
    """A keyed Message-ID, the same for the same event and reaction, which nobody else can make."""
    domain = sender.rpartition("@")[2]
    kind = reaction.replace("_", "-")
    return signed.message_id(_secret(audience), domain, kind, ticket_id, event_id)


def loose_message_id(sender: str, reaction: str, event_id: int, now: datetime) -> str:
    """The Message-ID of a letter about no ticket: a reply to it is a matter of its own."""
    return f"<{reaction.replace('_', '-')}-{event_id}-{now:%Y%m%d%H%M%S}@{sender.rpartition('@')[2]}>"


def read_own_id(text: str, audiences: Sequence[str] = ("customer", "staff")) -> int | None:
    """The ticket that a Message-ID of ours names; null for anybody else's or an altered one.

    ``audiences``: whose letters count; a notice to colleagues is answered by colleagues alone.
    """
    for audience in audiences:
        found = signed.read_message_id(_secret(audience), text)
        if found is not None:
            return found[0]
    return None


@remembered
def lately(address: str, since: datetime, until: datetime) -> tuple[int, int]:
    """How many acknowledgements went to this address between two instants, and how many letters of the machine in all,
    of which several that were joined are one; what a quiet desk only showed went to nobody."""
    between = [connection.ops.adapt_datetimefield_value(at) for at in (since, until)]
    with connection.cursor() as cursor:
        cursor.execute(_LATELY, [address, *between])
        acknowledged, automatic = cursor.fetchone()
    return int(acknowledged), int(automatic)


# Asked with every ticket, hence once and as a ready text. What is left out a human wrote, or asked for just now.
_LATELY = """
SELECT COUNT(CASE WHEN reaction = 'acknowledge' THEN 1 END),
    COUNT(CASE WHEN audience = 'customer' AND state NOT IN ('gathered', 'joined', 'stale')
        AND reaction NOT IN ('carry', 'carry_copy', 'send_code') THEN 1 END)
FROM channels_outbound WHERE recipient = %s AND created_at BETWEEN %s AND %s AND state <> 'shown'
"""


def failed_letters() -> list[tuple[int, str]]:
    """Letters that could not be filed, with their trouble."""
    return list(InboundMail.objects.filter(state="failed").order_by("pk").values_list("pk", "trouble"))


def failed_outbound() -> list[tuple[int, str]]:
    """Letters of ours that were given up, with the server's words."""
    return list(Outbound.objects.filter(state="failed").order_by("pk").values_list("pk", "server_said"))


def _secret(audience: str) -> str:
    return f"{audience}:{settings.SECRET_KEY}"
