"""P8 over the whole street: nudged three and seven working days after the last question, closed after ten, always with
a way back. May 2026 in Yekaterinburg as in may_2026; Mon 1 to Wed 3 June are full days."""

import pytest

from opora.flow import act
from tests.stories.may_2026 import local
from tests.stories.street import Street, ours, words
from tests.stories.test_rules import following, named, opened, row, say, utc
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

AUTOMATIC = {"Auto-Submitted": "auto-replied"}


def nudges(street: Street) -> list[str]:
    return [words(one) for one in ours(street.ticket, "nudge")]


def test_nudged_twice_after_the_last_question_then_closed_with_a_way_back(world: World) -> None:
    street = opened(world)
    say(street, "Какой драйвер?", "05-06 11:00", "ask")  # 1 h used
    assert following(street) == (local("05-12 11:00"), "nudge")  # 3 wd: Thu, Fri, Tue
    street.happen("tick", local("05-12 11:01"))
    assert len(nudges(street)) == 1
    assert "Какой драйвер?" in nudges(street)[0]
    # Out of office: the pause goes on, and so do the nudges.
    street.reply("Меня нет до понедельника.", local("05-12 11:02"), headers=AUTOMATIC)
    assert (street.ticket.stage, following(street)) == ("waiting", (local("05-18 11:00"), "nudge"))
    # Another question: counted from there, 3 wd: Thu, Fri, Mon 18; 7: Tue, Wed, Thu, Fri 22; 10: Mon, Tue, Wed 27.
    say(street, "Какая видеокарта?", "05-13 12:00", "ask")
    assert following(street) == (local("05-18 12:00"), "nudge")
    street.happen("tick", local("05-18 12:01"))
    assert following(street) == (local("05-22 12:00"), "nudge")
    street.happen("tick", local("05-22 12:01"))
    assert following(street) == (local("05-27 12:00"), "closing")
    assert ["Какая видеокарта?" in one for one in nudges(street)] == [False, True, True]
    assert "27 мая" in nudges(street)[2]
    street.happen("tick", local("05-27 12:01"))
    assert (street.ticket.stage, street.ticket.closed_why, len(nudges(street))) == ("closed", "no_reply", 3)
    assert "ответьте на это письмо, и мы вернёмся к нему" in words(ours(street.ticket, "closed")[0])
    street.reply("Видеокарта старая.", local("05-28 10:00"))
    # 8 wh: Thu 10-13 (3), 14-18 (7), Fri 9-10 (8).
    assert (street.ticket.stage, following(street)) == ("answered", (local("05-29 10:00"), "look"))
    street.happen("continue", local("05-28 12:00"))
    # One pause since 6 May 11:00: 39 h from Thu 28 10:00: 7, Fri 15, Mon 23, Tue 31, Wed 39 -> 3 June 18:00.
    assert row(street, "resolution").due_at == local("06-03 18:00")
    assert following(street) == (local("06-02 12:00"), "word")  # 3 wd: Fri, Mon, Tue
    assert named(street, "Missed", "Confessed") == []


def test_no_more_to_come_ends_the_pause_and_the_nudges(world: World) -> None:
    street = opened(world)
    say(street, "Какой драйвер?", "05-06 11:00", "ask")
    say(street, "Какая видеокарта?", "05-06 15:00", "ask")  # the same pause
    act.resume(street.ticket_id, world.irina, utc("05-07 11:00"))
    # 39 h: Thu 11-13 (2), 14-18 (6), Fri 13, Tue 21, Wed 29, Thu 37, Fri 15 9-11 (39).
    assert row(street, "resolution").due_at == local("05-15 11:00")
    assert (street.ticket.stage, following(street)) == ("office", (local("05-13 11:00"), "word"))  # 3 wd: Fri, Tue, Wed
    street.happen("tick", local("05-12 15:01"))
    assert nudges(street) == []
