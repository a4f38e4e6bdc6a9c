"""A customer fills in the form of the portal: the same street as a letter's.

An address typed into a form proves no more than one in a From: the ticket is that contact's, the acknowledgement goes
to that address, and whoever typed it sees nothing that a stranger wouldn't.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from django.db import IntegrityError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.channels import actions as channels
from opora.channels.forms import forms_for_address, forms_from_client, sent_form
from opora.core import zones
from opora.core.events import ConsentGiven
from opora.core.facts import Arrival, AttachedFile, Kind, Segment, Sender
from opora.core.step import Actor, Step
from opora.flow.by_key import TRIES
from opora.flow.decide import Named
from opora.flow.open_ticket import open_ticket
from opora.flow.step import begin
from opora.lib.errors import Refused
from opora.offices.queries import setting_at
from opora.registry.actions.consents import consent
from opora.registry.actions.meeting import meet
from opora.registry.queries import Contact, Organisation, address_of, consented, end_customer, named_in
from opora.tickets.queries import Ticket


class OtherForm(Exception):
    """This form was sent before with other words: a new one is needed, the words are kept."""


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody typed. ``key`` is the form's own, ``client`` the browser's network address, ``consent`` the version
    of the text that was agreed to; of who has signed in name and address are known and not asked. ``customer`` is the
    row of the end customer for whom a dealer's contact writes."""

    key: str = ""
    client: str = ""
    address: str = ""
    name: str = ""
    organisation: str = ""
    customer: str = ""
    licence: str = ""
    product: str = ""
    version: str = ""
    edition: str = ""
    kind: Kind = Kind.OTHER
    work_stopped: bool = False
    subject: str = ""
    text: str = ""
    files: tuple[AttachedFile, ...] = ()
    language: Literal["ru", "en"] = "ru"
    zone: str = ""
    consent: str = ""

    @property
    def digest(self) -> str:
        """The same for the same words and files."""
        said = [str(getattr(self, name)) for name in self.__slots__ if name not in ("key", "client", "files")]
        files = [[one.name, hashlib.sha256(one.content).hexdigest()] for one in self.files]
        return hashlib.sha256(json.dumps([said, files]).encode()).hexdigest()


def open_by_form(form: Form, contact: Contact | None, now: datetime) -> Ticket:
    """Open the ticket of a form; the same form sent twice gives the same ticket. ``now`` is aware, UTC.

    ``contact`` is who has signed in. Raises OtherForm when the key was used for other words, Refused at the limits and
    for an end customer for whom they may not write.
    """
    if contact is not None:
        form = replace(form, address=address_of(contact), name=contact.name)
    for attempt in range(1, TRIES + 1):
        done = sent_form(form.key)
        if done is not None:
            if done.digest != form.digest or done.ticket is None:
                raise OtherForm
            return done.ticket
        check_limits("" if contact else form.address, form.client, now)
        try:
            return _open(form, contact, now)
        except IntegrityError:
            if attempt == TRIES:
                raise
    raise AssertionError("the last try returns or raises")


def arrival_of(form: Form, now: datetime) -> tuple[Arrival, Named | None]:
    """The form as the street reads it, and what its fields name; what nobody here knows stands below the text (L1)."""
    named = named_in(" ".join([form.product, form.version, form.edition]))
    segments = [Segment("text", form.text)]
    below = _below(form, named)
    if below:
        segments.append(Segment("text", f"\n\n{below}\n"))
    arrival = Arrival(
        channel="form",
        sender=Sender(form.address, form.name),
        subject=form.subject,
        segments=tuple(segments),
        sent_at=in_zone(now, form.zone),
        files=form.files,
        language=form.language,
        kind=form.kind,
        work_stopped=form.work_stopped,
        zone=form.zone,
    )
    return arrival, named if named[0] else None


def in_zone(now: datetime, zone: str) -> datetime | None:
    """The offset by which a home office is found, as a letter's Date has it (O1)."""
    return now.astimezone(zones.zone(zone)) if zone else None


def check_limits(address: str, client: str, now: datetime) -> None:
    """A form writes letters to whoever is named in it, so nobody may send them without bound. Raises Refused.

    ``address`` is empty for who has signed in: theirs is proven, and letters to it go to nobody else.
    """
    for_address: int = setting_at("forms_a_day_for_an_address", now)
    from_client: int = setting_at("forms_an_hour_from_a_client", now)
    if address and forms_for_address(address, now - timedelta(days=1), now) >= for_address:
        raise Refused(
            gettext_lazy(
                "Many requests came from this address today, so this one was not sent. Reply to one of our letters, "
                "or try again tomorrow."
            )
        )
    if forms_from_client(client, now - timedelta(hours=1), now) >= from_client:
        raise Refused(
            gettext_lazy(
                "Many requests came from your network within an hour, so this one was not sent. Try again in an hour, "
                "or write us a letter."
            )
        )


def _open(form: Form, contact: Contact | None, now: datetime) -> Ticket:
    actor = Actor("contact", contact.pk) if contact else Actor("guest")
    with begin(now, actor, "portal") as step:
        taken = channels.take_form(step, key=form.key, digest=form.digest, address=form.address, client=form.client)
        arrival, named = arrival_of(form, now)
        sender = contact or meet(step, arrival.sender, arrival.language)
        ticket = open_ticket(step, arrival, sender, now, named=named, customer=_customer(form, contact)).ticket
        channels.bind_form(step, taken, ticket)
        _agree(step, form.consent, sender, ticket)
    return ticket


def _customer(form: Form, contact: Contact | None) -> Organisation | None:
    """For whom it is written; of who has not signed in nothing is believed."""
    customer = end_customer(contact, form.customer)
    if contact is not None and form.customer and customer is None:
        raise Refused(gettext_lazy("You can't write for this organisation any more. Choose another one from the list."))
    return customer


def _agree(step: Step, text_version: str, sender: Contact | None, ticket: Ticket) -> None:
    if not text_version or sender is None:
        return
    if step.actor.kind == "guest" or not consented(sender, text_version):
        consent(step, sender, text_version)
    step.note(ConsentGiven(text_version), "ticket", ticket.pk)


def _below(form: Form, named: Named) -> str:
    """What a specialist needs and no column has: it is said, and nothing of it is proven."""
    product, edition, version = named
    with translation.override(form.language):
        told = {
            _("Organisation"): form.organisation,
            _("Licence number, as typed"): form.licence,
            _("Product, as typed"): "" if product else form.product,
            _("Version, as typed"): "" if version else form.version,
            _("Edition, as typed"): "" if edition else form.edition,
        }
    return "\n".join(f"{what}: {said}" for what, said in told.items() if said)
