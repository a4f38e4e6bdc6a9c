"""What a letter is told from: the ticket and how it stands, as plain facts for the words."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, Literal

from django.conf import settings

from opora.accounts.queries import User, user_by_id
from opora.channels import outgoing
from opora.channels.letters import LetterFacts, MissedMoment, OfficeWords
from opora.channels.letters.closed import closed_at
from opora.channels.letters.twin import mailto
from opora.contracts.queries import duty_at
from opora.core.facts import Level
from opora.core.hours import WorkCalendar
from opora.core.standing import Standing
from opora.flow.decide import sound_zone
from opora.offices.queries import Office, setting_at
from opora.registry.queries import Organisation
from opora.tickets.queries import DutyCall, Ticket, call_token, link_token, reminder_code

TELLABLE = ("first_response", "resolution", "goal", "recovery", "word", "release_word", "escalation")
UNCONFIRMED = ("product", "version")


def facts_of(ticket: Ticket, now: datetime, standing: Standing, **more: Any) -> LetterFacts:
    """The facts for a letter about this ticket at this instant; ``more`` overrules or adds fields of LetterFacts.

    Which of the moments a letter really tells, it says itself (`Words.told`).
    """
    return LetterFacts(**{**_of_ticket(ticket, now, standing), "moments": moments_of(ticket.unclear, standing), **more})


def moments_of(unclear: Iterable[str], standing: Standing) -> dict[str, datetime]:
    """The live moments that a customer may be told, by kind; no resolution while the product is unconfirmed (L5)."""
    unconfirmed = any(mark in UNCONFIRMED for mark in unclear)
    live = [clock for clock in standing.clocks if clock.live and not clock.paused_at and clock.kind in TELLABLE]
    # Before the first human word an answer is promised, not a word of progress.
    first = {clock.kind for clock in live} & {"first_response", "goal"}
    hidden = ({"resolution"} if unconfirmed else set()) | ({"word"} if first else set())
    if standing.forewarned is not None:
        # They know that it will not be kept (P2).
        hidden |= {one.kind for one in live if one.kind == "resolution" and one.due_at < standing.forewarned.due_at}
    moments = {clock.kind: clock.due_at for clock in live if clock.kind not in hidden}
    if standing.closing_at is not None:
        moments["closing"] = standing.closing_at
    return moments


def told_later(standing: Standing, now: datetime) -> dict[str, datetime]:
    """What was told and lies later by now, by kind (T6); a resolution also while its product is in doubt since (L5)."""
    told = [one for one in standing.clocks if one.live and one.kind in TELLABLE and not one.paused_at and one.told]
    later = {one.kind: one.due_at for one in told if one.told_due_at != one.due_at and one.due_at > now}
    if standing.forewarned is not None and later.get("resolution", now) < standing.forewarned.due_at:
        # They know that it will not be kept (P2).
        later.pop("resolution", None)
    return later


def missed_of(standing: Standing, kinds: tuple[str, ...]) -> tuple[MissedMoment, ...]:
    """The latest missed moment of each kind."""
    found = [(kind, standing.latest_missed(kind)) for kind in kinds]
    return tuple(MissedMoment(kind, clock.due_at) for kind, clock in found if clock is not None)


def climbing(standing: Standing) -> tuple[str, ...]:
    """The kinds whose miss goes up a rung and is not confessed; so does a word that confessed in advance (P2)."""
    word = standing.latest_missed("word")
    return ("recovery", "escalation", *(("word",) if word is not None and word.recovers else ()))


def hours_of(standing: Standing) -> WorkCalendar:
    """The hours that count for what is owed next: a contract's around the clock where they fix the promise (T3)."""
    owed = [clock for clock in standing.clocks if clock.live and clock.kind in TELLABLE]
    return min(owed, key=lambda clock: clock.due_at).calendar if owed else standing.calendar


def _of_ticket(ticket: Ticket, now: datetime, standing: Standing) -> dict[str, Any]:
    language: Literal["ru", "en"] = "en" if ticket.language == "en" else "ru"
    organisation = ticket.organisation
    return {
        "language": language,
        "number": ticket.number,
        "subject": ticket.subject,
        "now": now,
        "office": office_words(ticket.owning_office),
        "customer_zone": ticket.customer_zone,
        "name": ticket.contact.name if ticket.contact else "",
        "resolution_paused": any(c.kind == "resolution" and c.paused_at for c in standing.clocks),
        "who": who(ticket.assignee),
        "closed": closed_at(hours_of(standing), now),
        "level": Level[ticket.level.upper()],
        "covered_until": ticket.covered_until,
        "product": ticket.product.name if ticket.product else "",
        "version": ticket.version.name if ticket.version else "",
        "product_unclear": "product" in ticket.unclear,
        "version_unclear": "version" in ticket.unclear,
        "level_unclear": "level" in ticket.unclear,
        "guest": organisation is None and ticket.level == "initial",
        "desk": desk_name(language, now),
        "customer": ", ".join(one.name for one in (organisation, ticket.contact) if one and one.name),
    }


def office_words(office: Office | None) -> OfficeWords:
    """How an office is called in letters; the central service has no "where"."""
    if office is None:
        return OfficeWords(where="", name_en="", zone="UTC")
    first_line = office.line == 1
    return OfficeWords(
        where=office.name_where if first_line else "",
        name_en=office.name_en if first_line else "",
        zone=sound_zone(office.zone),
    )


def who(user: User | None) -> str:
    """First name and initial, as customers see staff (domain.md 6)."""
    return user.short_name if user else ""


def people_on_duty(organisation: Organisation | None, at: datetime) -> str:
    """T9: who is on duty for this customer at an instant, in the order in which the duty names them; empty: nobody."""
    duty = duty_at(organisation, at)
    named = [user_by_id(person) for person in duty.staff] if duty else []
    return ", ".join(who(user) for user in named if user is not None and user.is_active)


def desk_name(language: str, now: datetime) -> str:
    """The desk's own name, which signs its letters."""
    names = setting_at("desk_name", now)
    usual = "Technical support" if language == "en" else "Техподдержка"
    return str(names.get(language) or usual) if isinstance(names, dict) else str(names)


def links_for(ticket: Ticket, address: str) -> dict[str, str]:
    """What a letter to this address links to: its reader's own way to the ticket without signing in, and the twin by
    which they say in a letter that we forgot them; that only where letters can come."""
    if not address:
        return {}
    page = f"{settings.BASE_URL}/help/requests/{link_token(ticket, address)}/"
    desk = outgoing.sender_address(outgoing.mailbox_for(ticket.owning_office), ticket.owning_office)
    if desk == outgoing.NOWHERE:
        return {"link": page}
    code = reminder_code(ticket, address)
    return {"link": page, "twin": mailto(desk, "en" if ticket.language == "en" else "ru", ticket.number, code)}


def call_link(call: DutyCall) -> str:
    """Where whoever is called out to a ticket accepts it, without signing in."""
    return f"{settings.BASE_URL}/duty/{call_token(call)}/"


@cache
def desk_link(number: str) -> str:
    """The address of a ticket's page in the staff console."""
    return f"{settings.BASE_URL}/tickets/{number}/"
