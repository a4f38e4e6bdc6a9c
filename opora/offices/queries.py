"""Reading offices, seats, and the policy of the desk."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q, QuerySet

from opora.accounts.models import Role, User
from opora.core import route, zones
from opora.core.bounds import USUAL
from opora.core.facts import OfficeSpot, Place, Policy, Where
from opora.core.ladder import CENTRAL, HEAD, MANAGER
from opora.ledger.revisions import Room
from opora.lib.remembered import remembered
from opora.offices.models import Absence, Office, PolicySetting, Seat

__all__ = [
    "Office",
    "Seat",
    "absences_of",
    "away_at",
    "central_service",
    "heads_at",
    "holders_of",
    "home_of",
    "is_quiet",
    "managed_by",
    "manager_of",
    "office_by_code",
    "offices_all",
    "offices_of",
    "offices_without_manager",
    "places_of",
    "policy_at",
    "policy_with",
    "present",
    "seated",
    "setting_at",
    "spots",
    "staff_of",
]


OFFICES = Room("offices", "offices_office")
POLICY = Room("policy", "offices_policysetting")
_COLUMNS = [field.attname for field in Office._meta.concrete_fields]


def spots() -> Sequence[OfficeSpot]:
    """All offices as the router sees them."""
    columns = [_COLUMNS.index(name) for name in ("code", "lat", "lon", "zone", "line")]
    return tuple(OfficeSpot(*(row[column] for column in columns)) for _code, row in sorted(_rows().items()))


def home_of(where: Where, now: datetime) -> Place:
    """The home office of a customer who is there (O1), with its reason; office "" when the desk has none at all."""
    return route.home_of(where, spots(), now, setting_at("guest_office", now))


@remembered
def office_by_code(code: str) -> Office | None:
    """The office of this code."""
    row = _rows().get(code)
    return _office(row) if row else None


@OFFICES
def _rows() -> Mapping[str, tuple[Any, ...]]:
    # Rows and not offices: whoever gets an office may write into it.
    ordered = Office.objects.order_by("line", "name")
    return {row[_COLUMNS.index("code")]: row for row in ordered.values_list(*_COLUMNS)}


def _office(row: tuple[Any, ...]) -> Office:
    return Office.from_db(DEFAULT_DB_ALIAS, _COLUMNS, row)


def offices_all() -> list[Office]:
    """Every office and line, first line first, by name."""
    return [_office(row) for row in _rows().values()]


def staff_of(office: Office | None, on: datetime) -> list[User]:
    """Who sits in an office on that day, by name."""
    if office is None:
        return []
    seats = Seat.objects.filter(_in_force(on), office=office, user__is_active=True).select_related("user")
    people = {seat.user_id: seat.user for seat in seats}
    return sorted(people.values(), key=lambda person: person.full_name)


def offices_of(user: User, on: datetime) -> list[Office]:
    """The offices in which this person sits on that day."""
    seats = Seat.objects.filter(_in_force(on), user=user).select_related("office")
    return list({seat.office_id: seat.office for seat in seats}.values())


def managed_by(user: User, on: datetime) -> list[Office]:
    """The offices that this person manages or deputises in on that day."""
    seats = Seat.objects.filter(_in_force(on), user=user, role__in=["manager", "deputy"]).select_related("office")
    return list({seat.office_id: seat.office for seat in seats}.values())


def places_of(user: User, on: datetime) -> QuerySet[Seat, int]:
    """The rows of the same offices, to stand inside a larger question."""
    return Seat.objects.filter(_in_force(on), user=user).values_list("office_id", flat=True)


def manager_of(office: Office | None, now: datetime, but: int | None = None) -> User | None:
    """The office's manager, else the deputy; whoever is away now, or is ``but`` (the assignee), is passed over (E4)."""
    if office is None:
        return None
    wanted = [Seat.SeatRole.MANAGER, Seat.SeatRole.DEPUTY]
    seats = Seat.objects.filter(_in_force(now), office=office, role__in=wanted).select_related("user")
    by_rank = sorted(seats, key=lambda seat: (wanted.index(Seat.SeatRole(seat.role)), seat.pk))
    return _first_present([seat.user for seat in by_rank], now, but)


def away_at(people: Iterable[int], now: datetime) -> set[int]:
    """Who of these members of staff, by row, is away at the instant."""
    away = Absence.objects.filter(user__in=list(people), from_at__lte=now, until_at__gt=now)
    return set(away.values_list("user_id", flat=True))


