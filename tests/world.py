"""The named cast: a small invented vendor and its customers, as they stand on 1 April 2026.

    world = build()
    world.anna            # contact of the organisation that is under warranty, in Yekaterinburg

Levels hold through May and June 2026 on «Чертёж-3D», edition ``full``, version ``v22`` unless said otherwise:
anna warranty, sergey basic, elena extended, nikolay individual (first response 2 h, word 1 day), oleg individual
around the clock, dmitry initial (student edition), maria (a private person) basic, stranger.example.org nobody.
"""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

from opora.accounts import actions as accounts
from opora.accounts.models import User
from opora.calendars import actions as calendars
from opora.contracts import actions as contracts
from opora.contracts.models import Contract
from opora.core.facts import PurchaseKind
from opora.core.step import MACHINE, Step
from opora.flow.step import begin
from opora.offices import actions as offices
from opora.offices.models import Office
from opora.registry.actions import catalogue, contacts, organisations, purchases
from opora.registry.models import Contact, Edition, Organisation, Product, Version
from tests.laid import laid

OPENED = datetime(2026, 4, 1, 4, 0, tzinfo=UTC)
"""When all of it was entered: 9:00 in Yekaterinburg."""
STRANGER = "somebody@stranger.example.org"


@dataclass
class World:
    """Everybody and everything by name."""

    # line 1, 1, 1, 1, 2, 3
    kaliningrad: Office
    moscow: Office
    yekaterinburg: Office
    vladivostok: Office
    central: Office
    development: Office
    # Yekaterinburg: manager, deputy, two specialists; Moscow; Vladivostok; central service; the house
    olga: User
    denis: User
    irina: User
    artyom: User
    pavel: User
    marina: User
    roman: User
    svetlana: User
    timur: User
    viktor: User
    galina: User
    anton: User
    lidia: User
    # the catalogue: v21 and v22 are released, v23 is announced; Маршрут-PLM is of another family
    drawing: Product
    full: Edition
    student: Edition
    v21: Version
    v22: Version
    v23: Version
    routes: Product
    routes_full: Edition
    routes_5: Version
    # customers
    gear: Organisation
    bridge: Organisation
    turbine: Organisation
    rail: Organisation
    harbour: Organisation
    school: Organisation
    anna: Contact
    sergey: Contact
    elena: Contact
    nikolay: Contact
    oleg: Contact
    dmitry: Contact
    maria: Contact
    rail_contract: Contract
    harbour_contract: Contract


def build(now: datetime = OPENED, *, answering: bool = True) -> World:
    """Writes the cast through actions, the usual one once a process. ``answering`` false: a new, quiet desk."""
    if now == OPENED:
        return laid(("world", answering), lambda: write(now, answering=answering))
    return write(now, answering=answering)


def write(now: datetime, *, answering: bool) -> World:
    """Writes the cast through actions."""
    with begin(now, MACHINE, "cli") as step:
        made: dict[str, Any] = {}
        _open_offices(step, made)
        _add_staff(step, made)
        _add_catalogue(step, made)
        _add_customers(step, made)
        _add_purchases(step, made)
        _add_contracts(step, made)
        offices.set_policy(step, name="guest_office", value="moscow")
        if answering:
            offices.set_policy(step, name="answering", value=True)
    return World(**{each.name: made[each.name] for each in fields(World)})


# Coordinates and zones: GeoNames, CC BY 4.0.
_OFFICES = [
    ("kaliningrad", "Калининград", "Kaliningrad", "в Калининграде", 1, 54.70639, 20.51102, "Europe/Kaliningrad"),
    ("moscow", "Москва", "Moscow", "в Москве", 1, 55.75204, 37.61781, "Europe/Moscow"),
    ("yekaterinburg", "Екатеринбург", "Yekaterinburg", "в Екатеринбурге", 1, 56.85733, 60.61529, "Asia/Yekaterinburg"),
    ("vladivostok", "Владивосток", "Vladivostok", "во Владивостоке", 1, 43.10562, 131.87353, "Asia/Vladivostok"),
    ("central", "Центральная служба техподдержки", "Central service", "", 2, 55.75204, 37.61781, "Europe/Moscow"),
    ("development", "Разработка", "Development", "", 3, 55.75204, 37.61781, "Europe/Moscow"),
]  # fmt: skip

_STAFF = [
    ("olga", "Ольга", "Климова", "manager", "yekaterinburg", "manager"),
    ("denis", "Денис", "Рябов", "specialist", "yekaterinburg", "deputy"),
    ("irina", "Ирина", "Сомова", "specialist", "yekaterinburg", "specialist"),
    ("artyom", "Артём", "Лугин", "specialist", "yekaterinburg", "specialist"),
    ("pavel", "Павел", "Тронин", "manager", "moscow", "manager"),
    ("marina", "Марина", "Белова", "specialist", "moscow", "specialist"),
    ("roman", "Роман", "Кедров", "manager", "vladivostok", "manager"),
    ("svetlana", "Светлана", "Юрова", "manager", "central", "manager"),
    ("timur", "Тимур", "Асадов", "central", "central", "specialist"),
    ("viktor", "Виктор", "Громов", "head", "", ""),
    ("galina", "Галина", "Певцова", "administrator", "", ""),
    ("anton", "Антон", "Зорин", "auditor", "", ""),
    ("lidia", "Лидия", "Орлова", "sales", "", ""),
]


