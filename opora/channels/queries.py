"""Reading letters in and out, mailboxes, and the store in which bytes lie."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Q

from opora.accounts.models import ApiKey, User
from opora.channels.bucket import Bucket
from opora.channels.models import WATCHED, ApiRequest, Browser, InboundMail, Mailbox, Outbound, Ring, ServerLetter
from opora.channels.unheard import unheard
from opora.ledger.revisions import Room
from opora.lib.literals import literals
from opora.lib.remembered import remembered
from opora.lib.store import Store
from opora.tickets.models import Ticket

__all__ = [
    "BY_HAND",
    "WATCHED",
    "Browser",
    "InboundMail",
    "Mailbox",
    "Outbound",
    "Ring",
    "all_mailboxes",
    "beginning_of",
    "browser_by_id",
    "browsers_of",
    "bytes_of",
    "count_filed",
    "digests_of_letters",
    "fates_of",
    "filed_with",
    "has_letters",
    "has_secret",
    "heads_addresses",
    "in_the_air",
    "is_ours",
    "kept_letters",
    "leased_mailbox",
    "leased_outbound",
    "leased_ring",
    "left_for",
    "letter",
    "letters_of",
    "lock",
    "mailbox",
    "mailbox_by_id",
    "mailbox_to_send_from",
    "mailboxes",
    "mailboxes_that_sent",
    "names_by_address",
    "newest_digests_of_letters",
    "older_to_send",
    "on_server",
    "our_addresses",
    "outbound_by_id",
    "outbound_named",
    "outbound_of",
    "said_in",
    "sent_about",
    "sent_back",
    "still_kept",
    "store",
    "taken_request",
    "to_listen_to",
    "tray",
    "tried_since",
    "unsent_about",
    "waiting_before",
]

BY_HAND = ("carry", "carry_copy")
"""The reactions whose letters have a colleague's words."""
MAILBOXES = Room("mailboxes", "channels_mailbox")


def store() -> Store:
    """Where the bytes of letters and attachments lie: the one place that knows."""
    root = Path(settings.DATA_DIR) / "store"
    return Bucket(root, settings.S3) if settings.S3 else Store(root)


# --- letters in ---------------------------------------------------------------------------------------------


def letter(letter_id: int) -> InboundMail:
    """One letter with its mailbox. Raises InboundMail.DoesNotExist."""
    return InboundMail.objects.select_related("mailbox").get(pk=letter_id)


def lock(letter_id: int) -> InboundMail:
    """One letter, ours until the transaction ends. Raises InboundMail.DoesNotExist."""
    return InboundMail.objects.select_for_update(of=("self",)).select_related("mailbox").get(pk=letter_id)


def still_kept(letter: InboundMail) -> bool:
    """Whether nobody has filed this letter meanwhile; its row is ours until the transaction ends."""
    ours = connection.ops.for_update_sql() if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT state FROM channels_inboundmail WHERE id = %s {ours}", [letter.pk])
        found = cursor.fetchone()
    letter.state = found[0] if found else letter.state
    return found is not None and letter.state == "kept"


def bytes_of(letter: InboundMail) -> bytes:
    """The letter as it came, to the last byte. Raises FileNotFoundError when the store has lost it."""
    with store().open_(letter.digest) as content:
        return content.read()


def beginning_of(letter: InboundMail, most: int) -> tuple[bytes, bool]:
    """The first bytes of a letter as it came, and whether these are all. Raises FileNotFoundError when the store has
    lost it."""
    with store().open_(letter.digest) as content:
        return content.read(most), letter.size <= most


def digests_of_letters(using: str) -> set[str]:
    """Under which digests the store holds letters, as the database of this alias says."""
    return set(InboundMail.objects.using(using).values_list("digest", flat=True))


def kept_letters() -> Iterator[tuple[int, str, int]]:
    """All letters that came in by their rows: under which digest the store has each, and how long it is."""
    return InboundMail.objects.order_by("pk").values_list("pk", "digest", "size").iterator()


def newest_digests_of_letters(most: int) -> dict[str, int]:
    """The last letters that were kept: under which digest the store has each, and how long it is."""
    return dict(InboundMail.objects.order_by("-pk").values_list("digest", "size")[:most])


def filed_with(key: str) -> InboundMail | None:
    """The letter that was filed under this key: another one of the same key is a double. Empty keys match nothing."""
    # The condition of the index is said in full: SQLite finds it by nothing less.
    return InboundMail.objects.filter(~Q(letter_key=""), letter_key=key, state="filed").first() if key else None


def letters_of(ticket: Ticket) -> dict[int, int]:
    """The row of the letter by which each message of a ticket came, by the message's row."""
    rows = InboundMail.objects.filter(message__ticket=ticket, state="filed")
    return dict(rows.values_list("message_id", "pk"))


