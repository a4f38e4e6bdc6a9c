"""Entering the customers of the history into the registry; whoever stands there already stays as they are."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from opora.cli.history import entries
from opora.cli.history.firms import Bought, Firm
from opora.contracts import actions as contracts
from opora.core.step import MACHINE, Step
from opora.flow.step import begin
from opora.registry.actions import contacts, organisations, purchases
from opora.registry.queries import Organisation, edition_by, organisation_by, product_by, version_by

SOURCE = "history"


def enter(firms: Sequence[Firm], since: date) -> None:
    """Firms, people and contracts as of the day ``since``; purchases as of their own days, if these are later."""
    opened = _noon(since)
    entries.add_dealer(opened)
    for firm in firms:
        if not firm.ours or organisation_by(firm.key):
            continue
        with begin(opened, MACHINE, "cli") as step:
            organisation = _firm(step, firm)
            for person in firm.people:
                contacts.add_contact(
                    step, address=person.address, name=person.name, organisation=organisation, language=person.language
                )
            if firm.signed:
                _contract(step, organisation, firm)
    books = {firm.key: found for firm in firms if firm.ours and (found := organisation_by(firm.key))}
    known: dict[str, object] = {}
    for one in [one for firm in firms if firm.ours for one in firm.bought]:
        with begin(max(opened, _noon(one.on)), MACHINE, "cli") as step:
            known[one.key] = _purchase(step, one, books, known)


def _firm(step: Step, firm: Firm) -> Organisation:
    place = firm.place
    return organisations.add_organisation(
        step, external_key=firm.key, name=firm.name, mail_domain=firm.domain, city=place.city, lat=place.lat,
        lon=place.lon, zone=place.zone,
    )  # fmt: skip


def _contract(step: Step, organisation: Organisation, firm: Firm) -> None:
    signed = firm.signed
    assert signed is not None
    contracts.record_contract(
        step, organisation=organisation, number=signed.number, from_on=signed.from_on, until_on=signed.until_on,
        calendar=signed.calendar, first_response=timedelta(hours=signed.first_response),
        resolution=timedelta(hours=signed.resolution) if signed.resolution else None, word_days=signed.word_days,
    )  # fmt: skip


def _purchase(step: Step, one: Bought, books: dict[str, Organisation], known: dict[str, object]) -> object:
    product = product_by(one.product)
    edition, version = edition_by(one.product, one.edition), version_by(one.product, one.version)
    assert product is not None, one
    assert edition is not None, one
    assert version is not None, one
    earlier = known.get(one.refers_to)
    return purchases.record_purchase(
        step, kind=one.kind, product=product, edition=edition, version=version, on=one.on,
        organisation=books[one.key.split("-")[1]], refers_to=earlier,  # type: ignore[arg-type]
        to_organisation=books[one.to] if one.to else None, seats=one.seats, told_on=one.told_on, source=SOURCE,
        external_key=one.key,
    )  # fmt: skip


def _noon(on: date) -> datetime:
    return datetime.combine(on, time(12), UTC)
