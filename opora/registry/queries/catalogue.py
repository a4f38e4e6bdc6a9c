"""What the vendor sells, and which of it a text names."""

import re

from opora.core.facts import Release
from opora.registry.models import Edition, Product, Version

__all__ = ["choices_of", "count_products", "edition_by", "named_in", "product_by", "releases", "version_by"]


def releases(product_code: str = "") -> list[Release]:
    """The versions of a product, or of all products, as coverage reads them."""
    versions = Version.objects.select_related("product")
    if product_code:
        versions = versions.filter(product__code=product_code)
    return [Release(v.product.code, v.name, v.order, v.released_on) for v in versions]


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
    products = {one.pk: one for one in Product.objects.order_by("pk")}
    named = {pk: _fold(one.name) for pk, one in products.items() if _stands(_fold(one.name), folded)}
    longest = [pk for pk, name in named.items() if not any(name in other for key, other in named.items() if key != pk)]
    if len(longest) != 1:
        return None, None, None
    product = products[longest[0]]
    rest = folded.replace(named[product.pk], " ")
    editions = [e for e in product.editions.order_by("pk") if _stands(_fold(e.name), rest)]
    versions = [v for v in product.versions.order_by("pk") if _stands(_fold(v.name), rest)]
    return product, editions[0] if len(editions) == 1 else None, versions[0] if len(versions) == 1 else None


def _fold(text: str) -> str:
    return re.sub(r"\s+", " ", text).casefold().replace("ё", "е")


def _stands(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
