"""What is bought and agreed while tickets are open, and what of it was entered wrongly (L7, L8)."""

from datetime import timedelta

from opora.contracts import actions as contracts
from opora.core.facts import PurchaseKind
from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.registry.actions import contacts, purchases
from opora.registry.models import Purchase
from opora.registry.queries import contact_of
from tests.weeks.deeds import At

KINDS: list[PurchaseKind] = ["correction", "transfer", "cancellation"]


def purchase(at: At) -> None:
    """They buy: a right that is gained while a ticket is open (L7c)."""
    world = at.desk.world
    owner = at.dice.choice([world.bridge, world.gear, world.turbine])
    with begin(at.now, MACHINE, "desk") as step:
        purchases.record_purchase(
            step, kind="update", organisation=owner, product=world.drawing, edition=world.full,
            version=world.v22, on=at.now.date(), licence_number=at.text("W"),
        )  # fmt: skip


def purchase_mended(at: At) -> None:
    """A row of the book is corrected, goes to another organisation, or was none: what was told stays (L7, L8)."""
    world, rows = at.desk.world, list(Purchase.objects.filter(refers_to=None).order_by("pk"))
    row, kind = at.dice.choice(rows), at.dice.choice(KINDS)
    days = at.dice.choice([-700, -30, 0])
    with begin(at.now, MACHINE, "desk") as step:
        purchases.record_purchase(
            step, kind=kind, organisation=row.organisation, person=row.person, product=row.product,
            edition=row.edition, version=row.version, on=row.on if kind != "correction" else row.on + timedelta(days),
            refers_to=row, to_organisation=world.bridge if kind == "transfer" else None,
            licence_number=row.licence_number,
        )  # fmt: skip


def contract(at: At) -> None:
    """Individual support from today on, or from a day ahead."""
    world, on = at.desk.world, at.now.date() + timedelta(days=at.dice.choice([0, 0, 3]))
    with begin(at.now, MACHINE, "desk") as step:
        contracts.record_contract(
            step, organisation=at.dice.choice([world.gear, world.bridge, world.turbine]), number=at.text("Н-"),
            from_on=on, until_on=on + timedelta(days=300), word_days=at.dice.choice([None, 1]),
            first_response=at.dice.choice([None, timedelta(hours=2)]),
            calendar=at.dice.choice(["", "", "around-the-clock"]),
        )  # fmt: skip


def joins(at: At) -> None:
    """Somebody turns out to belong to an organisation (L7c)."""
    world, contact = at.desk.world, contact_of(at.address)
    if contact is not None and contact.organisation_id is None:
        with begin(at.now, MACHINE, "desk") as step:
            contacts.join(step, contact=contact, organisation=at.dice.choice([world.gear, world.rail, world.bridge]))
