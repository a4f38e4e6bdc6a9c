"""An administrator closes an office for a day in a real browser: what moves is seen beforehand, the recount is seen to
its end, and the page of a ticket shows the new moment and why. Without JavaScript it is the same page."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from opora.accounts import actions as accounts
from opora.accounts.models import User
from opora.calendars.queries import work_calendar
from opora.core.step import MACHINE
from opora.flow.recount import go_on
from opora.flow.step import begin
from opora.lib import moments
from opora.promises.queries import standing_of
from opora.tickets.models import Ticket
from tests.web.test_axe import violations
from tests.web.test_browser import WORD, server, ticket

__all__ = ["server", "ticket"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EKB = "yekaterinburg"
Look = Callable[[Page], None]


def come_in(page: Page, server: str, name: str) -> None:
    with begin(datetime.now(UTC), MACHINE, "cli") as step:
        accounts.give_password(step, users=[User.objects.get(email=f"{name}@vendor.test")], password=WORD)
    page.goto(server)
    page.get_by_label("Адрес электронной почты").fill(f"{name}@vendor.test")
    page.get_by_label("Пароль").fill(WORD)
    page.get_by_role("button", name="Войти").click()
    expect(page.get_by_role("button", name="Выйти")).to_be_visible()


def due(ticket: Ticket) -> datetime:
    """The moment of the substantive answer, out of the ledger."""
    (clock,) = [one for one in standing_of(ticket).clocks if one.kind == "resolution" and one.live]
    return clock.due_at


def working_day_ahead() -> date:
    """The third working day from tomorrow on: the forty hours of a ticket of today reach beyond it."""
    calendar, today = work_calendar(EKB), datetime.now(UTC).astimezone(work_calendar(EKB).tz).date()
    return calendar.working_dates_between(today + timedelta(days=1), today + timedelta(days=30))[2]


def close_a_day(page: Page, server: str, ticket: Ticket, look: Look = lambda page: None) -> None:
    """All of it, with assertions on the way; each page is shown to ``look``."""
    day, before = working_day_ahead(), due(ticket)
    hours = sum(one.seconds for one in work_calendar(EKB).hours_on(day)) // 3600
    come_in(page, server, "galina")
    page.goto(f"{server}/setup/calendars/{EKB}/{day.year}/")
    page.get_by_role("link", name="Изменить").click()
    page.get_by_label("День", exact=True).fill(day.isoformat())
    page.get_by_label("Причина").fill("Переезд")
    page.get_by_role("button", name="Посмотреть, какие обращения сдвинутся").first.click()
    ahead = page.locator(".look-ahead")
    expect(ahead).to_contain_text("Сдвинется 1 обращение")
    line = ahead.get_by_role("row").filter(has_text="ответ по существу")
    expect(line).to_contain_text(ticket.number)
    expect(line).to_contain_text(f"+{hours} ч")
    assert due(ticket) == before
    look(page)
    ahead.get_by_role("button", name="Сохранить").click()
    expect(page.locator(".notice")).to_have_text("Сохранено. Открытые обращения пересчитываются.")
    expect(page.locator(".recount")).to_contain_text("Пересчитано обращений: 0 из 1")
    look(page)
    while go_on(EKB, datetime.now(UTC)):
        page.get_by_role("link", name="Обновить").click()
        expect(page.locator(".recount")).to_contain_text("Пересчитано обращений: 1 из 1")
    page.get_by_role("link", name="Обновить").click()
    expect(page.locator(".recount")).to_contain_text("Пересчёт закончен.")
    after = due(ticket)
    assert before < after
    page.get_by_role("button", name="Выйти").click()
    come_in(page, server, "irina")
    page.goto(f"{server}/tickets/{ticket.number}/")
    moment = page.locator("li[id^=resolution]")
    now, zone = datetime.now(UTC), User.objects.get(email="irina@vendor.test").zone
    expect(moment.locator("time")).to_have_text(moments.short_by(after, now, zone, "ru"))
    moment.locator("summary").click()
    expect(moment).to_contain_text("Переезд")


def test_a_day_is_closed_and_a_ticket_says_why(page: Page, server: str, ticket: Ticket) -> None:
    def look(seen: Page) -> None:
        assert violations(seen) == []
        assert seen.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    page.set_viewport_size({"width": 390, "height": 900})
    close_a_day(page, server, ticket, look)


def test_the_same_without_javascript(browser: Browser, server: str, ticket: Ticket) -> None:
    with browser.new_context(java_script_enabled=False, locale="ru-RU") as context:
        close_a_day(context.new_page(), server, ticket)
