"""What staff do to a ticket by POST: each form succeeds, refuses with the text kept, and is closed to others."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from opora.accounts.models import User
from opora.channels.models import Outbound
from opora.flow import act
from opora.ledger.queries import history_of
from opora.tickets.models import Attachment, Message, Ticket
from tests.stories.may_2026 import local
from tests.stories.street import letter, ours, receive
from tests.web.console import Console, at, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOUNS = [
    "questions", "progress", "answers", "notes", "stage", "release", "assignment", "handover", "thanks", "continuation",
    "split", "resumption", "closure",
]  # fmt: skip


def post(console: Console, who: User, ticket: Ticket, noun: str, moment: str = "05-08 16:00", **typed: object) -> Any:
    """The answer to a form of the ticket's page that this person sends at this moment."""
    with at(moment):
        return console.browser(who).post(f"/tickets/{ticket.number}/{noun}/", typed)


def now(ticket: Ticket) -> Ticket:
    """The ticket as it stands in the database."""
    return Ticket.objects.get(pk=ticket.pk)


def events(ticket: Ticket) -> list[str]:
    return [type(one.event).__name__ for one in history_of("ticket", ticket.pk)]


def carried(ticket: Ticket) -> list[Outbound]:
    """The letters that carry what staff wrote."""
    return list(Outbound.objects.filter(ticket=ticket, reaction="carry"))


def answered(console: Console) -> Ticket:
    """A ticket that was answered, and the customer wrote again."""
    ticket = console.asked("05-06 10:00")
    act.answer(ticket.pk, console.world.irina, "Обновите драйвер.", local("05-06 15:00"))
    last = ours(ticket)[-1]["Message-ID"]
    receive(
        letter("anna@gear.example.org", "Re", "Спасибо!", local("05-07 09:30"), reply_to=last), local("05-07 09:30")
    )
    return now(ticket)


def waiting(console: Console) -> Ticket:
    ticket = console.asked("05-06 10:00")
    act.ask(ticket.pk, console.world.irina, "Какая видеокарта?", local("05-06 11:00"))
    return now(ticket)


# --- the three verbs and the note -----------------------------------------------------------------------------------


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
    monkeypatch.setattr("opora.web.typed.MOST_BYTES", 10)
    ticket = console.asked("05-08 15:00")
    files = [SimpleUploadedFile("a", b"123456"), SimpleUploadedFile("b", b"12345")]
    answer = post(console, console.world.irina, ticket, "answers", text="Вот.", files=files)
    assert answer.status_code == 422
    assert "Файлы вместе больше 20 МБ" in words(answer.content)
    assert post(console, console.world.irina, ticket, "answers", text="Вот.", files=files[:1]).status_code == 303


# --- a promised moment ----------------------------------------------------------------------------------------------


def test_a_promised_moment_is_read_in_the_zone_of_whoever_typed_it(console: Console) -> None:
    ticket = console.asked("05-06 10:00")
    # 14:00 in Moscow is 16:00 in Yekaterinburg.
    typed = {"text": "Смотрим.", "word_until": "2026-05-07T14:00"}
    assert post(console, console.world.viktor, ticket, "progress", "05-06 11:00", **typed).status_code == 303
    assert now(ticket).next_at == local("05-07 16:00")


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        ("завтра", "Не удалось прочитать срок."),
        ("0001-01-01T00:00", "Не удалось прочитать срок."),
        ("9999-12-31T23:59", "Не удалось прочитать срок."),
        ("2026-05-05T10:00", "Этот срок уже прошёл."),
        ("2026-05-14T10:00", "На срок позже обычного нужно согласие заказчика."),
        ("2026-06-14T10:00", "не позже чем через десять рабочих дней"),
    ],
)
def test_an_impossible_moment_is_refused_and_kept(console: Console, until: str, sentence: str) -> None:
    ticket = console.asked("05-06 10:00")
    answer = post(console, console.world.irina, ticket, "progress", "05-06 11:00", text="Смотрим.", word_until=until)
    assert answer.status_code == 422
    assert sentence in words(answer.content)
    assert f'value="{until}"' in answer.content.decode()
    assert carried(ticket) == []


