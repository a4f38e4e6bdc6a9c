"""A specialist logs a call in a real browser: who is found while typing, one press; and the same without JavaScript."""

import pytest
from playwright.sync_api import Browser, Page, expect

from opora.tickets.models import Message, Ticket
from tests.web.test_browser import WIDTH, server, sign_in, ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

__all__ = ["server", "ticket"]


def fill(page: Page) -> None:
    page.get_by_label("О чём, в двух словах").fill("Сборка")
    page.get_by_label("Что сказал заказчик").fill("Чертёж-3D v22 не открывает сборку.")
    page.get_by_label("Сказали, как идёт работа").check()
    page.get_by_label("Что сказали мы").fill("Разбираемся, напишем.")


def logged(page: Page) -> None:
    expect(page.locator(".notice")).to_contain_text("Записали. Скажите заказчику: номер SD-")
    expect(page.locator(".message")).to_have_count(2)
    expect(page.locator(".message").first).to_contain_text("звонок")
    new = Ticket.objects.get(subject="Сборка")
    assert new.contact is not None
    assert (new.channel, new.contact.name, new.next_kind) == ("call", "Анна Сергеевна Лаптева", "word")
    assert Message.objects.filter(ticket=new).count() == 2


def test_who_called_is_found_while_typing_and_one_press_logs_it(page: Page, server: str, ticket: Ticket) -> None:
    sign_in(page, server)
    page.get_by_role("link", name="Записать звонок").click()
    page.get_by_label("Имя, адрес, телефон").press_sequentially("лапт")
    expect(page.get_by_label("Анна Сергеевна Лаптева")).to_be_checked()
    # Who is known needs no name.
    expect(page.get_by_label("Имя нового человека")).not_to_be_visible()
    page.get_by_label("кто-то новый", exact=True).check()
    expect(page.get_by_label("Имя нового человека")).to_be_visible()
    page.get_by_label("Анна Сергеевна Лаптева").check()
    fill(page)
    page.get_by_role("button", name="Записать", exact=True).click()
    logged(page)


def test_the_same_without_javascript(browser: Browser, server: str, ticket: Ticket) -> None:
    with browser.new_context(java_script_enabled=False, locale="ru-RU", viewport={"width": 390, "height": 800}) as one:
        page = one.new_page()
        sign_in(page, server)
        page.get_by_role("link", name="Записать звонок").click()
        fill(page)
        page.get_by_label("Имя, адрес, телефон").fill("лапт")
        page.get_by_role("button", name="Найти").click()
        expect(page.get_by_label("Анна Сергеевна Лаптева")).to_be_checked()
        page.get_by_role("button", name="Записать", exact=True).click()
        logged(page)


def test_a_refusal_takes_the_focus_and_no_page_is_wider_than_a_telephone(
    page: Page, server: str, ticket: Ticket
) -> None:
    sign_in(page, server)
    page.set_viewport_size({"width": 390, "height": 800})
    for path in ("/calls/new/", f"/tickets/{ticket.number}/calls/"):
        page.goto(server + path)
        assert page.evaluate(WIDTH) == 390
        page.get_by_role("button", name="Записать", exact=True).click()
        expect(page.locator(":focus")).to_have_attribute("id", "trouble")
        assert page.evaluate(WIDTH) == 390


def test_enter_logs_nothing(page: Page, server: str, ticket: Ticket) -> None:
    sign_in(page, server)
    page.goto(f"{server}/calls/new/")
    fill(page)
    page.get_by_label("О чём, в двух словах").press("Enter")
    page.wait_for_load_state()
    expect(page.get_by_label("Что сказал заказчик")).to_have_value("Чертёж-3D v22 не открывает сборку.")
    assert Ticket.objects.count() == 1
