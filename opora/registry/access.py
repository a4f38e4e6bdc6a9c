"""Who may read the registry: staff by role, a key of the API by scope; and who a signed-in contact is."""

from opora.accounts.models import ApiKey, Role, User
from opora.lib.remembered import remembered
from opora.registry.models import Contact, Organisation, Purchase, Reader
from opora.registry.queries import (
    contact_by_id,
    contacts_of,
    organisation_by_id,
    organisations_read_by,
    readers_of,
    search_contacts,
    search_organisations,
)

__all__ = [
    "Contact",
    "Purchase",
    "contact_for_key",
    "contact_for_session",
    "contacts_for_key",
    "dealer_to_mark_for",
    "marks_dealers",
    "names_readers",
    "organisation_for",
    "organisation_for_key",
    "organisations_for",
    "organisations_for_key",
    "people_of",
    "person_to_name_for",
    "purchases_for",
    "purchases_for_key",
    "purchases_of_person_for_key",
    "reads_organisation",
    "sees_customers",
]

MOST = 50


def organisations_for_key(key: ApiKey, text: str, most: int = MOST) -> list[Organisation]:
    """Organisations by a part of their name, the beginning of their tax number, or their external key."""
    return search_organisations(text, most) if key.may("registry:read") else []


def organisation_for_key(key: ApiKey, organisation_id: int) -> Organisation | None:
    """One organisation, unless it was merged into another."""
    return organisation_by_id(organisation_id) if key.may("registry:read") else None


def contacts_for_key(key: ApiKey, text: str, most: int = MOST) -> list[Contact]:
    """People by a part of their name, address, telephone or organisation."""
    return search_contacts(text, most) if key.may("registry:read") else []


def contact_for_key(key: ApiKey, contact_id: int) -> Contact | None:
    """One person, unless erased or merged into another."""
    return contact_by_id(contact_id) if key.may("registry:read") else None


def purchases_of_person_for_key(key: ApiKey, contact: Contact) -> list[Purchase]:
    """The rows of the purchase book in which this person buys, in order of entry."""
    if not key.may("registry:read"):
        return []
    rows = Purchase.objects.filter(person=contact)
    return list(rows.select_related("product", "edition", "version").order_by("pk"))


def purchases_for_key(key: ApiKey, organisation: Organisation) -> list[Purchase]:
    """The rows of the purchase book in which this organisation buys or receives, in order of entry."""
    return _purchases_of(organisation) if key.may("registry:read") else []


def sees_customers(user: User) -> bool:
    """Whether this person sees who is supported, and how: all who work with customers, and sales (domain.md 10). The
    administrator and the auditor have other work."""
    return user.is_active and user.role not in (Role.ADMINISTRATOR, Role.AUDITOR)


def organisations_for(user: User, text: str, most: int = MOST) -> list[Organisation]:
    """Organisations by name, tax number or external key, for who may see customers."""
    return search_organisations(text, most) if text and sees_customers(user) else []


def organisation_for(user: User, organisation_id: int) -> Organisation | None:
    """One organisation, for who may see customers."""
    return organisation_by_id(organisation_id) if sees_customers(user) else None


def purchases_for(user: User, organisation: Organisation) -> list[Purchase]:
    """Its rows of the purchase book, for who may see customers."""
    return _purchases_of(organisation) if sees_customers(user) else []


def names_readers(user: User) -> bool:
    """Whether this person gives contacts the right to their organisation's tickets, and takes it back: who answers
    for an office, the central service, the head."""
    return user.is_active and user.role in (Role.MANAGER, Role.CENTRAL, Role.HEAD)


def people_of(user: User, organisation: Organisation) -> list[tuple[Contact, Reader | None]]:
    """Those of an organisation who could have the right, each with theirs, for who may give it; who has it is first."""
    if not names_readers(user):
        return []
    held = readers_of(organisation)
    people = [(person, held.get(person.pk)) for person in contacts_of(organisation)]
    return sorted(people, key=lambda one: one[1] is None)


def marks_dealers(user: User) -> bool:
    """Whether this person says which dealer writes for whom: who gives the right to an organisation's tickets."""
    return names_readers(user)


def dealer_to_mark_for(user: User, organisation_id: int) -> Organisation | None:
    """The organisation, for who may say for whom it writes."""
    return organisation_by_id(organisation_id) if marks_dealers(user) else None


def person_to_name_for(user: User, organisation_id: int, contact_id: int) -> Contact | None:
    """One of them; null alike for another organisation's."""
    person = contact_by_id(contact_id) if names_readers(user) else None
    return person if person is not None and person.organisation_id == organisation_id else None


def reads_organisation(contact: Contact) -> bool:
    """Whether this contact has the right to the tickets of their organisation."""
    return organisations_read_by(contact).exists()


def _purchases_of(organisation: Organisation) -> list[Purchase]:
    rows = Purchase.objects.filter(organisation=organisation) | Purchase.objects.filter(to_organisation=organisation)
    return list(rows.select_related("product", "edition", "version").order_by("pk"))


@remembered
def contact_for_session(contact_id: int) -> Contact | None:
    """The contact whose session this is, with organisation and site; null once erased or merged into another."""
    return contact_by_id(contact_id)
