"""The conversation of a ticket."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.db.models import QuerySet

from opora.core.facts import Invite, Sender
from opora.lib.remembered import kept
from opora.registry.models import Contact
from opora.registry.queries import address_of
from opora.tickets.models import Attachment, Message, Participant, Ticket

__all__ = [
    "Spoken",
    "attachments_of",
    "author_of",
    "conversation_of",
    "copies_of",
    "digest_of",
    "digests_of_files",
    "files_left_of",
    "first_message",
    "has_assignee",
    "has_other_tickets",
    "invite_of",
    "last_customer_message_id",
    "last_question",
    "last_word_of",
    "logged_once",
    "message_by_id",
    "messages_of",
    "newest_digests_of_files",
    "others_write_from",
    "references_of",
    "repeats_last",
    "sent_before",
    "stands_alone",
    "ticket_with_all",
    "words_after",
    "words_lately",
]


MOST_COPIES = 20
EVERYBODY = (
    "contact",
    "organisation",
    "product",
    "edition",
    "version",
    "home_office",
    "registering_office",
    "owning_office",
    "assignee",
)
"""Everybody and everything that letters and pages name of a ticket."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """That a message was said and not written: since when, and how."""

    at: datetime
    channel: Literal["call", "visit"]


def messages_of(ticket: Ticket) -> QuerySet[Message]:
    """All messages in order, with their authors and files; two queries."""
    return (
        Message.objects.filter(ticket=ticket)
        .select_related("user", "contact")
        .prefetch_related("attachments")
        .order_by("at", "pk")
    )


def invite_of(message: Message) -> Invite | None:
    """The invitation by calendar that a message brought."""
    row = message.invite
    if row is None:
        return None
    people = tuple(Sender(**one) for one in row["people"])
    ends = _moment(row["ends"]) if row["ends"] else None
    read = {"starts": _moment(row["starts"]), "ends": ends, "organiser": Sender(**row["organiser"]), "people": people}
    return Invite(**{**row, **read})


def _moment(text: str) -> datetime | date:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def conversation_of(ticket: Ticket) -> list[Message]:
    """The open messages, as the customer sees them."""
    return list(messages_of(ticket).filter(audience=Message.Audience.PUBLIC))


def digests_of_files(using: str) -> set[str]:
    """Under which digests the store holds attachments, as the database of this alias says."""
    return set(Attachment.objects.using(using).values_list("sha256", flat=True))


def kept_files() -> Iterator[tuple[int, str, int]]:
    """All attachments by their rows: under which digest the store has each, and how long it is."""
    return Attachment.objects.order_by("pk").values_list("pk", "sha256", "size").iterator()


def newest_digests_of_files(most: int) -> dict[str, int]:
    """The last attachments: under which digest the store has each, and how long it is."""
    return dict(Attachment.objects.order_by("-pk").values_list("sha256", "size")[:most])


def last_customer_message_id(ticket: Ticket) -> str:
    """The Message-ID of the customer's last letter; empty when there is none."""
    theirs = Message.objects.filter(ticket=ticket, author_kind__in=["contact", "guest"]).exclude(message_id="")
    return theirs.order_by("-pk").values_list("message_id", flat=True).first() or ""


def references_of(ticket: Ticket, most: int = 10) -> list[tuple[datetime, str]]:
    """When the customer's letters came and their Message-IDs, oldest first, for the References of ours: the first and
    the latest."""
    found = kept("letters of ticket", ticket.pk)
    if found is None:
        theirs = Message.objects.filter(ticket=ticket, author_kind__in=["contact", "guest"]).exclude(message_id="")
        found = list(theirs.order_by("pk").values_list("at", "message_id"))
    return found if len(found) <= most else [found[0], *found[-most + 1 :]]


def words_lately(ticket: Ticket, address: str, since: datetime) -> int:
    """How often this address has written on the ticket's page since then; letters and calls are not counted."""
    theirs = Message.objects.filter(ticket=ticket, sender_address=address, author_kind__in=["contact", "guest"])
    return theirs.filter(at__gt=since, channel="", message_id="").count()


def stands_alone(message: Message) -> bool:
    """Whether nothing else of the customer's stands in the ticket of this message."""
    others = Message.objects.filter(ticket=message.ticket_id, author_kind__in=["contact", "guest"])
    return not others.exclude(pk=message.pk).exists()


