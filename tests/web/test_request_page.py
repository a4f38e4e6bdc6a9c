"""The page that the link of a letter opens: what it says, what it lets do, and what it keeps to itself.

Anna, warranty, wrote on Wednesday 6 May 2026 at 10:00; the arithmetic of the moments stands in tests/stories.
"""

import re
from datetime import date
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve

from opora.flow import act
from opora.ledger.models import Event
from opora.tickets.models import Message, Participant, Ticket
from opora.tickets.queries import link_token
from tests.stories.may_2026 import local
from tests.stories.street import letter, ours, receive
from tests.stories.street import words as plain
from tests.web.console import Console, at, counted, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA = "anna@gear.example.org"
IGOR = "igor@gear.example.org"


@pytest.fixture
def ticket(console: Console) -> Ticket:
    return console.asked("05-06 10:00")


def path(ticket: Ticket, address: str = ANNA) -> str:
    return f"/help/requests/{link_token(ticket, address)}/"


def link_in(message: Any) -> str:
    """The path of the link in a letter of ours; the same in the plain text and under the one button."""
    (found,) = set(re.findall(r"http://127\.0\.0\.1:8000(/help/requests/[^/\s]+/)", plain(message)))
    html = message.get_body(("html",)).get_content()
    assert re.findall(r'href="http://127\.0\.0\.1:8000([^"]+)"', html) == [found]
    return str(found)


def saved(response: Any) -> bytes:
    """What a browser saves of a download."""

    async def whole() -> bytes:
        return b"".join([chunk async for chunk in response.streaming_content])

    return async_to_sync(whole)()


def see(address: str, when: str, **more: Any) -> Any:
    with at(when):
        return Client().get(address, **more)


def test_every_letter_carries_its_readers_link(console: Console, ticket: Ticket) -> None:
    with at("05-06 11:00") as now:
        act.ask(ticket.pk, console.world.irina, "Какая у вас видеокарта?", now)
    letters = ours(ticket)
    assert len(letters) == 2
    for one in letters:
        assert link_in(one) == path(ticket)
    assert resolve(path(ticket)).url_name == "portal-link"
    assert ANNA not in path(ticket)


def test_the_four_answers_of_a_fresh_request(ticket: Ticket) -> None:
    page = see(path(ticket), "05-06 10:30")
    said = words(page.content)
    assert page.status_code == 200
    assert f"{ticket.number} Не открывается сборка" in said
    assert "Что происходит сейчас Принято Обращение у нас и ждёт, когда его возьмёт специалист." in said
    assert "Кто занимается Офис в Екатеринбурге, первая линия" in said
    # 8 working hours from Wed 10:00: 10-13 (3), 14-18 (7), Thu 9-10 (8).
    assert "Когда вы услышите от нас Ответим до завтра, 10:00." in said
    assert "Это 8 ч нашего рабочего времени. Начало отсчёта: сегодня, 10:00." in said
    assert "Засчитано 8 ч." in said
    assert "Чертёж-3D v22 не открывает сборку" in said


def test_the_days_are_those_of_the_customers_clock(console: Console) -> None:
    """Oleg is in Vladivostok, and his calendar never sleeps; Elena is in Moscow, two hours behind Yekaterinburg."""
    ticket = console.asked("05-06 12:00", "elena@turbine.example.org")
    said = words(see(path(ticket, "elena@turbine.example.org"), "05-06 12:30").content)
    # Wed 10:00 in Moscow, her office: 10-13 (3), 14-18 (7), Thu 9-10 (8).
    assert "Ответим до завтра, 10:00." in said
    assert "Дни по вашему времени (UTC+3), с 9:00 до 18:00." in said


def test_a_page_is_never_kept_found_or_told_of(ticket: Ticket) -> None:
    page = see(path(ticket), "05-06 10:30")
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["Cache-Control"] == "no-store"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert b'<meta name="referrer" content="no-referrer">' in page.content
    assert "script" not in page.content.decode()
    dead = see(path(ticket).replace(".", ".a"), "05-06 10:30")
    assert (dead.status_code, dead["Referrer-Policy"], dead["Cache-Control"]) == (404, "no-referrer", "no-store")


