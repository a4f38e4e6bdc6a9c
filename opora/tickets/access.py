"""Who may see which tickets (E3, domain.md 10): the only door through which a face gets one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from opora.accounts.models import ApiKey, Role, User
from opora.lib import pages
from opora.offices.models import Seat
from opora.offices.queries import places_of, policy_at
from opora.registry.models import Contact, Organisation
from opora.registry.queries import addresses_of, organisations_read_by
from opora.search.words import looked_for, of_phone, of_text
from opora.tickets.models import Attachment, DutyCall, Macro, Message, Participant, Reading, Sight, Ticket
from opora.tickets.models.messages import SEEN
from opora.tickets.queries.conversation import EVERYBODY, messages_of
from opora.tickets.queries.duty_calls import read_call_link
from opora.tickets.queries.finding import SHOWN, found
from opora.tickets.queries.links import read_link, returns
from opora.tickets.queries.macros import macros_all, macros_offered
from opora.tickets.queries.threads import alive, id_from_number

__all__ = [
    "Counts",
    "Found",
    "Reading",
    "Visitor",
    "attachment_by_pass",
    "attachment_for",
    "audits_readings",
    "call_for_link",
    "counts_for",
    "counts_of",
    "found_for",
    "is_outside",
    "keeps_macros",
    "logs_calls",
    "macro_for",
    "macro_to_put",
    "macros_for",
    "macros_for_key",
    "messages_for_key",
    "own_tickets_of",
    "public_attachment_of",
    "public_messages_of",
    "read_since",
    "readings_for",
    "reads_internal",
    "reads_tickets",
    "sees_by_call",
    "ticket_for",
    "ticket_for_contact",
    "ticket_for_key",
    "ticket_for_link",
    "ticket_just_sent",
    "ticket_to_log_for",
    "ticket_to_say_for",
    "tickets_for",
    "tickets_for_contact",
    "tickets_for_key",
]

PAGE = 50
_ALL = {Role.HEAD, Role.CENTRAL}
_OWN_OFFICES = {Role.SPECIALIST, Role.MANAGER, Role.DEVELOPER}


@dataclass(frozen=True, slots=True)
class Counts:
    """How many open tickets a person has, their offices own, and they may see."""

    mine: int
    office: int
    all: int


@dataclass(frozen=True, slots=True)
class Found:
    """A ticket that was looked for. ``seen``: the person may read it, not only say how it stands; ``names_contact``:
    its contact was named, by name or telephone."""

    ticket: Ticket
    seen: bool
    names_contact: bool


def reads_tickets(user: User) -> bool:
    """Whether this person's role reads correspondence at all: sales, the auditor and the administrator do not."""
    return user.is_active and user.role in _ALL | _OWN_OFFICES


def keeps_macros(user: User) -> bool:
    """Whether this person writes macros for colleagues: managers of offices, the head, and who sets up the desk."""
    return user.is_active and (user.role == Role.MANAGER or user.sets_up)


def macros_for(user: User) -> list[Macro]:
    """The macros in use, for who keeps them."""
    return list(macros_all()) if keeps_macros(user) else []


def macro_for(user: User, macro_id: int) -> Macro | None:
    """One of them."""
    return macros_all().filter(pk=macro_id).first() if keeps_macros(user) else None


def macro_to_put(user: User, ticket: Ticket, macro_id: int, verbs: Collection[str]) -> Macro | None:
    """One that is offered for this ticket, for these verbs."""
    return macros_offered(ticket, verbs).filter(pk=macro_id).first() if reads_tickets(user) else None


def macros_for_key(key: ApiKey) -> list[Macro]:
    """The macros in use, for a key of the API that reads tickets."""
    return list(macros_all()) if key.user is None or reads_tickets(key.user) else []


def logs_calls(user: User) -> bool:
    """Whether this person may log a call or a visit: whoever reads tickets (O4)."""
    return reads_tickets(user)


def reads_internal(user: User, ticket: Ticket, now: datetime) -> bool:
    """Whether this ticket is in this person's sight already."""
    return tickets_for(user, now).filter(pk=ticket.pk).exists()


def ticket_to_log_for(user: User, number: str, now: datetime) -> Ticket | None:
    """The ticket on which this person may log a call: one in their sight; an office's manager on any other too (E3).

    A customer calls the office that is near, whoever has the ticket; by logging the call its manager may read it.
    """
    seen = ticket_for(user, number, now)
    ticket_id = id_from_number(number)
    if seen is not None or ticket_id is None or not sees_by_call(user):
        return seen
    return Ticket.objects.filter(pk=ticket_id, merged_into=None).select_related(*EVERYBODY).first()


