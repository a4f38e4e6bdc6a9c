"""Which dealer writes for whom."""

from datetime import datetime

from django.db.models import Q

from opora.registry.models import Contact, Dealing, Organisation

__all__ = ["dealer_at", "dealings_of", "end_customer", "end_customers"]


def dealings_of(dealer: Organisation) -> list[Dealing]:
    """The dealings in force of this dealer, by the customer's name."""
    rows = Dealing.objects.filter(dealer=dealer, until=None, customer__merged_into=None)
    return list(rows.select_related("customer", "entered_by").order_by("customer__name", "pk"))


def end_customers(contact: Contact | None) -> list[Organisation]:
    """For whom this contact may write as a dealer's; nobody for any other."""
    if contact is None or contact.organisation is None:
        return []
    return [dealing.customer for dealing in dealings_of(contact.organisation)]


def end_customer(contact: Contact | None, chosen: str) -> Organisation | None:
    """The end customer of this row, if the contact may write for it; null alike for none and for somebody else's."""
    row = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 19 else 0
    if contact is None or contact.organisation_id is None or not row:
        return None
    rows = Dealing.objects.filter(dealer=contact.organisation_id, customer=row, until=None)
    found = rows.filter(customer__merged_into=None).select_related("customer__office").first()
    return found.customer if found else None


def dealer_at(contact: Contact | None, organisation: Organisation | None, at: datetime) -> Organisation | None:
    """The dealer through whom this contact wrote for the organisation at this instant; null: for their own.

    A dealing that was entered later tells of letters that came before it, so only its end counts.
    """
    if contact is None or organisation is None or contact.organisation_id in (None, organisation.pk):
        return None
    rows = Dealing.objects.filter(Q(until=None) | Q(until__gt=at), dealer=contact.organisation_id)
    found = rows.filter(customer=organisation).select_related("dealer").first()
    return found.dealer if found else None
