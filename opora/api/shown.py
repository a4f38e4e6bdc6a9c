"""What programs are told: the bodies of answers, read off the rows that access has given."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from ninja import Schema

from opora.api.explained import MomentShown, moments
from opora.core.standing import Standing
from opora.ledger.queries import timeline_of
from opora.lib.signed import without_tokens
from opora.offices.queries import is_quiet, policy_at
from opora.programme.queries import Defect, seen_of
from opora.promises.queries import foreseen, foreseen_one
from opora.registry.access import Contact, Purchase
from opora.registry.queries import Organisation
from opora.tickets.queries import Message, Ticket


class Named(Schema):
    """Something by its code (a version by its name) and its name."""

    code: str
    name: str


class OrganisationShown(Schema):
    """A customer that is a legal entity."""

    id: int
    name: str
    tax_number: str
    external_key: str | None
    city: str
    zone: str
    office: str | None


class ContactShown(Schema):
    """A person, of an organisation or of none, with the addresses that we know."""

    id: int
    name: str
    addresses: list[str]
    phone: str
    organisation: int | None
    language: str


class PurchaseShown(Schema):
    """A row of the purchase book; ``refers_to`` is the row that it transfers, cancels or corrects."""

    id: int
    kind: str
    on: date
    product: str
    edition: str
    version: str
    seats: int
    licence_number: str
    organisation: int | None
    person: int | None
    to_organisation: int | None
    refers_to: int | None


class Level(Schema):
    """What covers a customer: the level, its last day (null: none is set), all entitlements with their reasons."""

    level: str
    until: date | None
    entitlements: list[dict[str, Any]]


class Opened(Schema):
    """The ticket that a request opened; ``unknown`` names what was given and nobody here knows."""

    number: str
    registered_at: datetime
    unknown: list[str]


class DefectSeen(Schema):
    """What a customer may know of the cause: ``status`` is confirmed, planned, fixed (in a version, by its name) or
    wont_fix, for a ``reason``; ``title`` is the one for customers, perhaps empty."""

    status: str
    title: str
    reason: str
    fixed_in: str | None


class DefectShown(Schema):
    """A defect, as colleagues see it; product by code, versions by name, ``waiting`` counts the open tickets."""

    number: str
    key: str
    url: str
    title: str
    public_title: str
    product: str | None
    version: str | None
    status: str
    reason: str
    fixed_in: str | None
    found_at: datetime
    waiting: int


class DefectPage(Schema):
    """A page of defects, the newest first; ``after`` begins the next one and is empty on the last."""

    defects: list[DefectShown]
    after: str


class TicketLine(Schema):
    """A ticket. ``next_at`` is when the customer hears from us, or what runs until then; null: closed."""

    number: str
    subject: str
    channel: str
    kind: str
    work_stopped: bool
    stage: str
    level: str
    covered_until: date | None
    unclear: list[str]
    registered_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    next_at: datetime | None
    next_kind: str
    organisation: int | None
    contact: str
    product: Named | None
    edition: Named | None
    version: Named | None
    office: str | None
    assignee: str
    defect: DefectSeen | None


class FileShown(Schema):
    """A file of a message, by its name and length in bytes."""

    name: str
    size: int


class MessageShown(Schema):
    """A message; ``audience`` is public or internal, ``author`` contact, guest, staff or machine; ``channel`` is call
    or visit for what was said and not written."""

    id: int
    at: datetime
    audience: str
    author: str
    name: str
    verb: str
    channel: str
    text: str
    files: list[FileShown]


class TicketShown(TicketLine):
    """A ticket with its conversation, and with what is owed on it and why then."""

    messages: list[MessageShown]
    moments: list[MomentShown]


class Page(Schema):
    """A page of tickets, the newest first; ``after`` begins the next one and is empty on the last."""

    tickets: list[TicketLine]
    after: str


def organisation(row: Organisation) -> dict[str, Any]:
    """An organisation."""
    office = row.office.code if row.office else None
    names = ("id", "name", "tax_number", "external_key", "city", "zone")
    return {**{name: getattr(row, name) for name in names}, "office": office}


def contact(row: Contact) -> dict[str, Any]:
    """A person."""
    names = ("id", "name", "phone", "language")
    addresses = [one.normalised for one in row.addresses.all()]
    return {**{name: getattr(row, name) for name in names}, "addresses": addresses, "organisation": row.organisation_id}


def purchase(row: Purchase) -> dict[str, Any]:
    """A row of the purchase book."""
    return {
        **{name: getattr(row, name) for name in ("id", "kind", "on", "seats", "licence_number")},
        "product": row.product.code,
        "edition": row.edition.code,
        "version": row.version.name,
        "organisation": row.organisation_id,
        "person": row.person_id,
        "to_organisation": row.to_organisation_id,
        "refers_to": row.refers_to_id,
    }


def lines(tickets: Sequence[Ticket], now: datetime) -> list[dict[str, Any]]:
    """Tickets as they stand, in as many queries for a hundred as for one."""
    behind = _foreseen(tickets, now)
    seen = seen_of([ticket.pk for ticket in tickets])
    return [_line(ticket, behind.get(ticket.pk), seen.get(ticket.pk)) for ticket in tickets]


def ticket(row: Ticket, messages: Iterable[Message], now: datetime) -> dict[str, Any]:
    """One ticket with the messages that the reader may see."""
    standing = foreseen_one(row, policy_at(now), now, quiet=is_quiet(now))
    behind = standing if row.next_at is not None and row.next_at < now else None
    line = _line(row, behind, seen_of([row.pk]).get(row.pk))
    return {**line, "messages": [message(one) for one in messages], "moments": moments(standing)}


def message(row: Message) -> dict[str, Any]:
    """One message, without what it quotes."""
    names = {"staff": row.user.short_name if row.user else "", "contact": row.contact.name if row.contact else ""}
    return {
        "id": row.pk,
        "at": row.at,
        "audience": row.audience,
        "author": row.author_kind,
        "name": names.get(row.author_kind) or row.sender_name,
        "verb": row.verb,
        "channel": row.channel,
        "text": without_tokens(row.text),
        "files": [{"name": one.name, "size": one.size} for one in row.attachments.all()],
    }


def _foreseen(tickets: Sequence[Ticket], now: datetime) -> dict[int, Standing]:
    """P2: no answer names a moment in the past as the next one; what the worker has yet to write is foreseen."""
    late = [one.pk for one in tickets if one.next_at is not None and one.next_at < now]
    return foreseen(timeline_of("ticket", late), policy_at(now), now, quiet=is_quiet(now)) if late else {}


def _line(row: Ticket, behind: Standing | None, defect: Defect | None) -> dict[str, Any]:
    upcoming = (row.next_at, row.next_kind)
    stage = row.stage
    if behind is not None:
        upcoming, stage = behind.next() or (None, ""), behind.stage.value
    same = (
        "number",
        "subject",
        "channel",
        "kind",
        "work_stopped",
        "level",
        "covered_until",
        "unclear",
        "registered_at",
        "answered_at",
    )
    return {
        **{name: getattr(row, name) for name in same},
        "stage": stage,
        "closed_at": row.closed_at,
        "next_at": upcoming[0],
        "next_kind": upcoming[1],
        "organisation": row.organisation_id,
        "contact": row.contact.name if row.contact else "",
        "product": _named(row.product),
        "edition": _named(row.edition),
        "version": {"code": row.version.name, "name": row.version.name} if row.version else None,
        "office": row.owning_office.code if row.owning_office else None,
        "assignee": row.assignee.short_name if row.assignee else "",
        "defect": _defect(defect),
    }


def defects(rows: Iterable[Defect], waiting: Mapping[int, int]) -> list[dict[str, Any]]:
    """Defects, with the tickets that wait for each."""
    same = ("number", "title", "public_title", "status", "reason", "found_at")
    return [
        {
            **{name: getattr(row, name) for name in same},
            "key": row.tracker_key,
            "url": row.tracker_url,
            "product": row.product.code if row.product else None,
            "version": row.version.name if row.version else None,
            "fixed_in": row.fixed_in.name if row.fixed_in else None,
            "waiting": waiting.get(row.pk, 0),
        }
        for row in rows
    ]


def _defect(row: Defect | None) -> dict[str, Any] | None:
    if row is None:
        return None
    fixed_in = row.fixed_in.name if row.fixed_in else None
    return {"status": row.status, "title": row.public_title, "reason": row.reason, "fixed_in": fixed_in}


def _named(row: Any) -> dict[str, str] | None:
    return {"code": row.code, "name": row.name} if row is not None else None
