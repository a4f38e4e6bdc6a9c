"""What of the registry a key of the API may read, and who a signed-in contact is."""

from opora.accounts.models import ApiKey
from opora.lib.remembered import remembered
from opora.registry.models import Contact, Organisation, Purchase
from opora.registry.queries import contact_by_id, organisation_by_id, search_organisations

__all__ = [
    "Contact",
    "Purchase",
    "contact_for_session",
    "organisation_for_key",
    "organisations_for_key",
    "purchases_for_key",
]

MOST = 50


def organisations_for_key(key: ApiKey, text: str, most: int = MOST) -> list[Organisation]:
    """Organisations by a part of their name, the beginning of their tax number, or their external key."""
    return search_organisations(text, most) if key.may("registry:read") else []


def organisation_for_key(key: ApiKey, organisation_id: int) -> Organisation | None:
    """One organisation, unless it was merged into another."""
    return organisation_by_id(organisation_id) if key.may("registry:read") else None


def purchases_for_key(key: ApiKey, organisation: Organisation) -> list[Purchase]:
    """The rows of the purchase book in which this organisation buys or receives, in order of entry."""
    if not key.may("registry:read"):
        return []
    rows = Purchase.objects.filter(organisation=organisation) | Purchase.objects.filter(to_organisation=organisation)
    return list(rows.select_related("product", "edition", "version").order_by("pk"))


@remembered
def contact_for_session(contact_id: int) -> Contact | None:
    """The contact whose session this is, with organisation and site; null once erased or merged into another."""
    return contact_by_id(contact_id)