def test_a_later_moment_goes_with_consent(console: Console) -> None:
    ticket = console.asked("05-06 10:00")
    typed = {"text": "Смотрим.", "word_until": "2026-05-14T10:00", "consent": "согласилась по телефону"}
    assert post(console, console.world.irina, ticket, "progress", "05-06 11:00", **typed).status_code == 303
    assert Message.objects.get(ticket=ticket, author_kind="staff").consent == "согласилась по телефону"


@pytest.mark.parametrize("noun", ["questions", "answers", "notes"])
def test_a_moment_is_not_lost_with_a_verb_that_promises_none(console: Console, noun: str) -> None:
    ticket = console.asked("05-06 10:00")
    answer = post(console, console.world.irina, ticket, noun, text="Вот.", word_until="2026-05-07T14:00")
    assert answer.status_code == 422
    assert "Срок можно пообещать только в сообщении о ходе работы." in words(answer.content)


def test_a_repeated_text_is_said_before_sending(console: Console) -> None:
    """P9."""
    ticket = console.asked("05-06 10:00")
    act.tell(ticket.pk, console.world.irina, "Смотрим драйвер.", local("05-06 11:00"))
    typed = {"text": "смотрим  драйвер."}
    warned = post(console, console.world.irina, ticket, "progress", "05-06 12:00", **typed)
    assert warned.status_code == 422
    assert "Этот текст повторяет последнее письмо" in words(warned.content)
    assert '<input type="hidden" name="repeat" value="yes">' in warned.content.decode()
    assert len(carried(ticket)) == 1
    assert (
        post(console, console.world.irina, ticket, "progress", "05-06 12:00", **typed, repeat="yes").status_code == 303
    )
    assert len(carried(ticket)) == 2
    assert post(console, console.world.irina, ticket, "progress", "05-06 12:10", text="Другое.").status_code == 303


# --- decisions ------------------------------------------------------------------------------------------------------


