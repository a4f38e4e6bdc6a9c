"""Who has the right to the tickets of their organisation."""

from django.db.models import F, QuerySet

from opora.registry.models import Contact, Organisation, Reader

__all__ = ["contacts_of", "organisations_read_by", "readers_of"]


def organisations_read_by(contact: Contact) -> QuerySet[Reader, int]:
    """The organisation whose tickets this contact may read, to stand inside a larger question; none without the right.

    The row alone is not enough: who belongs to the organisation no more reads nothing of it.
    """
    held = Reader.objects.filter(contact=contact, until=None, organisation=F("contact__organisation"))
    return held.values_list("organisation_id", flat=True)


def readers_of(organisation: Organisation) -> dict[int, Reader]:
    """By contact, the rights in force of this organisation, with who gave them."""
    rows = Reader.objects.filter(organisation=organisation, until=None, contact__organisation=organisation)
    return {row.contact_id: row for row in rows.select_related("given_by")}


def contacts_of(organisation: Organisation) -> list[Contact]:
    """The people of an organisation who have an address, by name, with their addresses."""
    people = Contact.objects.filter(organisation=organisation, merged_into=None, erased_at=None)
    people = people.filter(addresses__isnull=False).distinct()
    return list(people.select_related("organisation").prefetch_related("addresses").order_by("name", "pk"))
