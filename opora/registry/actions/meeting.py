"""Meeting somebody who writes to us."""

from opora.core.events import ContactMet
from opora.core.facts import Sender
from opora.core.step import Step
from opora.registry.models import Address, Contact
from opora.registry.queries import contact_of

LONGEST = 254


def meet(step: Step, sender: Sender, language: str) -> Contact | None:
    """The contact who has this address, made anew for an address never seen; null for a letter without one (L1).

    An address longer than any can be (RFC 5321) is none: cut to fit it would be somebody else's.
    """
    if not sender.address or len(sender.address) > LONGEST:
        return None
    known = contact_of(sender.address)
    if known is not None:
        return known
    contact = Contact.objects.create(name=sender.name[:250], language=language)
    Address.objects.create(contact=contact, normalised=sender.address)
    step.note(ContactMet(), "contact", contact.pk)
    return contact
