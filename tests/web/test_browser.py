"""The day of a specialist in a real browser on a real server: sign in, queue, ticket, facts, note, ask, tell, answer.

Once with JavaScript and its policy on, once without JavaScript at all; and what only a browser can tell: that Enter
sends nothing, where the focus goes, that no page is wider than a telephone, that its words can be read.
"""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from opora.accounts import actions as accounts
from opora.accounts.models import User
from opora.channels.mail.keep import keep
from opora.channels.models import InboundMail, Outbound
from opora.core.step import MACHINE
from opora.flow import arrive
from opora.flow.step import begin
from opora.tickets.models import Message, Ticket
from tests.processes import ROOT, environment
from tests.services.chromium import fresh_page
from tests.services.ground import LOOPBACK, answers, free_port, until
from tests.stories.street import letter, pipe
from tests.world import build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORD = "кабан-на-велосипеде"
LOG = "Ошибка 17 в узле\r\n".encode("windows-1251") * 1000


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The web process as `opora serve` starts it, without a worker: what is written stays queued."""
    port = free_port()
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "opora.cli.server", LOOPBACK, str(port)],
            cwd=ROOT, env=environment(OPORA_BASE_URL=f"http://{LOOPBACK}:{port}"),
            stdin=subprocess.PIPE, stdout=log, stderr=log,
        )  # fmt: skip
    assert process.stdin is not None
    until(lambda: answers(port) or process.poll() is not None, f"the server answers, see {tmp_path}/log")
    yield f"http://{LOOPBACK}:{port}"
    process.stdin.close()
    process.wait(30)


@pytest.fixture
def ticket(server: str) -> Ticket:
    """A letter in windows-1251 with a file, from Anna, an hour ago; Irina has a password."""
    now = datetime.now(UTC)
    world = build(now - timedelta(days=1))
    with begin(now, MACHINE, "cli") as step:
        accounts.give_password(step, users=[world.irina], password=WORD)
    raw = letter("anna@gear.example.org", "Не открывается сборка", "Чертёж не открывается.", now - timedelta(hours=1))
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    message.add_attachment(LOG, maintype="text", subtype="plain", filename="журнал.txt")
    arrived_at = now - timedelta(hours=1)
    letter_id = keep(BytesIO(message.as_bytes()), pipe(), arrived_at, arrived_at)
    arrive.letter(letter_id, now - timedelta(minutes=59))
    filed = InboundMail.objects.get(pk=letter_id).ticket
    assert filed is not None
    return filed


def sign_in(page: Page, server: str) -> None:
    page.goto(server)
    page.get_by_label("Адрес электронной почты").fill("irina@vendor.test")
    page.get_by_label("Пароль").fill(WORD)
    page.get_by_role("button", name="Войти").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Обращения моего офиса")


def send(page: Page, text: str, button: str) -> None:
    page.get_by_label("Текст", exact=True).fill(text)
    page.get_by_role("button", name=button).click()


def correct_facts(page: Page) -> None:
    page.get_by_role("link", name="Исправить").click()
    page.get_by_label("Продукт").select_option(label="Чертёж-3D")
    page.get_by_label("Редакция").select_option("chertezh-3d/full")
    page.get_by_label("Версия").select_option("chertezh-3d/v22")
    page.get_by_label("Откуда это известно").select_option(label="сказал заказчик")
    page.get_by_role("button", name="Исправить").click()
    expect(page.locator(".notice")).to_have_text("Исправлено. Уровень и сроки пересчитаны на момент регистрации.")


def carried(ticket: Ticket) -> list[tuple[str, str]]:
    """State and recipient of the letters that carry what staff wrote."""
    rows = Outbound.objects.filter(ticket=ticket, reaction="carry").order_by("pk")
    return [(row.state, row.recipient) for row in rows]


def the_day(page: Page, server: str, ticket: Ticket) -> None:
    """All of it, with assertions on the way."""
    sign_in(page, server)
    page.get_by_role("link", name="Не открывается сборка").click()
    expect(page.locator(".message").first).to_contain_text("Чертёж не открывается.")
    with page.expect_download() as download:
        page.get_by_role("link", name="журнал.txt").click()
    assert Path(download.value.path()).read_bytes() == LOG
    assert download.value.suggested_filename == f"{ticket.number}-журнал.txt"
    correct_facts(page)
    expect(page.get_by_role("complementary")).to_contain_text("Чертёж-3D v22, Полная")
    send(page, "Похоже на драйвер.", "Записать внутри")
    expect(page.locator(".message-internal")).to_contain_text("внутреннее")
    send(page, "Какая у вас видеокарта?", "Спросить")
    expect(page.locator(".notice")).to_have_text("Спросили. Ждём ответа заказчика.")
    page.get_by_role("button", name="Больше сведений нет").click()
    send(page, "Повторили у себя, ищем.", "Сообщить о ходе работы")
    send(page, "Обновите драйвер до 31.2.", "Ответить по существу")
    expect(page.locator(".notice")).to_have_text("Ответили.")
    expect(page.locator(".message")).to_have_count(5)
    expect(page.locator(".ticket-line")).to_contain_text("ответили")
    assert carried(ticket) == [("queued", "anna@gear.example.org")] * 3
    verbs = Message.objects.filter(ticket=ticket, author_kind="staff").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["", "ask", "tell", "answer"]
    now = Ticket.objects.get(pk=ticket.pk)
    assert now.product is not None
    assert (now.stage, now.product.code) == ("answered", "chertezh-3d")
    page.get_by_role("button", name="Выйти").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Войти")


def test_the_day_of_a_specialist(page: Page, server: str, ticket: Ticket) -> None:
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    the_day(page, server, ticket)
    assert wrong == []


def test_the_day_of_a_specialist_without_javascript(browser: Browser, server: str, ticket: Ticket) -> None:
    with browser.new_context(java_script_enabled=False, locale="ru-RU") as context:
        page = context.new_page()
        sign_in(page, server)
        page.goto(f"{server}/tickets/{ticket.number}/")
        file = page.locator("input[type=file]")
        expect(file).to_be_visible()
        file.set_input_files({"name": "снимок.png", "mimeType": "image/png", "buffer": b"png"})
        send(page, "", "Ответить по существу")
        expect(page.locator(".composer")).to_contain_text("Выберите эти файлы снова")
        page.get_by_role("button", name="Выйти").click()
        the_day(page, server, ticket)


def test_what_only_a_keyboard_can_tell(page: Page, server: str, ticket: Ticket) -> None:
    sign_in(page, server)
    # Keys are known once the script has run.
    page.wait_for_load_state()
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Перейти к содержанию")
    page.keyboard.press("KeyJ")
    expect(page.locator(":focus")).to_have_text("Не открывается сборка")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{ticket.number}/")
    page.wait_for_load_state()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).not_to_be_visible()
    page.keyboard.press("KeyW")
    expect(page.locator(":focus")).to_have_attribute("name", "text")
    page.keyboard.type("Первая строка")
    page.get_by_text("Пообещать другой срок").click()
    page.get_by_label("Как заказчик согласился").fill("по телефону")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert Message.objects.filter(ticket=ticket, author_kind="staff").count() == 0
    expect(page.get_by_label("Текст", exact=True)).to_have_value("Первая строка")
    expect(page.locator("#trouble")).to_have_count(0)


def test_a_refusal_takes_the_focus_and_a_draft_outlives_leaving(page: Page, server: str, ticket: Ticket) -> None:
    sign_in(page, server)
    path = f"{server}/tickets/{ticket.number}/"
    page.goto(path)
    send(page, "", "Ответить по существу")
    expect(page.locator(":focus")).to_have_attribute("id", "trouble")
    expect(page.locator(":focus")).to_contain_text("Отправлять нечего.")
    page.get_by_role("link", name="К тексту").click()
    expect(page.locator(":focus")).to_have_attribute("name", "text")
    page.get_by_label("Текст", exact=True).fill("Ещё не отправлено")
    page.goto(server)
    page.goto(path)
    expect(page.get_by_label("Текст", exact=True)).to_have_value("Ещё не отправлено")
    page.get_by_role("button", name="Записать внутри").click()
    expect(page.locator(".message-internal")).to_have_count(1)
    expect(page.get_by_label("Текст", exact=True)).to_have_value("")
    page.reload()
    expect(page.get_by_label("Текст", exact=True)).to_have_value("")


WIDTH = "document.documentElement.scrollWidth"
# The contrast of each text with what lies behind it, as WCAG 2 reckons it; colours are asked of a canvas, since the
# page says them in OKLCH.
CONTRAST = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const light = ([r, g, b]) => [r, g, b].map((one) => one / 255)
    .map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
    .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const found = rgba(getComputedStyle(one).backgroundColor);
      if (found[3] === 255) return found;
    }
    return [255, 255, 255];
  };
  const bad = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = Array.from(element.childNodes).some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility() || element.closest("[disabled], option")) continue;
    const [a, b] = [light(rgba(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) bad.push(`${element.textContent.trim().slice(0, 30)}: ${ratio.toFixed(2)}`);
  }
  return bad;
}"""


