"""What staff write on a ticket by POST: each form succeeds, or refuses with the text kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from opora.tickets.models import Attachment, Message
from tests.stories.street import ours
from tests.stories.street import words as plain
from tests.web.console import Console, at, words
from tests.web.forms import answered, carried, events, now, post

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.mark.parametrize(
    ("noun", "verb", "stage", "sentence"),
    [
        ("questions", "ask", "waiting", "Спросили. Ждём ответа заказчика."),
        ("progress", "tell", "office", "Отправлено. Срок следующего письма назначен."),
        ("answers", "answer", "answered", "Ответили."),
    ],
)
def test_a_verb_leaves_as_a_letter(console: Console, noun: str, verb: str, stage: str, sentence: str) -> None:
    ticket = console.asked("05-08 15:00")
    answer = post(console, console.world.irina, ticket, noun, text="Обновите драйвер.\r\nИ напишите нам.")
    message = Message.objects.get(ticket=ticket, author_kind="staff")
    assert answer.status_code == 303
    assert answer["Location"] == f"/tickets/{ticket.number}/#m{message.pk}"
    assert (message.verb, message.text, message.audience) == (verb, "Обновите драйвер.\nИ напишите нам.", "public")
    assert now(ticket).stage == stage
    (row,) = carried(ticket)
    assert (row.state, row.recipient) == ("queued", "anna@gear.example.org")
    with at("05-08 16:00"):
        assert sentence in words(answer.client.get(answer["Location"]).content)


def test_a_note_stays_inside(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    answer = post(console, console.world.irina, ticket, "notes", text="Похоже на драйвер.")
    assert answer.status_code == 303
    message = Message.objects.get(ticket=ticket, author_kind="staff")
    assert (message.audience, message.text) == ("internal", "Похоже на драйвер.")
    assert carried(ticket) == []
    assert now(ticket).next_at == ticket.next_at


@pytest.mark.parametrize("noun", ["questions", "progress", "answers", "notes"])
def test_files_go_with_each_of_the_four(console: Console, noun: str) -> None:
    ticket = console.asked("05-08 15:00")
    file = SimpleUploadedFile("журнал.txt", b"line\r\n", "text/plain")
    assert post(console, console.world.irina, ticket, noun, text="Смотрите файл.", files=file).status_code == 303
    kept = Attachment.objects.get(message__ticket=ticket)
    assert (kept.name, kept.size) == ("журнал.txt", 6)
    sent = [part.get_filename() for one in ours(ticket, "carry") for part in one.iter_attachments()]
    assert sent == ([] if noun == "notes" else ["журнал.txt"])


@pytest.mark.parametrize("noun", ["questions", "progress", "answers", "notes"])
def test_without_text_nothing_happens_and_all_is_kept(console: Console, noun: str) -> None:
    ticket = console.asked("05-08 15:00")
    before = events(ticket)
    file = SimpleUploadedFile("журнал.txt", b"x")
    answer = post(console, console.world.irina, ticket, noun, text=" \r\n", consent="по телефону", files=file)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert events(ticket) == before
    assert 'value="по телефону"' in html
    assert "Выберите эти файлы снова, браузер их не сохраняет: журнал.txt" in words(html)
    assert "<title>Не сделано: " in html
    assert 'role="alert" tabindex="-1" autofocus' in html
    assert 'aria-describedby="text-trouble" aria-invalid="true"' in html


def test_a_refused_text_is_kept_to_the_letter(console: Console) -> None:
    ticket = answered(console)
    text = "Первая строка\r\n  вторая <b>&\r\n"
    answer = post(console, console.world.irina, ticket, "progress", "05-07 10:00", text=text)
    assert answer.status_code == 422
    assert "Мы уже ответили." in words(answer.content)
    assert ">Первая строка\r\n  вторая &lt;b&gt;&amp;\r\n</textarea>" in answer.content.decode()
    assert carried(ticket)[1:] == []


@pytest.mark.parametrize("noun", ["questions", "progress", "answers"])
def test_a_quiet_desk_refuses_and_says_how_to_start(quiet_console: Console, noun: str) -> None:
    ticket = quiet_console.asked("05-08 15:00")
    answer = post(quiet_console, quiet_console.world.irina, ticket, noun, text="Здравствуйте.")
    assert answer.status_code == 422
    assert "opora start-answering" in words(answer.content)
    assert ">Здравствуйте.</textarea>" in answer.content.decode()
    assert carried(ticket) == []
    assert post(quiet_console, quiet_console.world.irina, ticket, "notes", text="Заметка.").status_code == 303


def test_signs_that_a_database_cannot_keep_are_left_out(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    assert post(console, console.world.irina, ticket, "notes", text="до\x00после").status_code == 303
    assert Message.objects.get(ticket=ticket, author_kind="staff").text == "допосле"


def test_too_many_bytes_are_refused(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opora.lib.limits.MEGABYTE", 0.5)
    ticket = console.asked("05-08 15:00")
    files = [SimpleUploadedFile("a", b"123456"), SimpleUploadedFile("b", b"12345")]
    answer = post(console, console.world.irina, ticket, "answers", text="Вот.", files=files)
    assert answer.status_code == 422
    assert "Файлы вместе больше 20 МБ" in words(answer.content)
    assert post(console, console.world.irina, ticket, "answers", text="Вот.", files=files[:1]).status_code == 303


def test_a_word_may_say_in_advance_that_we_shall_be_late(console: Console) -> None:
    """P2. Came on Fri 8 May 15:00: 40 h end on Mon 18 at 16:00 (Fri 2, Tue-Fri 32 (34), Mon 9-13 (38), 14-16 (40)).

    The usual next word is three working days away: on Wed 13 that is Mon 18, before 16:00 in the morning only.
    """
    ticket, irina = console.asked("05-08 15:00"), console.world.irina
    mark = "Не успеваем к сроку: объясняю причину в тексте (ответ по существу до пн, 18 мая, 16:00)"

    def shown(moment: str) -> str:
        with at(moment):
            return console.browser(irina).get(f"/tickets/{ticket.number}/").content.decode()

    post(console, irina, ticket, "progress", "05-12 10:00", text="Смотрим.")
    assert mark in words(shown("05-13 10:00"))
    assert '<details class="promise"><summary>Пообещать' in shown("05-13 10:00"), "the usual word comes before"
    assert '<details class="promise" open><summary>Пообещать' in shown("05-13 16:30")
    # A basic ticket was told no moment that a word does not meet.
    basic = console.asked("05-08 15:00", sender="sergey@bridge.example.org")
    with at("05-13 16:30"):
        assert "Не успеваем к сроку" not in words(console.browser(irina).get(f"/tickets/{basic.number}/").content)
    before = events(ticket)
    for noun, when in (("progress", "05-18T15:00"), ("questions", ""), ("answers", ""), ("notes", "")):
        wrong = post(console, irina, ticket, noun, "05-15 10:00", text="Ищем.", word_until=when, late="yes")
        assert wrong.status_code == 422, noun
        assert 'name="late" value="yes" checked' in wrong.content.decode()
    assert events(ticket) == before
    typed = {"text": "Ищем.", "word_until": "2026-05-19T10:00", "late": "yes"}
    assert post(console, irina, ticket, "progress", "05-15 10:00", **typed).status_code == 303
    assert "к этому сроку не успеем" in plain(ours(ticket, "carry")[-1])
    assert "заранее предупредили, что не успеваем" in words(shown("05-15 10:05"))
