"""What a customer is covered by, and who is on duty for them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q

from opora.contracts.models import Contract, Duty, Term
from opora.core import coverage as rules
from opora.core.events import ContractRecorded, Duties
from opora.core.facts import Asked, Beginning, ContractTerms, Coverage, DutySpot, Policy
from opora.ledger.queries import timeline_of
from opora.lib.remembered import remembered
from opora.registry.models import Contact, Edition, Organisation, Product, Version
from opora.registry.queries import owners_of, purchase_facts, releases

__all__ = [
    "Contract",
    "Duty",
    "contracts_beginning",
    "contracts_of_offices",
    "coverage_for",
    "coverage_of",
    "duties_ahead",
    "duties_by",
    "duties_of_person",
    "duty_at",
    "duty_beside",
    "duty_counts",
    "duty_hours",
    "duty_reason",
    "duty_reasons",
    "local_date",
    "organisations_with_duties",
]


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


def contracts_of_offices(offices: Iterable[str], at: datetime) -> list[Contract]:
    """The contracts that name one of these offices and a calendar, and are not over; with their office."""
    named = Contract.objects.filter(office__code__in=list(offices), until_on__gte=at.date()).exclude(calendar="")
    return list(named.select_related("office").order_by("pk"))


def duty_at(organisation: Organisation | None, at: datetime) -> DutySpot | None:
    """The duty of this organisation that is in force at the instant, as entered by then (T9)."""
    for duty in _duties(organisation):
        if duty.from_at <= at < _end(duty):
            office = duty.office.code if duty.office else None
            return DutySpot(duty.pk, office, tuple(duty.staff), duty.reason)
    return None


def duty_beside(organisation: Organisation, from_at: datetime, until_at: datetime) -> Duty | None:
    """A duty of this organisation that shares time with these hours and was not withdrawn."""
    rows = Duty.objects.filter(organisation=organisation, withdrawn_at=None, from_at__lt=until_at, until_at__gt=from_at)
    return rows.select_related("organisation", "office").order_by("from_at", "pk").first()


def duties_by(calendar: str, year: int) -> list[Duty]:
    """The duties of a year (UTC) at the offices that go by this calendar, but for those that were withdrawn."""
    begins, ends = (datetime(one, 1, 1, tzinfo=UTC) for one in (year, year + 1))
    rows = Duty.objects.filter(office__calendar=calendar, withdrawn_at=None, from_at__lt=ends, until_at__gt=begins)
    return list(rows.select_related("organisation", "office").order_by("from_at", "pk"))


def duty_hours(organisation: Organisation | None, since: datetime, known_at: datetime) -> Duties:
    """The extra hours of this organisation that count for clocks which began at ``since``, as entered by ``known_at``.

    One that says that it does not count is left out (T9). Instants are aware, UTC.
    """
    return tuple(
        (duty.pk, duty.from_at, _end(duty))
        for duty in _duties(organisation)
        if duty.counts and duty.entered_at <= known_at and _end(duty) > max(since, duty.from_at)
    )


def duties_ahead(organisations: Iterable[int], now: datetime) -> dict[int, Duties]:
    """The extra hours that count and are not over, by row of the organisation, in one query; none without them."""
    wanted = set(organisations)
    found: dict[int, Duties] = {}
    if wanted:
        for duty in Duty.objects.filter(organisation__in=wanted, counts=True, until_at__gt=now, withdrawn_at=None):
            found[duty.organisation_id] = (*found.get(duty.organisation_id, ()), (duty.pk, duty.from_at, duty.until_at))
    return found


def duties_of_person(user_id: int, now: datetime) -> list[tuple[datetime, datetime, str]]:
    """When this member of staff is on duty, from now on: each from, until and why (T9)."""
    ahead = Duty.objects.filter(until_at__gt=now, withdrawn_at=None).order_by("from_at", "pk")
    return [(duty.from_at, duty.until_at, duty.reason) for duty in ahead if user_id in duty.staff]


def duty_counts(row: int) -> bool:
    """Whether the hours of a duty are working time for the clocks."""
    return Duty.objects.filter(pk=row, counts=True).exists()


@remembered
def organisations_with_duties() -> frozenset[int]:
    """The rows of organisations for which a duty was ever entered."""
    return frozenset(Duty.objects.values_list("organisation_id", flat=True).distinct())


def duty_reason(row: int) -> str:
    """Why there is a duty; empty when there is none of this row."""
    return duty_reasons([row]).get(row, "")


def duty_reasons(rows: Iterable[int]) -> dict[int, str]:
    """Why there are these duties, in one query; none without rows."""
    wanted = set(rows)
    return dict(Duty.objects.filter(pk__in=wanted).values_list("pk", "reason")) if wanted else {}


@remembered
def _duties(organisation: Organisation | None) -> tuple[Duty, ...]:
    if organisation is None:
        return ()
    return tuple(Duty.objects.filter(organisation=organisation).select_related("office").order_by("from_at", "pk"))


def _end(duty: Duty) -> datetime:
    return min(duty.until_at, duty.withdrawn_at) if duty.withdrawn_at else duty.until_at


def contracts_beginning(first: date, last: date) -> list[Beginning]:
    """The contracts whose first day lies between these dates, both included."""
    found = Contract.objects.filter(from_on__gte=first, from_on__lte=last)
    rows = list(found.values_list("pk", "organisation_id", "from_on"))
    histories = timeline_of("organisation", {organisation for _, organisation, _ in rows}) if rows else {}
    entered = {
        one.event.contract: one.at
        for history in histories.values()
        for one in history
        if isinstance(one.event, ContractRecorded)
    }
    return [Beginning("organisation", who, on, "contract", entered[row]) for row, who, on in rows if row in entered]


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