def readable(page: Page, width: int) -> None:
    """The page is as wide as its window, and each of its words has contrast enough, by day and by night."""
    page.evaluate("document.querySelectorAll('details:not(.menu)').forEach((one) => one.open = true)")
    assert (page.url, page.evaluate(WIDTH)) == (page.url, width)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert (page.url, scheme, page.evaluate(CONTRAST)) == (page.url, scheme, [])


@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_is_wider_than_its_window_and_all_words_can_be_read(
    browser: Browser, server: str, ticket: Ticket, width: int
) -> None:
    User.objects.filter(email="irina@vendor.test").update(role="manager")
    Outbound.objects.filter(ticket=ticket).update(state="failed", server_said="550 " + "x" * 200)
    Ticket.objects.filter(pk=ticket.pk).update(subject="Сборка" * 33)
    at_ticket = f"/tickets/{ticket.number}/"
    paths = ["/", at_ticket, f"{at_ticket}facts/", f"{at_ticket}letters/{Outbound.objects.get().pk}/", "/tray/",
             "/outbox/", "/tickets/SD-1/", f"{at_ticket}notes/"]  # fmt: skip
    with fresh_page(browser, width=width) as page:
        # A colour on its way from one to the other is neither.
        page.emulate_media(reduced_motion="reduce")
        sign_in(page, server)
        for path in paths:
            page.goto(server + path)
            readable(page, width)
        page.goto(server + at_ticket)
        send(page, "Внутри. " + "х" * 300, "Записать внутри")
        page.locator(".notice").wait_for()
        page.locator("#closure summary").click()
        readable(page, width)
        page.locator("#closure button").click()
        page.locator("#trouble").wait_for()
        readable(page, width)
        Ticket.objects.filter(pk=ticket.pk).update(next_kind="recovery", work_stopped=True)
        page.goto(server)
        expect(page.locator(".row-late")).to_have_count(1)
        readable(page, width)


def test_the_reckoning_of_contrast_can_fail(page: Page) -> None:
    page.set_content('<p style="color: #999; background: #fff">слабо</p><p style="color: #000">сильно</p>')
    # #999 on white: (1.05) / (0.3185 + 0.05) = 2.85.
    assert page.evaluate(CONTRAST) == ["слабо: 2.85"]
    assert settings.SECURE_CSP["default-src"] == ["'self'"]