def sent_back(ticket_id: int, at: datetime) -> list[Outbound]:
    """Our letters to the customer that were written in the Step that filed a letter into this ticket."""
    rows = Outbound.objects.filter(ticket_id=ticket_id, created_at=at, audience="customer")
    return list(rows.defer("raw").order_by("pk"))


def count_filed() -> int:
    """How many letters have found their ticket."""
    return InboundMail.objects.filter(state="filed").count()


def tray() -> list[InboundMail]:
    """Letters that opened no ticket, and those that could not be read, newest first."""
    rows = InboundMail.objects.filter(Q(state__in=literals("aside", "failed"))).select_related("mailbox")
    return list(rows.order_by("-server_at", "-pk"))


# --- mailboxes ----------------------------------------------------------------------------------------------


def mailboxes() -> list[Mailbox]:
    """All mailboxes by name."""
    return list(Mailbox.objects.select_related("office").order_by("name"))


def mailbox(name: str) -> Mailbox | None:
    """The mailbox of that name."""
    return Mailbox.objects.filter(name=name).first()


def mailbox_by_id(mailbox_id: int) -> Mailbox | None:
    """The mailbox of this row."""
    return Mailbox.objects.filter(pk=mailbox_id).first()


def names_by_address() -> dict[str, str]:
    """Which mailbox has letters for an address, lower-cased; of several with one address the oldest."""
    rows = Mailbox.objects.exclude(address="").order_by("-pk").values_list("address", "name")
    return {address.lower(): name for address, name in rows}


def has_letters(row: Mailbox) -> bool:
    """Whether a letter ever came by this mailbox."""
    return row.letters.exists()


def mailboxes_that_sent() -> set[int]:
    """The rows of mailboxes from which a letter of ours really left."""
    return set(Outbound.objects.filter(state="sent", mailbox__isnull=False).values_list("mailbox_id", flat=True))


def leased_mailbox(mailbox_id: int, lease_id: UUID) -> Mailbox | None:
    """A mailbox, if this lease holds it."""
    return Mailbox.objects.filter(pk=mailbox_id, lease_id=lease_id).first()


def on_server(mailbox_id: int) -> dict[str, str]:
    """What a POP3 server still has, by what it is called there: "stays" (it lay there before), "filed" here, or
    "kept", which is not filed yet or failed."""
    rows = ServerLetter.objects.filter(mailbox_id=mailbox_id).values_list("uidl", "letter__state")
    fates = {None: "stays", "filed": "filed", "aside": "filed", "double": "filed"}
    return {uidl: fates.get(state, "kept") for uidl, state in rows}


def has_secret(secret: str) -> bool:
    """Whether a mailbox signs in with the password that is kept there."""
    return Mailbox.objects.filter(Q(secret=secret) | Q(oauth_secret=secret)).exists()


def to_listen_to(now: datetime) -> list[Mailbox]:
    """Mailboxes at which nobody listens, though the last look went well there."""
    return list(Mailbox.objects.filter(unheard(now), kind="imap", failures=0, looked_at__isnull=False).order_by("pk"))


def mailbox_to_send_from(wanted: Mailbox | None) -> Mailbox | None:
    """The wanted mailbox if it can send, else the first that can."""
    if wanted is not None and wanted.smtp_host:
        return wanted
    return Mailbox.objects.exclude(smtp_host="").order_by("pk").first()


@remembered
def our_addresses() -> tuple[str, ...]:
    """Every address that letters reach us at, lower-cased: a letter from one of them comes from ourselves."""
    return tuple(sorted({row.address.lower() for row in all_mailboxes() if row.address}))


def is_ours(address: str) -> bool:
    """Whether letters to this address come to us, with or without something behind a plus."""
    local, _, domain = address.lower().rpartition("@")
    return bool({address.lower(), f"{local.partition('+')[0]}@{domain}"} & set(our_addresses()))


def heads_addresses() -> set[str]:
    """The addresses at which the head of support has letters from customers (E1), lower-cased."""
    return {row.address.lower() for row in all_mailboxes() if row.head and row.address}


@remembered
def all_mailboxes() -> list[Mailbox]:
    """Every mailbox, the oldest first, as letters of ours need it; what else stands in its row is asked for then."""
    return [Mailbox.from_db(DEFAULT_DB_ALIAS, list(_COLUMNS), row) for row in _rows()]


_COLUMNS = ("id", "address", "smtp_host", "office_id", "head", "plus")


@MAILBOXES
def _rows() -> tuple[tuple[Any, ...], ...]:
    return tuple(Mailbox.objects.order_by("pk").values_list(*_COLUMNS))


# --- letters out --------------------------------------------------------------------------------------------


def leased_outbound(outbound_id: int, lease_id: UUID) -> Outbound | None:
    """A letter of ours that may leave, with its mailbox, if this lease holds it."""
    rows = Outbound.objects.filter(pk=outbound_id, lease_id=lease_id, state__in=["queued", "sending"])
    return rows.select_related("mailbox").first()


