"""What a customer is covered by, and who is on duty for them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q

from opora.contracts.models import Contract, Duty, Term
from opora.core import coverage as rules
from opora.core.facts import Asked, ContractTerms, Coverage, DutySpot, Policy
from opora.lib.remembered import remembered
from opora.registry.models import Contact, Edition, Organisation, Product, Version
from opora.registry.queries import owners_of, purchase_facts, releases

__all__ = ["Contract", "Duty", "coverage_for", "coverage_of", "duty_at", "local_date"]


def coverage_of(
    contact: Contact | None,
    organisation: Organisation | None,
    product: Product | None,
    edition: Edition | None,
    version: Version | None,
    on: date,
    policy: Policy | None = None,
) -> Coverage:
    """All that covers this customer on a local date of the home office, with reasons (domain.md 2, O2)."""
    asked = Asked(
        owners=owners_of(contact, organisation),
        product=product.code if product else "",
        edition=edition.code if edition else "",
        version=version.name if version else "",
        commercial=edition.commercial if edition else None,
        known=organisation is not None,
    )
    return _covered(asked, on, policy or Policy(), None)


def coverage_for(
    owners: Iterable[str],
    product_code: str,
    edition_code: str,
    version_name: str,
    on: date,
    known_at: datetime | None = None,
    policy: Policy | None = None,
) -> Coverage:
    """The same by codes, for any past date and for what was known then (L8). Owners are "org:17" or "person:4"."""
    edition = Edition.objects.filter(product__code=product_code, code=edition_code).first() if edition_code else None
    asked = Asked(
        owners=tuple(owners),
        product=product_code,
        edition=edition_code,
        version=version_name,
        commercial=edition.commercial if edition else None,
        known=any(owner.startswith("org:") for owner in owners),
    )
    return _covered(asked, on, policy or Policy(), known_at)


@remembered
def duty_at(organisation: Organisation | None, at: datetime) -> DutySpot | None:
    """The duty of this organisation that is in force at the instant, as entered by then (T9)."""
    if organisation is None:
        return None
    duties = Duty.objects.filter(organisation=organisation, from_at__lte=at, until_at__gt=at, entered_at__lte=at)
    duty = duties.select_related("office").order_by("from_at", "pk").first()
    if duty is None:
        return None
    office = duty.office.code if duty.office else None
    return DutySpot(duty.pk, office, tuple(duty.staff), duty.reason)


def local_date(at: datetime, zone: str) -> date:
    """The date of an instant in a zone (O2: coverage is asked for on the date in the home office's)."""
    return at.astimezone(ZoneInfo(zone)).date()


def _covered(asked: Asked, on: date, policy: Policy, known_at: datetime | None) -> Coverage:
    purchases = purchase_facts(asked.owners) if asked.owners else []
    contracts = _contract_facts(asked.owners)
    versions = releases() if purchases else []
    return rules.coverage_of(asked, purchases, contracts, versions, on, policy, known_at)


def _contract_facts(owners: Iterable[str]) -> list[ContractTerms]:
    organisations = [int(owner.removeprefix("org:")) for owner in owners if owner.startswith("org:")]
    if not organisations:
        return []
    contracts = (
        Contract.objects.filter(Q(organisation_id__in=organisations))
        .select_related("office")
        .prefetch_related(Prefetch("terms", Term.objects.filter(klass="")))
        .order_by("pk")
    )
    return [_contract_fact(contract) for contract in contracts]


def _contract_fact(contract: Contract) -> ContractTerms:
    spans = {term.kind: term.span for term in contract.terms.all()}

    def span(kind: str) -> timedelta | None:
        return timedelta(seconds=spans[kind]) if kind in spans else None

    return ContractTerms(
        id=contract.pk,
        owner=f"org:{contract.organisation_id}",
        from_on=contract.from_on,
        until_on=contract.until_on,
        products=tuple(contract.products),
        editions=tuple(contract.editions),
        first_response=span("first_response"),
        resolution=span("resolution"),
        word_days=spans.get("word"),
        calendar=contract.calendar or None,
        office=contract.office.code if contract.office else None,
    )
