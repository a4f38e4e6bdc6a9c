"""What holds for every page: nothing is asked of the database while it is drawn, it is safe, whole and in our look."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest
from django.template.backends.django import Template
from django.test import Client, RequestFactory
from django.urls import get_resolver
from django.views.defaults import bad_request, server_error

from opora.accounts.models import User
from opora.channels.models import Outbound
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import letter, receive
from tests.web import addresses
from tests.web.console import Console, at, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

VOID = {"img", "input", "link", "meta", "br", "hr", "rect"}


@pytest.fixture
def silent_drawing(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """From here on a statement of SQL that is run while a template is drawn fails (wall 7)."""
    drawn: list[str] = []
    draw: Callable[..., Any] = Template.render

    def refuse(execute: Any, sql: str, *rest: Any) -> Any:
        raise AssertionError(f"asked while drawing: {sql}")

    def watched(self: Template, *args: Any, **kwargs: Any) -> Any:
        drawn.append(str(self.origin))
        with connection.execute_wrapper(refuse):
            return draw(self, *args, **kwargs)

    monkeypatch.setattr(Template, "render", watched)
    yield drawn
    assert drawn


def everything(console: Console) -> list[str]:
    """The addresses of all pages, with something on each."""
    ticket = console.asked("05-08 15:00")
    machine = {"Auto-Submitted": "auto-replied"}
    receive(letter("a@example.org", "Меня нет", "…", local("05-08 15:10"), headers=machine), local("05-08 15:10"))
    Outbound.objects.filter(ticket=ticket).update(state="failed", server_said="550")
    sent = Outbound.objects.filter(ticket=ticket, audience="customer").values_list("pk", flat=True)[0]
    at_ticket = f"/tickets/{ticket.number}/"
    return ["/", "/?view=mine", "/?view=all", at_ticket, f"{at_ticket}facts/", f"{at_ticket}letters/{sent}/",
            f"{at_ticket}calls/", "/calls/new/", "/calls/new/?find=завод", "/tray/", "/journal/", "/outbox/", "/style/",
            "/me/", "/customers/?find=завод", f"/customers/{ticket.organisation_id}/"]  # fmt: skip


def test_drawing_asks_nothing(console: Console, silent_drawing: list[str]) -> None:
    paths = everything(console)
    browser = console.browser(console.world.olga)
    with at("05-08 16:00"):
        for path in paths:
            assert browser.get(path).status_code == 200
        number = Ticket.objects.get().number
        assert browser.post(f"/tickets/{number}/answers/", {"text": ""}).status_code == 422
        assert browser.post(f"/tickets/{number}/facts/", {"find": "завод", "look": "1"}).status_code == 200
        assert browser.get("/tickets/SD-1/").status_code == 404
        doors = [
            path for path in addresses.of_guests(Ticket.objects.get()) if not path.startswith(("/help/", "/tour/"))
        ]
        for path in doors:
            assert Client().get(path).status_code == 200
    assert len(silent_drawing) == len(paths) + 3 + len(doors)


def test_the_watch_over_drawing_can_fail(console: Console, silent_drawing: list[str]) -> None:
    from django.template import engines

    template = engines["django"].from_string("{{ people.count }}")
    assert engines["django"].from_string("{{ people }}").render({"people": 3}) == "3"
    with pytest.raises(AssertionError, match="asked while drawing"):
        template.render({"people": User.objects.all()})


def test_pages_carry_the_policy_and_nothing_inline(console: Console) -> None:
    browser = console.browser(console.world.olga)
    with at("05-08 16:00"):
        for path in [*everything(console), "/tickets/SD-1/"]:
            answer = browser.get(path)
            assert "default-src 'self'" in answer["Content-Security-Policy"]
            assert "form-action 'self'" in answer["Content-Security-Policy"]
            html = answer.content.decode()
            assert re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", html) is None, path
            assert re.search(r"<script(?![^>]*\ssrc=)", html) is None, path
            assert answer["X-Frame-Options"] == "DENY"


class _Shape(HTMLParser):
    """Whether tags are closed in order, ids are single and what refers to an id finds it."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.named: set[str] = set()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        found = dict(attrs)
        self.ids += filter(None, [found.get("id")])
        self.named |= set(filter(None, (found.get(one) for one in ("for", "aria-describedby", "aria-labelledby"))))
        if (found.get("href") or "").startswith("#"):
            self.named.add(str(found["href"])[1:])
        if tag in ("img",) and "alt" not in found:
            self.wrong.append("an image without words")

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> closes nothing")