def test_looking_changes_nothing(ticket: Ticket) -> None:
    """A scanner of letters visits every link: no event, no message, no session, however late the desk is."""
    before = (Event.objects.count(), Message.objects.count(), Ticket.objects.values().get())
    for when in ("05-06 10:30", "05-08 16:00"):
        page = see(path(ticket), when)
        assert (page.status_code, list(page.cookies)) == (200, [])
        assert see(f"{path(ticket)}messages/", when).status_code == 303
    assert (Event.objects.count(), Message.objects.count(), Ticket.objects.values().get()) == before


def test_a_moment_behind_is_shown_as_settle_would_write_it(ticket: Ticket) -> None:
    """P2: the worker sleeps; Thursday 10:00 has passed, the page shows the recovery, four working hours away."""
    said = words(see(path(ticket), "05-07 10:05").content)
    assert "Мы обещали ответить до четверга, 7 мая, 10:00, и не успели. Простите." in said
    # Thu 10-13 (3), 14-15 (4).
    assert "Объясним причину и назовём новый срок сегодня до 15:00." in said
    assert "до 10:00." not in said.replace("10:00, и не успели", "")
    assert Ticket.objects.get().next_at == local("05-07 10:00")


def test_a_question_waits_and_an_answer_closes(console: Console, ticket: Ticket) -> None:
    with at("05-06 11:00") as now:
        act.assign(ticket.pk, console.world.irina, console.world.irina, now)
        act.ask(ticket.pk, console.world.irina, "Какая у вас видеокарта?", now)
    said = words(see(path(ticket), "05-06 11:30").content)
    assert "Ждём вас Мы задали вам вопрос и без вашего ответа не можем продолжить." in said
    assert "Срок нашего ответа на это время приостановлен." in said
    assert "Кто занимается Ирина С., офис в Екатеринбурге, первая линия" in said
    # Ten working days after Wed 6 May: 7, 8, 12, 13, 14, 15, 18, 19, 20, 21 (9-11 May are off).
    assert "Без ответа закроем обращение в четверг, 21 мая; вернуться к нему можно и потом." in said
    with at("05-07 09:30") as now:
        act.answer(ticket.pk, console.world.irina, "Обновите драйвер.", now)
    said = words(see(path(ticket), "05-07 10:00").content)
    # Five working days after Thu 7 May: 8, 12, 13, 14, 15.
    assert "Если вопросов больше нет, закроем обращение в пятницу, 15 мая" in said


def test_who_has_it_is_told_line_by_line(console: Console, ticket: Ticket) -> None:
    for office, said in (
        (console.world.central, "Центральная служба техподдержки, вторая линия"),
        (console.world.development, "Разработка, третья линия"),
        (console.world.moscow, "Офис в Москве, первая линия"),
    ):
        with at("05-06 11:00") as now:
            act.hand_over(ticket.pk, console.world.irina, office, now)
        assert f"Кто занимается {said}" in words(see(path(ticket), "05-06 11:30").content)


def test_internal_messages_and_their_files_stay_inside(console: Console, ticket: Ticket) -> None:
    from opora.core.facts import AttachedFile

    inside = AttachedFile("секрет.txt", "text/plain", b"inside")
    outside = AttachedFile("драйвер.txt", "text/plain", b"outside")
    with at("05-06 11:00") as now:
        from opora.core.facts import Verb

        act.note(ticket.pk, console.world.irina, "Заказчик капризный.", now, files=[inside])
        act.send(ticket.pk, console.world.irina, Verb.TELL, "Смотрим.", now, files=[outside])
    page = see(path(ticket), "05-06 11:30")
    assert "капризный" not in page.content.decode()
    assert "секрет.txt" not in page.content.decode()
    assert "Смотрим." in page.content.decode()
    note, told = Message.objects.filter(author_kind="staff").order_by("pk")
    hidden, shown = (one.attachments.get().pk for one in (note, told))
    assert see(f"{path(ticket)}files/{hidden}/", "05-06 11:30").status_code == 404
    onward = see(f"{path(ticket)}files/{shown}/", "05-06 11:30")
    assert (onward.status_code, onward["Cache-Control"]) == (302, "no-store")
    file = see(onward["Location"], "05-06 11:31")
    assert (file.status_code, saved(file)) == (200, b"outside")
    assert file["Content-Disposition"].startswith("attachment; filename")
    assert file["X-Content-Type-Options"] == "nosniff"
    assert file["Referrer-Policy"] == "no-referrer"


