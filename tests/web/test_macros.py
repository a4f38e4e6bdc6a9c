"""Macros: kept by managers under set-up, put into the composer by a button that sends nothing."""

from typing import Any

import pytest

from opora.accounts.models import User
from opora.core.events import MacroChanged, MacroEnded, MacroMade
from opora.flow import act
from opora.ledger.queries import history_of
from opora.tickets.models import Macro, Message, Ticket
from tests.stories.may_2026 import local
from tests.web.console import Console, at, words
from tests.web.forms import events, post

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOW = "05-06 11:00"
ASK = {"name": "Запросить журнал", "verb": "ask", "product": "", "text": "{имя}, пришлите журнал драйвера."}


def keep(console: Console, who: User, path: str = "new/", **said: str) -> Any:
    with at(NOW):
        return console.browser(who).post(f"/setup/macros/{path}", {**ASK, **said})


def made(console: Console, **said: str) -> Macro:
    assert keep(console, console.world.olga, **said).status_code == 303
    return Macro.objects.latest("pk")


def put(console: Console, ticket: Ticket, macro: Macro, text: str = "", **more: Any) -> Any:
    return post(console, console.world.irina, ticket, "macro", NOW, macro=str(macro.pk), text=text, **more)


def composer(answer: Any) -> str:
    inside = answer.content.decode().partition('<textarea id="text"')[2]
    text: str = inside.partition(">")[2].partition("</textarea>")[0].replace("\xa0", " ")
    return text.replace("&quot;", '"').removeprefix("\n")


def test_a_macro_fills_the_text_and_sends_nothing(console: Console) -> None:
    ticket, macro = console.asked("05-06 10:00"), made(console)
    before = events(ticket), Message.objects.count()
    answer = put(console, ticket, macro, "Начала писать.", consent="по телефону")
    assert answer.status_code == 200
    assert composer(answer) == "Начала писать.\n\nАнна Сергеевна, пришлите журнал драйвера."
    assert 'value="по телефону"' in answer.content.decode()
    assert "Заготовлено как: вопрос" in words(answer.content)
    assert (events(ticket), Message.objects.count()) == before


def test_number_product_and_moment_are_those_of_the_ticket(console: Console) -> None:
    ticket = console.asked("05-06 10:00")
    macro = made(console, name="Ход", verb="tell", text="{номер}, {продукт}: напишем {срок}.")
    # Warranty: 3 working days from Wed 6 May 11:00: Thu, Fri, Tue 12.
    assert composer(put(console, ticket, macro)) == (
        f"{ticket.number}, Чертёж-3D v22: напишем до вторника, 12 мая, 11:00."
    )


def test_what_nobody_knows_stays_a_field_and_is_said(console: Console) -> None:
    ticket = console.asked("05-06 10:00", "stranger@elsewhere.example.org")
    Ticket.objects.filter(pk=ticket.pk).update(contact=None)
    answer = put(console, ticket, made(console))
    assert composer(answer) == "{имя}, пришлите журнал драйвера."
    assert "Этого мы здесь не знаем, впишите сами: {имя}" in words(answer.content)


def test_only_what_fits_the_stage_and_the_product_is_offered(console: Console) -> None:
    world, ticket = console.world, console.asked("05-06 10:00")
    made(console)
    made(console, name="Пометка", verb="note", text="Посмотреть журнал.")
    made(console, name="О чертеже", product="chertezh-3d")
    other = made(console, name="О маршрутах", product="marshrut-plm")
    ended = made(console, name="Старый")
    with at(NOW):
        console.browser(world.olga).post(f"/setup/macros/{ended.pk}/", {"end": "1"})
    assert offered(console, ticket) == ["Запросить журнал", "О чертеже", "Пометка"]
    act.answer(ticket.pk, world.irina, "Обновите драйвер.", local("05-06 10:30"))
    assert offered(console, ticket) == ["Пометка"]
    for gone in (other, ended):
        refused = put(console, ticket, gone, "Моё.")
        assert (refused.status_code, composer(refused)) == (422, "Моё.")
        assert "Такого макроса нет" in words(refused.content)


def offered(console: Console, ticket: Ticket) -> list[str]:
    with at(NOW):
        html = console.browser(console.world.irina).get(f"/tickets/{ticket.number}/").content.decode()
    inside = html.partition('<select id="macro"')[2].partition("</select>")[0]
    return [one.partition("<")[0].partition(" · ")[0] for one in inside.split('">')[3:]]


def test_a_macro_is_made_changed_and_ended_by_a_manager(console: Console) -> None:
    world = console.world
    macro = made(console)
    assert keep(console, world.olga, f"{macro.pk}/", name="Журнал печати").status_code == 303
    assert keep(console, world.olga, f"{macro.pk}/", name="Журнал печати").status_code == 303  # nothing new
    with at(NOW):
        console.browser(world.olga).post(f"/setup/macros/{macro.pk}/", {"end": "1"})
        page = words(console.browser(world.olga).get("/setup/macros/").content)
    noted = history_of("macro", macro.pk)
    assert [one.event for one in noted] == [MacroMade("ask"), MacroChanged(("name",)), MacroEnded()]
    assert {one.actor.id for one in noted} == {world.olga.pk}
    assert "Журнал печати" not in page
    assert keep(console, world.olga, f"{macro.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"text": "{фамилия}, пришлите."}, "Таких полей нет: {фамилия}."),
        ({"text": "Напишем {срок}."}, "Срок есть только у сообщения о ходе работы."),
        ({"name": "запросить ЖУРНАЛ"}, "Макрос с таким названием уже есть."),
        ({"name": ""}, "Заполните это поле."),
        ({"verb": "shout"}, "Выберите из списка."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(said: dict[str, str], sentence: str, console: Console) -> None:
    made(console)
    refused = keep(console, console.world.olga, **{"name": "Другой", **said})
    assert refused.status_code == 422
    assert sentence in words(refused.content)
    assert said.get("text", ASK["text"]) in refused.content.decode()
    assert Macro.objects.count() == 1


def test_specialists_use_macros_and_do_not_keep_them(console: Console) -> None:
    macro = made(console)
    assert keep(console, console.world.irina).status_code == 403
    assert keep(console, console.world.irina, f"{macro.pk}/").status_code == 403
    assert keep(console, console.world.viktor, name="Головы").status_code == 303
