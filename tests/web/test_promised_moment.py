"""A moment that staff promise with a word of progress, typed into the form of the ticket's page."""

import pytest

from opora.flow import act
from opora.tickets.models import Message
from tests.stories.may_2026 import local
from tests.web.console import Console, words
from tests.web.forms import carried, now, post

pytestmark = [pytest.mark.django_db, pytest.mark.both]


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
