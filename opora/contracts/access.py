"""Whose duties are to enter and to end (T9): the administrator's and the head's, an office's manager's in theirs."""

from datetime import datetime

from opora.accounts.access import may_set_up
from opora.accounts.models import Role, User
from opora.contracts.models import Duty
from opora.offices.models import Office
from opora.offices.queries import managed_by, offices_all

__all__ = ["duties_for", "duty_for", "duty_offices_for", "may_enter_duties"]

MOST = 200
"""So many are shown, the latest first."""


def may_enter_duties(user: User) -> bool:
    """Whether the page of duties is this person's; whose duties they are, the office says."""
    return may_set_up(user) or user.role == Role.MANAGER


def duty_offices_for(user: User, now: datetime) -> list[Office]:
    """The offices whose duties this person enters."""
    if may_set_up(user):
        return offices_all()
    return managed_by(user, now) if user.role == Role.MANAGER else []


def duties_for(user: User, now: datetime) -> list[Duty]:
    """The duties of these offices, the latest first; without an office for whoever sets up the desk."""
    rows = Duty.objects.select_related("organisation", "office")
    if not may_set_up(user):
        rows = rows.filter(office__in=[office.pk for office in duty_offices_for(user, now)])
    return list(rows.order_by("-from_at", "-pk")[:MOST])


def duty_for(user: User, duty_id: int, now: datetime) -> Duty | None:
    """One of them."""
    duty = Duty.objects.select_related("organisation", "office").filter(pk=duty_id).first()
    if duty is None or may_set_up(user):
        return duty
    return duty if duty.office_id in {office.pk for office in duty_offices_for(user, now)} else None