def test_a_quoted_link_is_shown_to_nobody(console: Console, ticket: Ticket) -> None:
    """Anna answers and quotes our letter; Igor takes part as well and must not get her link, nor may staff."""
    token = link_token(ticket, ANNA)
    told = ours(ticket)[0]
    quoted = f"Вот.\r\n\r\n> Открыть обращение: http://127.0.0.1:8000/help/requests/{token}/\r\n"
    receive(letter(ANNA, "Re", quoted, local("05-06 11:00"), reply_to=told["Message-ID"]), local("05-06 11:00"))
    Participant.objects.create(ticket=ticket, address=IGOR, role="copy")
    page = see(path(ticket, IGOR), "05-06 11:30").content.decode()
    assert "Открыть обращение: http://127.0.0.1:8000/help/requests/…/" in page
    assert token not in page
    with at("05-06 11:30"):
        desk = console.browser(console.world.irina).get(f"/tickets/{ticket.number}/").content.decode()
    assert "/help/requests/…/" in desk
    assert token not in desk


# --- answering --------------------------------------------------------------------------------------------------------


def write(address: str, when: str, text: str, form: str = "form-1", **more: Any) -> Any:
    with at(when):
        return Client(enforce_csrf_checks=True).post(f"{address}messages/", {"text": text, "form": form, **more})


def test_an_answer_goes_the_way_of_a_letters_reply(console: Console, ticket: Ticket) -> None:
    with at("05-06 11:00") as now:
        act.ask(ticket.pk, console.world.irina, "Какая у вас видеокарта?", now)
    file = SimpleUploadedFile("журнал.txt", b"log")
    sent = write(path(ticket), "05-06 16:00", "Пришлю журнал.", files=[file])
    message = Message.objects.filter(author_kind="contact").latest("pk")
    assert (sent.status_code, sent["Location"]) == (303, f"{path(ticket)}#m{message.pk}")
    assert (message.text, message.contact, message.sender_address) == ("Пришлю журнал.", console.world.anna, ANNA)
    assert message.attachments.get().name == "журнал.txt"
    kept = Ticket.objects.get(pk=ticket.pk)
    # The pause from 11 to 16 ends: the former stage returns, and so does the resolution.
    assert kept.stage == "office"
    filed = Event.objects.filter(subject_id=ticket.pk, type="Received").latest("pk")
    assert (filed.via, filed.actor_kind, filed.actor_id) == ("portal", "contact", console.world.anna.pk)
    said = words(see(path(ticket), "05-06 16:05").content)
    assert "Вы сегодня, 16:00 Пришлю журнал." in said


def test_pressed_twice_it_is_sent_once(ticket: Ticket) -> None:
    for _ in range(2):
        assert write(path(ticket), "05-06 11:00", "Ещё вот что.").status_code == 303
    assert Message.objects.filter(ticket=ticket).count() == 2
    # From the same form, after going back: other words are other words.
    write(path(ticket), "05-06 11:01", "И ещё.")
    # From another form the same words are said again.
    write(path(ticket), "05-06 11:02", "Ещё вот что.", form="form-2")
    assert Message.objects.filter(ticket=ticket).count() == 4


