"""Writes to offices, seats and the dated settings of the desk."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from opora.accounts.models import User
from opora.core.bounds import BOUNDS, out_of_bounds
from opora.core.events import (
    AbsenceCancelled,
    AbsenceEntered,
    OfficeChanged,
    OfficeOpened,
    PolicySet,
    SeatEnded,
    SeatTaken,
)
from opora.core.facts import Policy
from opora.core.step import Step
from opora.lib.errors import Refused
from opora.lib.remembered import forget
from opora.offices.models import Absence, Office, PolicySetting, Seat
from opora.offices.queries import policy_at


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


def change_office(step: Step, office: Office, **columns: Any) -> tuple[str, ...]:
    """Writes names, place, zone, calendar or address of an office; gives the names of what is different now.

    Open tickets keep the calendar that was pinned when they came (L7). Raises Refused when the zone is none.
    """
    if "zone" in columns:
        _check_zone(columns["zone"])
    changed = tuple(name for name, value in columns.items() if getattr(office, name) != value)
    if changed:
        for name in changed:
            setattr(office, name, columns[name])
        office.save(update_fields=list(changed))
        forget()
        step.note(OfficeChanged(changed), "office", office.pk)
    return changed


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


def end_seat(step: Step, taken: Seat, until_on: date) -> None:
    """The seat is taken up to this local date and no longer. Raises Refused when it begins later than that."""
    if until_on < taken.from_on:
        raise Refused(_("The seat begins later than this day. Choose a later day."))
    taken.until_on = until_on
    taken.save(update_fields=["until_on"])
    step.note(SeatEnded(user=taken.user_id, role=taken.role), "office", taken.office_id)


def enter_absence(step: Step, user: User, from_at: datetime, until_at: datetime) -> Absence:
    """Somebody is away between two instants; rungs pass over them then (E4). Raises Refused when the end is first."""
    if until_at <= from_at:
        raise Refused(_("The absence ends before it begins. Choose a later end."))
    away = Absence.objects.create(user=user, from_at=from_at, until_at=until_at)
    step.note(AbsenceEntered(from_at, until_at), "user", user.pk)
    return away


def cancel_absence(step: Step, away: Absence) -> None:
    """They are not away after all."""
    step.note(AbsenceCancelled(away.from_at, away.until_at), "user", away.user_id)
    away.delete()


def change_policy(step: Step, *, name: str, value: Any, valid_from: datetime) -> PolicySetting:
    """Sets a known setting from an instant on that is not past. Raises Refused for what it may not be.

    ``value`` as it is kept: seconds for spans, whole numbers, a list of them, an office's code, names by language.
    """
    if name not in BOUNDS:
        raise Refused(f"There is no setting {name!r}.")
    if valid_from < step.now:
        raise Refused(_("What was in force stays as it was. Choose a moment from now on."))
    if out_of_bounds(name, value):
        raise Refused(_("This is less or more than the setting may be."))
    _check_together(name, value, policy_at(valid_from))
    if name == "guest_office" and not Office.objects.filter(code=value, line=1).exists():
        raise Refused(_("There is no such office of the first line. Choose one from the list."))
    return set_policy(step, name=name, value=value, valid_from=valid_from)


def _check_together(name: str, value: Any, held: Policy) -> None:
    """What is lawful alone may be none beside the other figures that hold then."""
    reminders = value if name == "nudge_days" else held.nudge_days
    closing = value if name == "close_waiting_days" else held.close_waiting_days
    if name in ("nudge_days", "close_waiting_days") and max(reminders) >= closing:
        sentence = _("The last reminder (day %(last)s) has to come before the closing (day %(closing)s).")
        raise Refused(sentence % {"last": max(reminders), "closing": closing})
    _check_warnings(name, value, held)
    if name.startswith("word_days") and value > held.word_at_most_days:
        raise Refused(_("The furthest next word is %(most)s working days.") % {"most": held.word_at_most_days})


def _check_warnings(name: str, value: Any, held: Policy) -> None:
    warn = value if name == "warn_percent" else held.warn_percent
    soon = value if name == "soon_percent" else held.soon_percent
    if name in ("warn_percent", "soon_percent") and warn >= soon:
        raise Refused(
            _("The warning (%(warn)s%%) has to come before “soon late” (%(soon)s%%).") % {"warn": warn, "soon": soon}
        )
    hours = value if name == "digest_hours" else held.digest_hours
    most = value if name == "staff_letters_a_day" else held.staff_letters_a_day
    if name in ("digest_hours", "staff_letters_a_day") and len(hours) > most:
        raise Refused(
            _("There are more digests a day (%(hours)s) than letters (%(most)s).") % {"hours": len(hours), "most": most}
        )


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
