"""A licence given on twice: the last receiver's query finds the first buyer's row and its correction."""

from datetime import date

import pytest

from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.registry.actions import organisations, purchases
from opora.registry.queries import owners_of, purchase_facts
from tests.world import OPENED, build

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_the_whole_chain_is_found_and_nothing_else() -> None:
    world = build()
    with begin(OPENED, MACHINE, "cli") as step:
        alfa, beta, gamma = (
            organisations.add_organisation(step, name=name, external_key=name) for name in ("alfa", "beta", "gamma")
        )
        bought = purchases.record_purchase(
            step, kind="product", organisation=alfa, product=world.drawing, edition=world.full, version=world.v21,
            on=date(2026, 1, 12),
        )  # fmt: skip
        rows = [bought]
        for giver, receiver in ((alfa, beta), (beta, gamma)):
            rows.append(
                purchases.record_purchase(
                    step,
                    kind="transfer",
                    organisation=giver,
                    to_organisation=receiver,
                    refers_to=rows[-1],
                    product=world.drawing,
                    edition=world.full,
                    version=world.v21,
                    on=date(2026, 2, 2),
                )
            )
    found = [fact.id for fact in purchase_facts(owners_of(None, gamma))]
    assert found == [row.pk for row in rows]
    assert [fact.owner for fact in purchase_facts(owners_of(None, world.gear))] == [f"org:{world.gear.pk}"]
