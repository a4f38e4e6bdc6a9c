"""Drafts in the desk: one text to all from the page of a defect, found in queue and composer, sent or dropped."""

from typing import Any

import pytest

from opora.accounts.models import User
from opora.flow import act, defects
from opora.programme.models import Defect
from opora.tickets.models import Draft, Ticket
from tests.stories.may_2026 import local
from tests.stories.street import ours
from tests.stories.street import words as words_of
from tests.web.console import Console, at, words
from tests.web.forms import carried, events, post

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NEWS = "Причину нашли: виноват старый драйвер."


@pytest.fixture
def ticket(console: Console) -> Ticket:
    return console.asked("05-06 10:00")


@pytest.fixture
def defect(console: Console, ticket: Ticket) -> Defect:
    return defects.find(ticket.pk, console.world.irina, local("05-06 11:00"), title="NPE", tracker_key="CAD-17")


def write(console: Console, who: User, defect: Defect, **typed: str) -> Any:
    with at("05-06 12:00"):
        return console.browser(who).post(f"/defects/{defect.number}/drafts/", typed)


def page(console: Console, path: str, moment: str = "05-06 12:30") -> str:
    with at(moment):
        return str(console.browser(console.world.irina).get(path).content.decode())


def test_one_text_waits_in_the_queue_and_in_the_composer(console: Console, ticket: Ticket, defect: Defect) -> None:
    console.asked("05-06 10:10", "sergey@bridge.example.org")
    answer = write(console, console.world.timur, defect, text=f"{NEWS}\r\n", verb="tell")
    assert (answer.status_code, answer["Location"]) == (303, f"/defects/{defect.number}/")
    with at("05-06 12:01"):
        assert "Черновик ждёт в 1 обращении." in words(answer.client.get(answer["Location"]).content)
    assert words(page(console, "/")).count("ждёт черновик") == 1
    html = page(console, f"/tickets/{ticket.number}/")
    assert f">Здравствуйте, Анна Сергеевна!\n\n{NEWS}</textarea>" in html
    told = f"Ждёт черновик, ничего не отправлено: о дефекте {defect.number} · Тимур Асадов, сегодня, 12:00"
    assert f"{told} · ход работы" in words(html)
    assert f'name="draft" value="{Draft.objects.get().pk}"' in html
    assert carried(ticket) == []


def test_it_is_sent_by_a_verb_once_and_in_the_senders_name(console: Console, ticket: Ticket, defect: Defect) -> None:
    write(console, console.world.timur, defect, text=NEWS, verb="tell")
    draft = str(Draft.objects.get().pk)
    sent = post(console, console.world.irina, ticket, "progress", "05-06 12:30", text=f"{NEWS} Ждите.", draft=draft)
    assert sent.status_code == 303
    assert "Причину нашли: виноват старый драйвер. Ждите." in words_of(ours(ticket, "carry")[0])
    assert "черновик отправлен: о дефекте" in words(page(console, f"/tickets/{ticket.number}/"))
    assert "Ждёт черновик" not in words(page(console, f"/tickets/{ticket.number}/"))
    again = post(console, console.world.artyom, ticket, "answers", "05-06 12:40", text="Моё слово.", draft=draft)
    assert again.status_code == 422
    html = again.content.decode()
    assert "тем временем отправил или убрал кто-то из коллег" in words(html)
    # Their own text stays, and leaves when they say so.
    assert ">Моё слово.</textarea>" in html
    assert 'name="draft"' not in html
    assert len(carried(ticket)) == 1
    assert post(console, console.world.artyom, ticket, "answers", "05-06 12:41", text="Моё слово.").status_code == 303


@pytest.mark.parametrize("noun", ["questions", "progress", "answers"])
def test_each_verb_uses_it_up_and_a_note_does_not(console: Console, ticket: Ticket, defect: Defect, noun: str) -> None:
    write(console, console.world.timur, defect, text=NEWS, verb="answer")
    draft = str(Draft.objects.get().pk)
    assert (
        post(console, console.world.irina, ticket, "notes", "05-06 12:20", text="Ждём.", draft=draft).status_code == 303
    )
    assert Draft.objects.exists()
    assert post(console, console.world.irina, ticket, noun, "05-06 12:30", text=NEWS, draft=draft).status_code == 303
    assert not Draft.objects.exists()


def test_it_is_dropped_and_nothing_leaves(console: Console, ticket: Ticket, defect: Defect) -> None:
    write(console, console.world.timur, defect, text=NEWS, verb="tell")
    draft = str(Draft.objects.get().pk)
    assert post(console, console.world.irina, ticket, "draft/end", "05-06 12:30", draft=draft).status_code == 303
    assert events(ticket)[-1] == "DraftDropped"
    assert "Ждёт черновик" not in words(page(console, f"/tickets/{ticket.number}/"))
    assert post(console, console.world.irina, ticket, "draft/end", "05-06 12:31", draft=draft).status_code == 422
    assert carried(ticket) == []


def test_what_was_typed_stands_over_the_draft(console: Console, ticket: Ticket, defect: Defect) -> None:
    write(console, console.world.timur, defect, text=NEWS, verb="tell")
    refused = post(console, console.world.irina, ticket, "progress", "05-06 12:30", text="Моё.", word_until="вчера")
    assert refused.status_code == 422
    html = refused.content.decode()
    assert ">Моё.</textarea>" in html
    assert "data-prefilled" not in html
    assert "data-prefilled" in page(console, f"/tickets/{ticket.number}/")


def test_a_closed_ticket_offers_none(console: Console, ticket: Ticket, defect: Defect) -> None:
    write(console, console.world.timur, defect, text=NEWS, verb="tell")
    act.close(ticket.pk, console.world.irina, "withdrawn", local("05-06 12:20"))
    assert NEWS not in page(console, f"/tickets/{ticket.number}/")


def test_text_and_verb_are_wanted_and_the_first_line_is_refused(console: Console, defect: Defect) -> None:
    timur = console.world.timur
    refused = write(console, timur, defect, text=NEWS, verb="ask")
    assert refused.status_code == 422
    assert f">{NEWS}</textarea>" in refused.content.decode()
    assert write(console, timur, defect, text=" ", verb="tell").status_code == 422
    assert write(console, console.world.irina, defect, text=NEWS, verb="tell").status_code == 403
    assert not Draft.objects.exists()
