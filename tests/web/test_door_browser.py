"""The door in a real browser on a real server: the code from an application, a lock against guessing, a password by
letter; each page of it as wide as its window and readable, and sound to axe."""

from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from opora.channels.models import Outbound
from opora.tickets.models import Ticket
from tests.rights.door import code
from tests.services.chromium import fresh_page
from tests.services.ground import until
from tests.web.test_axe import violations
from tests.web.test_browser import WORD, readable, server, ticket

__all__ = ["server", "ticket"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEW = "лось-на-самокате"


class Look:
    """Looks at each page that it is shown."""

    def __init__(self, page: Page, width: int) -> None:
        self.page, self.width = page, width

    def at(self, heading: str) -> None:
        """The page under this heading, whole."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        readable(self.page, self.width)
        assert (heading, violations(self.page)) == (heading, [])


def type_in(page: Page, password: str, address: str = "irina@vendor.test") -> None:
    page.get_by_label("Адрес электронной почты").fill(address)
    page.get_by_label("Пароль").fill(password)
    page.get_by_role("button", name="Войти").click()


def fresh_code(secret: str, used: str) -> str:
    """The next code: each works once, also in another half-minute."""
    until(lambda: code(secret) != used, "the application shows another code", seconds=40)
    return code(secret)


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_signing_in_with_a_code(browser: Browser, server: str, ticket: Ticket, width: int, scheme: Any) -> None:
    with fresh_page(browser, width=width) as page:
        page.emulate_media(reduced_motion="reduce", color_scheme=scheme)
        look = Look(page, width)
        page.goto(server)
        look.at("Войти")
        type_in(page, WORD)
        page.get_by_role("link", name="Ирина Сомова").click()
        look.at("Ирина Сомова")
        page.get_by_role("link", name="Включить код").click()
        look.at("Это точно вы?")
        page.get_by_label("Пароль").fill(WORD)
        page.get_by_role("button", name="Продолжить").click()
        look.at("Включить код")
        secret = page.locator(".totp-key").inner_text()
        used = code(secret)
        page.get_by_label("Код").fill(used)
        page.get_by_role("button", name="Включить код").click()
        look.at("Запасные коды")
        (spare, *_) = page.locator(".spare-codes code").all_inner_texts()
        page.get_by_role("link", name="На мою страницу").click()
        look.at("Ирина Сомова")
        page.get_by_role("button", name="Выйти").click()
        type_in(page, WORD)
        look.at("Введите код")
        page.get_by_label("Код").fill("000000")
        page.get_by_role("button", name="Войти").click()
        expect(page.get_by_role("alert")).to_contain_text("Код не подходит.")
        look.at("Введите код")
        page.get_by_label("Код").fill(fresh_code(secret, used) if width == 1440 else spare)
        page.get_by_role("button", name="Войти").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Обращения моего офиса")
        page.get_by_role("link", name="Ирина Сомова").click()
        page.get_by_role("link", name="Отключить код").click()
        page.get_by_label("Пароль").fill(WORD)
        page.get_by_role("button", name="Продолжить").click()
        look.at("Отключить код")
        page.get_by_role("button", name="Отключить код").click()
        expect(page.locator(".notice").last).to_contain_text("Код отключён")


def test_the_lock(browser: Browser, server: str, ticket: Ticket) -> None:
    with fresh_page(browser, width=390) as page:
        page.emulate_media(reduced_motion="reduce")
        page.goto(f"{server}/sign-in/")
        for _ in range(4):
            type_in(page, "неверный")
            expect(page.get_by_role("alert")).to_contain_text("не подходят друг к другу")
        type_in(page, "неверный")
        Look(page, 390).at("Слишком много попыток")
        page.goto(f"{server}/sign-in/")
        type_in(page, WORD)
        Look(page, 390).at("Слишком много попыток")


def test_a_password_by_letter(browser: Browser, server: str, ticket: Ticket) -> None:
    with fresh_page(browser, width=390) as page:
        page.emulate_media(reduced_motion="reduce")
        look = Look(page, 390)
        page.goto(server)
        page.get_by_role("link", name="Не помню пароль").click()
        look.at("Новый пароль")
        page.get_by_label("Адрес электронной почты").fill("irina@vendor.test")
        page.get_by_role("button", name="Прислать письмо").click()
        look.at("Проверьте почту")
        letter = message_from_bytes(bytes(Outbound.objects.get(reaction="account").raw), policy=default)
        body = letter.get_body(("html",))
        assert body is not None
        with browser.new_context(locale="ru-RU") as context:
            mail = context.new_page()
            mail.set_content(body.get_content())
            link = mail.get_by_role("link", name="Выбрать пароль").get_attribute("href")
        page.goto(str(link))
        look.at("Новый пароль")
        assert str(link).rsplit("-", 1)[1] not in page.url
        page.get_by_label("Новый пароль").fill(NEW)
        page.get_by_label("Ещё раз").fill(NEW)
        page.get_by_role("button", name="Сохранить пароль").click()
        look.at("Пароль сменён")
        page.get_by_role("main").get_by_role("link", name="Войти").click()
        type_in(page, NEW)
        expect(page.get_by_role("heading", level=1)).to_have_text("Обращения моего офиса")
        page.goto(f"{server}/me/password/")
        look.at("Сменить пароль")
