"""What the vendor sells. Rows that stand already stay as they are: they may have been corrected by hand."""

from datetime import date

from opora.core.events import CatalogueExtended
from opora.core.step import Step
from opora.lib.remembered import forget
from opora.registry.models import Edition, Family, Product, Version


def add_family(step: Step, *, code: str, name: str, customisable: bool = False) -> Family:
    """Adds a family of products, once by code."""
    family, new = Family.objects.get_or_create(code=code, defaults={"name": name, "customisable": customisable})
    if new:
        forget()
        step.note(CatalogueExtended(), "family", family.pk)
    return family


def add_product(step: Step, *, family: Family, code: str, name: str) -> Product:
    """Adds a product, once by code."""
    product, new = Product.objects.get_or_create(code=code, defaults={"family": family, "name": name})
    if new:
        forget()
        step.note(CatalogueExtended(), "product", product.pk)
    return product


def add_edition(step: Step, *, product: Product, code: str, name: str, commercial: bool = True) -> Edition:
    """Adds an edition, once by product and code; those not commercial cap a ticket at the initial level (L6)."""
    edition, new = Edition.objects.get_or_create(
        product=product, code=code, defaults={"name": name, "commercial": commercial}
    )
    if new:
        forget()
        step.note(CatalogueExtended(), "edition", edition.pk)
    return edition


def add_version(step: Step, *, product: Product, name: str, order: int, released_on: date | None = None) -> Version:
    """Adds a version, once by product and name; ``released_on`` null means that it is announced only."""
    version, new = Version.objects.get_or_create(
        product=product, name=name, defaults={"order": order, "released_on": released_on}
    )
    if new:
        forget()
        step.note(CatalogueExtended(), "version", version.pk)
    return version
