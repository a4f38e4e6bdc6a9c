"""Spam by pages: closed and blocked in one form, let in again by one press."""

import pytest

from opora.registry.models import Block
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import letter, receive, ticket_of
from tests.web.console import Console, at, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

SPAMMER = "win@prizes.example.com"


def test_closed_and_blocked_and_let_in_again(console: Console) -> None:
    when = local("05-08 10:00")
    ticket = ticket_of(receive(letter(SPAMMER, "Приз", "Вы выиграли.", when), when))
    Ticket.objects.filter(pk=ticket.pk).update(owning_office=console.world.yekaterinburg)
    with at("05-08 12:00"):
        irina, olga = console.browser(console.world.irina), console.browser(console.world.olga)
        irina.post(f"/tickets/{ticket.number}/closure/", {"why": "spam", "block": "domain"})
    held = receive(letter(SPAMMER, "Приз", "Ещё.", local("05-08 12:10")), local("05-08 12:10"))
    with at("05-08 12:20"):
        assert "отправитель заблокирован" in words(olga.get("/tray/").content)
        assert "@prizes.example.com" in words(olga.get("/blocks/").content)
        assert irina.get("/blocks/").status_code == 403
        refused = irina.post("/blocks/", {"block": str(Block.objects.get().pk)})
        assert (refused.status_code, Block.objects.filter(until=None).count()) == (403, 1)
        assert "Это не спам? Тогда откроем обращение" in words(olga.get(f"/letters/{held.pk}/way/").content)
        answer = olga.post(f"/letters/{held.pk}/restoration/", follow=True)
        assert "Письмо принято, отправитель больше не заблокирован." in words(answer.content)
        assert "Никто не заблокирован." in words(olga.get("/blocks/").content)
        again = olga.post("/blocks/", {"block": str(Block.objects.get().pk)})
        assert (again.status_code, "Эту блокировку уже сняли." in words(again.content)) == (422, True)
        twice = olga.post(f"/letters/{held.pk}/restoration/", follow=True)
        assert "Это письмо больше не лежит в лотке" in words(twice.content)


def test_a_ticket_taken_for_spam_is_a_request_again(console: Console) -> None:
    ticket = console.asked("05-08 10:00")
    with at("05-08 12:00"):
        irina = console.browser(console.world.irina)
        whole = irina.post(f"/tickets/{ticket.number}/closure/", {"why": "spam", "block": "domain"})
        assert (whole.status_code, "С этого домена пишут заказчики." in words(whole.content)) == (422, True)
        assert "Это не спам: открыть обращение" not in words(irina.get(f"/tickets/{ticket.number}/").content)
        irina.post(f"/tickets/{ticket.number}/closure/", {"why": "spam", "block": ""})
        assert "Это не спам: открыть обращение" in words(irina.get(f"/tickets/{ticket.number}/").content)
        answer = irina.post(f"/tickets/{ticket.number}/restoration/", follow=True)
    new = Ticket.objects.get(split_from=ticket)
    text = words(answer.content)
    assert "Это не спам: открыли обращение, принятым считаем его с момента письма." in text
    assert new.number in text
    assert new.registered_at == local("05-08 10:00")
