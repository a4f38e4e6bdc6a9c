"""How each row of a preset's tables is written: a row may name rows of tables above its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_args

from opora.accounts import actions as accounts
from opora.calendars import actions as calendars
from opora.calendars.preset import names as built_in
from opora.cli.preset_rows import Known, Row
from opora.contracts import actions as contracts
from opora.core.facts import PurchaseKind
from opora.core.step import Step
from opora.offices import actions as offices
from opora.registry.actions import catalogue, contacts, dealings, organisations, purchases

SEATS = ("specialist", "manager", "deputy")


def _place(step: Step, row: Row, known: Known) -> dict[str, Any]:
    return {
        "city": row.text("city"),
        "lat": row.degrees("lat", 90),
        "lon": row.degrees("lon", 180),
        "zone": row.zone("zone"),
    }


def _somewhere(row: Row, known: Known) -> dict[str, Any]:
    return row.maybe_one_of("place", known, "places.csv") or {}


def _office(step: Step, row: Row, known: Known) -> Any:
    place = row.one_of("place", known, "places.csv")
    code, calendar = row.text("office"), row.text("calendar")
    if calendar in built_in():
        spec = {"preset": calendar, "zone": place["zone"]}
        calendar = calendars.add(step, code=code, name=row.text("name"), spec=spec).code
    elif (calendar,) not in known["calendars.json"]:
        known_here = ", ".join(built_in())
        raise row.wrong("calendar", f"write one of {known_here}, or the code of a calendar of calendars.json")
    return offices.open_office(
        step,
        code=code,
        name=row.text("name"),
        name_en=row.text("name_en"),
        name_where=row.maybe("name_where"),
        line=int(row.choice("line", ("1", "2", "3"))),
        lat=place["lat"],
        lon=place["lon"],
        zone=place["zone"],
        calendar=calendar,
        address=row.maybe("address"),
    )


def _member_of_staff(step: Step, row: Row, known: Known) -> Any:
    office = row.maybe_one_of("office", known, "offices.csv")
    user = accounts.add_staff(
        step,
        email=row.text("email"),
        first_name=row.text("first_name"),
        last_name=row.maybe("last_name"),
        role=row.choice("role", accounts.ROLES),
        language=row.choice("language", ("ru", "en")),
        zone=office.zone if office else "Europe/Moscow",
    )
    if office:
        seat = row.choice("seat", SEATS)
        offices.seat(step, office=office, user=user, role=seat, from_on=row.day("from_on"))
    return user


def _family(step: Step, row: Row, known: Known) -> Any:
    return catalogue.add_family(
        step, code=row.text("family"), name=row.text("name"), customisable=row.yes("customisable")
    )


def _product(step: Step, row: Row, known: Known) -> Any:
    family = row.one_of("family", known, "families.csv")
    return catalogue.add_product(step, family=family, code=row.text("product"), name=row.text("name"))


def _edition(step: Step, row: Row, known: Known) -> Any:
    return catalogue.add_edition(
        step,
        product=row.one_of("product", known, "products.csv"),
        code=row.text("edition"),
        name=row.text("name"),
        commercial=row.yes("commercial"),
    )


def _version(step: Step, row: Row, known: Known) -> Any:
    return catalogue.add_version(
        step,
        product=row.one_of("product", known, "products.csv"),
        name=row.text("version"),
        order=row.whole("order"),
        released_on=row.maybe_day("released_on"),
    )


def _organisation(step: Step, row: Row, known: Known) -> Any:
    return organisations.add_organisation(
        step,
        external_key=row.text("organisation"),
        name=row.text("name"),
        tax_number=row.maybe("tax_number"),
        mail_domain=row.maybe("mail_domain"),
        office=row.maybe_one_of("office", known, "offices.csv"),
        **_somewhere(row, known),
    )


def _site(step: Step, row: Row, known: Known) -> Any:
    return organisations.add_site(
        step,
        organisation=row.one_of("organisation", known, "organisations.csv"),
        name=row.text("site"),
        office=row.maybe_one_of("office", known, "offices.csv"),
        **_somewhere(row, known),
    )


def _dealing(step: Step, row: Row, known: Known) -> Any:
    dealer = row.one_of("dealer", known, "organisations.csv")
    customer = row.one_of("customer", known, "organisations.csv")
    if dealer == customer:
        raise row.wrong("customer", "a dealer writes for others; name another organisation")
    return dealings.begin_dealing(step, dealer=dealer, customer=customer, again=False)


def _contact(step: Step, row: Row, known: Known) -> Any:
    return contacts.add_contact(
        step,
        address=row.text("address"),
        name=row.maybe("name"),
        language=row.choice("language", ("ru", "en")),
        organisation=row.maybe_one_of("organisation", known, "organisations.csv"),
        site=row.maybe_one_of("site", known, "sites.csv", "organisation"),
    )


def _purchase(step: Step, row: Row, known: Known) -> Any:
    kind: Any = row.choice("kind", get_args(PurchaseKind))
    return purchases.record_purchase(
        step,
        kind=kind,
        refers_to=row.maybe_one_of("refers_to", known, "purchases.csv"),
        organisation=row.maybe_one_of("organisation", known, "organisations.csv"),
        person=row.maybe_one_of("person", known, "contacts.csv"),
        to_organisation=row.maybe_one_of("to_organisation", known, "organisations.csv"),
        product=row.one_of("product", known, "products.csv"),
        edition=row.one_of("edition", known, "editions.csv", "product"),
        version=row.one_of("version", known, "versions.csv", "product"),
        seats=row.whole("seats"),
        licence_number=row.maybe("licence_number"),
        on=row.day("on"),
        told_on=row.maybe_day("told_on"),
        source="preset",
        external_key=row.text("purchase"),
    )


def _contract(step: Step, row: Row, known: Known) -> Any:
    row.several("products", known, "products.csv")
    return contracts.record_contract(
        step,
        organisation=row.one_of("organisation", known, "organisations.csv"),
        number=row.text("contract"),
        from_on=row.day("from_on"),
        until_on=row.day("until_on"),
        calendar=row.maybe_one_of("calendar", known, "calendars.json") or "",
        office=row.maybe_one_of("office", known, "offices.csv"),
        products=row.words("products"),
        editions=row.words("editions"),
        first_response=row.span("first_response"),
        resolution=row.span("resolution"),
        word_days=row.whole("word_days") if row.maybe("word_days") else None,
    )


def _duty(step: Step, row: Row, known: Known) -> Any:
    organisation = row.one_of("organisation", known, "organisations.csv")
    office = row.maybe_one_of("office", known, "offices.csv")
    zone = office.zone if office else organisation.zone or "UTC"
    return contracts.enter_duty(
        step,
        organisation=organisation,
        contract=row.maybe_one_of("contract", known, "contracts.csv"),
        office=office,
        staff=row.several("staff", known, "staff.csv"),
        from_at=row.moment("from_at", zone),
        until_at=row.moment("until_at", zone),
        reason=row.text("reason"),
        counts=row.yes("counts") if row.maybe("counts") else True,
    )


@dataclass(frozen=True)
class Table:
    """A file of the preset: its columns, those that make its key, what writes a row; some may be missing."""

    file: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    write: Callable[[Step, Row, Known], Any]
    optional: tuple[str, ...] = ()


def _table(file: str, key: str, others: str, write: Callable[[Step, Row, Known], Any], optional: str = "") -> Table:
    return Table(file, tuple(key.split()), (*key.split(), *others.split()), write, tuple(optional.split()))


TABLES = [
    _table("places.csv", "place", "city lat lon zone", _place),
    _table("offices.csv", "office", "name name_en name_where line place calendar address", _office),
    _table("staff.csv", "email", "first_name last_name role language office seat from_on", _member_of_staff),
    _table("families.csv", "family", "name customisable", _family),
    _table("products.csv", "product", "family name", _product),
    _table("editions.csv", "product edition", "name commercial", _edition),
    _table("versions.csv", "product version", "order released_on", _version),
    _table("organisations.csv", "organisation", "name tax_number mail_domain place office", _organisation),
    _table("sites.csv", "organisation site", "place office", _site),
    _table("dealings.csv", "dealer customer", "", _dealing),
    _table("contacts.csv", "address", "name language organisation site", _contact),
    _table(
        "purchases.csv",
        "purchase",
        "kind refers_to organisation person to_organisation product edition version seats licence_number on told_on",
        _purchase,
    ),
    _table(
        "contracts.csv",
        "contract",
        "organisation from_on until_on calendar office products editions first_response resolution word_days",
        _contract,
    ),
    _table("duties.csv", "", "organisation contract office staff from_at until_at reason", _duty, "counts"),
]
"""In the order in which they are written."""
