"""Contacts, their addresses and where they belong."""

from opora.core.addresses import for_mail
from opora.core.events import ContactAdded, ContactJoined
from opora.core.step import Step
from opora.registry.actions.readers import end_reader
from opora.registry.models import Address, Contact, Organisation, Site
from opora.registry.queries.people import words_of_contact
from opora.search import actions as words


def add_contact(
    step: Step,
    *,
    address: str,
    name: str = "",
    organisation: Organisation | None = None,
    site: Site | None = None,
    language: str = "ru",
) -> Contact:
    """Adds a contact with an address; whoever has that address already stays as they are."""
    normalised = for_mail(address)
    known = Address.objects.select_related("contact").filter(normalised=normalised).first()
    if known is not None:
        return known.contact
    contact = Contact.objects.create(name=name, language=language)
    Address.objects.create(contact=contact, normalised=normalised)
    words.keep("contact", contact.pk, words_of_contact(contact, normalised))
    step.note(ContactAdded(), "contact", contact.pk)
    if organisation is not None:
        join(step, contact=contact, organisation=organisation, site=site)
    return contact


def join(step: Step, *, contact: Contact, organisation: Organisation, site: Site | None = None) -> Contact:
    """Says that a contact belongs to an organisation and, if known, to which site of it.

    Whoever leaves another one has the right to its tickets no more.
    """
    if (contact.organisation_id, contact.site_id) == (organisation.pk, site.pk if site else None):
        return contact
    if contact.organisation_id != organisation.pk:
        end_reader(step, contact, left=True)
    contact.organisation = organisation
    contact.site = site
    contact.save(update_fields=["organisation", "site"])
    step.note(ContactJoined(organisation=organisation.pk), "contact", contact.pk)
    return contact
