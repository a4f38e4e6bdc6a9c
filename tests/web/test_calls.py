"""The page on which a call or a visit is logged: who, when, what was said; one press, once."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from opora.accounts.models import User
from opora.channels.models import Outbound
from opora.registry.models import Contact
from opora.tickets.models import Message, Sight, Ticket
from tests.stories.may_2026 import local
from tests.web.console import Console, at, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOW = "05-06 10:25"
USUAL = {"kind": "call", "started": "2026-05-06T10:00", "heard": "Чертёж-3D v22 не открывает сборку.", "verb": ""}


def page(console: Console, who: User, path: str = "/calls/new/", moment: str = NOW) -> str:
    with at(moment):
        answer = console.browser(who).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def post(console: Console, who: User, typed: dict[str, str], path: str = "/calls/new/", moment: str = NOW) -> Any:
    with at(moment):
        return console.browser(who).post(path, {**USUAL, "entry": str(uuid4()), **typed}, follow=True)


def anna(console: Console) -> dict[str, str]:
    return {"find": "Лаптева", "caller": f"contact:{console.world.anna.pk}"}


def test_the_form_begins_now_and_takes_nothing_for_granted(console: Console) -> None:
    html = page(console, console.world.irina)
    assert 'name="started" value="2026-05-06T10:25"' in html
    assert 'name="verb" value="" checked' in html
    assert html.count('name="verb"') == 4
    assert 'name="caller"' not in html


def test_people_and_organisations_are_found_by_what_is_typed(console: Console) -> None:
    html = page(console, console.world.irina, "/calls/people/?find=лаптева")
    anna_row = f'value="contact:{console.world.anna.pk}" checked'
    assert anna_row in html, "the only one is chosen already"
    assert "Демо-завод «Шестерня» · anna@gear.example.org" in words(html)
    assert f'value="org:{console.world.gear.pk}"' in page(console, console.world.irina, "/calls/people/?find=шестерня")
    assert "Никого не нашли" in page(console, console.world.irina, "/calls/people/?find=никто")
    assert words(page(console, console.world.irina, "/calls/people/")) == ""


def test_a_call_becomes_a_ticket_in_one_press(console: Console) -> None:
    typed = {**anna(console), "subject": "Сборка", "verb": "tell", "said": "Разбираемся."}
    answer = post(console, console.world.irina, typed)
    ticket = Ticket.objects.get()
    assert answer.redirect_chain[0][0].startswith(f"/tickets/{ticket.number}/#m")
    assert (ticket.subject, ticket.channel, ticket.contact) == ("Сборка", "call", console.world.anna)
    assert (ticket.next_at, ticket.next_kind) == (local("05-12 10:00"), "word")
    said = words(answer.content)
    assert f"Записали. Скажите заказчику: номер {ticket.number}, напишем до вт, 12 мая, 10:00." in said
    assert "Чертёж-3D v22 не открывает сборку." in said
    assert "Ирина Сомова звонок ход работы" in said


def test_without_a_subject_the_first_line_is_it(console: Console) -> None:
    heard = "Не открывает сборку после обновления драйвера видеокарты на втором рабочем месте у конструкторов\nИ ещё."
    post(console, console.world.irina, {**anna(console), "heard": heard})
    assert Ticket.objects.get().subject == (
        "Не открывает сборку после обновления драйвера видеокарты на втором рабочем…"
    )


def test_somebody_new_may_have_no_address(console: Console) -> None:
    house = f"org:{console.world.gear.pk}"
    typed = {"find": "шестерня", "caller": house, "name": "Павел Громов", "phone": "+7 000 000-00-17"}
    answer = post(console, console.world.irina, typed)
    contact = Contact.objects.get(name="Павел Громов")
    assert (contact.organisation, contact.phone) == (console.world.gear, "+7 000 000-00-17")
    assert not Outbound.objects.filter(audience="customer").exists()
    assert "+7 000 000-00-17" in words(answer.content)


def test_product_edition_and_version_are_those_chosen(console: Console) -> None:
    chosen = {"product": "marshrut-plm", "edition": "marshrut-plm/full", "version": "marshrut-plm/5"}
    post(console, console.world.irina, {**anna(console), **chosen})
    ticket = Ticket.objects.get()
    assert (ticket.product, ticket.edition, ticket.version) == (
        console.world.routes, console.world.routes_full, console.world.routes_5,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"heard": " "}, "Напишите, что сказал заказчик"),
        ({"verb": "tell"}, "Напишите, что ответили"),
        ({"said": "Разбираемся."}, "Выберите, чем был ответ"),
        ({"verb": "shout"}, "Такого ответа нет."),
        ({"started": "2026-05-06T10:26"}, "не может начаться в будущем"),
        ({"started": "2026-04-28T10:00"}, "записывают в течение недели"),
        ({"started": "вчера"}, "Не удалось прочитать срок."),
        ({"caller": "", "find": "завод", "name": ""}, "Выберите, кто обратился"),
        ({"caller": "contact:9999"}, "Такого контактного лица нет"),
        ({"caller": "new", "name": "Павел", "address": "не адрес"}, "Это не адрес электронной почты"),
        ({"number": "SD-1000002"}, "Такого обращения нет, или оно вам не видно"),
        ({"verb": "answer", "said": "Так.", "word_until": "2026-05-07T12:00"}, "Срок обещает только"),
    ],
)
def test_a_refusal_keeps_all_that_was_typed(console: Console, typed: dict[str, str], sentence: str) -> None:
    typed = {**anna(console), "name": "Кто-то", "consent": "сам попросил", **typed}
    answer = post(console, console.world.irina, typed)
    assert answer.status_code == 422
    said, html = words(answer.content), answer.content.decode()
    assert sentence.lower() in said.lower()
    for name in ("started", "heard", "said", "find", "name", "address", "number", "word_until", "consent"):
        assert {**USUAL, **typed}.get(name, "").strip() in html, name
    assert Ticket.objects.count() == 0


def test_looking_for_somebody_logs_nothing_and_keeps_the_words(console: Console) -> None:
    answer = post(console, console.world.irina, {"find": "шестерня", "look": "1"})
    assert (answer.status_code, Ticket.objects.count()) == (200, 0)
    assert USUAL["heard"] in answer.content.decode()
    assert f'value="contact:{console.world.anna.pk}"' in answer.content.decode()


def test_a_second_press_logs_nothing_more(console: Console) -> None:
    typed = {**anna(console), "entry": str(UUID(int=7))}
    first, second = (post(console, console.world.irina, typed) for _ in range(2))
    assert first.redirect_chain == second.redirect_chain
    assert (Ticket.objects.count(), Message.objects.count()) == (1, 1)


# --- on a ticket ---------------------------------------------------------------------------------------------------


def test_a_call_about_a_ticket_says_how_it_stands_and_is_logged(console: Console) -> None:
    ticket = console.asked("05-06 10:00")
    path = f"/tickets/{ticket.number}/calls/"
    html = words(page(console, console.world.irina, path, "05-06 11:45"))
    assert f"Звонок по обращению {ticket.number}" in html
    assert "принято · первый ответ до завтра, 10:00" in html
    typed = {"started": "2026-05-06T11:30", "heard": "", "verb": "tell", "said": "Нашли причину."}
    answer = post(console, console.world.irina, typed, path, "05-06 11:45")
    assert answer.status_code == 200
    now = Ticket.objects.get()
    assert (now.stage, now.next_at, now.next_kind) == ("office", local("05-12 11:30"), "word")


def test_what_a_stage_does_not_allow_is_not_offered(console: Console) -> None:
    ticket = console.asked("05-06 10:00")
    path = f"/tickets/{ticket.number}/calls/"
    post(console, console.world.irina, {"started": "2026-05-06T11:30", "verb": "answer", "said": "Обновите."}, path,
         "05-06 11:45")  # fmt: skip
    html = page(console, console.world.irina, path, "05-06 12:00")
    assert 'value="answer"' in html
    assert 'value="tell"' not in html
    said = {"started": "2026-05-06T11:50", "verb": "tell", "said": "Ещё смотрим."}
    assert post(console, console.world.irina, said, path, "05-06 12:00").status_code == 422


def test_a_manager_elsewhere_logs_by_number_and_reads_from_then_on(console: Console) -> None:
    ticket = console.asked("05-06 10:00")
    # 9:30 in Moscow is 11:30 in Yekaterinburg.
    typed = {"number": ticket.number, "started": "2026-05-06T09:30", "verb": "tell", "said": "Передам коллегам."}
    # A specialist of another office is told nothing, not even that there is such a number.
    assert post(console, console.world.marina, typed, moment="05-06 11:45").status_code == 422
    assert Message.objects.count() == 1
    answer = post(console, console.world.pavel, typed, moment="05-06 11:45")
    assert answer.redirect_chain[0][0].startswith(f"/tickets/{ticket.number}/")
    assert Sight.objects.get().user == console.world.pavel
    assert "теперь читает внутренние сообщения" in words(answer.content)
    with at("05-06 12:00"):
        assert console.browser(console.world.pavel).get(f"/tickets/{ticket.number}/").status_code == 200
        assert console.browser(console.world.marina).get(f"/tickets/{ticket.number}/calls/").status_code == 404


def test_who_logs_what_goes_elsewhere_is_told_its_number(console: Console) -> None:
    """Marina in Moscow takes a call of the plant in Yekaterinburg: its office has the ticket, she does not read on."""
    answer = post(console, console.world.marina, {**anna(console), "started": "2026-05-06T08:00"})
    ticket = Ticket.objects.get()
    assert ticket.owning_office == console.world.yekaterinburg
    assert answer.redirect_chain == [("/", 303)]
    assert f"Записали. Номер для заказчика: {ticket.number}." in words(answer.content)


def test_who_reads_no_tickets_logs_no_calls(console: Console) -> None:
    with at(NOW):
        for who in (console.world.lidia, console.world.galina, console.world.anton):
            browser = console.browser(who)
            assert browser.get("/calls/new/").status_code == 403
            assert browser.post("/calls/new/", USUAL).status_code == 403
            assert browser.get("/calls/people/?find=а").status_code == 403
            assert "/calls/new/" not in browser.get("/").content.decode()
        assert "/calls/new/" in console.browser(console.world.irina).get("/").content.decode()
