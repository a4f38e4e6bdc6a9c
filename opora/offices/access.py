"""Whose the settings of the desk are, its offices, seats and absences: the administrator's and the head's."""

from opora.accounts.access import may_set_up
from opora.accounts.models import User
from opora.offices.models import Absence, Office, PolicySetting, Seat

__all__ = [
    "Absence",
    "PolicySetting",
    "absence_for",
    "absences_for",
    "office_for",
    "offices_for",
    "seat_for",
    "seats_for",
    "settings_for",
]


def settings_for(user: User, name: str = "") -> list[PolicySetting]:
    """The dated rows of all settings, or of one, in the order in which they come into force."""
    if not may_set_up(user):
        return []
    rows = PolicySetting.objects.filter(name=name) if name else PolicySetting.objects.all()
    return list(rows.order_by("valid_from", "recorded_at", "pk"))


def offices_for(user: User) -> list[Office]:
    """All offices and lines, to be looked after."""
    return list(Office.objects.order_by("line", "name")) if may_set_up(user) else []


def office_for(user: User, code: str) -> Office | None:
    """One of them by its code."""
    return Office.objects.filter(code=code).first() if may_set_up(user) else None


def seats_for(user: User, *, office: Office | None = None, person: User | None = None) -> list[Seat]:
    """Seats with whose and where they are, of one office, of one person, or all; past ones too, open ones first."""
    if not may_set_up(user):
        return []
    rows = Seat.objects.select_related("office", "user")
    if office is not None:
        rows = rows.filter(office=office)
    if person is not None:
        rows = rows.filter(user=person)
    return sorted(rows, key=lambda one: (one.until_on is not None, one.office.name, one.user.full_name, one.pk))


def seat_for(user: User, seat_id: int) -> Seat | None:
    """One seat."""
    return Seat.objects.select_related("office", "user").filter(pk=seat_id).first() if may_set_up(user) else None


def absences_for(user: User, person: User) -> list[Absence]:
    """When this person is or was away, the latest first."""
    return list(Absence.objects.filter(user=person).order_by("-from_at")) if may_set_up(user) else []


def absence_for(user: User, absence_id: int) -> Absence | None:
    """One absence."""
    return Absence.objects.filter(pk=absence_id).first() if may_set_up(user) else None
