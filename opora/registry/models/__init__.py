"""The registry's tables."""

from opora.registry.models.catalogue import Edition, Family, Product, Version
from opora.registry.models.codes import SignInCode
from opora.registry.models.people import Address, Consent, Contact, Organisation, Site
from opora.registry.models.purchases import Purchase

__all__ = [
    "Address",
    "Consent",
    "Contact",
    "Edition",
    "Family",
    "Organisation",
    "Product",
    "Purchase",
    "SignInCode",
    "Site",
    "Version",
]
