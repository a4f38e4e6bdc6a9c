"""The purchase book as facts."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

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
    own = Q(organisation_id__in=organisations) | Q(person_id__in=people) | Q(to_organisation_id__in=organisations)
    found = {row.pk: row for row in _rows(own)}
    fresh = dict(found)
    while fresh:
        sources = [row.refers_to_id for row in fresh.values() if row.refers_to_id]
        near = _rows(Q(pk__in=sources) | Q(refers_to__in=list(fresh)))
        fresh = {row.pk: row for row in near if row.pk not in found}
        found |= fresh
    return [_fact(found[pk]) for pk in sorted(found)]


def _rows(wanted: Q) -> QuerySet[Purchase]:
    return Purchase.objects.filter(wanted).select_related("product", "edition", "version")


def _fact(row: Purchase) -> Fact:
    return Fact(
        id=row.pk,
        owner=f"org:{row.organisation_id}" if row.organisation_id else f"person:{row.person_id}",
        kind=row.kind,  # type: ignore[arg-type]  # the table's choices are the type's literals
        product=row.product.code,
        edition=row.edition.code,
        version=row.version.name,
        on=row.on,
        commercial=row.edition.commercial,
        legal=row.organisation_id is not None,
        refers_to=row.refers_to_id,
        to_owner=f"org:{row.to_organisation_id}" if row.to_organisation_id else None,
        recorded_at=row.recorded_at,
        told_on=row.told_on,
    )
