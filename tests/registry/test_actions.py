"""What enters the registry: customers, what we sell, the purchase book."""

from datetime import UTC, date, datetime

import pytest

from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.ledger.models import Event
from opora.lib.errors import Refused
from opora.registry.actions import catalogue, contacts, organisations, purchases
from opora.registry.models import Address, Contact, Edition, Organisation, Product, Purchase, Version

NOW = datetime(2026, 5, 12, 6, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def _product(code: str) -> tuple[Product, Edition, Version]:
    with begin(NOW, MACHINE, "cli") as step:
        family = catalogue.add_family(step, code="drawing", name="Черчение")
        product = catalogue.add_product(step, family=family, code=code, name=code.title())
        edition = catalogue.add_edition(step, product=product, code="full", name="Полная")
        version = catalogue.add_version(step, product=product, name="v1", order=1, released_on=date(2024, 3, 1))
    return product, edition, version


def _organisation(key: str = "k-1") -> Organisation:
    with begin(NOW, MACHINE, "cli") as step:
        return organisations.add_organisation(step, name="Демо-завод", external_key=key, tax_number="0000000018")


def test_an_organisation_with_a_known_key_is_not_added_again() -> None:
    first = _organisation("k-1")
    assert _organisation("k-1").pk == first.pk
    assert _organisation("k-2").pk != first.pk
    assert Organisation.objects.count() == 2
    assert Event.objects.filter(type="OrganisationAdded").count() == 2


def test_organisations_without_a_key_are_never_taken_for_one_another() -> None:
    with begin(NOW, MACHINE, "cli") as step:
        organisations.add_organisation(step, name="Один")
        organisations.add_organisation(step, name="Один")
    assert Organisation.objects.count() == 2


def test_an_address_is_kept_in_lower_case_and_once() -> None:
    with begin(NOW, MACHINE, "cli") as step:
        first = contacts.add_contact(step, address=" Ivan@Zavod.TEST ", name="Иван")
        again = contacts.add_contact(step, address="ivan@zavod.test", name="Другой")
    assert again.pk == first.pk
    assert [row.normalised for row in Address.objects.all()] == ["ivan@zavod.test"]
    assert Contact.objects.get().name == "Иван"


def test_joining_an_organisation_is_noted_once() -> None:
    organisation = _organisation()
    with begin(NOW, MACHINE, "cli") as step:
        contact = contacts.add_contact(step, address="ivan@zavod.test")
        assert not contact.organisation_id
        contacts.join(step, contact=contact, organisation=organisation)
        contacts.join(step, contact=contact, organisation=organisation)
    contact.refresh_from_db()
    assert contact.organisation_id == organisation.pk
    joined = Event.objects.get(type="ContactJoined")
    assert (joined.subject, joined.subject_id) == ("contact", contact.pk)
    assert joined.payload == {"organisation": organisation.pk}


def test_the_catalogue_is_added_once() -> None:
    first, again = _product("alpha"), _product("alpha")
    assert [row.pk for row in first] == [row.pk for row in again]
    assert _product("beta")[0].pk != first[0].pk


def test_a_purchase_is_recorded_with_the_step_as_its_instant_of_knowledge() -> None:
    organisation = _organisation()
    product, edition, version = _product("alpha")
    with begin(NOW, MACHINE, "cli") as step:
        row = purchases.record_purchase(
            step,
            kind="product",
            organisation=organisation,
            product=product,
            edition=edition,
            version=version,
            on=date(2025, 6, 2),
            seats=5,
            licence_number="DEMO-1",
        )
    kept = Purchase.objects.get()
    assert kept.pk == row.pk
    assert (kept.recorded_at, kept.on, kept.seats, kept.source) == (NOW, date(2025, 6, 2), 5, "desk")
    noted = Event.objects.get(type="PurchaseRecorded")
    assert (noted.subject, noted.subject_id) == ("organisation", organisation.pk)
    assert noted.payload == {"purchase": row.pk}


def test_a_row_of_the_same_source_and_key_is_recorded_once() -> None:
    organisation = _organisation()
    product, edition, version = _product("alpha")
    for key in ("row-1", "row-1", "row-2"):
        with begin(NOW, MACHINE, "cli") as step:
            purchases.record_purchase(
                step,
                kind="product",
                organisation=organisation,
                product=product,
                edition=edition,
                version=version,
                on=date(2025, 6, 2),
                source="import",
                external_key=key,
            )
    assert sorted(row.external_key or "" for row in Purchase.objects.all()) == ["row-1", "row-2"]


def test_a_cancellation_names_the_row_that_it_cancels() -> None:
    organisation = _organisation()
    product, edition, version = _product("alpha")
    with begin(NOW, MACHINE, "cli") as step:
        bought = purchases.record_purchase(
            step,
            kind="product",
            organisation=organisation,
            product=product,
            edition=edition,
            version=version,
            on=date(2025, 6, 2),
        )
        with pytest.raises(Refused, match="refers to"):
            purchases.record_purchase(
                step,
                kind="cancellation",
                organisation=organisation,
                product=product,
                edition=edition,
                version=version,
                on=date(2025, 7, 1),
            )
        cancelled = purchases.record_purchase(
            step,
            kind="cancellation",
            organisation=organisation,
            refers_to=bought,
            product=product,
            edition=edition,
            version=version,
            on=date(2025, 7, 1),
        )
    assert cancelled.refers_to_id == bought.pk
    assert Purchase.objects.count() == 2


def test_a_version_of_another_product_is_refused() -> None:
    organisation = _organisation()
    product, edition, _ = _product("alpha")
    foreign = _product("beta")[2]
    with begin(NOW, MACHINE, "cli") as step, pytest.raises(Refused, match="another product"):
        purchases.record_purchase(
            step,
            kind="product",
            organisation=organisation,
            product=product,
            edition=edition,
            version=foreign,
            on=date(2025, 6, 2),
        )
    assert not Purchase.objects.exists()


def test_a_purchase_has_exactly_one_owner() -> None:
    organisation = _organisation()
    product, edition, version = _product("alpha")
    with begin(NOW, MACHINE, "cli") as step:
        person = contacts.add_contact(step, address="ivan@example.org")
        owners = [{}, {"organisation": organisation, "person": person}]
        for wrong in owners:
            with pytest.raises(Refused, match="one owner"):
                purchases.record_purchase(
                    step,
                    kind="product",
                    product=product,
                    edition=edition,
                    version=version,
                    on=date(2025, 6, 2),
                    organisation=wrong.get("organisation"),  # type: ignore[arg-type]
                    person=wrong.get("person"),  # type: ignore[arg-type]
                )
        purchases.record_purchase(
            step,
            kind="product",
            product=product,
            edition=edition,
            version=version,
            on=date(2025, 6, 2),
            person=person,
        )
    assert Purchase.objects.get().person_id == person.pk
    assert Event.objects.get(type="PurchaseRecorded").subject == "contact"


def test_a_transfer_names_its_receiver() -> None:
    giver, receiver = _organisation("k-1"), _organisation("k-2")
    product, edition, version = _product("alpha")
    with begin(NOW, MACHINE, "cli") as step:
        bought = purchases.record_purchase(
            step,
            kind="product",
            organisation=giver,
            product=product,
            edition=edition,
            version=version,
            on=date(2025, 6, 2),
        )
        with pytest.raises(Refused, match="receiver"):
            purchases.record_purchase(
                step,
                kind="transfer",
                organisation=giver,
                refers_to=bought,
                product=product,
                edition=edition,
                version=version,
                on=date(2025, 9, 1),
            )
        row = purchases.record_purchase(
            step,
            kind="transfer",
            organisation=giver,
            to_organisation=receiver,
            refers_to=bought,
            product=product,
            edition=edition,
            version=version,
            on=date(2025, 9, 1),
        )
    assert row.to_organisation_id == receiver.pk
