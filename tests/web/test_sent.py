"""The page after sending: what happens next; a mistyped address is mended, by whoever has the page alone."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from opora.channels.models import Outbound
from opora.flow import act
from opora.lib import signed
from opora.tickets.models import Participant, Ticket
from tests.stories.may_2026 import local
from tests.web.console import Console, at, words
from tests.web.portal import send, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOON, SOON = "05-06 12:00", "05-06 12:10"
WRONG, RIGHT = "ivan@strangre.example.org", "ivan@stranger.example.org"


def place(address: str = WRONG, client: Client | None = None, **more: Any) -> str:
    """The page of a form that was sent at noon."""
    where: str = send(client or Client(), NOON, address, **more)["Location"]
    return where


def mend(where: str, address: str = RIGHT, moment: str = SOON) -> Any:
    with at(moment):
        return Client().post(f"{where}address/", {"address": address})


def test_a_mistyped_address_is_mended(console: Console) -> None:
    where = place()
    with at(SOON):
        assert "Адрес указан с ошибкой" in words(Client().get(where).content)
    answer = mend(where, f" {RIGHT.upper()} ")
    assert (answer.status_code, answer["Location"]) == (303, where)
    ticket = Ticket.objects.get()
    assert Participant.objects.get(ticket=ticket, role="author").address == RIGHT
    assert Outbound.objects.latest("pk").recipient == RIGHT
    with at(SOON):
        after = words(Client().get(where).content)
    # Neither address stands there any more, and it can't be mended again.
    assert ("Адрес указан с ошибкой" in after, RIGHT in after, WRONG in after) == (False, False, False)
    assert f"Приняли ваше обращение {ticket.number}" in after


def test_it_is_told_that_it_was_mended(console: Console) -> None:
    where, client = place(), Client()
    with at(SOON):
        after = client.post(f"{where}address/", {"address": RIGHT}, follow=True)
    assert "Адрес исправлен. Подтверждение уходит туда." in words(after.content)


@pytest.mark.parametrize("typed", ["", "ivan", WRONG, "иван@пример.рф"])
def test_what_is_no_better_address_is_refused_and_kept(console: Console, typed: str) -> None:
    where = place()
    answer = mend(where, typed)
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode()
    assert Participant.objects.get().address == WRONG
    assert mend(where).status_code == 303


def test_too_late_and_twice_are_refused(console: Console) -> None:
    where, other = place(), place("second@strangre.example.org")
    late = mend(where, moment="05-06 13:00")
    assert (late.status_code, "Исправить адрес уже нельзя." in words(late.content)) == (422, True)
    assert mend(other, "second@stranger.example.org").status_code == 303
    assert mend(other, "third@stranger.example.org").status_code == 422
    assert mend(where, moment="05-06 12:59").status_code == 303


def test_after_a_word_of_ours_it_is_refused(console: Console) -> None:
    where = place()
    act.tell(Ticket.objects.get().pk, console.world.marina, "Смотрим.", local("05-06 12:05"))
    assert mend(where).status_code == 422
    assert Participant.objects.get().address == WRONG


def test_an_altered_a_foreign_and_an_old_page_lead_nowhere(console: Console) -> None:
    where = place()
    token = where.split("/")[3]
    ticket = Ticket.objects.get()
    by_letter = console.asked("05-06 11:00")
    with at(NOON):
        foreign = signed.token(settings.SECRET_KEY, "form", ticket.pk, "")
        elsewhere = signed.token("another secret", "sent", ticket.pk, "", expires=local("05-07 12:00"))
        not_a_form = signed.token(settings.SECRET_KEY, "sent", by_letter.pk, "", expires=local("05-07 12:00"))
    payload, _, code = token.partition(".")
    altered = [token[:-1] + ("a" if token[-1] != "a" else "b"), "A" + token[1:], payload, f"{payload}.", code, "x"]
    for wrong in [*altered, foreign, elsewhere, not_a_form]:
        with at(SOON):
            assert Client().get(f"/help/sent/{wrong}/").status_code == 404
            assert Client().post(f"/help/sent/{wrong}/address/", {"address": RIGHT}).status_code == 404
    with at("05-07 12:00"):
        assert Client().get(where).status_code == 404
    with at("05-07 11:59"):
        assert Client().get(where).status_code == 200
    assert Participant.objects.filter(address=RIGHT).count() == 0


def test_mending_wants_a_post_and_a_csrf_token(console: Console) -> None:
    where = place()
    with at(SOON):
        assert Client().get(f"{where}address/").status_code == 405
        assert Client(enforce_csrf_checks=True).post(f"{where}address/", {"address": RIGHT}).status_code == 403
    assert mend(where).status_code == 303


def test_a_contact_who_has_signed_in_reads_their_own_and_mends_nothing(console: Console) -> None:
    anna = signed_in(console.world.anna)
    where = place(client=anna, product="Чертёж-3D", version="v22", edition="Полная")
    with at(SOON):
        hers, anyones = words(anna.get(where).content), words(Client().get(where).content)
    assert "Чертёж-3D v22: гарантийный уровень до 2 февраля 2027 года." in hers
    assert "Подтверждение уходит на anna@gear.example.org." in hers
    assert ("гарантийный" in anyones, "anna@" in anyones) == (False, False)
    assert mend(where).status_code == 422


def test_no_page_shows_a_moment_that_has_passed(console: Console) -> None:
    """P2: Nikolay's first response is due at 15:00; later the page names what is still ahead."""
    nikolay = signed_in(console.world.nikolay)
    where = place(client=nikolay, product="Чертёж-3D", version="v22", edition="Полная")
    with at("05-06 14:59"):
        assert "Первый ответ — до среды, 6 мая, 15:00" in words(nikolay.get(where).content)
    with at("05-06 15:01"):
        after = words(nikolay.get(where).content)
    assert ("до среды, 6 мая" in after, "Ответ по существу — до четверга, 14 мая, 13:00." in after) == (False, True)


def test_a_quiet_desk_promises_no_letter(quiet_console: Console) -> None:
    with at(SOON):
        before, after = words(Client().get("/help/").content), words(Client().get(place()).content)
    assert "Приняли ваше обращение" in after
    for told in (before, after):
        assert "обращение зарегистрируем сейчас, а ответим, когда она заработает" in told
        assert ("Подтверждение" in told, "ответим в" in told, "Время указано" in told) == (False, False, False)