def faults(html: str) -> list[str]:
    shape = _Shape()
    shape.feed(html)
    twice = {one for one in shape.ids if shape.ids.count(one) > 1}
    return [*shape.wrong, *shape.open, *(f"twice: {one}" for one in twice), *(shape.named - set(shape.ids))]


def test_pages_are_well_made(console: Console) -> None:
    browser = console.browser(console.world.olga)
    with at("05-08 16:00"):
        for path in [*everything(console), "/tickets/SD-1/"]:
            html = browser.get(path).content.decode()
            assert (path, faults(html)) == (path, [])
            assert html.count("<h1") == 1, path
            assert '<a class="skip" href="#main">' in html, path
            assert " · Опора</title>" in html, path
        number = Ticket.objects.get().number
        for noun in ("answers", "stage", "assignment", "handover", "closure"):
            html = browser.post(f"/tickets/{number}/{noun}/", {"user": "x"}).content.decode()
            assert (noun, faults(html)) == (noun, [])


def test_planted_faults_are_found() -> None:
    assert faults("<p id=a><label for=b>x</label></p>") == ["b"]
    assert faults("<p><b></p>") == ["</p> closes nothing", "p"]
    assert faults('<i id="a"></i><i id="a"></i>') == ["twice: a"]


def test_enter_in_a_field_of_the_composer_sends_nothing(console: Console) -> None:
    """A form's first button is what Enter presses: here it is disabled. The browser test presses it for real."""
    ticket = console.asked("05-08 15:00")
    with at("05-08 16:00"):
        html = console.browser(console.world.olga).get(f"/tickets/{ticket.number}/").content.decode()
    composer = html.partition("data-draft=")[2]
    assert composer.partition("<button")[2].startswith(' type="submit" disabled hidden>')


# --- when something is wrong ----------------------------------------------------------------------------------------


def test_what_is_not_there_has_a_page_of_ours(console: Console) -> None:
    for path in ("/no/such/page", "/tickets/SD-1/", "/letters/99/"):
        answer = console.browser(console.world.olga).get(path)
        assert answer.status_code == 404
        assert "Такой страницы нет" in words(answer.content)
        assert "К очереди" in words(answer.content)


def test_a_crash_has_a_page_of_ours_and_tells_nothing(
    console: Console, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def crash(*args: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("opora.web.desk.queue.page_by_next", crash)
    browser = console.browser(console.world.olga)
    browser.raise_request_exception = False
    answer = browser.get("/")
    assert answer.status_code == 500
    assert "Что-то сломалось" in words(answer.content)
    assert "secret words" not in answer.content.decode()


@pytest.mark.parametrize("view", [server_error, lambda request: bad_request(request, ValueError("x"))])
def test_the_last_pages_ask_nothing_of_anybody(view: Callable[[HttpRequest], Any], silent_drawing: list[str]) -> None:
    answer = view(RequestFactory().get("/"))
    assert answer.status_code in (400, 500)
    assert "Опора" in words(answer.content)


def test_a_form_of_ten_thousand_fields_is_a_bad_request(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    fields = {f"f{number}": "x" for number in range(10_000)}
    answer = console.browser(console.world.olga).post(f"/tickets/{ticket.number}/notes/", fields)
    assert answer.status_code == 400
    assert "Запрос не удалось прочитать" in words(answer.content)


def test_every_address_of_the_desk_is_tried_somewhere_here() -> None:
    """A new address comes with its tests."""
    names = {name for name in get_resolver("opora.web.desk.urls").reverse_dict if isinstance(name, str)}
    # allauth's are gone through in test_code and test_door_browser.
    names = {name for name in names if not name.startswith(("account_", "mfa_"))}
    assert names == {
        "queue", "ticket", "questions", "progress", "answers", "notes", "facts", "stage", "assignment", "handover",
        "release", "thanks", "continuation", "split", "resumption", "closure", "attachment", "letter", "tray", "outbox",
        "raw-letter", "style", "ticket-call", "call", "callers", "sign-in", "sign-out", "welcome",
        "me", "customers", "customer", "readings", "revocation", "tour", "readers", "readers-end",
        "journal", "letter-filing", "letter-way", "letter-again", "letter-writer", "letter-merger", "letter-dismissal",
        "dealings", "dealings-end", "kind", "draft", "merger", "acceptance", "duty-call", "browsers",
        "browsers-end", "draft-end", "sending-end", "defect-drafts",
        "defects", "defect", "defect-status", "defect-description", "ticket-defect", "ticket-defect-end",
        "find", "found", "call-screen", "call-reminder", "call-answer",
        "macro", "blocks", "restoration", "letter-restoration",
    }  # fmt: skip
