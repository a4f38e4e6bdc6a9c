"""A ticket comes into being, is locked for a Step, and gets its next moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from opora.core.events import Opened
from opora.core.step import Noted, Step
from opora.lib.many import update_many
from opora.lib.remembered import keep, kept
from opora.lib.rows import write_down
from opora.offices.models import Office
from opora.registry.models import Contact, Edition, Organisation, Product, Version
from opora.search import actions as words
from opora.tickets.models import Participant, Ticket
from opora.tickets.queries.finding import words_of

LONGEST_ADDRESS = 254


@dataclass(frozen=True, slots=True)
class Opening:
    """Everything that is known of a ticket when it is registered; the reasons are JSON values."""

    opened: Opened
    subject: str
    language: str
    customer_zone: str
    next_at: datetime
    next_kind: str
    stage_before: str
    contact: Contact | None = None
    organisation: Organisation | None = None
    product: Product | None = None
    edition: Edition | None = None
    version: Version | None = None
    covered_until: date | None = None
    because: list[dict[str, object]] = field(default_factory=list)
    place_because: list[dict[str, object]] = field(default_factory=list)
    home_office: Office | None = None
    office: Office | None = None
    split_from: Ticket | None = None
    work_stopped: bool = False
    kind: str = "other"


def open(step: Step, opening: Opening) -> tuple[Ticket, Noted]:
    """Register a ticket. Level, offices and calendar are pinned from here (L7)."""
    told = opening.opened
    ticket = Ticket(
        registered_at=told.registered_at,
        subject=opening.subject[:500],
        channel=told.channel,
        kind=opening.kind,
        language=opening.language,
        contact=opening.contact,
        organisation=opening.organisation,
        site=opening.contact.site if opening.contact else None,
        product=opening.product,
        edition=opening.edition,
        version=opening.version,
        unclear=list(told.unclear),
        level=told.level,
        covered_until=opening.covered_until,
        because=opening.because,
        place_because=opening.place_because,
        home_office=opening.home_office,
        registering_office=opening.office,
        owning_office=opening.office,
        line=told.line,
        calendar=told.calendar,
        customer_zone=opening.customer_zone,
        work_stopped=opening.work_stopped,
        stage_before=opening.stage_before,
        next_at=opening.next_at,
        next_kind=opening.next_kind,
        split_from=opening.split_from,
    )
    write_down(ticket)
    words.keep("ticket", ticket.pk, words_of(ticket))
    step.begins("ticket", ticket.pk)
    keep("ticket", ticket.pk, ticket)
    keep("promises of ticket", ticket.pk, {})
    keep("letters of ticket", ticket.pk, [])
    keep("links of ticket", ticket.pk, "none was revoked")
    keep("parts of ticket", ticket.pk, set())
    return ticket, step.note(told, "ticket", ticket.pk)


def lock(ticket_id: int) -> Ticket:
    """The ticket, locked for the Step; several are locked in order of id. Raises Ticket.DoesNotExist.

    One that this Step has made is its own anyway.
    """
    made: Ticket | None = kept("ticket", ticket_id)
    if made is not None:
        return made
    return Ticket.objects.select_for_update(of=("self",)).get(pk=ticket_id)


def lock_all(ticket_ids: Iterable[int]) -> dict[int, Ticket]:
    """The open ones of several tickets by their row, locked for the Step in order of id."""
    rows = Ticket.objects.select_for_update(of=("self",)).filter(pk__in=[*ticket_ids], next_at__isnull=False)
    return {ticket.pk: ticket for ticket in rows.order_by("pk")}


def schedule(ticket: Ticket, **standing: object) -> None:
    """Write how the ticket stands, as settled; a row that stands so already is left alone."""
    changed = [name for name, value in standing.items() if getattr(ticket, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(ticket, name, standing[name])
    ticket.row_version += 1
    ticket.save(update_fields=[*changed, "row_version"])


def reschedule(moments: Sequence[tuple[datetime, str, int]]) -> None:
    """Write next moment and kind of many tickets (their row last), which the Step has locked."""
    update_many(Ticket, ("next_at", "next_kind"), moments, also="row_version = row_version + 1")


def add_participant(ticket: Ticket, address: str, name: str, role: str) -> None:
    """Somebody takes part from now on; who does already stays as they are. What is too long is no address."""
    if address and len(address) <= LONGEST_ADDRESS:
        one = Participant(ticket=ticket, address=address.lower(), name=name[:250], role=role)
        parts = kept("parts of ticket", ticket.pk)
        if parts is None:
            Participant.objects.bulk_create([one], ignore_conflicts=True)
        elif one.address not in parts:
            parts.add(write_down(one).address)
        if role == "author" and parts is not None and kept("author of ticket", ticket.pk) is None:
            keep("author of ticket", ticket.pk, one.address)
