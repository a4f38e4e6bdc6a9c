"""The purchase book as facts."""

from collections.abc import Iterable
from typing import Any

from opora.core.facts import Purchase as Fact
from opora.registry.models import Purchase

__all__ = ["count_purchases", "purchase_facts"]


def count_purchases() -> int:
    """How many rows the purchase book has."""
    return Purchase.objects.count()


def holders_by(purchase: int) -> list[tuple[str, int]]:
    """Who may hold something by this row of the book: "organisation" or "contact" and their row."""
    named = ("organisation_id", "to_organisation_id", "person_id")
    rows = dict(zip(named, Purchase.objects.values_list(*named).get(pk=purchase), strict=True))
    found = [("contact" if name == "person_id" else "organisation", row) for name, row in rows.items()]
    return [(subject, row) for subject, row in found if row is not None]


def purchase_facts(owners: Iterable[str]) -> list[Fact]:
    """All rows that concern these owners ("org:17", "person:4"), in order of entry.

    Their own, what was transferred to them, and whatever those rows refer to or are referred to by, however long the
    chain: a licence given on twice is still the first buyer's purchase, perhaps corrected since.
    """
    keys = [key.split(":") for key in owners]
    organisations = [int(number) for kind, number in keys if kind == "org"]
    people = [int(number) for kind, number in keys if kind == "person"]
    wanted = {"organisation_id": organisations, "person_id": people, "to_organisation_id": organisations}
    own = [f"{column} IN ({', '.join(['%s'] * len(rows))})" for column, rows in wanted.items() if rows]
    if not own:
        return []
    said = [row for rows in wanted.values() for row in rows]
    return [_fact(row) for row in Purchase.objects.raw(_CHAIN.format(" OR ".join(own)), said)]


_CHAIN = """
WITH RECURSIVE near (id, refers_to_id) AS (
    SELECT id, refers_to_id FROM registry_purchase WHERE {}
    UNION
    SELECT other.id, other.refers_to_id FROM near
    JOIN registry_purchase other ON other.id = near.refers_to_id OR other.refers_to_id = near.id
)
SELECT registry_purchase.*, registry_product.code AS product_code, registry_edition.code AS edition_code,
    registry_version.name AS version_name, registry_edition.commercial AS commercial
FROM near
JOIN registry_purchase ON registry_purchase.id = near.id
JOIN registry_product ON registry_product.id = registry_purchase.product_id
JOIN registry_edition ON registry_edition.id = registry_purchase.edition_id
JOIN registry_version ON registry_version.id = registry_purchase.version_id
ORDER BY registry_purchase.id
"""


def _fact(row: Any) -> Fact:
    return Fact(
        id=row.pk,
        owner=f"org:{row.organisation_id}" if row.organisation_id else f"person:{row.person_id}",
        kind=row.kind,
        product=row.product_code,
        edition=row.edition_code,
        version=row.version_name,
        on=row.on,
        commercial=bool(row.commercial),
        legal=row.organisation_id is not None,
        refers_to=row.refers_to_id,
        to_owner=f"org:{row.to_organisation_id}" if row.to_organisation_id else None,
        recorded_at=row.recorded_at,
        told_on=row.told_on,
    )