def test_a_refusal_keeps_the_text_and_names_the_files(ticket: Ticket, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = write(path(ticket), "05-06 11:00", "  \n ")
    assert empty.status_code == 422
    assert "Отправлять пока нечего." in empty.content.decode()
    monkeypatch.setattr("opora.lib.limits.MEGABYTE", 1)
    files = [SimpleUploadedFile("журнал.txt", b"log"), SimpleUploadedFile("снимок.bin", b"x" * 30)]
    large = write(path(ticket), "05-06 11:00", "Вот <журнал>.", files=files)
    assert large.status_code == 422
    assert "Вот &lt;журнал&gt;.</textarea>" in large.content.decode()
    assert "Выберите эти файлы снова, браузер их не сохраняет: журнал.txt (3 байта)" in words(large.content)
    assert 'value="form-1"' in large.content.decode()
    assert Message.objects.filter(ticket=ticket).count() == 1


def test_more_than_a_form_may_carry_is_not_kept(ticket: Ticket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opora.lib.limits.MEGABYTE", 5_000)
    large = [SimpleUploadedFile(f"{number}.bin", b"x" * 70_000) for number in range(2)]
    refused = write(path(ticket), "05-06 11:00", "Вот.", files=large)
    assert refused.status_code == 422
    assert "Файлы вместе больше 20 МБ." in refused.content.decode()
    assert write(path(ticket), "05-06 11:00", "Вот.", files=large[:1]).status_code == 303
    assert Message.objects.filter(ticket=ticket).count() == 2


def test_a_request_that_waits_for_a_release_says_until_when(console: Console, ticket: Ticket) -> None:
    with at("05-06 15:00") as now:
        act.answer(ticket.pk, console.world.irina, "Это ошибка, исправим в обновлении.", now)
        act.await_release(ticket.pk, console.world.irina, date(2026, 5, 29), now)
    promised = "Напишем вам о выпуске до пт, 29 мая, 18:00. Почему именно тогда К этой дате напишем в любом случае"
    said = words(see(path(ticket), "05-06 15:30").content)
    assert "Ждёт выпуска исправления Дефект подтверждён" in said
    assert promised in said
    write(path(ticket), "05-07 12:00", "Когда выйдет?")
    said = words(see(path(ticket), "05-07 12:30").content)
    assert "Вы написали после нашего ответа. Читаем ваше сообщение" in said
    # What was told stays.
    assert promised in said


def test_words_after_an_answer_set_the_look(console: Console, ticket: Ticket) -> None:
    with at("05-06 11:00") as now:
        act.answer(ticket.pk, console.world.irina, "Обновите драйвер.", now)
    write(path(ticket), "05-06 12:00", "Спасибо.")
    kept = Ticket.objects.get(pk=ticket.pk)
    # P7: 8 working hours from Wed 12:00: 12-13 (1), 14-18 (5), Thu 9-12 (8).
    assert (kept.stage, kept.next_kind, kept.next_at) == ("answered", "look", local("05-07 12:00"))
    said = words(see(path(ticket), "05-06 12:30").content)
    assert "Вы написали после нашего ответа. Читаем ваше сообщение" in said
    # The look is ours to keep: no moment of it is told.
    assert "12:00" not in said.replace("сегодня, 12:00", "")


def test_a_closed_request_comes_back(console: Console, ticket: Ticket) -> None:
    with at("05-06 12:00") as now:
        act.answer(ticket.pk, console.world.irina, "Обновите драйвер.", now)
        act.close(ticket.pk, console.world.irina, "by_hand", now)
    write(path(ticket), "05-20 10:00", "Опять не открывается.")
    assert Ticket.objects.get(pk=ticket.pk).stage == "answered"
    assert Event.objects.filter(subject_id=ticket.pk, type="Reopened").count() == 1


def test_on_a_quiet_desk_the_page_promises_nothing(quiet_console: Console) -> None:
    ticket = quiet_console.asked("05-06 10:00")
    said = words(see(path(ticket), "05-06 10:30").content)
    assert "Сейчас служба не отправляет писем." in said
    assert "Ответим" not in said


def test_as_many_queries_for_twenty_messages_as_for_one(ticket: Ticket) -> None:
    def asked() -> int:
        with counted() as queries:
            assert see(path(ticket), "05-06 10:30").status_code == 200
        return len(queries)

    few = asked()
    for number in range(20):
        write(path(ticket), "05-06 10:20", f"Ещё {number}")
    assert asked() == few
    assert few <= 20
