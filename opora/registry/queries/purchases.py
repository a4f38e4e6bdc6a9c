"""The purchase book as facts."""

from collections.abc import Iterable

from django.db.models import Q

from opora.core.facts import Purchase as Fact
from opora.registry.models import Purchase

__all__ = ["purchase_facts"]


def purchase_facts(owners: Iterable[str]) -> list[Fact]:
    """All rows that concern these owners ("org:17", "person:4"): their own, what was transferred to them, and the
    rows that refer to either."""
    keys = [key.split(":") for key in owners]
    organisations = [int(number) for kind, number in keys if kind == "org"]
    people = [int(number) for kind, number in keys if kind == "person"]
    own = Q(organisation_id__in=organisations) | Q(person_id__in=people) | Q(to_organisation_id__in=organisations)
    about = Purchase.objects.filter(own)
    # A receiver's year is that of the row transferred, which the giver owns; and it may have been corrected since.
    sources = about.exclude(refers_to=None).values("refers_to")
    ids = about.values("pk")
    wanted = Q(pk__in=ids) | Q(pk__in=sources) | Q(refers_to__in=sources) | Q(refers_to__in=ids)
    rows = Purchase.objects.filter(wanted).select_related("product", "edition", "version").order_by("pk")
    return [_fact(row) for row in rows]


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
