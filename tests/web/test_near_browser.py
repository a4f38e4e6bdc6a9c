"""«Скоро опоздаем» in a browser: by keyboard alone, on a telephone by night and on a screen by day, for axe too."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from opora.offices.models import Seat
from opora.promises.models import Promise
from opora.tickets.models import Ticket
from tests.services.chromium import fresh_page
from tests.web.test_axe import violations
from tests.web.test_browser import server, sign_in, ticket

__all__ = ["server", "ticket"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_the_board_is_read_and_opened_by_keyboard(
    browser: Browser, server: str, ticket: Ticket, width: int, scheme: Any
) -> None:
    Seat.objects.filter(user__email="irina@vendor.test").update(role="deputy")
    with fresh_page(browser, width=width) as page:
        page.emulate_media(reduced_motion="reduce", color_scheme=scheme)
        sign_in(page, server)
        # An hour is not nine tenths of eight.
        expect(page.get_by_role("heading", name="Скоро опоздаем")).to_have_count(0)
        Promise.objects.filter(kind="first_response").update(soon_at=datetime.now(UTC) - timedelta(minutes=1))
        page.reload()
        board = page.get_by_role("region", name="Скоро опоздаем")
        expect(board.get_by_role("listitem")).to_have_count(1)
        expect(board).to_contain_text("исполнителя нет")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        link = board.get_by_role("link", name="Не открывается сборка")
        for _ in range(40):
            if link.evaluate("(one) => one === document.activeElement"):
                break
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{server}/tickets/{ticket.number}/")
