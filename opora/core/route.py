"""Which office is a customer's home, and where a ticket goes (domain.md 7: O1, O2). Each place carries its reasons.

A reason with the detail ("flag", "red") is for the administrator: a ticket went through, but something is not set up
as it should be (L1). The central service is line 2 and never a home; only a duty or a contract names it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from zoneinfo import ZoneInfo

from opora.core.facts import Because, Coverage, DutySpot, OfficeSpot, Place, Where

EARTH_KM = 6371.0
RED = ("flag", "red")


def home_of(where: Where, offices: Sequence[OfficeSpot], now: datetime, guest_office: str | None) -> Place:
    """The home office (O1): the named one, else the nearest, else the one for guests. ``now`` is an aware instant.

    Nearest is by great circle among the offices whose UTC offset is now the customer's; without any, the least
    difference of offset, then distance; ties by code. A customer without coordinates has no distances; one without
    a zone has the offset of the letter's Date header. An unknown zone name is no zone. Without any office of line 1
    the place has no office ("") and a red reason; it never raises (L1).
    """
    first_line = sorted((office for office in offices if office.line == 1), key=lambda office: office.code)
    if not first_line:
        return Place("", 1, (Because("O1", "no_office", details=(RED,)),))
    if not where.office:
        return _found(where, first_line, now, guest_office)
    if any(office.code == where.office for office in first_line):
        return Place(where.office, 1, (Because("O1", f"named_by_{where.office_from or 'organisation'}"),))
    place = _found(where, first_line, now, guest_office)
    return Place(place.office, place.line, (*place.because, _unknown("O1", "named_office_unknown", where.office)))


def place_of(home: Place, coverage: Coverage, duty: DutySpot | None, offices: Sequence[OfficeSpot]) -> Place:
    """Where the ticket goes (O2): home, unless a duty or else a contract names another office or the central service.

    A name that is not among the offices is passed over with a red reason.
    """
    named = []
    if duty and duty.office:
        named.append(("duty_office", duty.office, duty.id))
    for terms in coverage.contracts or ((coverage.contract,) if coverage.contract else ()):
        if terms.office:
            named.append(("contract_office", terms.office, terms.id))
    lines = {office.code: office.line for office in offices}
    passed_over: list[Because] = []
    for code, office, row in named:
        if office in lines:
            return Place(office, lines[office], (Because("O2", code, (row,)), *passed_over, *home.because))
        passed_over.append(_unknown("O2", f"{code}_unknown", office, row))
    return Place(home.office, home.line, (*home.because, *passed_over))


def _found(where: Where, offices: Sequence[OfficeSpot], now: datetime, guest_office: str | None) -> Place:
    """The place by distance and offset, as far as these are known; ``offices`` stand in order of code."""
    offset = _offset(where.zone, now)
    if offset is None:
        offset = where.offset
    spot = None if where.lat is None or where.lon is None else (where.lat, where.lon)
    if offset is None and spot is None:
        return _for_guests(offices, guest_office)

    def rank(office: OfficeSpot) -> tuple[timedelta, float]:
        return _apart(office, offset, now), 0.0 if spot is None else _kilometres(spot, office)

    office = min(offices, key=rank)
    details = []
    if offset is not None:
        details.append(("offset", _signed(offset)))
    if spot is not None:
        details.append(("km", str(round(_kilometres(spot, office)))))
    code = _code(spot is not None, offset is not None, _apart(office, offset, now) == timedelta(0))
    return Place(office.code, 1, (Because("O1", code, details=tuple(details)),))


def _for_guests(offices: Sequence[OfficeSpot], guest_office: str | None) -> Place:
    if any(office.code == guest_office for office in offices):
        return Place(guest_office or "", 1, (Because("O1", "guest_office"),))
    return Place(offices[0].code, 1, (Because("O1", "guest_office_not_set", details=(RED,)),))


def _offset(zone: str | None, now: datetime) -> timedelta | None:
    """The UTC offset of a zone at this instant; null for none and for a name that is no zone."""
    if not zone:
        return None
    try:
        return now.astimezone(ZoneInfo(zone)).utcoffset()
    except (KeyError, ValueError, OSError):  # an absent name, a malformed one, a folder such as "Europe"
        return None


def _apart(office: OfficeSpot, offset: timedelta | None, now: datetime) -> timedelta:
    """How far the office's wall clock is from the customer's; an office whose zone is broken comes last."""
    if offset is None:
        return timedelta(0)
    own = _offset(office.zone, now)
    return timedelta.max if own is None else abs(own - offset)


def _kilometres(spot: tuple[float, float], office: OfficeSpot) -> float:
    """The great-circle distance by the haversine formula, which is exact enough for near spots too."""
    lat, lon, to_lat, to_lon = map(radians, (*spot, office.lat, office.lon))
    half = sin((to_lat - lat) / 2) ** 2 + cos(lat) * cos(to_lat) * sin((to_lon - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, half)))


def _code(is_placed: bool, has_offset: bool, is_same: bool) -> str:
    if not has_offset:
        return "nearest_offset_unknown"
    if is_placed:
        return "nearest_same_offset" if is_same else "nearest_other_offset"
    return "same_offset" if is_same else "closest_offset"


def _signed(offset: timedelta) -> str:
    """An offset as it is written: +05:00, -03:30."""
    minutes = int(offset.total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _unknown(rule: str, code: str, office: str, *rows: int) -> Because:
    return Because(rule, code, rows, details=(("office", office), RED))
