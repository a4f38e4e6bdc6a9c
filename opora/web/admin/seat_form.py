"""Who sits where and as what, between which days: the lines of a page and the form that gives a seat."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opora.accounts.queries import User
from opora.core import zones
from opora.lib import moments
from opora.offices.queries import Seat
from opora.web.admin.forms import Field, Form, chosen
from opora.web.desk import named
from opora.web.desk.words import Words, language, said

SEATS: Words = {
    "specialist": gettext_lazy("specialist here"),
    "manager": gettext_lazy("manager here"),
    "deputy": gettext_lazy("deputy here"),
}


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat. ``ended`` and ``ahead``: it is over, or has not begun."""

    id: int
    person: str
    person_id: int
    office: str
    office_code: str
    role: str
    days: str
    ended: bool
    ahead: bool
    left: bool


def seat_lines(held: Iterable[Seat], zone: str, now: datetime) -> list[SeatLine]:
    """The seats as lines; days are local to this zone."""
    today = now.astimezone(zones.zone(zone)).date()
    return [
        SeatLine(
            id=one.pk,
            person=one.user.full_name,
            person_id=one.user_id,
            office=named.office(one.office),
            office_code=one.office.code,
            role=said(SEATS, one.role),
            days=_days(one),
            ended=one.until_on is not None and one.until_on < today,
            ahead=one.from_on > today,
            left=not one.user.is_active,
        )
        for one in held
    ]


def seat_form(people: Sequence[User], now: datetime, zone: str) -> Form:
    """The questions of a new seat in an office of this zone."""
    names = [(one.email, f"{one.full_name}, {one.email}") for one in people if one.is_active]
    roles: list[tuple[str, Any]] = list(SEATS.items())
    today = now.astimezone(zones.zone(zone)).date().isoformat()
    return Form(
        [
            Field("person", _("Who"), "", "select", choices=chosen(names, _("choose")), must=True),
            Field("role", _("As what"), "specialist", "select", choices=roles),
            Field("from_on", _("From which day"), today, "date", must=True, wide=False),
            Field("until_on", _("Until, included"), "", "date", _("Empty: until further notice."), wide=False),
        ]
    )


def _days(one: Seat) -> str:
    begun = moments.full_date(one.from_on, language())
    if one.until_on is None:
        return _("from %(day)s") % {"day": begun}
    return f"{begun} – {moments.full_date(one.until_on, language())}"
