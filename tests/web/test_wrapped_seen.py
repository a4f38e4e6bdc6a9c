"""What came wrapped in a letter, on the page of its ticket: signatures, invitations, what is encrypted or too big."""

import re

import pytest

from opora.channels.models import InboundMail
from opora.tickets.models import Message, Ticket
from tests.channels.parse.letters import bytes_of
from tests.web.console import Console, at, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA = b"From: anna@gear.example.org\r\n"


def asked(console: Console, name: str) -> Ticket:
    """The ticket of one of tests/letters, written by a customer whom everybody here knows."""
    raw = re.sub(rb"^From: [^\r\n]*\r\n", ANNA, bytes_of(name))
    assert raw.startswith(ANNA)
    return console.received(raw, "05-06 10:00")


def conversation(console: Console, ticket: Ticket, moment: str = "05-06 12:00") -> str:
    """The words of the first message, as its office reads them."""
    with at(moment):
        html = console.browser(console.world.irina).get(f"/tickets/{ticket.number}/").content.decode()
    return words("<article" + html.partition('<article class="message')[2].partition("</article>")[0])


@pytest.mark.parametrize("name", ["signed-smime-opaque.eml", "signed-smime-detached.eml", "signed-pgp-inline.eml"])
def test_a_signature_is_kept_and_said_and_nothing_is_claimed_of_it(console: Console, name: str) -> None:
    said = conversation(console, asked(console, name))
    assert "подписано, подпись сохранена" in said
    assert "проверен" not in said


def test_a_letter_without_a_signature_says_nothing_of_one(console: Console) -> None:
    """A signed document beside it is the document's own matter."""
    said = conversation(console, asked(console, "signed-document-beside-letter.eml"))
    assert "d.pdf.p7s" in said
    assert "подписано" not in said


def test_an_invitation_says_what_when_where_and_who_by_the_readers_clock(console: Console) -> None:
    """Ten in the morning in Moscow is noon in Yekaterinburg, UTC+5."""
    said = conversation(console, asked(console, "invite-outlook-zone.eml"), "11-13 12:00")
    assert "Приглашение: Осмотр станка, цех 2" in said
    assert "Когда вт, 17 ноября, 12:00 – 13:30" in said
    assert "Где Переговорная 4" in said
    assert "Приглашает Самоцветов Пётр <samotsvetov@zavod.test>" in said
    assert "Кого приглашают Поддержка <support@desk.test>, biryuzov@zavod.test" in said
    assert "Встреча во вторник." in said


def test_whole_days_are_days_and_repeat(console: Console) -> None:
    said = conversation(console, asked(console, "invite-whole-days.eml"), "11-13 12:00")
    assert "Когда 17–18 ноября повторяется" in said


def test_an_answer_to_an_invitation_says_who_will_come(console: Console) -> None:
    said = conversation(console, asked(console, "invite-answered.eml"), "11-13 12:00")
    assert "Ответ на приглашение (придёт): Осмотр" in said
    assert "Отвечает Пётр <samotsvetov@zavod.test>" in said


def test_a_cancelled_meeting_says_so(console: Console) -> None:
    said = conversation(console, asked(console, "invite-cancelled.eml"), "11-13 12:00")
    assert "Встреча отменена: Осмотр" in said


def test_an_invitation_alone_opens_a_ticket_with_its_own_words(console: Console) -> None:
    said = conversation(console, asked(console, "invite-alone.eml"), "11-13 12:00")
    assert "Приезжайте, пожалуйста. Пропуск заказан." in said


def test_a_broken_invitation_is_a_file_and_a_notice(console: Console) -> None:
    said = conversation(console, asked(console, "invite-broken.eml"))
    assert "приглашение прочитать не удалось, оно сохранено файлом" in said
    assert "attachment-1.ics" in said


def test_an_encrypted_letter_opens_a_ticket_and_says_that_it_cannot_be_read(console: Console) -> None:
    said = conversation(console, asked(console, "encrypted-smime.eml"))
    assert "письмо зашифровано, прочитать его здесь нельзя" in said
    assert "smime.p7m" in said


def test_a_letter_past_the_bound_is_read_to_the_bound_and_kept_whole(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read into the middle of the file, of which nothing is given: half a file is none."""
    raw = re.sub(rb"^From: [^\r\n]*\r\n", ANNA, bytes_of("alternative-html-inside-mixed.eml"))
    monkeypatch.setattr("opora.flow.arrive.LARGEST", raw.index(b"JVBER") + 4)
    ticket = asked(console, "alternative-html-inside-mixed.eml")
    said = conversation(console, ticket)
    assert "письмо слишком большое и прочитано не до конца; сохранено оно целиком" in said
    assert "Одно." in said
    assert "log.pdf" not in said
    assert not Message.objects.get(ticket=ticket).attachments.exists()
    assert "кончается раньше" not in said
    assert InboundMail.objects.get().size == len(raw)


def test_a_page_shows_the_beginning_of_a_log_and_says_how_much_is_left(console: Console) -> None:
    """20,000 lines of 17 letters: 200,000 letters hold 11,764 of them whole, 199,988; 140,012 are left."""
    raw = ANNA + b"Subject: log\r\n\r\n" + b"line 01234567890\r\n" * 20_000
    said = conversation(console, console.received(raw, "05-06 10:00"))
    assert "ещё 140012 знаков есть в самом письме" in said
    assert said.count("line 01234567890") == 11_764
    assert len(Message.objects.get(author_kind="contact").text) == 340_000


def test_a_letter_at_the_bound_is_read_whole(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = re.sub(rb"^From: [^\r\n]*\r\n", ANNA, bytes_of("alternative-html-inside-mixed.eml"))
    monkeypatch.setattr("opora.flow.arrive.LARGEST", len(raw))
    said = conversation(console, asked(console, "alternative-html-inside-mixed.eml"))
    assert "слишком большое" not in said
    assert "log.pdf" in said
