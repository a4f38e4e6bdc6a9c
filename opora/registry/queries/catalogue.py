"""What the vendor sells, and which of it a text names."""

import re
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet

from opora.core.facts import Release
from opora.ledger.revisions import Room
from opora.registry.models import Edition, Product, Version

__all__ = ["choices_of", "count_products", "edition_by", "named_in", "product_by", "releases", "version_by"]


Row = TypeVar("Row", Product, Edition, Version)
Known = tuple[tuple[str, tuple[Any, ...]], ...]
"""Rows of a table, the first column of each its number, with their names as texts are searched for them."""

CATALOGUE = Room("catalogue", "registry_product", "registry_edition", "registry_version")


@CATALOGUE
def releases(product_code: str = "") -> Sequence[Release]:
    """The versions of a product, or of all products, as coverage reads them."""
    versions = Version.objects.order_by("pk").values_list("product__code", "name", "order", "released_on")
    if product_code:
        versions = versions.filter(product__code=product_code)
    return tuple(Release(*row) for row in versions)


def choices_of() -> list[Product]:
    """All products with their editions and versions, for the correction form; three queries."""
    return list(Product.objects.order_by("name").prefetch_related("editions", "versions"))


def count_products() -> int:
    """How many products the catalogue has."""
    return Product.objects.count()


def product_by(code: str) -> Product | None:
    """The product of this code."""
    return Product.objects.filter(code=code).first()


def edition_by(product_code: str, code: str) -> Edition | None:
    """The edition of this code of a product."""
    return Edition.objects.filter(product__code=product_code, code=code).first()


def version_by(product_code: str, name: str) -> Version | None:
    """The version of this name of a product."""
    return Version.objects.filter(product__code=product_code, name=name).first()


def named_in(text: str) -> tuple[Product | None, Edition | None, Version | None]:
    """The one product that a text names, with edition and version when they are named too; nothing when in doubt.

    A product counts as named when its whole name stands in the text; of names that contain each other the longer
    one wins. Two different products are a doubt, which a specialist settles.
    """
    folded = _fold(text)
    products = {row[0]: row for name, row in _products() if _stands(name, folded)}
    named = {row[0]: name for name, row in _products() if row[0] in products}
    longest = [pk for pk, name in named.items() if not any(name in other for key, other in named.items() if key != pk)]
    if len(longest) != 1:
        return None, None, None
    product = longest[0]
    rest = folded.replace(named[product], " ")
    edition, version = _one(Edition, _editions(product), rest), _one(Version, _versions(product), rest)
    return _made(Product, products[product]), edition, version


def _one(table: type[Row], known: Known, text: str) -> Row | None:
    """The only one of them that the text names."""
    found = [row for name, row in known if _stands(name, text)]
    return _made(table, found[0]) if len(found) == 1 else None


@CATALOGUE
def _products() -> Known:
    return _known(Product.objects.all())


@CATALOGUE
def _editions(product_id: int) -> Known:
    return _known(Edition.objects.filter(product=product_id))


@CATALOGUE
def _versions(product_id: int) -> Known:
    return _known(Version.objects.filter(product=product_id))


def _known(rows: QuerySet[Any]) -> Known:
    # Rows and not products: whoever gets a product may write into it.
    columns = [field.attname for field in rows.model._meta.concrete_fields]
    place = columns.index("name")
    return tuple((_fold(row[place]), row) for row in rows.order_by("pk").values_list(*columns))


def _made(table: type[Row], row: tuple[Any, ...]) -> Row:
    return table.from_db(DEFAULT_DB_ALIAS, [field.attname for field in table._meta.concrete_fields], row)


def _fold(text: str) -> str:
    return re.sub(r"\s+", " ", text).casefold().replace("ё", "е")


def _stands(name: str, text: str) -> bool:
    return name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
