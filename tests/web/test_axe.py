"""axe-core on every page with data on it: WCAG 2.1 A and AA, no rule switched off, as a telephone by day and as a
screen by night."""

from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from opora.accounts.models import User
from opora.channels.models import Outbound
from opora.cli.history.load import History, mark
from opora.core.step import MACHINE
from opora.flow.step import begin
from opora.tickets.models import Ticket
from tests.services.chromium import fresh_page
from tests.web import addresses
from tests.web.contacts import as_contact
from tests.web.test_browser import server, sign_in, ticket

__all__ = ["server", "ticket"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()
RUN = """() => axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}).then(
  (found) => found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" "))}`))"""
FORMS = [(390, "light"), (1440, "dark")]


def violations(page: Page) -> Any:
    """What axe finds, with all that is folded laid open."""
    page.evaluate("document.querySelectorAll('details:not(.menu)').forEach((one) => one.open = true)")
    if page.url.endswith("/api/docs"):
        page.locator(".opblock").first.wait_for()
    page.evaluate(AXE)
    return page.evaluate(RUN)


@pytest.mark.parametrize(("width", "scheme"), FORMS)
def test_axe_finds_nothing(browser: Browser, server: str, ticket: Ticket, width: int, scheme: Any) -> None:
    User.objects.filter(email="irina@vendor.test").update(role="manager")
    with begin(datetime.now(UTC), MACHINE, "cli") as step:
        mark(step, History("2026-05-08"))
    Outbound.objects.filter(ticket=ticket).update(state="failed", server_said="550 no such person")
    with fresh_page(browser, width=width) as page:
        page.emulate_media(reduced_motion="reduce", color_scheme=scheme)
        found = {}
        for path in addresses.of_guests(ticket):
            page.goto(server + path)
            found[path] = violations(page)
        as_contact(page, server, ticket.contact)
        for path in addresses.of_contacts(ticket):
            page.goto(server + path)
            found[path] = violations(page)
        page.context.clear_cookies()
        sign_in(page, server)
        for path in addresses.of_staff(ticket):
            page.goto(server + path)
            found[path] = violations(page)
        User.objects.filter(email="irina@vendor.test").update(role="administrator")
        for path in addresses.of_setup():
            page.goto(server + path)
            found[path] = violations(page)
    assert {path: what for path, what in found.items() if what} == {}


def test_every_page_of_the_urlconf_is_shown_to_axe(monkeypatch: pytest.MonkeyPatch) -> None:
    assert addresses.without_a_line() == set()
    monkeypatch.delitem(addresses.STAFF, "tray")
    assert addresses.without_a_line() == {"tray"}


def test_axe_can_find_something(page: Page) -> None:
    page.set_content('<html lang="ru"><title>x</title><main><h1>x</h1><img src="data:,"><input></main>')
    assert violations(page) == ["image-alt: img", "label: input"]
