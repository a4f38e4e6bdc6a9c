"""Thirty seconds at the telephone, by keyboard alone in a real browser: at most four presses beside typing."""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect

from opora.core.events import Reminded
from opora.ledger.queries import history_of
from opora.tickets.models import Message, Ticket
from tests.web.test_browser import WIDTH, server, sign_in, ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

__all__ = ["server", "ticket"]

MOST = 4


@dataclass
class Keyboard:
    """Hands that touch nothing else; ``presses`` are the keys beside typing, two held together are one."""

    page: Page
    presses: list[str] = field(default_factory=list)

    def press(self, key: str) -> None:
        self.presses.append(key)
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)


@pytest.fixture
def hands(page: Page, server: str, ticket: Ticket) -> Keyboard:
    """Irina at the queue, the telephone rings."""
    sign_in(page, server)
    page.wait_for_load_state()
    return Keyboard(page)


def reminders(ticket: Ticket) -> int:
    return sum(isinstance(one.event, Reminded) for one in history_of("ticket", ticket.pk))


def test_from_the_ring_to_the_recorded_reminder(hands: Keyboard, ticket: Ticket) -> None:
    hands.press("Control+KeyK")
    hands.type("лаптева сборка")
    hands.press("Enter")
    expect(hands.page.locator("h1")).to_have_text(f"Звонок: {ticket.number}")
    expect(hands.page.locator(".phone-say")).to_contain_text("Скажите заказчику:")
    hands.press("KeyP")
    expect(hands.page.locator(".notice")).to_contain_text("Напоминание записали.")
    assert reminders(ticket) == 1
    assert len(hands.presses) <= MOST, hands.presses


def test_from_the_ring_to_the_recorded_answer(hands: Keyboard, ticket: Ticket) -> None:
    hands.press("Control+KeyK")
    hands.type("сборка лапт")
    hands.press("Enter")
    expect(hands.page.locator("h1")).to_have_text(f"Звонок: {ticket.number}")
    hands.press("KeyW")
    hands.type("Обновите драйвер до 31.2.")
    hands.press("Control+Enter")
    expect(hands.page.locator(".notice")).to_contain_text("Ответ записали.")
    message = Message.objects.filter(ticket=ticket, verb="answer").get()
    assert (message.channel, message.text) == ("call", "Обновите драйвер до 31.2.")
    assert len(hands.presses) <= MOST, hands.presses


def test_who_is_found_by_the_number_says_who_they_are(hands: Keyboard, ticket: Ticket) -> None:
    hands.press("Control+KeyK")
    hands.type(ticket.number)
    hands.press("Enter")
    expect(hands.page.locator("h1")).to_have_text(f"Звонок: {ticket.number}")
    expect(hands.page.locator("main")).not_to_contain_text("Не открывается сборка")
    hands.press("Digit1")
    expect(hands.page.locator("main")).to_contain_text("Не открывается сборка")
    hands.press("KeyP")
    expect(hands.page.locator(".notice")).to_contain_text("Напоминание записали.")
    message = Message.objects.filter(ticket=ticket, channel="call").get()
    assert message.contact is not None
    assert (message.contact.name, reminders(ticket)) == ("Анна Сергеевна Лаптева", 1)
    assert len(hands.presses) <= MOST, hands.presses


def test_arrows_choose_and_escape_loses_no_text(hands: Keyboard, server: str, ticket: Ticket) -> None:
    page = hands.page
    page.goto(f"{server}/tickets/{ticket.number}/")
    page.wait_for_load_state()
    hands.press("KeyW")
    hands.type("Не отправлено / ещё")
    hands.press("Control+KeyK")
    expect(page.locator("#find-text")).to_be_focused()
    hands.type("лапт")
    expect(page.locator(".found-line")).to_have_count(1)
    hands.press("Escape")
    expect(page.locator("#find-anywhere")).not_to_be_visible()
    expect(page.get_by_label("Текст")).to_be_focused()
    expect(page.get_by_label("Текст")).to_have_value("Не отправлено / ещё")
    hands.press("Control+KeyK")
    expect(page.locator("#find-text")).to_have_value("лапт")
    hands.press("ArrowDown")
    expect(page.locator(".found-line [aria-current]")).to_have_count(1)
    hands.press("Enter")
    expect(page.locator("h1")).to_have_text(f"Звонок: {ticket.number}")
    hands.press("/")
    expect(page.locator("#find-text")).to_be_focused()
    hands.type("нетникого")
    hands.press("Enter")
    expect(page.locator(".find-page")).to_contain_text("такого нет")


def test_the_same_without_javascript_on_a_telephone(browser: Browser, server: str, ticket: Ticket) -> None:
    with browser.new_context(java_script_enabled=False, locale="ru-RU", viewport={"width": 390, "height": 800}) as one:
        page = one.new_page()
        sign_in(page, server)
        page.get_by_role("link", name="Найти").click()
        page.get_by_label("Что о нём известно").fill("лаптева")
        page.get_by_role("button", name="Найти").click()
        page.get_by_role("link", name="Не открывается сборка").click()
        expect(page.locator("h1")).to_have_text(f"Звонок: {ticket.number}")
        page.get_by_role("button", name="Записать напоминание").click()
        expect(page.locator(".notice")).to_contain_text("Напоминание записали.")
        assert reminders(ticket) == 1


def test_no_page_of_it_is_wider_than_a_telephone(hands: Keyboard, server: str, ticket: Ticket) -> None:
    page = hands.page
    page.set_viewport_size({"width": 390, "height": 800})
    for path in ("/find/?q=лапт", f"/tickets/{ticket.number}/call/?caller={ticket.contact_id}"):
        page.goto(server + path)
        assert page.evaluate(WIDTH) == 390
        hands.press("Control+KeyK")
        assert page.evaluate(WIDTH) == 390
