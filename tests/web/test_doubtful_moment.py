"""A moment that rests on what nobody knows yet says so on the ticket's page (T7)."""

from typing import Any

import pytest

from opora.calendars.models import CalendarVersion
from opora.lib.remembered import forget
from tests.web.console import Console, at, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

UNSURE = "На пути лежит год, выходные которого известны ещё не все."
EMPTY = "По этому календарю ничего не открывается, поэтому считаем будни с 9 до 18 по UTC."


def _page(console: Console, **changed: Any) -> str:
    """The page of a ticket of the office in Yekaterinburg, by Russia's calendar with these changes."""
    spec = {"preset": "ru", "zone": "Asia/Yekaterinburg"} | changed
    CalendarVersion.objects.filter(calendar__code="yekaterinburg").update(spec=spec)
    forget()
    ticket = console.asked("05-06 10:00")
    with at("05-06 11:00"):
        answer = console.browser(console.world.irina).get(f"/tickets/{ticket.number}/")
    assert answer.status_code == 200
    return words(answer.content)


def test_a_moment_of_a_year_whose_decree_is_known_says_nothing(console: Console) -> None:
    shown = _page(console)
    assert "предварительно" not in shown
    assert UNSURE not in shown


def test_a_moment_of_a_year_without_a_decree_is_preliminary(console: Console) -> None:
    """First response, resolution and next word all fall into 2026."""
    shown = _page(console, years_entered=[2018, 2025])
    assert shown.count("· предварительно") == 3
    assert shown.count(UNSURE) == 3


def test_a_calendar_on_which_nothing_opens_says_what_was_counted(console: Console) -> None:
    shown = _page(console, weekly={})
    assert EMPTY in shown
    assert "· предварительно" in shown
