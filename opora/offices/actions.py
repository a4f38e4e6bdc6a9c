"""Writes to offices, seats and the dated settings of the desk."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from opora.accounts.models import User
from opora.core.events import OfficeOpened, PolicySet, SeatTaken
from opora.core.step import Step
from opora.lib.errors import Refused
from opora.lib.remembered import forget
from opora.offices.models import Office, PolicySetting, Seat


def open_office(
    step: Step,
    *,
    code: str,
    name: str,
    name_en: str,
    lat: float,
    lon: float,
    zone: str,
    calendar: str,
    name_where: str = "",
    line: int = 1,
    address: str = "",
) -> Office:
    """Opens an office of line 1, 2 or 3; one of that code stays as it is.

    ``name_where`` follows «офис»: «в Екатеринбурге». Raises Refused when ``zone`` is no IANA name.
    """
    _check_zone(zone)
    office, new = Office.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "name_en": name_en,
            "name_where": name_where,
            "line": line,
            "lat": lat,
            "lon": lon,
            "zone": zone,
            "calendar": calendar,
            "address": address,
        },
    )
    if new:
        forget()
        step.note(OfficeOpened(calendar=calendar), "office", office.pk)
    return office


def seat(step: Step, *, office: Office, user: User, role: str, from_on: date, until_on: date | None = None) -> Seat:
    """Gives a member of staff a seat between two local dates, both included; an open seat is not taken twice."""
    if role not in Seat.SeatRole.values:
        raise Refused(f"There is no seat for {role!r}; the seats are {', '.join(Seat.SeatRole.values)}.")
    taken, new = Seat.objects.get_or_create(
        office=office, user=user, role=role, until_on=until_on, defaults={"from_on": from_on}
    )
    if new:
        step.note(SeatTaken(user=user.pk, role=role), "office", office.pk)
    return taken


def set_policy(step: Step, *, name: str, value: Any, valid_from: datetime | None = None) -> PolicySetting:
    """Sets a value (JSON) from ``valid_from`` on, by default from now; the value that already holds adds no row."""
    start = valid_from or step.now
    held = (
        PolicySetting.objects.filter(name=name, valid_from__lte=start).order_by("-valid_from", "-recorded_at").first()
    )
    if held is not None and held.value == value:
        return held
    setting = PolicySetting.objects.create(name=name, value=value, valid_from=start, recorded_at=step.now)
    forget()
    step.note(PolicySet(name=name), "policy", setting.pk)
    return setting


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    # A folder of zones ("Asia") and a path that leads out are errors of other kinds than a name unknown.
    except (KeyError, ValueError, OSError) as error:
        raise Refused(f"There is no time zone {zone!r}; use a name such as Asia/Yekaterinburg.") from error
