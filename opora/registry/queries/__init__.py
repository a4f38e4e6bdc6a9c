"""Reading the registry."""

from opora.registry.models import Address, Contact, Edition, Organisation, Product, Site, Version
from opora.registry.queries.beginnings import purchases_beginning
from opora.registry.queries.catalogue import (
    choices_of,
    count_products,
    edition_by,
    named_in,
    product_by,
    releases,
    version_by,
)
from opora.registry.queries.codes import CODE_LASTS, SignInCode, code_by_id, digits_of
from opora.registry.queries.dealings import dealer_at, dealings_of, end_customer, end_customers
from opora.registry.queries.people import (
    address_of,
    addresses_of,
    belongs_to,
    consented,
    contact_by_id,
    contact_of,
    organisation_by,
    organisation_by_id,
    owners_of,
    search_contacts,
    search_organisations,
    where_of,
    zone_of,
)
from opora.registry.queries.purchases import count_purchases, holders_by, purchase_facts
from opora.registry.queries.readers import contacts_of, organisations_read_by, readers_of

__all__ = [
    "CODE_LASTS",
    "Address",
    "Contact",
    "Edition",
    "Organisation",
    "Product",
    "SignInCode",
    "Site",
    "Version",
    "address_of",
    "addresses_of",
    "belongs_to",
    "choices_of",
    "code_by_id",
    "consented",
    "contact_by_id",
    "contact_of",
    "contacts_of",
    "count_products",
    "count_purchases",
    "dealer_at",
    "dealings_of",
    "digits_of",
    "edition_by",
    "end_customer",
    "end_customers",
    "holders_by",
    "named_in",
    "organisation_by",
    "organisation_by_id",
    "organisations_read_by",
    "owners_of",
    "product_by",
    "purchase_facts",
    "purchases_beginning",
    "readers_of",
    "releases",
    "search_contacts",
    "search_organisations",
    "version_by",
    "where_of",
    "zone_of",
]
