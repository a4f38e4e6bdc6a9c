"""Around every page of the portal: who has signed in, the language; contacts and colleagues are never mixed up."""

from datetime import timedelta

import pytest
from django.contrib.auth import login
from django.http import HttpRequest
from django.test import Client, RequestFactory

from opora.registry.models import Contact
from opora.web.portal.who import SIGNED_IN_FOR, contact_of, sign_in, sign_out
from tests.stories.may_2026 import local
from tests.web.console import Console, at, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOW = "05-08 15:00"


def request_of(client: Client) -> HttpRequest:
    """A request with this browser's session, as a view of the portal gets it."""
    request = RequestFactory().get("/help/")
    request.session = client.session
    return request


def signed_in(contact: Contact) -> HttpRequest:
    """A request in whose session this contact has signed in."""
    request = request_of(Client())
    sign_in(request, contact, local(NOW))
    return request


def test_a_contact_is_known_for_twelve_hours(console: Console) -> None:
    request = signed_in(console.world.anna)
    assert timedelta(hours=12) == SIGNED_IN_FOR
    with at(NOW):
        assert contact_of(request) == console.world.anna
    with at("05-09 02:59"):
        assert contact_of(request) == console.world.anna
    with at("05-09 03:00"):
        assert contact_of(request) is None


def test_signing_in_and_out_take_a_new_session_key_and_keep_the_language(console: Console) -> None:
    request = request_of(Client())
    request.session["language"] = "en"
    request.session["left over"] = "x"
    request.session.save()
    first = request.session.session_key
    with at(NOW):
        sign_in(request, console.world.anna, local(NOW))
        request.session.save()
        second = request.session.session_key
        assert contact_of(request) == console.world.anna
        sign_out(request)
        request.session.save()
        assert contact_of(request) is None
    assert len({first, second, request.session.session_key}) == 3
    assert dict(request.session.items()) == {"language": "en"}


def test_a_colleague_in_a_contacts_session_is_no_contact_and_the_contact_no_colleague(console: Console) -> None:
    with at(NOW):
        request = signed_in(console.world.anna)
        assert contact_of(request) == console.world.anna
        login(request, console.world.irina, backend="django.contrib.auth.backends.ModelBackend")
        assert contact_of(request) is None
        sign_in(request, console.world.anna, local(NOW))
        assert contact_of(request) == console.world.anna
        assert "_auth_user_id" not in request.session


def test_the_session_of_an_erased_contact_is_nobodys(console: Console) -> None:
    with at(NOW):
        request = signed_in(console.world.anna)
        assert contact_of(request) is not None
        Contact.objects.filter(pk=console.world.anna.pk).update(erased_at=local(NOW))
        assert contact_of(request) is None


def test_a_contacts_session_opens_no_page_of_the_desk(console: Console) -> None:
    client = Client()
    session = client.session
    session.update({"contact": console.world.anna.pk, "contact_until": "2026-05-09T00:00:00+00:00"})
    session.save()
    with at(NOW):
        assert "Анна Сергеевна Лаптева" in words(client.get("/help/").content)
        assert client.get("/")["Location"].startswith("/sign-in/")
        assert client.post("/help/sign-out/")["Location"] == "/help/"
        assert "Анна Сергеевна Лаптева" not in words(client.get("/help/").content)


def test_pages_speak_as_the_browser_asks_until_somebody_chooses(console: Console) -> None:
    client = Client()
    english = client.get("/help/", headers={"accept-language": "en-GB,en;q=0.9,ru;q=0.5"})
    assert (english["Content-Language"], "Technical support" in words(english.content)) == ("en", True)
    russian = client.get("/help/", headers={"accept-language": "ru"})
    assert (russian["Content-Language"], "Техподдержка" in words(russian.content)) == ("ru", True)
    assert russian["Cache-Control"] == "private, no-cache"
    chosen = client.post("/help/language/", {"language": "en", "next": "/help/"})
    assert chosen["Location"] == "/help/"
    assert client.get("/help/", headers={"accept-language": "ru"})["Content-Language"] == "en"
    client.post("/help/language/", {"language": "xx"})
    assert client.get("/help/", headers={"accept-language": "ru"})["Content-Language"] == "en"


@pytest.mark.parametrize("elsewhere", ["https://evil.example.org/help/", "//evil.example.org/", "/outbox/", ""])
def test_the_switch_never_leads_elsewhere(console: Console, elsewhere: str) -> None:
    assert Client().post("/help/language/", {"language": "en", "next": elsewhere})["Location"] == "/help/"


def test_what_changes_something_wants_a_post_with_its_token(console: Console) -> None:
    assert Client().get("/help/language/").status_code == 405
    assert Client().get("/help/sign-out/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/help/language/", {"language": "en"}).status_code == 403


def test_who_is_lost_on_the_portal_is_led_back_to_it_and_a_colleague_to_the_queue(console: Console) -> None:
    for client, path, back in (
        (Client(), "/help/nowhere/", 'href="/help/"'),
        (Client(), "/help/sent/altered/", 'href="/help/"'),
        (console.browser(console.world.irina), "/tickets/SD-1/", 'href="/"'),
    ):
        answer = client.get(path)
        assert (answer.status_code, back in answer.content.decode()) == (404, True)
        assert ("обращении другого офиса" in words(answer.content)) == (back == 'href="/"')
    forged = Client(enforce_csrf_checks=True)
    assert "браузер не принимает наши cookie" in words(forged.post("/help/", {"text": "x"}).content)
    assert "К очереди" in words(forged.post("/sign-in/", {"username": "x"}).content)
