"""The tray, the outbox and a letter of ours: what is in them, and for whom."""

from base64 import b64encode
from typing import Any

import pytest

from opora.accounts.models import User
from opora.channels.models import InboundMail, Outbound
from opora.channels.queries import store
from tests.stories.may_2026 import local
from tests.stories.street import letter, receive
from tests.web.console import Console, at, counted, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

SEE_THE_TRAY = ("olga", "svetlana", "timur", "viktor", "galina")
DO_NOT = ("irina", "anton", "lidia")


def get(console: Console, who: User, path: str, moment: str = "05-08 17:00") -> Any:
    """The answer that this person gets."""
    with at(moment):
        return console.browser(who).get(path)


def set_aside(number: int = 0) -> InboundMail:
    """An out-of-office reply of Пётр Лесков."""
    machine = {"Auto-Submitted": "auto-replied"}
    when = local(f"05-08 15:{number:02}")
    raw = letter("petr@quiet.example.org", f"Меня нет {number}", "В отпуске.", when, charset="koi8-r", headers=machine)
    address, name = b"petr@quiet.example.org", "Пётр Лесков".encode("koi8-r")
    head = b"From: =?koi8-r?B?" + b64encode(name) + b"?= <" + address + b">"
    return receive(raw.replace(b"From: " + address, head), when)


def test_the_tray_says_from_whom_about_what_and_why(console: Console) -> None:
    mail = set_aside()
    answer = get(console, console.world.olga, "/tray/")
    html = words(answer.content)
    assert answer.status_code == 200
    assert "сегодня, 15:00 Пётр Лесков Меня нет 0 автоответ pipe скачать" in html
    assert f'href="/letters/{mail.pk}/"' in answer.content.decode()
    assert "Лоток 1" in html


def test_the_administrator_sees_that_a_letter_lies_there_and_does_not_read_it(console: Console) -> None:
    mail = set_aside()
    answer = get(console, console.world.galina, "/tray/")
    assert "сегодня, 13:00 Пётр Лесков не для этой роли автоответ pipe" in words(answer.content)
    assert "Меня нет" not in words(answer.content)
    assert f"/letters/{mail.pk}/" not in answer.content.decode()


def test_a_letter_that_failed_is_marked_by_word_and_shows_its_trouble(console: Console) -> None:
    mail = set_aside()
    InboundMail.objects.filter(pk=mail.pk).update(state="failed", trouble="IntegrityError: <b>")
    html = get(console, console.world.olga, "/tray/").content
    assert "не удалось прочитать IntegrityError: <b>" in words(html)
    assert "<b>IntegrityError" not in html.decode()
    assert 'class="row-bad"' in html.decode()


def test_a_letter_whose_bytes_are_lost_still_has_its_line(console: Console) -> None:
    mail = set_aside()
    store().path(mail.digest).unlink()
    assert "неизвестный отправитель без темы автоответ" in words(get(console, console.world.olga, "/tray/").content)


def test_an_empty_tray_and_an_empty_outbox_say_what_will_be_there(console: Console) -> None:
    assert "Лоток пуст." in words(get(console, console.world.olga, "/tray/").content)
    assert "Всё написанное отправлено." in words(get(console, console.world.olga, "/outbox/").content)


@pytest.mark.parametrize("path", ["/tray/", "/outbox/"])
def test_the_tray_and_the_outbox_are_for_those_who_look_after_letters(console: Console, path: str) -> None:
    set_aside()
    for name in DO_NOT:
        refused = get(console, getattr(console.world, name), path)
        assert (name, refused.status_code) == (name, 403)
        assert "Не для этой роли" in words(refused.content)
        assert "Лоток" not in words(get(console, getattr(console.world, name), "/").content)
    for name in SEE_THE_TRAY:
        assert (name, get(console, getattr(console.world, name), path).status_code) == (name, 200)


def test_the_tray_has_pages_of_fifty(console: Console) -> None:
    for number in range(53):
        set_aside(number)
    first = get(console, console.world.olga, "/tray/").content.decode()
    assert first.count(" download>") == 50
    assert "Меня нет 52" in words(first)
    following = first.partition('class="more" href="')[2].partition('"')[0]
    second = get(console, console.world.olga, f"/tray/{following}").content.decode()
    assert second.count(" download>") == 3
    assert "Меня нет 0" in words(second)
    assert 'class="more"' not in second


def test_a_quiet_desk_shows_what_it_would_send(quiet_console: Console) -> None:
    world, ticket = quiet_console.world, quiet_console.asked("05-08 15:00")
    row = Outbound.objects.get(ticket=ticket)
    assert row.state == "shown"
    listed = get(quiet_console, world.olga, "/outbox/").content
    assert "подтверждение" in words(listed)
    assert "только показано, служба молчит" in words(listed)
    path = f"/tickets/{ticket.number}/letters/{row.pk}/"
    assert f'href="{path}"' in listed.decode()
    shown = words(get(quiet_console, world.irina, path).content)
    assert "anna@gear.example.org" in shown
    assert f"Приняли ваше обращение {ticket.number}." in shown


def test_the_outbox_shows_the_words_of_the_server(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    Outbound.objects.filter(ticket=ticket).update(state="failed", server_said="550 5.1.1 no such user")
    html = words(get(console, console.world.olga, "/outbox/").content)
    assert "не ушло 550 5.1.1 no such user" in html
    Outbound.objects.filter(ticket=ticket).update(state="stale", server_said="")
    assert "устарело, не отправлено" in words(get(console, console.world.olga, "/outbox/").content)
    Outbound.objects.filter(ticket=ticket).update(state="sent")
    assert ticket.number not in words(get(console, console.world.olga, "/outbox/").content)


def test_whoever_reads_no_correspondence_sees_letters_without_their_subject(console: Console) -> None:
    ticket = console.asked("05-08 15:00", subject="Тайна заказчика")
    Outbound.objects.filter(ticket=ticket).update(state="failed", server_said="550")
    seen = get(console, console.world.olga, "/outbox/").content
    assert "Тайна заказчика" in words(seen)
    assert "anna@gear.example.org" in words(seen)
    for name in ("galina", "roman"):  # the administrator, and the manager of another office
        html = get(console, getattr(console.world, name), "/outbox/").content
        assert ticket.number in words(html)
        assert "Тайна заказчика" not in words(html)
        assert "anna@gear.example.org" not in words(html)
        assert f"/tickets/{ticket.number}/" not in html.decode()


def test_a_letter_is_read_by_who_may_see_the_ticket(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    other = console.asked("05-08 15:05", "oleg@harbour.example.org")
    row = Outbound.objects.get(ticket=ticket, reaction="acknowledge")
    path = f"/tickets/{ticket.number}/letters/{row.pk}/"
    assert get(console, console.world.irina, path).status_code == 200
    for name in ("marina", "galina", "anton", "lidia"):
        assert (name, get(console, getattr(console.world, name), path).status_code) == (name, 404)
    assert get(console, console.world.viktor, f"/tickets/{other.number}/letters/{row.pk}/").status_code == 404
    assert get(console, console.world.viktor, f"/tickets/{ticket.number}/letters/{'9' * 25}/").status_code == 404


def test_queries_of_the_tray_are_few_and_the_same(console: Console) -> None:
    browser = console.browser(console.world.olga)
    numbers = []
    for more in (range(1), range(1, 12)):
        for number in more:
            set_aside(number)
        with at("05-08 17:00"), counted() as said:
            assert browser.get("/tray/").status_code == 200
        numbers.append(len(said))
    assert numbers[0] == numbers[1]
    assert numbers[0] <= 10, said