def _open_offices(step: Step, made: dict[str, Any]) -> None:
    for code, name, name_en, where, line, lat, lon, zone in _OFFICES:
        calendars.add(step, code=code, name=name, spec={"preset": "ru", "zone": zone})
        made[code] = offices.open_office(
            step,
            code=code,
            name=name,
            name_en=name_en,
            name_where=where,
            line=line,
            lat=lat,
            lon=lon,
            zone=zone,
            calendar=code,
            address=f"{code}@vendor.test",
        )
    week = {day: [["00:00", "24:00"]] for day in ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}
    calendars.add(step, code="around-the-clock", name="Круглосуточно", spec={"zone": "UTC", "weekly": week})


def _add_staff(step: Step, made: dict[str, Any]) -> None:
    for name, first, last, role, office, seat in _STAFF:
        zone = made[office].zone if office else "Europe/Moscow"
        made[name] = accounts.add_staff(
            step, email=f"{name}@vendor.test", first_name=first, last_name=last, role=role, zone=zone
        )
        if office:
            offices.seat(step, office=made[office], user=made[name], role=seat, from_on=date(2026, 1, 1))


def _add_catalogue(step: Step, made: dict[str, Any]) -> None:
    family = catalogue.add_family(step, code="drawing", name="Черчение")
    made["drawing"] = product = catalogue.add_product(step, family=family, code="chertezh-3d", name="Чертёж-3D")
    made["full"] = catalogue.add_edition(step, product=product, code="full", name="Полная")
    made["student"] = catalogue.add_edition(
        step, product=product, code="student", name="Студенческая", commercial=False
    )
    released = {"v21": date(2023, 3, 14), "v22": date(2024, 9, 17), "v23": None}
    for order, (name, on) in enumerate(released.items(), 21):
        made[name] = catalogue.add_version(step, product=product, name=name, order=order, released_on=on)
    family = catalogue.add_family(step, code="data", name="Данные изделия", customisable=True)
    made["routes"] = product = catalogue.add_product(step, family=family, code="marshrut-plm", name="Маршрут-PLM")
    made["routes_full"] = catalogue.add_edition(step, product=product, code="full", name="Полная")
    made["routes_5"] = catalogue.add_version(step, product=product, name="5", order=5, released_on=date(2025, 2, 4))


# name in the cast, name, tax number (region 00 does not exist), home city as an office's code
_ORGANISATIONS = [
    ("gear", "Демо-завод «Шестерня»", "0000000018", "yekaterinburg"),
    ("bridge", "Демо-бюро «Пролёт»", "0000000025", "yekaterinburg"),
    ("turbine", "Демо-завод «Турбина»", "0000000032", "moscow"),
    ("rail", "Демо-завод «Рельс»", "0000000040", "yekaterinburg"),
    ("harbour", "Демо-верфь «Гавань»", "0000000057", "vladivostok"),
    ("school", "Демо-техникум «Эскиз»", "0000000064", "moscow"),
]
_CONTACTS = [
    ("anna", "Анна Сергеевна Лаптева", "gear", "anna@gear.example.org"),
    ("sergey", "Сергей Петрович Ветров", "bridge", "sergey@bridge.example.org"),
    ("elena", "Елена Львовна Щукина", "turbine", "elena@turbine.example.org"),
    ("nikolay", "Николай Иванович Дымов", "rail", "nikolay@rail.example.org"),
    ("oleg", "Олег Маркович Прибой", "harbour", "oleg@harbour.example.org"),
    ("dmitry", "Дмитрий Юрьевич Парта", "school", "dmitry@school.example.org"),
    ("maria", "Мария Ильина", "", "maria@home.example.org"),
]


def _add_customers(step: Step, made: dict[str, Any]) -> None:
    for name, title, tax_number, city in _ORGANISATIONS:
        office = made[city]
        made[name] = organisations.add_organisation(
            step,
            name=title,
            external_key=f"world-{name}",
            tax_number=tax_number,
            mail_domain=f"{name}.example.org",
            city=office.name,
            lat=office.lat,
            lon=office.lon,
            zone=office.zone,
        )
    for name, title, owner, address in _CONTACTS:
        made[name] = contacts.add_contact(
            step, address=address, name=title, organisation=made[owner] if owner else None
        )


# owner, kind, edition, version, date
_PURCHASES: list[tuple[str, PurchaseKind, str, str, date]] = [
    ("gear", "product", "full", "v22", date(2026, 2, 2)),
    ("bridge", "product", "full", "v22", date(2024, 10, 1)),
    ("turbine", "product", "full", "v22", date(2026, 1, 19)),
    ("turbine", "advance", "full", "v23", date(2026, 3, 2)),
    ("rail", "product", "full", "v22", date(2026, 3, 10)),
    ("harbour", "product", "full", "v22", date(2025, 11, 5)),
    ("school", "product", "student", "v22", date(2026, 2, 10)),
    ("maria", "product", "full", "v22", date(2024, 9, 20)),
]


def _add_purchases(step: Step, made: dict[str, Any]) -> None:
    for owner, kind, edition, version, on in _PURCHASES:
        person = made[owner] if owner == "maria" else None
        purchases.record_purchase(
            step,
            kind=kind,
            organisation=None if person else made[owner],
            person=person,
            product=made["drawing"],
            edition=made[edition],
            version=made[version],
            on=on,
            licence_number=f"WORLD-{owner}-{version}",
        )


def _add_contracts(step: Step, made: dict[str, Any]) -> None:
    made["rail_contract"] = contracts.record_contract(
        step,
        organisation=made["rail"],
        number="МИР-1",
        from_on=date(2026, 1, 1),
        until_on=date(2026, 12, 31),
        first_response=timedelta(hours=2),
        word_days=1,
    )
    made["harbour_contract"] = contracts.record_contract(
        step,
        organisation=made["harbour"],
        number="МИР-2",
        from_on=date(2026, 1, 1),
        until_on=date(2026, 12, 31),
        calendar="around-the-clock",
        office=made["vladivostok"],
    )