def found_for(user: User, text: str, now: datetime, most: int = 10) -> list[Found]:
    """Tickets of which each word of the text begins some word, or a word of their contact or organisation: open ones by
    their next moment, then those that the customer can still come back to, the last closed first.

    Whoever may log calls finds any (E1): a customer calls the office that is near. At most two questions.
    """
    typed = looked_for(text)
    if not typed or not logs_calls(user):
        return []
    since = now - timedelta(days=policy_at(now).reopen_calendar_days)
    rows = found(typed, since, most)
    seen = ExpressionWrapper(_in_sight(user, now), output_field=BooleanField())
    tickets = Ticket.objects.select_related(*SHOWN).annotate(seen=seen).in_bulk(rows)
    named = [(tickets[row], _names(typed, tickets[row].contact)) for row in rows]
    return [Found(ticket, bool(vars(ticket)["seen"]), names) for ticket, names in named]


def _names(typed: Sequence[str], contact: Contact | None) -> bool:
    """Two letters begin too many names."""
    known = of_text(contact.name) | of_phone(contact.phone) if contact else set()
    return any(len(word) > 2 and one.startswith(word) for word in typed for one in known)


def ticket_to_say_for(user: User, number: str, now: datetime) -> Ticket | None:
    """The ticket of which this person may say how it stands: whoever may log calls, of any that a customer may still
    come back to (E1). Its messages are another question: `reads_internal`."""
    ticket_id = id_from_number(number)
    if ticket_id is None or not logs_calls(user):
        return None
    inside = ExpressionWrapper(_at(places_of(user, now)), output_field=BooleanField())
    tickets = Ticket.objects.filter(pk=ticket_id, merged_into=None).select_related(*EVERYBODY)
    ticket = tickets.annotate(inside=inside).first()
    return ticket if ticket is not None and returns(ticket, now) else None


def sees_by_call(user: User) -> bool:
    """Whether this person, by logging a call, may read its ticket from then on: the manager of the office (E3)."""
    return user.is_active and user.role == Role.MANAGER


def tickets_for(user: User, now: datetime) -> QuerySet[Ticket]:
    """The tickets whose internal messages this person may read by standing sight (E3), or by a sight given."""
    return Ticket.objects.filter(_in_sight(user, now)) if reads_tickets(user) else Ticket.objects.none()


def _in_sight(user: User, now: datetime) -> Q:
    if user.role in _ALL:
        return Q(pk__isnull=False)
    places = places_of(user, now)
    given = Sight.objects.filter(Q(user=user) | Q(office__in=places))
    return _at(places) | Q(pk__in=given.values("ticket")) | Q(assignee=user)


def counts_for(user: User, now: datetime) -> Counts:
    """What the rail shows, in one query."""
    seen = tickets_for(user, now).filter(next_at__isnull=False)
    found = seen.aggregate(
        mine=Count("pk", filter=Q(assignee=user)),
        office=Count("pk", filter=Q(owning_office__in=places_of(user, now))),
        all=Count("pk"),
    )
    return Counts(**found)


def counts_of(organisation: Organisation, since: datetime) -> dict[str, int]:
    """How many tickets a customer has in each stage, and how many were closed since then, spam left out; counts hold
    nothing that anybody wrote, so they are for all who may see the customer."""
    rows = Ticket.objects.filter(organisation=organisation).filter(Q(closed_at=None) | Q(closed_at__gte=since))
    rows = rows.exclude(closed_why="spam")
    return dict(rows.values_list("stage").annotate(how_many=Count("pk")).order_by("stage"))


def ticket_for(user: User, number: str, now: datetime) -> Ticket | None:
    """The ticket of this number if the person may see it; null alike for an unknown one and for another office's."""
    ticket_id = id_from_number(number)
    if ticket_id is None:
        return None
    # Whether they read it from inside is asked for in the same query: `is_outside`.
    inside = ExpressionWrapper(_at(places_of(user, now)), output_field=BooleanField())
    return tickets_for(user, now).filter(pk=ticket_id).select_related(*EVERYBODY).annotate(inside=inside).first()


def attachment_for(user: User, number: str, attachment_id: int, now: datetime) -> Attachment | None:
    """A file of a ticket that the person may see; none that waits for the antivirus or holds something harmful."""
    ticket = ticket_for(user, number, now)
    if ticket is None:
        return None
    return Attachment.objects.filter(message__ticket=ticket, pk=attachment_id, scan_state__in=SEEN).first()


def attachment_by_pass(attachment_id: int) -> Attachment | None:
    """The file that a signed link names, with its ticket: whoever was handed the link might see it."""
    return Attachment.objects.select_related("message__ticket").filter(pk=attachment_id, scan_state__in=SEEN).first()


def tickets_for_key(key: ApiKey, now: datetime) -> QuerySet[Ticket]:
    """What a key of the API may see: all that its user may; without a user all, but their open messages alone."""
    if key.user is None:
        return Ticket.objects.all()
    return tickets_for(key.user, now)


