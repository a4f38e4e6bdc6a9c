"""Who and where: contacts, organisations, places."""

from datetime import timedelta

from django.db.models import Q

from opora.core.addresses import for_mail
from opora.core.facts import Where
from opora.registry.models import Address, Consent, Contact, Organisation
from opora.search.words import of_address, of_phone, of_text

__all__ = [
    "address_of",
    "addresses_of",
    "consented",
    "contact_by_id",
    "contact_of",
    "organisation_by",
    "organisation_by_id",
    "owners_of",
    "search_contacts",
    "search_organisations",
    "where_of",
    "zone_of",
]


def contact_of(address: str) -> Contact | None:
    """The contact who has this e-mail address."""
    known = address_row(address)
    return known.contact if known else None


def address_row(address: str) -> Address | None:
    """This e-mail address with the contact who has it."""
    rows = Address.objects.filter(normalised=for_mail(address))
    return rows.select_related("contact__organisation__office", "contact__site__office").first()


def contact_by_id(contact_id: int) -> Contact | None:
    """The contact of this row, unless erased or merged into another."""
    contacts = Contact.objects.select_related("organisation__office", "site__office")
    return contacts.filter(pk=contact_id, merged_into=None, erased_at=None).first()


def address_of(contact: Contact | None) -> str:
    """The first address of a contact; empty when there is none."""
    if contact is None:
        return ""
    known = Address.objects.filter(contact=contact).order_by("pk").first()
    return known.normalised if known else ""


def addresses_of(contact: Contact | None) -> list[str]:
    """All addresses of a contact, the first one first."""
    if contact is None:
        return []
    return list(Address.objects.filter(contact=contact).order_by("pk").values_list("normalised", flat=True))


def consented(contact: Contact, text_version: str) -> bool:
    """Whether this contact agreed to the text of this version that personal data are used."""
    return Consent.objects.filter(contact=contact, text_version=text_version).exists()


def organisation_by(key: str) -> Organisation | None:
    """The organisation with this tax number or external key; null when none or several match."""
    if not key:
        return None
    found = list(Organisation.objects.filter(Q(tax_number=key) | Q(external_key=key), merged_into=None)[:2])
    return found[0] if len(found) == 1 else None


def organisation_by_id(organisation_id: int) -> Organisation | None:
    """The organisation of this row, unless it was merged into another."""
    return Organisation.objects.filter(pk=organisation_id, merged_into=None).first()


def search_organisations(text: str, most: int = 20) -> list[Organisation]:
    """Organisations whose name, tax number or external key begins with or contains the text."""
    wanted = Q(tax_number__startswith=text) | Q(external_key=text)
    for way in _ways(text):
        wanted |= Q(name__icontains=way)
    return list(Organisation.objects.filter(wanted, merged_into=None).order_by("name", "pk")[:most])


def _ways(text: str) -> set[str]:
    # SQLite folds the case of Latin letters alone, so that the usual ways to write a name are asked for one by one.
    return {text, text.lower(), text.upper(), text.capitalize(), text.title()}


def search_contacts(text: str, most: int = 20) -> list[Contact]:
    """People whose name, address, telephone or organisation contains the text, with their addresses."""
    wanted = Q(addresses__normalised__icontains=text.lower()) | Q(phone__contains=text)
    wanted |= Q(organisation__tax_number=text)
    for way in _ways(text):
        wanted |= Q(name__icontains=way) | Q(organisation__name__icontains=way)
    people = Contact.objects.filter(wanted, merged_into=None, erased_at=None).distinct()
    return list(people.select_related("organisation").prefetch_related("addresses").order_by("name", "pk")[:most])


def belongs_to(contact: Contact | None, organisation: Organisation | None) -> Organisation | None:
    """The organisation of a matter: the one that was named, else the contact's."""
    return organisation or (contact.organisation if contact else None)


def owners_of(contact: Contact | None, organisation: Organisation | None = None) -> tuple[str, ...]:
    """The keys under which the purchase book may know this customer: the organisation and the person."""
    keys = []
    organisation = belongs_to(contact, organisation)
    if organisation is not None:
        keys.append(f"org:{organisation.pk}")
    if contact is not None:
        keys.append(f"person:{contact.pk}")
    return tuple(keys)


def where_of(contact: Contact | None, organisation: Organisation | None, offset: timedelta | None) -> Where:
    """Where a customer is, as far as known: the site before the organisation; ``offset`` is that of the letter (O1)."""
    site = contact.site if contact else None
    if site is not None and site.office is not None:
        return Where(office=site.office.code, office_from="site")
    if organisation is not None and organisation.office is not None:
        return Where(office=organisation.office.code, office_from="organisation")
    for place in (site, organisation):
        if place is not None and place.lat is not None and place.lon is not None:
            return Where(lat=place.lat, lon=place.lon, zone=place.zone or None, offset=offset)
    return Where(zone=zone_of(contact, organisation) or None, offset=offset)


def zone_of(contact: Contact | None, organisation: Organisation | None) -> str:
    """The IANA zone of the customer's site, else of the organisation; empty when unknown."""
    site = contact.site if contact else None
    return (site.zone if site else "") or (organisation.zone if organisation else "")


def words_of_contact(contact: Contact, *addresses: str) -> set[str]:
    """By which words a contact is found: name, telephone, addresses."""
    return (
        of_text(contact.name) | of_phone(contact.phone) | {word for one in addresses if one for word in of_address(one)}
    )


def words_of_organisation(organisation: Organisation) -> set[str]:
    """By which words an organisation is found: name, city, tax number."""
    return of_text(organisation.name, organisation.city, organisation.tax_number)
