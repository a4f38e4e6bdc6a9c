"""A guest writes to us in a real browser: on a telephone with JavaScript and without, a file, by keyboard alone."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from opora.tickets.models import Attachment, Participant, Ticket
from tests.services.chromium import fresh_page
from tests.web.test_browser import WIDTH, readable, server
from tests.world import build

__all__ = ["server"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOG: FilePayload = {"name": "журнал.txt", "mimeType": "text/plain", "buffer": "Ошибка 17".encode()}
WRONG, RIGHT = "ivan@strangre.example.org", "ivan@stranger.example.org"


@pytest.fixture(autouse=True)
def world(server: str) -> None:
    """The desk with its offices."""
    build(datetime.now(UTC) - timedelta(days=1))


def fill(page: Page) -> None:
    """What a guest writes; programs alone are done with it within two seconds."""
    page.get_by_label("В двух словах").fill("Не открывается сборка")
    page.get_by_label("Подробности").fill("Падает при открытии.")
    page.get_by_label("так задумано или это ошибка").check()
    page.get_by_label("Работа стоит").check()
    page.get_by_label("Продукт", exact=True).fill("чертёж-3d")
    page.get_by_label("Версия", exact=True).fill("v22")
    page.get_by_label("Адрес электронной почты").fill(WRONG)
    page.get_by_label("Даю согласие").check()
    page.wait_for_timeout(2000)


def is_sent(page: Page) -> Ticket:
    """The page after sending, and its ticket."""
    expect(page.get_by_role("heading", level=1)).to_contain_text("Приняли ваше обращение SD-")
    ticket = Ticket.objects.get()
    assert ticket.product is not None
    assert (ticket.product.code, ticket.kind, ticket.work_stopped) == ("chertezh-3d", "fault", True)
    assert list(Attachment.objects.values_list("name", "size")) == [("журнал.txt", 15)]
    return ticket


def mend(page: Page, ticket: Ticket) -> None:
    """The address was mistyped."""
    page.get_by_text("Адрес указан с ошибкой").click()
    page.get_by_label("Верный адрес").fill(RIGHT)
    page.get_by_role("button", name="Исправить адрес").click()
    expect(page.locator(".notice")).to_have_text("Адрес исправлен. Подтверждение уходит туда.")
    assert Participant.objects.get(ticket=ticket, role="author").address == RIGHT


def test_a_guest_on_a_telephone(browser: Browser, server: str) -> None:
    with browser.new_context(
        viewport={"width": 390, "height": 844}, locale="ru-RU", timezone_id="Asia/Vladivostok"
    ) as context:
        page = context.new_page()
        wrong: list[str] = []
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.goto(f"{server}/help/")
        # The browser's own zone is chosen, and what will happen follows without a press.
        expect(page.get_by_label("Ваш часовой пояс")).to_have_value("Asia/Vladivostok")
        expect(page.locator("#ahead")).to_contain_text("офис во Владивостоке")
        expect(page.get_by_role("button", name="Пересчитать")).to_have_count(0)
        page.get_by_label("Ваш часовой пояс").select_option("Europe/Kaliningrad")
        expect(page.locator("#ahead")).to_contain_text("офис в Калининграде")
        page.get_by_label("Файлы").set_input_files(LOG)
        fill(page)
        page.get_by_role("button", name="Отправить").click()
        ticket = is_sent(page)
        assert ticket.customer_zone == "Europe/Kaliningrad"
        assert page.evaluate(WIDTH) == 390
        mend(page, ticket)
        assert wrong == []


def test_a_guest_without_javascript(browser: Browser, server: str) -> None:
    with browser.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 844}, locale="ru-RU"
    ) as context:
        page = context.new_page()
        page.goto(f"{server}/help/")
        expect(page.locator("#ahead")).to_contain_text("офис в Москве")
        page.get_by_label("Файлы").set_input_files(LOG)
        page.get_by_label("Ваш часовой пояс").select_option("Asia/Vladivostok")
        page.get_by_role("button", name="Пересчитать").click()
        expect(page.locator("#ahead")).to_contain_text("офис во Владивостоке")
        expect(page.get_by_text("Выберите эти файлы снова, браузер их не сохраняет: журнал.txt")).to_be_visible()
        fill(page)
        page.get_by_label("Даю согласие").uncheck()
        page.get_by_role("button", name="Отправить").click()
        expect(page.locator("#trouble")).to_contain_text("Без вашего согласия")
        expect(page.get_by_label("Подробности")).to_have_value("Падает при открытии.")
        page.get_by_label("Даю согласие").check()
        page.get_by_label("Файлы").set_input_files(LOG)
        page.get_by_role("button", name="Отправить").click()
        mend(page, is_sent(page))


def test_by_keyboard_alone(page: Page, server: str) -> None:
    page.goto(f"{server}/help/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Перейти к содержанию")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("name", "subject")
    page.keyboard.type("Не печатает")
    # Enter in a field sends nothing: it reckons again.
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Совсем не печатает.")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.locator("#address:focus").count():
            break
    page.keyboard.type(RIGHT)
    for _ in range(10):
        page.keyboard.press("Tab")
        # The field that people must not fill in is never reached.
        expect(page.locator("#website:focus")).to_have_count(0)
        if page.locator("#consent:focus").count():
            break
    page.keyboard.press("Space")
    page.wait_for_timeout(2000)
    assert Ticket.objects.count() == 0
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Приняли ваше обращение SD-")
    assert Ticket.objects.get().subject == "Не печатает"


def test_a_refusal_takes_the_focus_and_leads_to_the_field(page: Page, server: str) -> None:
    page.goto(f"{server}/help/")
    page.get_by_role("button", name="Отправить").click()
    expect(page.locator(":focus")).to_have_attribute("id", "trouble")
    page.get_by_role("link", name="Укажите адрес").click()
    expect(page.locator(":focus")).to_have_attribute("name", "address")


def test_words_outlive_a_change_of_language(page: Page, server: str) -> None:
    page.goto(f"{server}/help/")
    page.get_by_label("Подробности").fill("Не печатает.")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_label("Anything that may help us")).to_have_value("Не печатает.")
    expect(page.locator("#ahead")).to_contain_text("Our office in")


@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_is_wider_than_its_window_and_all_words_can_be_read(browser: Browser, server: str, width: int) -> None:
    with fresh_page(browser, width=width) as page:
        page.emulate_media(reduced_motion="reduce")
        page.goto(f"{server}/help/")
        readable(page, width)
        page.get_by_label("В двух словах").fill("Сборка" * 40)
        page.get_by_role("button", name="Отправить").click()
        page.locator("#trouble").wait_for()
        readable(page, width)
        fill(page)
        page.get_by_label("Адрес электронной почты").fill("i" * 60 + "@" + "strangre" * 6 + ".example.org")
        page.get_by_role("button", name="Отправить").click()
        page.locator(".mend").wait_for()
        readable(page, width)
