"""On duty in a real browser: one tap on a telephone without JavaScript, and a push that is shown (O3)."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from opora.accounts.models import User
from opora.channels import models as channels
from opora.contracts import actions as contracts
from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.tickets.models import DutyCall, Ticket
from opora.tickets.queries import call_token
from tests.services.ground import until
from tests.stories.street import letter, receive
from tests.web.browsers import BROWSER
from tests.web.test_browser import server as server  # fixtures
from tests.web.test_browser import sign_in
from tests.web.test_browser import ticket as ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What no machine without the makers' servers can do: the browser says where it can be reached.
STUB = """
const made = {toJSON: () => (THERE), unsubscribe: async () => true};
PushManager.prototype.getSubscription = async () => null;
PushManager.prototype.subscribe = async (asked) => {
  if (asked.applicationServerKey.length !== 65 || !asked.userVisibleOnly) throw new Error("no key");
  return made;
};
"""
KEYS = {"p256dh": BROWSER["public_key"], "auth": BROWSER["secret"]}
THERE = json.dumps({"endpoint": BROWSER["endpoint"], "keys": KEYS})
SHOWN = """async () => {
  const worker = await navigator.serviceWorker.getRegistration("/static/opora/");
  return (await worker.getNotifications()).map((one) => [one.title, one.body, one.data.url, one.tag]);
}"""


@pytest.fixture
def link(server: str, ticket: Ticket) -> str:
    """Irina was called out a moment ago."""
    now, organisation = datetime.now(UTC), ticket.organisation
    assert organisation is not None
    with begin(now, MACHINE, "cli") as step:
        contracts.enter_duty(
            step, organisation=organisation, from_at=now, until_at=now + timedelta(hours=4),
            staff=[irina()], reason="Запуск цеха",
        )  # fmt: skip
    receive(letter("anna@gear.example.org", "Сборка", "Чертёж-3D v22 не открывает сборку.", now), now)
    return f"{server}/duty/{call_token(DutyCall.objects.get())}/"


def irina() -> User:
    return User.objects.get(email="irina@vendor.test")


def test_one_tap_on_a_telephone_without_javascript(browser: Browser, link: str) -> None:
    """The button has the focus, so that one key does it as well."""
    with browser.new_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=False, color_scheme="dark", locale="ru-RU"
    ) as context:
        page = context.new_page()
        page.goto(link)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Вас вызвали по обращению SD-")
        button = page.get_by_role("button")
        expect(button).to_have_text("Принимаю")
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 40, "a thumb finds it"
        assert DutyCall.objects.get().accepted_at is None
        button.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("Вы приняли обращение")
    assert DutyCall.objects.get().accepted_by == irina()


def test_a_push_is_shown_and_leads_to_the_button(page: Page, server: str, ticket: Ticket) -> None:
    page.context.grant_permissions(["notifications"], origin=server)
    page.add_init_script(STUB.replace("THERE", THERE))
    sign_in(page, server)
    page.goto(f"{server}/me/")
    page.get_by_role("button", name="Вызывать меня в этом браузере").click()
    expect(page.get_by_text("Разрешено: 1 браузер.")).to_be_visible()
    row = channels.Browser.objects.get()
    assert (row.endpoint, row.user) == (BROWSER["endpoint"], irina())
    told = {"title": "Вызов: SD-1000002", "body": "Принять до 19:10", "url": f"{server}/duty/x/", "tag": "SD-1000002/1"}
    found: list[str] = []
    session = page.context.new_cdp_session(page)
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    until(lambda: bool(page.evaluate("1")) and bool(found), "the worker is there")
    session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": server, "registrationId": found[0], "data": json.dumps(told, ensure_ascii=False)},
    )
    until(lambda: bool(page.evaluate(SHOWN)), "the browser shows it")
    assert page.evaluate(SHOWN) == [list(told.values())]
