"""Meeting somebody who writes to us, or calls."""

from opora.core.addresses import for_mail
from opora.core.events import AddressDied, ContactAdded, ContactJoined, ContactMet, ContactReaddressed
from opora.core.facts import Sender
from opora.core.step import Step
from opora.registry.models import Address, Contact, Organisation
from opora.registry.queries import addresses_of, contact_of
from opora.registry.queries.people import address_row, words_of_contact
from opora.search import actions as words

LONGEST = 254


def meet_in_person(
    step: Step, *, name: str = "", address: str = "", phone: str = "", organisation: Organisation | None = None
) -> Contact | None:
    """The contact who called: who has this address, else somebody new, perhaps without one; null: nobody in particular.

    Whoever is known stays as they are; a number that we had not is kept.
    """
    address = for_mail(address)
    known = contact_of(address) if address else None
    if known is None and not (name or address or phone):
        return None
    if known is None:
        known = Contact.objects.create(name=name[:250], phone=phone[:40], organisation=organisation)
        if address:
            Address.objects.create(contact=known, normalised=address)
        words.keep("contact", known.pk, words_of_contact(known, address))
        step.begins("contact", known.pk)
        step.note(ContactAdded(), "contact", known.pk)
        if organisation is not None:
            step.note(ContactJoined(organisation=organisation.pk), "contact", known.pk)
    elif phone and not known.phone:
        known.phone = phone[:40]
        known.save(update_fields=["phone"])
        words.renew("contact", known.pk, words_of_contact(known, *addresses_of(known)))
    return known


def meet(step: Step, sender: Sender, language: str) -> Contact | None:
    """The contact who has this address, made anew for an address never seen; null for a letter without one (L1).

    An address longer than any can be (RFC 5321) is none: cut to fit it would be somebody else's.
    """
    if not sender.address or len(sender.address) > LONGEST:
        return None
    known = address_row(sender.address)
    if known is not None:
        _mark_alive(known)
        return known.contact
    contact = Contact.objects.create(name=sender.name[:250], language=language)
    Address.objects.create(contact=contact, normalised=sender.address)
    words.keep("contact", contact.pk, words_of_contact(contact, sender.address))
    step.begins("contact", contact.pk)
    step.note(ContactMet(), "contact", contact.pk)
    return contact


def mark_dead(step: Step, address: str) -> None:
    """Letters to this address come back, for good as it seems; a human's letter from there takes the mark away."""
    known = address_row(address)
    if known is not None and known.bounced_at is None:
        known.bounced_at = step.now
        known.save(update_fields=["bounced_at"])
        step.note(AddressDied(), "contact", known.contact_id)


def _mark_alive(known: Address) -> None:
    if known.bounced_at is not None:
        known.bounced_at = None
        known.save(update_fields=["bounced_at"])


def readdress(step: Step, met: Contact, wrong: str, sender: Sender, language: str) -> Contact | None:
    """The contact of the right address, in place of one who was met a moment ago by a mistyped one.

    A right address that nobody has goes to the same contact; else the wrong one keeps no name that was never theirs.
    """
    known = contact_of(sender.address)
    if known is not None:
        met.name = ""
        met.save(update_fields=["name"])
        words.renew("contact", met.pk, words_of_contact(met, wrong))
        return known
    if len(sender.address) > LONGEST:
        return None
    Address.objects.filter(contact=met, normalised=wrong).update(normalised=sender.address)
    words.renew("contact", met.pk, words_of_contact(met, *addresses_of(met)))
    step.note(ContactReaddressed(), "contact", met.pk)
    return met
