"""A customer on a telephone, with JavaScript and without: by the link of a letter, then by a code; on a real server,
whose log is read afterwards at the level at which it says most."""

import re
import subprocess
import sys
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from opora.channels.models import Outbound
from opora.flow import act
from opora.ledger.models import Event
from opora.tickets.models import Message, Rating, Ticket
from opora.tickets.queries import link_token
from tests.processes import ROOT, environment
from tests.services.chromium import fresh_page
from tests.services.ground import LOOPBACK, answers, free_port, until
from tests.web.test_browser import readable, ticket

__all__ = ["ticket"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ANNA = "anna@gear.example.org"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def server(log: Path) -> Iterator[str]:
    """The web process as `opora serve` starts it, telling all that it can tell."""
    port = free_port()
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "opora.cli.server", LOOPBACK, str(port)],
            cwd=ROOT, env=environment(OPORA_BASE_URL=f"http://{LOOPBACK}:{port}", OPORA_LOG_LEVEL="DEBUG"),
            stdin=subprocess.PIPE, stdout=out, stderr=out,
        )  # fmt: skip
    assert process.stdin is not None
    until(lambda: answers(port) or process.poll() is not None, f"the server answers, see {log}")
    yield f"http://{LOOPBACK}:{port}"
    process.stdin.close()
    process.wait(30)


def answered(ticket: Ticket) -> None:
    """Irina answers, just now."""
    from datetime import UTC, datetime

    from opora.accounts.models import User

    act.answer(ticket.pk, User.objects.get(email="irina@vendor.test"), "Обновите драйвер.", datetime.now(UTC))


def by_link(page: Page, url: str, ticket: Ticket) -> None:
    """What the letter's button opens; a file, an answer, a mark."""
    page.goto(url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Не открывается сборка")
    expect(page.locator(".answer-answered .stage")).to_have_text("Ответили")
    with page.expect_download() as download:
        page.get_by_role("link", name="журнал.txt").click()
    assert Path(download.value.path()).read_bytes().startswith("Ошибка 17".encode("windows-1251"))
    page.get_by_label("Текст").fill("   ")
    page.get_by_role("button", name="Отправить").click()
    expect(page.locator("#trouble")).to_contain_text("Отправлять пока нечего.")
    page.get_by_label("Текст").fill("Поставил, проверяю.")
    page.get_by_role("button", name="Отправить").click()
    expect(page.locator(".notice")).to_have_text("Отправлено. Ваше сообщение у нас.")
    expect(page.locator(".message-theirs").last).to_contain_text("Поставил, проверяю.")
    page.get_by_role("button", name="Помогло", exact=True).click()
    expect(page.locator(".chosen")).to_have_text("Помогло")
    page.get_by_text("Ответ не подошёл").click()
    page.get_by_role("button", name="Продолжить работу").click()
    expect(page.locator(".answer .stage")).to_have_text("В офисе")
    expect(page.locator("#reminder summary")).to_have_text("Передать руководителю?")
    for way in ("Руководитель офиса", "Центральная служба техподдержки", "Руководитель техподдержки"):
        expect(page.get_by_role("button", name=way)).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    kinds = Event.objects.filter(via="portal", subject_id=ticket.pk).order_by("pk").values_list("type", flat=True)
    assert [kind for kind in kinds if kind not in ("Informed",)] == ["Received", "Rated", "Rejected"]
    assert Rating.objects.get().mark == 3


def by_code(page: Page, server: str, ticket: Ticket) -> None:
    """From the link's page to all requests, by the code of a letter."""
    page.get_by_role("link", name="Все мои обращения").click()
    page.get_by_label("Адрес электронной почты").fill(ANNA)
    page.get_by_role("button", name="Прислать код").click()
    page.get_by_label("Код, 8 цифр").fill("00000000")
    page.get_by_role("button", name="Войти").click()
    expect(page.locator("#trouble")).to_contain_text("Код не подошёл")
    page.get_by_label("Код, 8 цифр").fill(code())
    page.get_by_role("button", name="Войти").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ваши обращения")
    page.get_by_role("link", name="Не открывается сборка").click()
    assert page.url == f"{server}/help/requests/{ticket.number}/"
    page.get_by_label("Текст").fill("И ещё одно.")
    page.get_by_role("button", name="Отправить").click()
    expect(page.locator(".message-theirs").last).to_contain_text("И ещё одно.")
    page.get_by_role("button", name="Выйти").click()
    page.goto(f"{server}/help/requests/{ticket.number}/")
    expect(page.get_by_label("Адрес электронной почты")).to_be_visible()


def code() -> str:
    """The digits in the letter, as Anna reads them."""
    row = Outbound.objects.filter(reaction="send_code").latest("pk")
    body = message_from_bytes(bytes(row.raw), policy=default).get_body(("plain",))
    assert body is not None
    found = re.search(r"(\d{4} \d{4})", body.get_content())
    assert found is not None
    return found[1]


@pytest.mark.parametrize("script", [True, False], ids=["with-javascript", "without"])
def test_a_customer_on_a_telephone(browser: Browser, server: str, ticket: Ticket, log: Path, script: bool) -> None:
    answered(ticket)
    token = link_token(ticket, ANNA)
    with browser.new_context(
        viewport={"width": 390, "height": 800}, locale="ru-RU", java_script_enabled=script
    ) as context:
        page = context.new_page()
        by_link(page, f"{server}/help/requests/{token}/", ticket)
        by_code(page, server, ticket)
        page.goto(f"{server}/help/requests/{token[:-1]}/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Эта ссылка ничего не открывает")
    said = log.read_text()
    assert Message.objects.filter(ticket=ticket, author_kind="contact").count() == 3
    # The control: this level and this log do tell of pages.
    assert "422 POST help/requests/<token:token>/messages/" in said
    assert token not in said
    assert token.split(".")[0] not in said


@pytest.mark.parametrize("width", [390, 1440])
def test_the_pages_fit_and_their_words_can_be_read(browser: Browser, server: str, ticket: Ticket, width: int) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(subject="Сборка" * 33)
    answered(ticket)
    with fresh_page(browser, width=width) as page:
        page.emulate_media(reduced_motion="reduce")
        for path in (f"requests/{link_token(ticket, ANNA)}/", "sign-in/", "requests/x/"):
            page.goto(f"{server}/help/{path}")
            readable(page, width)
        page.goto(f"{server}/help/requests/{link_token(ticket, ANNA)}/")
        page.get_by_text("Ответ не подошёл").click()
        page.get_by_role("button", name="Продолжить работу").click()
        expect(page.locator("#reminder summary")).to_have_text("Передать руководителю?")
        readable(page, width)
