"""Pictures of a letter in a real browser: its own are drawn under the policy, one from elsewhere only when asked."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from io import BytesIO

import pytest
from playwright.sync_api import Page, Route, expect

from opora.accounts import actions as accounts
from opora.channels.mail.keep import keep
from opora.core.step import MACHINE
from opora.flow import arrive
from opora.flow.step import begin
from tests.stories.street import pipe
from tests.web.test_browser import WORD, server, sign_in  # noqa: F401
from tests.web.test_pictures import FAR, GIF
from tests.world import build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# How wide the picture is that the browser has drawn; 0: none.
DRAWN = "images => images.map(one => one.naturalWidth)"


def arrived() -> None:
    """A letter with a picture of its own, and one from elsewhere."""
    now = datetime.now(UTC)
    world = build(now - timedelta(days=1))
    with begin(now, MACHINE, "cli") as step:
        accounts.give_password(step, users=[world.irina], password=WORD)
    letter = EmailMessage()
    letter["From"], letter["Subject"] = "anna@gear.example.org", "Узел на чертеже"
    letter.set_content("Текстом.")
    letter.add_alternative(f'<p>Узел</p><img src="cid:knot@gear"><img src="{FAR}">', subtype="html")
    shown = letter.get_payload(1)
    assert isinstance(shown, EmailMessage)
    shown.add_related(GIF, "image", "gif", cid="<knot@gear>", filename="узел.gif")
    arrive.letter(keep(BytesIO(letter.as_bytes()), pipe(), now, now), now)


def test_own_pictures_are_drawn_and_others_when_asked_for(page: Page, server: str) -> None:  # noqa: F811
    arrived()
    asked: list[dict[str, str]] = []

    def elsewhere(route: Route) -> None:
        asked.append(route.request.all_headers())
        route.fulfill(body=GIF, content_type="image/gif")

    page.route("https://pictures.test/**", elsewhere)
    sign_in(page, server)
    page.get_by_role("link", name="Узел на чертеже").click()
    page.get_by_text("как оформил отправитель").click()
    pictures = page.locator(".letter-html img")
    expect(pictures).to_have_count(2)
    expect(page.get_by_text("1 изображение не загружено.")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert (pictures.evaluate_all(DRAWN), asked) == ([1, 0], [])
    page.get_by_role("link", name="Загрузить изображения с чужих серверов").click()
    expect(pictures.last).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert pictures.evaluate_all(DRAWN) == [1, 1]
    # Whoever has it learns that somebody looked, and not from which page.
    assert len(asked) == 1
    assert "referer" not in asked[0]
