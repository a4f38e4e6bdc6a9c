"""The administrator's first hour in a real browser: from the one-time link to a tested mailbox and a first letter.

The desk has nothing but its administrator; the mail server is dovecot, the customer's letter lies in its folder.
"""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from opora.accounts.models import User
from opora.channels import actions as channels
from opora.channels.mail import fetch
from opora.channels.models import InboundMail, Mailbox
from opora.cli.ground import add_administrator
from opora.flow import arrive
from tests.services.chromium import fresh_page
from tests.services.dovecot import PASSWORD
from tests.services.dovecot import Mailbox as Account
from tests.stories.street import letter
from tests.web import addresses
from tests.web.test_browser import WORD, readable, server, ticket

__all__ = ["server", "ticket"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def way_in(server: str) -> str:
    """The link that `opora setup --admin` prints, on the server of this test."""
    link = add_administrator("first@vendor.test", datetime.now(UTC))
    assert link is not None
    return server + urlsplit(link).path


def enter(page: Page, link: str) -> None:
    """Choose a password by a one-time link."""
    page.goto(link)
    page.get_by_label("Пароль").fill(WORD)
    page.get_by_label("Ещё раз").fill(WORD)
    page.get_by_role("button", name="Задать пароль и войти").click()


def press(page: Page, *keys: str) -> None:
    """Keys alone: what begins with a letter of ours is typed, names of keys are pressed."""
    for key in keys:
        if key in ("Tab", "Enter", "ArrowDown"):
            page.keyboard.press(key)
        else:
            page.keyboard.type(key)


def open_office(page: Page) -> None:
    """The first office, by keyboard alone from its first field on."""
    page.get_by_role("link", name="Открыть первый офис").press("Enter")
    page.get_by_label("Код").focus()
    press(page, "ekb", "Tab", "Екатеринбург", "Tab", "Yekaterinburg", "Tab", "в Екатеринбурге", "Tab", "Tab")
    press(page, "Asia/Yekaterinburg", "Tab", "Tab", "56,85", "Tab", "60,61", "Tab", "Tab", "Enter")
    expect(page.locator(".notice")).to_have_text("Офис открыт. Теперь укажите, кто в нём работает.")


def add_manager(page: Page, server: str) -> str:
    """Olga comes to the desk, takes the seat of the manager; gives her one-time link."""
    page.goto(f"{server}/setup/staff/new/")
    page.get_by_label("Адрес электронной почты").fill("olga@vendor.test")
    page.get_by_label("Имя").fill("Ольга")
    page.get_by_label("Роль").select_option("manager")
    page.get_by_role("button", name="Добавить").click()
    link = page.locator(".secret-link code").inner_text()
    page.goto(f"{server}/setup/offices/ekb/")
    page.get_by_label("Кто", exact=True).select_option("olga@vendor.test")
    page.get_by_label("В качестве кого").select_option("manager")
    page.get_by_role("button", name="Добавить", exact=True).click()
    expect(page.locator("main")).to_contain_text("руководитель")
    return server + urlsplit(link).path


def add_mailbox(page: Page, server: str, account: Account) -> None:
    """The first try has a wrong folder, as first tries have; then it is mended and works."""
    page.goto(f"{server}/setup/mailboxes/new/")
    page.get_by_label("Адрес, на который пишут заказчики").fill("support@vendor.test")
    page.get_by_label("Имя пользователя на сервере").fill(account.user)
    page.get_by_label("Пароль").fill(PASSWORD)
    page.get_by_label("Сервер входящей почты").fill(account.host)
    page.locator("#port").fill(str(account.port))
    page.locator("#tls").select_option("none")
    page.get_by_label("Папка").fill("Входящие")
    page.get_by_role("button", name="Сохранить").click()
    page.get_by_role("button", name="Проверить").click()
    expect(page.locator(".told-bad")).to_contain_text("нет папки «Входящие»")
    expect(page.locator(".told-bad")).to_contain_text("INBOX")
    page.get_by_label("Папка").fill("INBOX")
    page.get_by_role("button", name="Сохранить").click()
    page.get_by_role("button", name="Проверить").click()
    expect(page.locator(".told").first).to_contain_text("папка есть")
    expect(page.locator(".told-bad")).to_have_count(0)


def look(row: Mailbox, at: datetime) -> int:
    """The worker looks into the mailbox; how many letters it kept."""
    lease = channels.lease_mailbox(row.pk, at)
    assert lease is not None
    looked = fetch.look(row.pk, lease, at)
    assert looked.trouble == ""
    return looked.kept


def bring(account: Account) -> None:
    """The worker has looked once; then a customer writes, and it looks again."""
    now, row = datetime.now(UTC), Mailbox.objects.get()
    assert look(row, now + timedelta(seconds=1)) == 0
    account.append(letter("anna@gear.example.org", "Не открывается сборка", "Что делать?", now))
    assert look(row, now + timedelta(seconds=30)) == 1
    arrive.letter(InboundMail.objects.get().pk, now + timedelta(seconds=30))
    assert InboundMail.objects.get().state == "filed"


def test_from_the_link_to_the_first_letter(browser: Browser, server: str, way_in: str, mailbox: Account) -> None:
    with fresh_page(browser) as page:
        enter(page, way_in)
        expect(page.get_by_role("heading", level=1)).to_have_text("От пустого места до службы, которая отвечает")
        expect(page.locator("#offices .mark")).to_have_text("осталось")
        open_office(page)
        olga = add_manager(page, server)
        page.goto(f"{server}/setup/")
        page.get_by_role("link", name="Назвать").click()
        page.get_by_label("Офис").select_option("ekb")
        page.get_by_role("button", name="Записать").click()
        add_mailbox(page, server, mailbox)
        bring(mailbox)
        page.goto(f"{server}/setup/")
        for done in ("offices", "staff", "incoming"):
            expect(page.locator(f"#{done} .mark")).to_have_text("сделано")
        page.get_by_role("link", name="Начать отвечать").click()
        expect(page.locator("fieldset")).to_contain_text("начальный: 1 обращение")
        page.get_by_role("button", name="Начать отвечать").click()
        expect(page.locator("#answering .mark")).to_have_text("сделано")
    with fresh_page(browser) as page:
        enter(page, olga)
        expect(page.locator(".row-subject")).to_have_text("Не открывается сборка")


def test_the_same_pages_without_a_script(browser: Browser, server: str, way_in: str, mailbox: Account) -> None:
    with browser.new_context(java_script_enabled=False, locale="ru-RU") as context:
        page = context.new_page()
        enter(page, way_in)
        add_mailbox(page, server, mailbox)
        page.goto(f"{server}/setup/settings/first_response/")
        page.get_by_label("Новое значение").fill("28800")
        page.get_by_role("button", name="Записать").click()
        expect(page.get_by_role("alert")).to_contain_text("28800 похоже на секунды: напишите 8.")
        page.get_by_role("link", name="Новое значение").click()
        assert page.url.endswith("#value")


@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_of_set_up_is_wider_than_its_window(browser: Browser, server: str, way_in: str, width: int) -> None:
    from tests.world import build

    build()
    long = "х" * 80
    User.objects.filter(email="olga@vendor.test").update(first_name=long, last_name=long)
    Mailbox.objects.create(
        name="pipe", kind="imap", address="support@vendor.test", host="mail." * 20, user=long,
        connected_at=datetime.now(UTC), trouble="550 " + "x" * 300,
    )  # fmt: skip
    with fresh_page(browser, width=width) as page:
        page.emulate_media(reduced_motion="reduce")
        enter(page, way_in)
        for path in addresses.of_setup():
            page.goto(server + path)
            readable(page, width)
        page.goto(f"{server}/setup/mailboxes/new/")
        page.get_by_role("button", name="Сохранить").click()
        page.locator("#trouble").wait_for()
        readable(page, width)
