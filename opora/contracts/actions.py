"""Writes to contracts for individual support and to duties."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from opora.accounts.models import User
from opora.contracts.models import Contract, Duty, Term
from opora.core.events import ContractRecorded, DutyEntered, DutyWithdrawn
from opora.core.step import Step
from opora.lib.errors import Refused
from opora.lib.remembered import forget
from opora.offices.models import Office
from opora.registry.models import Organisation


def record_contract(
    step: Step,
    *,
    organisation: Organisation,
    number: str,
    from_on: date,
    until_on: date,
    calendar: str = "",
    office: Office | None = None,
    products: Iterable[str] = (),
    editions: Iterable[str] = (),
    first_response: timedelta | None = None,
    resolution: timedelta | None = None,
    word_days: int | None = None,
) -> Contract:
    """Enters a contract in force between two local dates, both included, once by organisation and number.

    Spans are working time, ``word_days`` working days; null: the contract is silent. ``products`` and ``editions``
    are codes; none means all products, and no edition by name (L6).
    """
    if until_on < from_on:
        raise Refused(f"Contract {number} ends before it begins.")
    contract, new = Contract.objects.get_or_create(
        organisation=organisation,
        number=number,
        defaults={
            "from_on": from_on,
            "until_on": until_on,
            "calendar": calendar,
            "office": office,
            "products": list(products),
            "editions": list(editions),
        },
    )
    if not new:
        return contract
    spans = {"first_response": _seconds(first_response), "resolution": _seconds(resolution), "word": word_days}
    for kind, span in spans.items():
        if span is not None:
            Term.objects.create(contract=contract, kind=kind, span=span)
    step.note(ContractRecorded(contract=contract.pk), "organisation", organisation.pk)
    return contract


def enter_duty(
    step: Step,
    *,
    organisation: Organisation,
    from_at: datetime,
    until_at: datetime,
    reason: str,
    staff: Iterable[User] = (),
    contract: Contract | None = None,
    office: Office | None = None,
    counts: bool = True,
) -> Duty:
    """Enters extra hours between two instants, once by organisation and start (T9).

    They count for the clocks of its tickets unless ``counts`` is false. Raises Refused when they begin before now, or
    do not end after they begin.
    """
    known = Duty.objects.filter(organisation=organisation, from_at=from_at, withdrawn_at=None).first()
    if known is not None:
        return known
    if from_at < step.now:
        raise Refused(_("A duty may not start before it is entered."))
    if until_at <= from_at:
        raise Refused(_("A duty ends after it begins."))
    duty = Duty.objects.create(
        organisation=organisation,
        contract=contract,
        office=office,
        staff=[user.pk for user in staff],
        from_at=from_at,
        until_at=until_at,
        entered_at=step.now,
        counts=counts,
        reason=reason,
    )
    forget()
    step.note(DutyEntered(duty=duty.pk), "organisation", organisation.pk)
    return duty


def withdraw_duty(step: Step, duty: Duty) -> None:
    """Its hours are none any more from now on; what passed of it stays as it was. Raises Refused when it is over."""
    if duty.withdrawn_at is not None or duty.until_at <= step.now:
        raise Refused(_("This duty is over already."))
    duty.withdrawn_at = step.now
    duty.save(update_fields=["withdrawn_at"])
    forget()
    step.note(DutyWithdrawn(duty=duty.pk), "organisation", duty.organisation_id)


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds())
