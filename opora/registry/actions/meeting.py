"""Meeting somebody who writes to us."""

from opora.core.events import ContactMet
from opora.core.facts import Sender
from opora.core.step import Step
from opora.registry.models import Address, Contact
from opora.registry.queries import contact_of


def meet(step: Step, sender: Sender, language: str) -> Contact | None:
    """The contact who has this address, made anew for an address never seen; null for a letter without one (L1)."""
    if not sender.address:
        return None
    known = contact_of(sender.address)
    if known is not None:
        return known
    contact = Contact.objects.create(name=sender.name[:250], language=language)
    Address.objects.create(contact=contact, normalised=sender.address[:254])
    step.note(ContactMet(), "contact", contact.pk)
    return contact
