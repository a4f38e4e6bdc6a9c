"""P7 over the whole street, sentence by sentence: words after an answer, their look, and thirty days after closing.

May 2026 in Yekaterinburg as in may_2026; June: 1-5 and 8-10 full days, 11 until 17:00, 12 off, then full weeks.
"""

from datetime import datetime

import pytest

from opora.flow import act
from opora.flow.split import split
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import Street, ours, ticket_of, to_colleagues, words
from tests.stories.test_rules import following, named, opened, row, say, utc
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

AUTOMATIC = {"Auto-Submitted": "auto-replied"}


def answered(world: World) -> Street:
    """Answered on 6 May 15:00 with 4 of 40 hours used, so closing on 14 May 15:00 (D in may_2026)."""
    street = opened(world)
    street.happen("answer", local("05-06 15:00"))
    return street


def closed(world: World) -> Street:
    street = answered(world)
    street.happen("tick", local("05-14 15:01"))
    assert street.ticket.stage == "closed"
    return street


def told_to_manager(street: Street) -> list[str]:
    rows = to_colleagues(ticket=street.ticket_id)
    return [one.recipient for one in rows if one.reaction == "tell_manager"]


def resolution_due(street: Street) -> datetime:
    return row(street, "resolution").due_at


def test_a_look_suspends_the_closing_and_its_miss_is_the_managers_alone(world: World) -> None:
    street = answered(world)
    # 8 wh: Wed 16-18 (2), Thu 9-13 (6), 14-16 (8); the closing of 15:00 lies before it.
    street.happen("reply", local("05-13 16:00"))
    assert following(street) == (local("05-14 16:00"), "look")
    street.happen("tick", local("05-14 15:01"))
    assert (street.ticket.stage, following(street)) == ("answered", (local("05-14 16:00"), "look"))
    street.happen("tick", local("05-14 16:00"))  # at the very instant it is not late
    assert named(street, "Missed") == []
    before = len(ours(street.ticket))
    street.happen("tick", local("05-14 16:01"))
    # Anew, 8 wh from 16:01: Thu (1:59), Fri 9-13 (5:59), 14-16:01 (8).
    assert (street.ticket.stage, following(street)) == ("answered", (local("05-15 16:01"), "look"))
    street.happen("tick", local("05-15 16:02"))
    assert named(street, "Missed", "Confessed", "Climbed") == ["Missed", "Missed"]
    assert len(ours(street.ticket)) == before
    assert told_to_manager(street) == ["olga@vendor.test"] * 2
    # «Продолжение»: 36 h from their words on Wed 13 16:00: 2, Thu 10, Fri 18, Mon 26, Tue 34, Wed 20 9-11 (36).
    street.happen("continue", local("05-15 17:00"))
    assert (street.ticket.stage, following(street)) == ("office", (local("05-20 11:00"), "resolution"))
    assert "20 мая, 11:00" in words(ours(street.ticket, "continued")[0])


def test_a_rejection_near_the_end_is_told_as_four_hours_after_the_choice(world: World) -> None:
    street = opened(world)
    say(street, "Смотрим.", "05-06 11:00")
    say(street, "Нашли журнал.", "05-12 10:00")
    # 38 of 40 h by Wed 13 May 18:00: 7, 15, 22, 30, 38.
    say(street, "Обновите драйвер.", "05-13 18:00", "answer")
    street.happen("reply", local("05-14 09:00"))
    street.happen("continue", local("05-14 10:00"))
    # 2 h left would be 11:00; choice + 4 wh: 10-13 (3), 14-15 (4).
    assert following(street) == (local("05-14 15:00"), "resolution")
    letter = words(ours(street.ticket, "continued")[0])
    assert ("15:00" in letter, "11:00" in letter) == (True, False)


def test_a_resolution_that_was_missed_does_not_resume(world: World) -> None:
    street = opened(world)
    street.happen("tick", local("05-07 10:01"))
    say(street, "Смотрим.", "05-07 14:30")
    say(street, "Нашли журнал.", "05-13 14:30")
    street.happen("tick", local("05-14 11:01"))
    street.happen("answer", local("05-14 15:00"))
    street.happen("reply", local("05-15 10:00"))
    street.happen("continue", local("05-15 11:00"))
    # Next word 3 wd: Mon 18, Tue 19, Wed 20.
    assert following(street) == (local("05-20 11:00"), "word")
    assert row(street, "resolution").missed_at == local("05-14 11:00")
    letter = words(ours(street.ticket, "continued")[0])
    assert ("20 мая, 11:00" in letter, "ответ по существу" in letter.lower()) == (True, False)


def test_for_thirty_days_all_three_choices_are_there_again(world: World) -> None:
    street = closed(world)
    # A Friday off: the look begins on Mon 15 June, 9-13 (4), 14-18 (8).
    street.happen("reply", local("06-12 12:00"))
    assert (street.ticket.stage, following(street)) == ("answered", (local("06-15 18:00"), "look"))
    # «Благодарность»: answer + 5 wd is past.
    act.thank(street.ticket_id, world.irina, utc("06-15 10:00"))
    assert (street.ticket.stage, street.ticket.closed_why, following(street)) == ("closed", "thanked", (None, ""))
    # «Новый вопрос»: the words are elsewhere, and the closing of what was answered is past too.
    street.reply("А как печатать на А0?", local("06-16 10:00"))
    new = Ticket.objects.get(pk=split(street.ticket_id, world.irina, utc("06-16 12:00")))
    assert (new.registered_at, new.split_from_id) == (local("06-16 10:00"), street.ticket_id)
    assert (street.ticket.stage, street.ticket.closed_why, following(street)) == ("closed", "answered", (None, ""))
    # «Продолжение»: 36 h from Wed 17 10:00: 7, Thu 15, Fri 23, Mon 31, Tue 23 9-13 (35), 14-15 (36).
    street.reply("Снова не открывается.", local("06-17 10:00"))
    street.happen("continue", local("06-17 11:00"))
    assert resolution_due(street) == local("06-23 15:00")
    assert following(street) == (local("06-22 11:00"), "word")  # 3 wd: Thu, Fri, Mon


def test_a_machines_letter_sets_no_look_and_opens_nothing_again(world: World) -> None:
    street = answered(world)
    filed = street.reply("Меня нет до понедельника.", local("05-07 09:00"), headers=AUTOMATIC)
    assert filed.ticket_id == street.ticket_id
    assert following(street) == (local("05-14 15:00"), "closing")
    street.happen("tick", local("05-14 15:01"))
    filed = street.reply("Меня нет до вторника.", local("05-18 09:00"), headers=AUTOMATIC)
    assert (filed.ticket_id, street.ticket.stage) == (street.ticket_id, "closed")
    street.happen("reply", local("05-18 09:05"))
    assert street.ticket.stage == "answered"


def test_later_their_words_are_a_new_ticket_and_the_letter_says_so(world: World) -> None:
    street = closed(world)  # 14 May 15:01
    old = street.ticket.number
    new = ticket_of(street.reply("Через месяц.", local("06-13 15:01")))
    assert (new.split_from_id, street.ticket.stage) == (street.ticket_id, "closed")
    letter = words(ours(new, "acknowledge")[0])
    assert new.number in letter
    assert f"Приняли ваше обращение {new.number}. Оно продолжает {old}, но номер и сроки у него свои." in letter
    # Whose matter is new reads nothing of it.
    assert "продолжает" not in words(ours(street.ticket, "acknowledge")[0])