def test_the_stage_moves_by_hand_or_says_why_not(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    assert post(console, console.world.irina, ticket, "stage", stage="research").status_code == 303
    assert now(ticket).stage == "research"
    for wrong in ("closed", "nonsense", ""):
        refused = post(console, console.world.irina, ticket, "stage", stage=wrong)
        assert refused.status_code == 422
        assert 'id="stage" open' in refused.content.decode()
        assert now(ticket).stage == "research"


def test_a_ticket_is_taken_given_and_given_back(console: Console) -> None:
    world, ticket = console.world, console.asked("05-08 15:00")
    assert post(console, world.irina, ticket, "assignment", user="me").status_code == 303
    assert now(ticket).assignee == world.irina
    assert post(console, world.irina, ticket, "assignment", user=str(world.artyom.pk)).status_code == 303
    assert now(ticket).assignee == world.artyom
    assert post(console, world.irina, ticket, "assignment", user="").status_code == 303
    assert now(ticket).assignee is None


def test_only_colleagues_of_the_office_are_given_a_ticket(console: Console) -> None:
    world, ticket = console.world, console.asked("05-08 15:00")
    for wrong in (str(world.marina.pk), str(world.anton.pk), "²", "9" * 30, "nobody"):
        refused = post(console, world.irina, ticket, "assignment", user=wrong)
        assert refused.status_code == 422
        assert "В этом офисе нет такого сотрудника." in words(refused.content)
        assert now(ticket).assignee is None


def test_a_ticket_is_handed_over(console: Console) -> None:
    world, ticket = console.world, console.asked("05-08 15:00")
    answer = post(console, world.irina, ticket, "handover", office="central")
    assert (answer.status_code, answer["Location"]) == (303, f"/tickets/{ticket.number}/")
    assert now(ticket).owning_office == world.central
    assert post(console, world.irina, ticket, "handover", office="central").status_code == 422
    assert post(console, world.irina, ticket, "handover", office="atlantis").status_code == 422


def test_whoever_loses_sight_of_a_ticket_goes_back_to_the_queue(console: Console) -> None:
    world, ticket = console.world, console.asked("05-08 15:00")
    post(console, world.irina, ticket, "handover", office="moscow")
    answer = post(console, world.marina, ticket, "handover", office="central")
    assert (answer.status_code, answer["Location"]) == (303, "/")
    assert now(ticket).owning_office == world.central


def test_thanks_continuation_and_a_new_question_are_offered_above_the_composer(console: Console) -> None:
    ticket = answered(console)
    with at("05-07 10:00"):
        html = console.browser(console.world.irina).get(f"/tickets/{ticket.number}/").content.decode()
    assert html.index("/thanks/") < html.index("/continuation/") < html.index("/split/") < html.index("<textarea")
    assert "Благодарность" in words(html)
    assert "/questions/" not in html
    assert "/progress/" not in html


def test_thanks(console: Console) -> None:
    ticket = answered(console)
    assert post(console, console.world.irina, ticket, "thanks", "05-07 12:00").status_code == 303
    # Story D: five working days after the answer of Wed 6 May 15:00.
    assert (now(ticket).next_at, now(ticket).next_kind) == (local("05-14 15:00"), "closing")


def test_continuation(console: Console) -> None:
    ticket = answered(console)
    assert post(console, console.world.irina, ticket, "continuation", "05-07 12:00").status_code == 303
    assert "Rejected" in events(ticket)
    assert now(ticket).stage == "office"


def test_a_new_question_becomes_a_ticket_and_is_shown(console: Console) -> None:
    ticket = answered(console)
    answer = post(console, console.world.irina, ticket, "split", "05-07 12:00")
    new = Ticket.objects.get(split_from=ticket)
    assert (answer.status_code, answer["Location"]) == (303, f"/tickets/{new.number}/")
    with at("05-07 12:00"):
        html = answer.client.get(answer["Location"]).content.decode()
    assert "Из слов заказчика сделано новое обращение" in words(html)
    assert f'href="/tickets/{ticket.number}/">{ticket.number}</a>' in html


def test_a_wait_is_ended(console: Console) -> None:
    ticket = waiting(console)
    assert post(console, console.world.irina, ticket, "resumption", "05-06 12:00").status_code == 303
    assert now(ticket).stage == "office"


@pytest.mark.parametrize("noun", ["thanks", "continuation", "split", "resumption"])
def test_what_does_not_fit_the_stage_is_refused(console: Console, noun: str) -> None:
    ticket = console.asked("05-08 15:00")
    before = events(ticket)
    refused = post(console, console.world.irina, ticket, noun)
    assert refused.status_code == 422
    assert "Не сделано." in words(refused.content)
    assert events(ticket) == before


def test_a_ticket_is_closed_for_a_reason_only(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    for wrong in ("", "no_reply", "nonsense"):
        refused = post(console, console.world.irina, ticket, "closure", why=wrong)
        assert refused.status_code == 422
        assert "нужна причина" in words(refused.content)
    assert post(console, console.world.irina, ticket, "closure", why="spam").status_code == 303
    assert (now(ticket).stage, now(ticket).closed_why) == ("closed", "spam")
    assert post(console, console.world.irina, ticket, "closure", why="spam").status_code == 422


# --- who may, and how: one ticket for all forms, since each test builds a whole desk ---------------------------------


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
        assert html.count("csrfmiddlewaretoken") == html.count("<form") - html.count('method="dialog"')
        typed = {"text": "Да.", "csrfmiddlewaretoken": token}
        assert browser.post(f"/tickets/{ticket.number}/notes/", typed).status_code == 303
