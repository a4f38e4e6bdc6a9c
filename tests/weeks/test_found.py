"""What random weeks have found, each as the smallest example by hand. May 2026 in Yekaterinburg, 9-13 and 14-18."""

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from opora.calendars.actions import FROM_THE_BEGINNING
from opora.calendars.queries import version_on
from opora.core.facts import Verb
from opora.core.step import MACHINE
from opora.flow import by_call, recount
from opora.flow.by_call import Call
from opora.flow.correct import Correction, correct
from opora.flow.doctor import examine
from opora.flow.remind import remind
from opora.flow.step import begin
from opora.tickets.access import Visitor
from tests.stories.may_2026 import local
from tests.stories.street import Street, ours, words
from tests.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA, EKB = "anna@gear.example.org", "yekaterinburg"


@pytest.fixture
def world(tmp_path: Path, settings: SimpleNamespace) -> World:
    settings.DATA_DIR = tmp_path
    return build()


def utc(at: str) -> datetime:
    return local(at).astimezone(UTC)


def thursday_is_off(at: str) -> None:
    """7 May, as was decided then."""
    version = version_on(EKB, local(at).date())
    assert version is not None
    spec = {**version.spec, "exceptions": {"2026-05-07": []}}
    with begin(utc(at), MACHINE, "desk") as step:
        recount.record(step, code=EKB, spec=spec, valid_from=FROM_THE_BEGINNING)


def recounted(at: str) -> None:
    """The worker, until nothing is left."""
    while recount.go_on(EKB, utc(at)):
        pass


def opened(world: World, at: str) -> Street:
    street = Street(world, ANNA)
    street.happen("opens", local(at))
    return street


def test_what_is_missed_while_the_top_rung_repeats_is_confessed(world: World) -> None:
    """Its repetition brings no letter (P1, E4), but a first response that is missed by then needs one all the same.
    Wed 6 May 10:00: due Thu 10:00. Reminded at 11:00 to the head: 8 hours, Thu 11:00. The worker comes at 11:30.
    """
    street = opened(world, "05-06 10:00")
    remind(Visitor(street.ticket, ANNA), 3, "", local("05-06 11:00"))
    street.happen("tick", local("05-07 11:30"))
    said = words(ours(street.ticket)[-1])
    assert "первый ответ — до четверга, 7 мая, 10:00" in said
    # 1:30 and 4 hours on Thursday, 2:30 on Friday.
    assert "до пятницы, 8 мая, 11:30, напишет вам" in said
    assert len(ours(street.ticket)) == 3  # the acknowledgement, that of the reminder, this one


def test_a_rung_apologises_for_what_was_told_alone(world: World) -> None:
    """Reminded at 10:30, due Thu 10:30 as the first response is at 10:00; the worker comes at 10:31, and the letter of
    the next rung confesses both. It names one moment, Fri 8 May 10:30: 2:30 and 4 hours on Thursday, 1:30 on Friday.
    """
    street = opened(world, "05-06 10:00")
    remind(Visitor(street.ticket, ANNA), 1, "", local("05-06 10:30"))
    street.happen("tick", local("05-07 10:31"))
    assert "до пятницы, 8 мая, 10:30, напишет вам" in words(ours(street.ticket, "climbed")[0])
    street.happen("tick", local("05-08 10:31"))
    said = words(ours(street.ticket, "climbed")[1])
    assert "Мы обещали написать до пятницы, 8 мая, 10:30, и не написали. Простите." in said
    assert "объяснение причины" not in said
    # 2:30 and 3 on Friday, which is short, 2:30 on Tue 12 May.
    assert "до вторника, 12 мая, 11:30, напишет вам" in said


def test_what_came_between_a_change_and_its_recount_is_counted_once(world: World) -> None:
    """T6: Thursday 7 May is off, decided on Wed 6 May at 10:00; a letter is filed at 10:05, the recount comes at 10:10.
    Its first response knows of the day off: 2:55 and 4 hours on Wednesday, 1:05 on Friday.
    """
    earlier = opened(world, "05-06 09:30")
    thursday_is_off("05-06 10:00")
    street = opened(world, "05-06 10:05")
    assert street.ticket.next_at == local("05-08 10:05")
    recounted("05-06 10:10")
    assert street.ticket.next_at == local("05-08 10:05")
    assert ours(street.ticket, "recounted") == []
    # The other one did not know: 3:30 and 4 on Wednesday, 0:30 on Friday.
    assert earlier.ticket.next_at == local("05-08 09:30")
    assert len(ours(earlier.ticket, "recounted")) == 1
    assert [one for one in examine(utc("05-06 10:10")) if one.check not in ("worker", "quiet")] == []


def test_a_confession_beside_a_word_that_was_said_names_that_word(world: World) -> None:
    """Seed 1004. Wed 6 May 10:00: the resolution is due Thu 14 May 11:00. A call of that Thursday 10:00 is logged at
    14:30, when it has passed: what Irina said in it is the next word, in three working days, Tue 19 May 10:00.
    """
    street = opened(world, "05-06 10:00")
    street.happen("tell", local("05-06 11:00"))
    street.happen("tell", local("05-12 10:30"))
    remind(Visitor(street.ticket, ANNA), 3, "", local("05-13 17:00"))
    call = Call(local("05-14 10:00"), "Где ответ?", "Ищем причину.", Verb.TELL, reminder=1)
    by_call.log(street.ticket_id, world.irina, call, utc("05-14 14:30"))
    said = words(ours(street.ticket, "confess")[0])
    assert "Мы обещали ответить по существу до четверга, 14 мая, 11:00" in said
    assert "Напишем вам до вторника, 19 мая, 10:00." in said


def test_a_resolution_that_was_told_is_told_again_though_the_product_is_in_doubt_by_then(world: World) -> None:
    """Seed 1086 (T6, L5). Wed 6 May 10:00: told until Thu 14 May 11:00. At 11:00 it turns out that nobody knows which
    product it is; no figure gets later by that. At 12:00 Thursday 7 May is closed: Fri 14, Tue 22, Wed 30, Thu 38,
    Fri 15 May 11:00; the first response Fri 8 May 10:00.
    """
    street = opened(world, "05-06 10:00")
    ticket = street.ticket
    correct(
        ticket.pk, world.irina, Correction(ticket.contact, ticket.organisation, None, None, None), utc("05-06 11:00")
    )
    thursday_is_off("05-06 12:00")
    recounted("05-06 12:00")
    assert "product" in street.ticket.unclear
    said = words(ours(ticket, "recounted")[-1])
    assert "до пятницы, 15 мая, 11:00" in said
    assert "до пятницы, 8 мая, 10:00" in said