def present(person: User | None, now: datetime) -> bool:
    """Whether this member of staff works here still and is not away now."""
    return person is not None and _first_present([person], now, None) is not None


def absences_of(person: User, now: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """When they are away, from now on; each from and until."""
    rows = Absence.objects.filter(user=person, until_at__gt=now).order_by("from_at")
    return tuple(rows.values_list("from_at", "until_at"))


def seated(on: datetime) -> set[int]:
    """Who sits anywhere on that day."""
    return set(Seat.objects.filter(_in_force(on)).values_list("user_id", flat=True))


def offices_without_manager(on: datetime) -> list[Office]:
    """Offices of line 1 and the central service in which nobody manages or deputises on that day (E4)."""
    led = Seat.objects.filter(_in_force(on), role__in=["manager", "deputy"], user__is_active=True)
    return list(Office.objects.filter(line__lte=2).exclude(pk__in=led.values("office")).order_by("line", "name"))


def central_service() -> Office | None:
    """The central service; null on a desk without one."""
    return Office.objects.filter(line=2).order_by("code").first()


def heads_at(now: datetime) -> list[User]:
    """The heads of support who work here, away or not."""
    return list(User.objects.filter(role=Role.HEAD, is_active=True).order_by("pk"))


def holders_of(near: Office | None, assignee: int | None, now: datetime) -> dict[int, int | None]:
    """Who holds each rung now: the manager of the office near the customer, the central
    service's, the head (section 8, E2, E4)."""
    central = central_service()
    heads = heads_at(now)
    people = {
        MANAGER: manager_of(near, now, assignee),
        CENTRAL: manager_of(central, now, assignee),
        HEAD: _first_present(heads, now, assignee),
    }
    return {rung: person.pk if person else None for rung, person in people.items()}


def setting_at(name: str, now: datetime) -> Any:
    """The value of one dated setting at this instant, else the usual one, else null."""
    return _settings(now).get(name, USUAL.get(name))


def _settings(now: datetime) -> dict[str, Any]:
    return {name: value for name, value, valid_from in _all_settings() if valid_from <= now}


@POLICY
def _all_settings() -> tuple[tuple[str, Any, datetime], ...]:
    rows = PolicySetting.objects.order_by("valid_from", "recorded_at")
    return tuple(rows.values_list("name", "value", "valid_from"))


def is_quiet(now: datetime) -> bool:
    """Whether the desk must not write to customers yet; a new desk is quiet."""
    return not setting_at("answering", now)


@remembered
def policy_at(now: datetime) -> Policy:
    """The figures of the desk at this instant: the defaults of domain.md, and what was set since.

    Spans are set in seconds, days and numbers as they are.
    """
    values = {name: value for name, value in _settings(now).items() if name in Policy.__annotations__}
    defaults = Policy()
    given = {name: _typed(getattr(defaults, name), value) for name, value in values.items()}
    return Policy(**given)


def policy_with(policy: Policy, name: str, value: Any) -> Policy:
    """The same figures with one of them as it would be kept. Raises AttributeError for a name that is no figure."""
    return replace(policy, **{name: _typed(getattr(policy, name), value)})


def _typed(default: object, value: Any) -> Any:
    if isinstance(default, timedelta) and isinstance(value, (int, float)):
        return timedelta(seconds=value)
    return tuple(value) if isinstance(value, list) else value


def _in_force(at: datetime) -> Q:
    """The seats that hold then, each by the local date of its office; one in an unknown zone by that of UTC."""
    zones_on: dict[date, set[str]] = {}
    for spot in spots():
        zones_on.setdefault(_local_date(at, spot.zone), set()).add(spot.zone)
    if len(zones_on) == 1:
        return _hold_on(next(iter(zones_on)))
    held = (Q(office__zone__in=sorted(names)) & _hold_on(on) for on, names in sorted(zones_on.items()))
    return reduce(or_, held, Q(pk__in=()))


def _hold_on(on: date) -> Q:
    return Q(from_on__lte=on) & (Q(until_on=None) | Q(until_on__gte=on))


def _local_date(at: datetime, zone: str) -> date:
    try:
        return at.astimezone(zones.zone(zone)).date()
    except zones.UnknownZoneError:
        return at.astimezone(UTC).date()


def _first_present(people: Sequence[User], now: datetime, but: int | None) -> User | None:
    away = away_at([person.pk for person in people], now)
    return next((p for p in people if p.is_active and p.pk not in away and p.pk != but), None)