def ticket_for_key(key: ApiKey, number: str, now: datetime) -> Ticket | None:
    """The ticket of this number if the key may see it; null alike for an unknown one and for one out of its sight."""
    ticket_id = id_from_number(number)
    if ticket_id is None:
        return None
    return tickets_for_key(key, now).filter(pk=ticket_id).select_related(*EVERYBODY).first()


def ticket_just_sent(ticket_id: int) -> Ticket | None:
    """The ticket of a form, for whoever holds the signed address of the page after sending; of forms alone."""
    return Ticket.objects.filter(pk=ticket_id, channel="form", merged_into=None).select_related(*EVERYBODY).first()


def messages_for_key(key: ApiKey, ticket: Ticket) -> list[Message]:
    """The messages of a ticket that was got for this key; the internal ones only with ``notes:read`` and a user."""
    messages = messages_of(ticket)
    if not (key.may("notes:read") and key.user is not None):
        messages = messages.filter(audience=Message.Audience.PUBLIC)
    return list(messages)


# --- customers ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Visitor:
    """A customer at a ticket of theirs: the ticket, and the address under which they take part, or would by writing."""

    ticket: Ticket
    address: str
    takes_part: bool = True


def ticket_for_link(token: str, now: datetime) -> Visitor | None:
    """What the link of a letter opens; null alike for an altered, a revoked and an old one."""
    found = read_link(token, now)
    if found is None:
        return None
    return Visitor(Ticket.objects.select_related(*EVERYBODY).get(pk=found[0].pk), found[1])


def call_for_link(token: str, now: datetime) -> DutyCall | None:
    """The call of staff on duty that a link is for; null alike for an altered and an old one."""
    return read_call_link(token, now)


def own_tickets_of(contact: Contact) -> QuerySet[Ticket]:
    """A contact's own tickets: those about them, and those in which an address of theirs takes part."""
    return Ticket.objects.filter(_own(contact))


def tickets_for_contact(contact: Contact) -> QuerySet[Ticket]:
    """All that a contact may see: their own tickets and, with the right, the organisation's."""
    return Ticket.objects.filter(_own(contact) | Q(organisation__in=organisations_read_by(contact)))


def _own(contact: Contact) -> Q:
    taking_part = Participant.objects.filter(address__in=addresses_of(contact)).exclude(role="removed")
    return Q(contact=contact) | Q(pk__in=taking_part.values("ticket"))


def ticket_for_contact(contact: Contact, number: str) -> Visitor | None:
    """The ticket of this number if the contact may see it; null alike for an unknown one and for somebody else's.

    A merged one is where it went.
    """
    ticket_id = id_from_number(number)
    if ticket_id is None:
        return None
    named = alive(tickets_for_contact(contact).filter(pk=ticket_id).first())
    ticket = Ticket.objects.filter(pk=named.pk).select_related(*EVERYBODY).first() if named else None
    if ticket is None:
        return None
    own = addresses_of(contact)
    part = Participant.objects.filter(ticket=ticket, address__in=own).exclude(role="removed").order_by("pk").first()
    theirs = part is not None or ticket.contact_id == contact.pk
    return Visitor(ticket, part.address if part else next(iter(own), ""), theirs)


def public_messages_of(visitor: Visitor) -> list[Message]:
    """The open messages of their ticket; never an internal one."""
    return list(messages_of(visitor.ticket).filter(audience=Message.Audience.PUBLIC))


def public_attachment_of(visitor: Visitor, attachment_id: int) -> Attachment | None:
    """A file of an open message of their ticket."""
    theirs = Attachment.objects.filter(message__ticket=visitor.ticket, message__audience=Message.Audience.PUBLIC)
    return theirs.filter(pk=attachment_id, scan_state__in=SEEN).first()


def is_outside(user: User, ticket: Ticket, now: datetime) -> bool:
    """Whether the person sits in no office that has to do with the ticket: its home, registering or owning one."""
    if hasattr(ticket, "inside"):
        return not ticket.inside
    return not Ticket.objects.filter(_at(places_of(user, now)), pk=ticket.pk).exists()


def read_since(user: User, ticket: Ticket, since: datetime) -> bool:
    """Whether a reading of this ticket by this person was written down since then."""
    return Reading.objects.filter(user=user, ticket=ticket, at__gte=since).exists()


def audits_readings(user: User) -> bool:
    """The auditor reads the log of readings, nobody else does (E3)."""
    return user.is_active and user.role == Role.AUDITOR


def readings_for(user: User, after: str = "") -> tuple[list[Reading], str]:
    """A page of the log of readings, newest first, and the token of the next page; none for who is no auditor."""
    if not audits_readings(user):
        return [], ""
    rows = Reading.objects.select_related("user", "ticket__owning_office")
    return pages.newest(rows, "at", pages.read(after), PAGE)


def _at(places: QuerySet[Seat, int]) -> Q:
    """Tickets that are at home in one of these offices, were registered there, or are there now."""
    return Q(home_office__in=places) | Q(registering_office__in=places) | Q(owning_office__in=places)
