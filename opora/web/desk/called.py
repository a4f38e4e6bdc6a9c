"""What was typed into the form of a call: who, when, what was said; read with care, it comes from a browser."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.translation import gettext as _

from opora.accounts.queries import User
from opora.core import stages
from opora.core.addresses import readable
from opora.core.facts import Stage, Verb
from opora.flow.by_call import Call, Caller
from opora.flow.open_ticket import Named
from opora.lib.errors import Refused
from opora.registry.queries import (
    Organisation,
    contact_by_id,
    edition_by,
    organisation_by_id,
    product_by,
    search_contacts,
    search_organisations,
    version_by,
)
from opora.tickets.queries import Ticket
from opora.web.desk.typed import line, moment, word_until
from opora.web.typed import number

MOST = 8
"""So many people and so many organisations are offered; who is not among them is found by more letters."""
NEW = "new"


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who may have called: a contact, or a new person of an organisation."""

    value: str
    name: str
    about: str
    checked: bool


def call(request: HttpRequest, user: User, now: datetime) -> Call:
    """The call as it was typed. Raises Refused for what can't be read."""
    until, consent = word_until(request, user.zone)
    verb = line(request, "verb")
    if verb not in ("", *Verb):
        raise Refused(_("There is no such answer. Choose one from the list."))
    typed = line(request, "started")
    return Call(
        started_at=moment(typed, user.zone).astimezone(UTC) if typed else now,
        heard=_text(request, "heard"),
        said=_text(request, "said"),
        verb=Verb(verb) if verb else None,
        visit=line(request, "kind") == "visit",
        word_until=until,
        consent=consent,
        entry=entry(request.POST),
        reminder=number(line(request, "reminder")),
        rejected=line(request, "rejected") == "1",
    )


def caller(request: HttpRequest) -> Caller:
    """Who called. Raises Refused when somebody was looked for and nobody was chosen, and for what is no address."""
    choice = line(request, "caller")
    kind, _sign, row = choice.partition(":")
    if kind == "contact":
        contact = contact_by_id(_row(row))
        if contact is None:
            raise Refused(_("There is no such contact. Look for them again, and choose."))
        return Caller(contact)
    name, address = line(request, "name")[:250], line(request, "address")
    if line(request, "find") and not (choice or name or address):
        raise Refused(_("Choose who called, or write the name of somebody new."))
    if address and ("@" not in address or len(address) > 254 or any(letter.isspace() for letter in address)):
        raise Refused(_("This is no e-mail address. Mend it, or leave the field empty."))
    return Caller(None, name, address, line(request, "phone")[:40], _organisation(kind, row))


def named(request: HttpRequest) -> Named | None:
    """Product, edition and version as they were chosen; null: the words decide."""
    product = product_by(line(request, "product"))
    if product is None:
        return None
    edition, version = line(request, "edition"), line(request, "version")
    return (
        product,
        edition_by(product.code, edition.partition("/")[2]) if edition.startswith(f"{product.code}/") else None,
        version_by(product.code, version.partition("/")[2]) if version.startswith(f"{product.code}/") else None,
    )


def people_found(typed: Mapping[str, Any]) -> list[Choice]:
    """The people and organisations that what was typed may mean; the only one is chosen already."""
    looked_for = str(typed.get("find", "")).replace("\0", "").strip()[:100]
    chosen = str(typed.get("caller", ""))
    people = search_contacts(looked_for, MOST) if looked_for else []
    picked = contact_by_id(_row(chosen.partition(":")[2])) if chosen.startswith("contact:") else None
    if picked is not None and picked not in people:
        people.insert(0, picked)
    found = [(f"contact:{one.pk}", one.name or _("without a name"), _about(one)) for one in people]
    houses = search_organisations(looked_for, MOST) if looked_for else []
    house = _organisation(*chosen.split(":", 1)) if chosen.startswith("org:") else None
    if house is not None and house not in houses:
        houses.insert(0, house)
    found += [(f"org:{one.pk}", _("somebody new from %(name)s") % {"name": one.name}, one.city) for one in houses]
    values = [value for value, _name, _about in found]
    mark = chosen if chosen in values else values[0] if len(people) == 1 and chosen != NEW else chosen
    return [Choice(value, name, about, value == mark) for value, name, about in found]


def verbs(ticket: Ticket | None) -> list[str]:
    """What may have been answered, as the stage allows; nothing is always among it."""
    stage = Stage(ticket.stage) if ticket else Stage.RECEIVED
    reopened = Stage.ANSWERED if stage is Stage.CLOSED else stage
    return ["", *(verb.value for verb in Verb if stages.may_send(reopened, verb))]


def entry(typed: Mapping[str, Any]) -> UUID | None:
    """The form's own number, by which it is logged once."""
    try:
        return UUID(str(typed.get("entry", "")))
    except ValueError:
        return None


def wall(at: datetime, zone: str) -> str:
    """A moment as a datetime-local field of this zone shows it."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").replace("\0", "").replace("\r\n", "\n").strip()


def _about(contact: Any) -> str:
    addresses = [readable(one.normalised) for one in contact.addresses.all()]
    house = contact.organisation.name if contact.organisation else ""
    return " · ".join(filter(None, [house, *addresses[:1], contact.phone]))


def _organisation(kind: str, row: str) -> Organisation | None:
    return organisation_by_id(_row(row)) if kind == "org" else None


def _row(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