def outbound_by_id(outbound_id: int) -> Outbound:
    """A letter of ours with its mailbox. Raises Outbound.DoesNotExist."""
    return Outbound.objects.select_related("mailbox").get(pk=outbound_id)


def left_for(ticket: Ticket, recipient: str) -> list[tuple[datetime, str]]:
    """When our letters about this ticket were written to this address and their Message-IDs, oldest first; those that
    never left are left out."""
    rows = Outbound.objects.filter(ticket=ticket, recipient=recipient, state__in=["queued", "sending", "sent"])
    return list(rows.order_by("pk").values_list("created_at", "message_id"))


def tried_since(mailbox: Mailbox | None, at: datetime) -> int:
    """How many letters were tried from this mailbox after this instant."""
    return Outbound.objects.filter(mailbox=mailbox, tried_at__gt=at).count()


def waiting_before(row: Outbound) -> int:
    """How many letters of the same mailbox are to leave before this one."""
    return Outbound.objects.filter(
        mailbox=row.mailbox, pk__lt=row.pk, state__in=literals("queued", "sending"), not_before__lte=row.not_before
    ).count()


def in_the_air() -> list[int]:
    """Letters of ours of which nobody knows yet whether a server took them."""
    rows = Outbound.objects.filter(Q(state__in=literals("queued", "sending")), state="sending")
    return list(rows.order_by("pk").values_list("pk", flat=True))


def older_to_send(row: Outbound) -> datetime | None:
    """When the oldest letter of the same ticket to the same recipient is due that has not left yet; null: none."""
    if row.ticket_id is None:
        return None
    older = Q(ticket_id=row.ticket_id, recipient=row.recipient, pk__lt=row.pk, state__in=["queued", "sending"])
    return Outbound.objects.filter(older).order_by("pk").values_list("not_before", flat=True).first()


def outbound_of(ticket: Ticket) -> list[Outbound]:
    """What we wrote about this ticket, oldest first, without the bytes."""
    return list(Outbound.objects.filter(ticket=ticket).defer("raw").order_by("pk"))


def outbound_named(numbers: Iterable[str]) -> Outbound | None:
    """The letter of ours that has one of these Message-IDs, without its bytes; ours until the transaction ends."""
    rows = Outbound.objects.filter(message_id__in=list(numbers)).defer("raw")
    return rows.select_for_update(of=("self",)).select_related("ticket").order_by("pk").first() if numbers else None


def unsent_about(ticket_id: int) -> list[int]:
    """The rows of our letters about this ticket that have not left yet, oldest first."""
    rows = Outbound.objects.filter(ticket_id=ticket_id, state__in=["queued", "sending"])
    return list(rows.order_by("pk").values_list("pk", flat=True))


def sent_about(ticket: Ticket) -> list[Outbound]:
    """The letters among them that are for the customer."""
    return list(Outbound.objects.filter(ticket=ticket, audience="customer").defer("raw").order_by("pk"))


def fates_of(events: Iterable[int]) -> list[tuple[int, str, str, str]]:
    """What became of the ways in which staff on duty were called, by the event of the call: "letter", "hook" or
    "browser", its state ("sent", "queued", "failed", "shown", "stale"), and what the other side said."""
    wanted = set(events)
    if not wanted:
        return []
    rows = Outbound.objects.filter(event_id__in=wanted, reaction="call_out").order_by("pk")
    found = rows.values_list("event_id", "state", "server_said")
    states = {"sending": "queued", "stale": "failed"}
    letters = [(event, "letter", states.get(state, state), said) for event, state, said in found]
    rings = Ring.objects.filter(event_id__in=wanted).order_by("pk").values_list("event_id", "target", "state", "said")
    return letters + [(event, target.partition(":")[0], state, said) for event, target, state, said in rings]


def browsers_of(user: User) -> list[Browser]:
    """The browsers in which this person wants to be called, the oldest first."""
    return list(Browser.objects.filter(user=user).order_by("pk"))


def browser_by_id(browser_id: int) -> Browser | None:
    """The browser of this row; null: forgotten."""
    return Browser.objects.filter(pk=browser_id).first()


def leased_ring(ring_id: int, lease_id: UUID) -> Ring | None:
    """A call that is to leave, if this lease holds it."""
    return Ring.objects.filter(pk=ring_id, lease_id=lease_id, state="queued").first()


def said_in(letter: Outbound) -> str:
    """The plain text of a letter of ours, as the customer reads it."""
    body = message_from_bytes(bytes(letter.raw), policy=default).get_body(("plain",))
    return str(body.get_content()) if body is not None else ""


# --- requests of the API ------------------------------------------------------------------------------------


def taken_request(key: ApiKey, idempotency_key: str) -> ApiRequest | None:
    """What came in under this idempotency key of this key before, with its ticket. The empty one matches nothing."""
    if not idempotency_key:
        return None
    rows = ApiRequest.objects.filter(api_key=key, idempotency_key=idempotency_key)
    return rows.select_related("ticket").first()
