"""The registry's tables."""

from opora.registry.models.blocks import Block
from opora.registry.models.catalogue import Edition, Family, Product, Version
from opora.registry.models.codes import SignInCode
from opora.registry.models.people import Address, Consent, Contact, Dealing, Organisation, Reader, Site
from opora.registry.models.purchases import Purchase

__all__ = [
    "Address",
    "Block",
    "Consent",
    "Contact",
    "Dealing",
    "Edition",
    "Family",
    "Organisation",
    "Product",
    "Purchase",
    "Reader",
    "SignInCode",
    "Site",
    "Version",
]
