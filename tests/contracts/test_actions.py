"""Contracts with their figures, and duties."""

from datetime import UTC, date, datetime, timedelta

import pytest

from opora.contracts import actions
from opora.contracts.models import Contract, Duty, Term
from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.ledger.models import Event
from opora.lib.errors import Refused
from opora.registry.actions import organisations
from opora.registry.models import Organisation

NOW = datetime(2026, 5, 12, 6, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation() -> Organisation:
    with begin(NOW, MACHINE, "cli") as step:
        return organisations.add_organisation(step, name="Демо-завод", external_key="k-1")


def test_a_contract_keeps_spans_in_working_seconds_and_words_in_days(organisation: Organisation) -> None:
    with begin(NOW, MACHINE, "cli") as step:
        actions.record_contract(
            step,
            organisation=organisation,
            number="ДЕМО-1",
            from_on=date(2026, 1, 1),
            until_on=date(2026, 12, 31),
            first_response=timedelta(hours=2),
            word_days=1,
        )
    # 2 hours are 7,200 seconds; the contract says nothing on the resolution, so there is no row of it.
    assert dict(Term.objects.values_list("kind", "span")) == {"first_response": 7200, "word": 1}
    assert Event.objects.get(type="ContractRecorded").payload == {"contract": Contract.objects.get().pk}


def test_a_silent_contract_has_no_figures(organisation: Organisation) -> None:
    with begin(NOW, MACHINE, "cli") as step:
        actions.record_contract(
            step, organisation=organisation, number="ДЕМО-1", from_on=date(2026, 1, 1), until_on=date(2026, 12, 31)
        )
    assert Contract.objects.count() == 1
    assert not Term.objects.exists()


def test_a_contract_of_one_organisation_and_number_is_recorded_once(organisation: Organisation) -> None:
    for number in ("ДЕМО-1", "ДЕМО-1", "ДЕМО-2"):
        with begin(NOW, MACHINE, "cli") as step:
            actions.record_contract(
                step, organisation=organisation, number=number, from_on=date(2026, 1, 1), until_on=date(2026, 1, 1)
            )
    assert sorted(row.number for row in Contract.objects.all()) == ["ДЕМО-1", "ДЕМО-2"]


def test_a_contract_that_ends_before_it_begins_is_refused(organisation: Organisation) -> None:
    with begin(NOW, MACHINE, "cli") as step, pytest.raises(Refused, match="ends before"):
        actions.record_contract(
            step, organisation=organisation, number="ДЕМО-1", from_on=date(2026, 1, 2), until_on=date(2026, 1, 1)
        )
    assert not Contract.objects.exists()


def test_a_duty_may_start_when_it_is_entered_but_not_before(organisation: Organisation) -> None:
    with begin(NOW, MACHINE, "cli") as step:
        with pytest.raises(Refused, match="раньше, чем его внесли"):
            actions.enter_duty(
                step,
                organisation=organisation,
                from_at=NOW - timedelta(seconds=1),
                until_at=NOW + timedelta(hours=4),
                reason="Массовое обновление",
            )
        actions.enter_duty(
            step, organisation=organisation, from_at=NOW, until_at=NOW + timedelta(hours=4), reason="Обновление"
        )
    duty = Duty.objects.get()
    assert (duty.from_at, duty.entered_at) == (NOW, NOW)
    assert Event.objects.get(type="DutyEntered").payload == {"duty": duty.pk}


def test_a_duty_of_one_organisation_and_start_is_entered_once_even_later(organisation: Organisation) -> None:
    start = NOW + timedelta(hours=1)
    for now in (NOW, NOW + timedelta(days=2)):
        with begin(now, MACHINE, "cli") as step:
            actions.enter_duty(
                step,
                organisation=organisation,
                from_at=start,
                until_at=start + timedelta(hours=4),
                reason="Обновление",
            )
    assert Duty.objects.get().entered_at == NOW
