"""Offices, seats and the dated settings of the desk."""

from datetime import UTC, date, datetime, timedelta

import pytest

from opora.accounts import actions as accounts
from opora.accounts.models import Role, User
from opora.calendars import actions as calendars
from opora.calendars.models import CalendarVersion
from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.ledger.models import Event
from opora.lib.errors import Refused
from opora.offices import actions
from opora.offices.models import Office, PolicySetting, Seat

NOW = datetime(2026, 5, 12, 6, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def _office(zone: str = "Asia/Yekaterinburg") -> Office:
    with begin(NOW, MACHINE, "cli") as step:
        calendars.add(step, code="ekb", name="Екатеринбург", spec={"preset": "ru", "zone": zone})
        return actions.open_office(
            step,
            code="ekb",
            name="Екатеринбург",
            name_en="Yekaterinburg",
            name_where="в Екатеринбурге",
            lat=56.85733,
            lon=60.61529,
            zone=zone,
            calendar="ekb",
        )


def test_an_office_is_opened_once() -> None:
    assert _office().pk == _office().pk
    assert Event.objects.filter(type="OfficeOpened").count() == 1
    assert CalendarVersion.objects.count() == 1


@pytest.mark.parametrize("zone", ["Asia/Sverdlovsk", "Asia", "../UTC", ""])
def test_a_zone_that_does_not_exist_is_refused(zone: str) -> None:
    with pytest.raises(Refused, match="time zone"):
        _office(zone)
    assert not Office.objects.exists()
    assert _office("Asia/Yekaterinburg").zone == "Asia/Yekaterinburg"


def test_a_seat_is_taken_once() -> None:
    office = _office()
    with begin(NOW, MACHINE, "cli") as step:
        user = accounts.add_staff(step, email="Olga@Demo.test", first_name="Ольга", last_name="К", role="manager")
        for _ in range(2):
            actions.seat(step, office=office, user=user, role="manager", from_on=date(2026, 1, 1))
    taken = Seat.objects.get()
    assert (taken.role, taken.until_on) == ("manager", None)


def test_a_setting_has_a_history_and_the_same_value_adds_none() -> None:
    for hours, value in ((0, 3), (1, 3), (2, 4), (3, 3)):
        with begin(NOW + timedelta(hours=hours), MACHINE, "cli") as step:
            actions.set_policy(step, name="word_days", value=value)
    rows = PolicySetting.objects.order_by("valid_from").values_list("valid_from", "value")
    assert list(rows) == [(NOW, 3), (NOW + timedelta(hours=2), 4), (NOW + timedelta(hours=3), 3)]
    assert Event.objects.filter(type="PolicySet").count() == 3


def test_staff_are_added_once_and_cannot_sign_in_without_a_password() -> None:
    with begin(NOW, MACHINE, "cli") as step:
        first = accounts.add_staff(step, email="Olga@Demo.test", first_name="Ольга", last_name="К", role="manager")
        again = accounts.add_staff(step, email="olga@demo.test", first_name="Другая", last_name="К", role="head")
    assert first.pk == again.pk
    kept = User.objects.get()
    assert (kept.email, kept.role, kept.first_name) == ("olga@demo.test", Role.MANAGER, "Ольга")
    assert not kept.has_usable_password()
    with begin(NOW, MACHINE, "cli") as step:
        accounts.give_password(step, users=[kept], password="a-long-demo-word")
    kept.refresh_from_db()
    assert kept.check_password("a-long-demo-word")
    assert not kept.check_password("another-demo-word")


def test_an_unknown_role_is_refused() -> None:
    with begin(NOW, MACHINE, "cli") as step, pytest.raises(Refused, match="wizard"):
        accounts.add_staff(step, email="olga@demo.test", first_name="Ольга", last_name="К", role="wizard")
    assert not User.objects.exists()
