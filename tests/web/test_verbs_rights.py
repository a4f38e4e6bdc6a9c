"""Who may send the forms of a ticket's page, and how: one ticket for all forms, since each test builds a whole desk."""

import pytest
from django.test import Client

from tests.web.console import Console, at, words
from tests.web.forms import NOUNS, events, post

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def test_others_get_nothing_done(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    before = events(ticket)
    for noun in NOUNS:
        for name in ("marina", "lidia", "anton", "galina"):
            answer = post(console, getattr(console.world, name), ticket, noun, text="Я", why="spam", user="me")
            assert (noun, name, answer.status_code) == (noun, name, 404)
    assert events(ticket) == before
    for noun in NOUNS:
        answer = post(console, console.world.irina, ticket, noun)
        # Nothing was typed, so each refuses; to give a ticket to nobody is lawful.
        assert (noun, answer.status_code) == (noun, 303 if noun == "assignment" else 422)


def test_a_get_is_refused_with_a_way_back(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    browser = console.browser(console.world.irina)
    for noun in NOUNS:
        answer = browser.get(f"/tickets/{ticket.number}/{noun}/")
        assert (noun, answer.status_code, answer["Allow"]) == (noun, 405, "POST")
        assert f'href="/tickets/{ticket.number}/"' in answer.content.decode()


def test_a_visitor_signs_in_and_comes_back_to_the_ticket(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    before = events(ticket)
    for noun in NOUNS:
        answer = Client().post(f"/tickets/{ticket.number}/{noun}/", {"text": "Я", "user": "me", "why": "spam"})
        assert (noun, answer.status_code) == (noun, 302)
        assert answer["Location"] == f"/sign-in/?next=/tickets/{ticket.number}/"
    assert events(ticket) == before


def test_a_forged_form_is_refused(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    before = events(ticket)
    browser = console.browser(console.world.irina, csrf=True)
    for noun in [*NOUNS, "facts"]:
        answer = browser.post(f"/tickets/{ticket.number}/{noun}/", {"text": "Я", "user": "me", "why": "spam"})
        assert (noun, answer.status_code) == (noun, 403)
        assert "Страница устарела" in words(answer.content)
    assert events(ticket) == before


def test_the_forms_of_the_page_carry_what_proves_them(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    browser = console.browser(console.world.irina, csrf=True)
    with at("05-08 16:00"):
        html = browser.get(f"/tickets/{ticket.number}/").content.decode()
        token = html.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        forms = {method: html.count(f'method="{method}"') for method in ("post", "get", "dialog")}
        assert html.count("<form") == sum(forms.values())
        assert html.count("csrfmiddlewaretoken") == forms["post"] > 0
        typed = {"text": "Да.", "csrfmiddlewaretoken": token}
        assert browser.post(f"/tickets/{ticket.number}/notes/", typed).status_code == 303