def words_after(ticket: Ticket, since: datetime) -> list[Message]:
    """The customer's own messages from this instant on, automatic letters left out."""
    theirs = Message.objects.filter(ticket=ticket, author_kind__in=["contact", "guest"], is_human=True, at__gte=since)
    return list(theirs.order_by("at", "pk"))


def ticket_with_all(ticket_id: int) -> Ticket:
    """A ticket with everybody and everything that letters and pages name, in one query."""
    made: Ticket | None = kept("ticket", ticket_id)
    if made is not None:
        return made
    return Ticket.objects.select_related(*EVERYBODY).get(pk=ticket_id)


def author_of(ticket: Ticket) -> str:
    """The address to which letters about this ticket go: of who wrote, else of the contact; empty: none."""
    if (made := kept("author of ticket", ticket.pk)) is not None:
        return str(made)
    first = Participant.objects.filter(ticket=ticket, role="author").order_by("pk").first()
    return first.address if first else address_of(ticket.contact)


def others_write_from(domain: str, address: str) -> bool:
    """Whether somebody beside this address wrote from its domain what was no spam."""
    theirs = Participant.objects.filter(address__endswith=f"@{domain}", role="author").exclude(address=address)
    return theirs.exclude(ticket__closed_why="spam").exists()


def copies_of(ticket: Ticket) -> list[tuple[str, str]]:
    """Address and name of who has copies, in the order in which they came: of Cc, and of tickets that were merged."""
    rows = Participant.objects.filter(ticket=ticket, role="copy").order_by("pk")
    return list(rows.values_list("address", "name")[:MOST_COPIES])


def last_question(ticket: Ticket) -> Message | None:
    """The last thing that we asked the customer."""
    return Message.objects.filter(ticket=ticket, verb="ask").order_by("-pk").first()


def last_word_of(ticket: Ticket) -> Message | None:
    """The last open message of a human of ours, written or spoken."""
    ours = Message.objects.filter(ticket=ticket, author_kind="staff", audience=Message.Audience.PUBLIC)
    return ours.order_by("-at", "-pk").first()


def logged_once(entry: UUID | None) -> Message | None:
    """What came of the form of this number, if it has been sent before."""
    return Message.objects.select_related("ticket").filter(entry=entry).first() if entry else None


def message_by_id(message_id: int) -> Message:
    """One message with its author. Raises Message.DoesNotExist."""
    return Message.objects.select_related("user").get(pk=message_id)


def first_message(ticket: Ticket) -> Message:
    """What the ticket began with, and whose it was said to be. Raises Message.DoesNotExist."""
    return Message.objects.select_related("contact").filter(ticket=ticket).earliest("pk")


def has_other_tickets(contact: Contact, ticket: Ticket) -> bool:
    """Whether somebody wrote about anything else, ever."""
    return Ticket.objects.filter(contact=contact).exclude(pk=ticket.pk).exists()


def attachments_of(message: Message) -> list[Attachment]:
    """The files of a message, as they came."""
    return list(Attachment.objects.filter(message=message).order_by("pk"))


def files_left_of(message: Message) -> int:
    """How many files of a letter had no room, so that they stand in the kept letter alone."""
    said = [one.partition(":")[2] for one in message.troubles if one.startswith("files-left:")]
    return sum(int(count) for count in said)


def has_assignee(ticket_id: int) -> bool:
    """Whether somebody has this ticket."""
    made: Ticket | None = kept("ticket", ticket_id)
    if made is not None:
        return made.assignee_id is not None
    return Ticket.objects.filter(pk=ticket_id, assignee__isnull=False).exists()


def repeats_last(ticket: Ticket, text: str) -> bool:
    """Whether this text says the same as the last one that a human of ours sent: it resets no clock (P9)."""
    return last_digest(ticket) == digest_of(text)


def sent_before(ticket: Ticket, sent_key: str) -> Message | None:
    """The message of this sending of a form, if it has come already. The empty key matches nothing."""
    return Message.objects.filter(ticket=ticket, sent_key=sent_key).first() if sent_key else None


def digest_of(text: str) -> str:
    """What two texts that say the same share: white space and case are nothing (P9)."""
    return hashlib.sha256(" ".join(text.split()).casefold().encode()).hexdigest()


def last_digest(ticket: Ticket) -> str:
    """The digest of the last text that a human of ours sent."""
    sent = Message.objects.filter(ticket=ticket, author_kind="staff", audience=Message.Audience.PUBLIC)
    return sent.order_by("-pk").values_list("text_digest", flat=True).first() or ""
