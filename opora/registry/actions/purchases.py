"""The purchase book: rows are appended, never rewritten (domain.md 1, L2-L4)."""

from datetime import date

from opora.core.events import PurchaseRecorded
from opora.core.facts import PurchaseKind
from opora.core.step import Step
from opora.lib.errors import Refused
from opora.registry.models import Contact, Edition, Organisation, Product, Purchase, Version

_NEW_RIGHTS = ("product", "update", "advance")


def record_purchase(
    step: Step,
    *,
    kind: PurchaseKind,
    product: Product,
    edition: Edition,
    version: Version,
    on: date,
    organisation: Organisation | None = None,
    person: Contact | None = None,
    refers_to: Purchase | None = None,
    to_organisation: Organisation | None = None,
    seats: int = 1,
    licence_number: str = "",
    told_on: date | None = None,
    source: str = "desk",
    external_key: str | None = None,
) -> Purchase:
    """Appends a row, known from the Step's instant on (L8); the row of a known source and key is given back instead.

    ``on`` and ``told_on`` are local dates of the home office. Raises Refused when the row contradicts itself.
    """
    if external_key and (known := Purchase.objects.filter(source=source, external_key=external_key).first()):
        return known
    row = Purchase(
        kind=kind,
        product=product,
        edition=edition,
        version=version,
        on=on,
        organisation=organisation,
        person=person,
        refers_to=refers_to,
        to_organisation=to_organisation,
        seats=seats,
        licence_number=licence_number,
        told_on=told_on,
        source=source,
        external_key=external_key or None,
        recorded_at=step.now,
    )
    return _append(step, row)


def _append(step: Step, row: Purchase) -> Purchase:
    _check(row)
    row.save()
    if row.organisation_id is not None:
        step.note(PurchaseRecorded(purchase=row.pk), "organisation", row.organisation_id)
    elif row.person_id is not None:
        step.note(PurchaseRecorded(purchase=row.pk), "contact", row.person_id)
    return row


def _check(row: Purchase) -> None:
    """The database would refuse most of this too, but in words that nobody understands."""
    if row.kind not in Purchase.Kind.values:
        raise Refused(f"There is no purchase of kind {row.kind!r}; the kinds are {', '.join(Purchase.Kind.values)}.")
    if (row.organisation_id is None) == (row.person_id is None):
        raise Refused("A purchase has exactly one owner: an organisation or a person.")
    if row.edition.product_id != row.product_id:
        raise Refused(f"Edition {row.edition} is of another product than {row.product}.")
    if row.version.product_id != row.product_id:
        raise Refused(f"Version {row.version} is of another product than {row.product}.")
    if (row.refers_to_id is None) != (row.kind in _NEW_RIGHTS):
        raise Refused("A transfer, cancellation or correction refers to an earlier row; the other kinds refer to none.")
    if (row.to_organisation_id is None) != (row.kind != "transfer"):
        raise Refused("A transfer names its receiver, and nothing else does.")
