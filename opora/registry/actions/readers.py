"""Contacts with the right to the tickets of their organisation (domain.md 10)."""

from django.utils.translation import gettext_lazy as _

from opora.accounts.models import User
from opora.core.events import ReaderEnded, ReaderNamed
from opora.core.step import Step
from opora.lib.errors import Refused
from opora.registry.models import Contact, Reader


def name_reader(step: Step, contact: Contact, by: User | None) -> Reader:
    """The contact has the right from now on; who has it already keeps it since then.

    Raises Refused for who belongs to no organisation.
    """
    contact = Contact.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=contact.pk)
    organisation = contact.organisation
    if organisation is None:
        raise Refused(_("This person belongs to no organisation, so there is nothing to read."))
    held = Reader.objects.filter(contact=contact, until=None).first()
    if held is not None:
        return held
    reader = Reader.objects.create(contact=contact, organisation=organisation, since=step.now, given_by=by)
    step.note(ReaderNamed(organisation.pk), "contact", contact.pk)
    return reader


def end_reader(step: Step, contact: Contact, *, left: bool = False) -> None:
    """The right is taken back, or the contact has ``left`` the organisation; without one nothing happens."""
    for held in Reader.objects.select_for_update().filter(contact=contact, until=None):
        held.until = step.now
        held.save(update_fields=["until"])
        step.note(ReaderEnded(held.organisation_id, left), "contact", contact.pk)
