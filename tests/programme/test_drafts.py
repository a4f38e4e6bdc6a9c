"""One text to all who wait, as personal drafts: each is sent by whoever has its ticket, or dropped; none by itself.

Anna (Russian, warranty) and Sergey (Russian, basic) wait for the same defect since Wednesday 6 May 2026; John writes
in English.
"""

from typing import Any

import pytest

from opora.channels.models import Outbound
from opora.core.events import DraftDropped, DraftMade, DraftUsed
from opora.core.facts import Verb
from opora.flow import act, defects
from opora.flow.merge import merge
from opora.ledger.queries import history_of
from opora.lib.errors import Refused
from opora.programme.models import Defect
from opora.tickets.models import Draft, Ticket
from opora.tickets.queries import drafts_of
from tests.stories.may_2026 import local
from tests.stories.street import ours, words
from tests.web.console import Console

pytestmark = [pytest.mark.django_db, pytest.mark.both]

SERGEY, JOHN = "sergey@bridge.example.org", "john@stranger.example.org"
NEWS = "Причину нашли: виноват старый драйвер. Исправим к лету."


@pytest.fixture
def anna(console: Console) -> Ticket:
    return console.asked("05-06 10:00")


@pytest.fixture
def sergey(console: Console) -> Ticket:
    return console.asked("05-06 10:10", SERGEY)


@pytest.fixture
def defect(console: Console, anna: Ticket, sergey: Ticket) -> Defect:
    irina, timur = console.world.irina, console.world.timur
    made = defects.find(anna.pk, irina, local("05-06 11:00"), title="NPE", tracker_key="CAD-17")
    defects.link(sergey.pk, irina, made.pk, local("05-06 11:05"))
    facts = {"title": "NPE", "public_title": "Сборка не открывается"}
    return defects.correct(made.pk, timur, local("05-06 11:10"), **facts)


def texts(ticket: Ticket) -> list[str]:
    return [one.text for one in drafts_of(ticket)]


def told(ticket: Ticket) -> list[Any]:
    return [one.event for one in history_of("ticket", ticket.pk) if "Draft" in type(one.event).__name__]


def letters(ticket: Ticket) -> int:
    return Outbound.objects.filter(ticket=ticket, reaction="carry").count()


def test_one_text_becomes_a_draft_for_each_and_nothing_leaves(
    console: Console, anna: Ticket, sergey: Ticket, defect: Defect
) -> None:
    assert defects.write_to_all(defect.pk, console.world.timur, Verb.TELL, NEWS, local("05-06 12:00")) == 2
    assert texts(anna) == [f"Здравствуйте, Анна Сергеевна!\n\n{NEWS}"]
    assert texts(sergey) == [f"Здравствуйте, Сергей Петрович!\n\n{NEWS}"]
    (one,) = drafts_of(anna)
    assert (one.verb, one.made_by, one.at) == ("tell", console.world.timur, local("05-06 12:00"))
    assert told(anna) == [DraftMade("tell", "defect", defect.pk)]
    assert letters(anna) == letters(sergey) == 0
    # Written anew, it takes the place of the first.
    defects.write_to_all(defect.pk, console.world.timur, Verb.ANSWER, "Готово.", local("05-06 12:30"))
    assert texts(anna) == ["Здравствуйте, Анна Сергеевна!\n\nГотово."]
    with pytest.raises(Refused):
        defects.write_to_all(defect.pk, console.world.timur, Verb.TELL, "  ", local("05-06 12:40"))


def test_who_has_the_ticket_sends_it_in_their_own_name_once(console: Console, anna: Ticket, defect: Defect) -> None:
    defects.write_to_all(defect.pk, console.world.timur, Verb.TELL, NEWS, local("05-06 12:00"))
    (one,) = drafts_of(anna)
    text = f"{one.text} Пока обходите так."
    act.send(anna.pk, console.world.irina, Verb.TELL, text, local("05-06 13:30"), draft=one.pk)
    assert "Пока обходите так." in words(ours(anna, "carry")[0])
    assert "Ирина С." in words(ours(anna, "carry")[0])
    assert (texts(anna), told(anna)[-1]) == ([], DraftUsed("defect", defect.pk))
    # A colleague who still has the page open must not write the same to the customer again.
    with pytest.raises(Refused):
        act.send(anna.pk, console.world.artyom, Verb.TELL, "Ещё раз.", local("05-06 13:31"), draft=one.pk)
    assert letters(anna) == 1
    # A letter without it goes as ever.
    act.send(anna.pk, console.world.artyom, Verb.TELL, "Ещё раз.", local("05-06 13:32"))
    assert letters(anna) == 2


def test_a_letter_that_is_refused_keeps_its_draft(console: Console, anna: Ticket, defect: Defect) -> None:
    defects.write_to_all(defect.pk, console.world.timur, Verb.TELL, NEWS, local("05-06 12:00"))
    (one,) = drafts_of(anna)
    with pytest.raises(Refused):
        act.send(anna.pk, console.world.irina, Verb.TELL, " ", local("05-06 13:30"), draft=one.pk)
    # Nor can the draft of one ticket be used up by a letter on another.
    other = console.asked("05-06 13:00", JOHN)
    with pytest.raises(Refused):
        act.send(other.pk, console.world.irina, Verb.TELL, "Смотрим.", local("05-06 13:40"), draft=one.pk)
    assert len(drafts_of(anna)) == 1


def test_it_is_dropped_by_hand_or_with_what_it_was_for(
    console: Console, anna: Ticket, sergey: Ticket, defect: Defect
) -> None:
    world = console.world
    defects.write_to_all(defect.pk, world.timur, Verb.TELL, NEWS, local("05-06 12:00"))
    act.drop_draft(anna.pk, world.irina, drafts_of(anna)[0].pk, local("05-06 12:10"))
    assert (texts(anna), told(anna)[-1]) == ([], DraftDropped("defect", defect.pk))
    with pytest.raises(Refused):
        act.drop_draft(anna.pk, world.irina, 999, local("05-06 12:11"))
    defects.unlink(sergey.pk, world.irina, local("05-06 12:20"))
    assert (texts(sergey), told(sergey)[-1]) == ([], DraftDropped("defect", defect.pk))
    # The closed one has none any more, and gets none.
    defects.write_to_all(defect.pk, world.timur, Verb.TELL, NEWS, local("05-06 13:30"))
    act.close(anna.pk, world.irina, "withdrawn", local("05-06 14:00"))
    assert texts(anna) == []
    assert defects.write_to_all(defect.pk, world.timur, Verb.TELL, NEWS, local("05-06 14:10")) == 0


FIXED = "Дефект «Сборка не открывается», о котором вы писали, исправлен"


@pytest.mark.parametrize(
    ("version", "verb", "said"),
    [
        ("v22", "answer", f"{FIXED} в версии v22. Эта версия уже вышла. Если после перехода на неё ошибка останется, "
         "напишите нам в ответ."),
        ("v23", "tell", f"{FIXED}: это войдёт в версию v23. Она ещё не вышла; когда выйдет, мы напишем."),
    ],
)  # fmt: skip
def test_a_fix_makes_a_draft_for_each_and_its_recall_takes_them_back(
    console: Console, anna: Ticket, sergey: Ticket, defect: Defect, version: str, verb: str, said: str
) -> None:
    world = console.world
    fixed_in = getattr(world, version)
    defects.set_status(defect.pk, world.timur, "fixed", local("05-06 15:00"), fixed_in=fixed_in)
    (one,) = drafts_of(anna)
    assert (one.text, one.verb) == (f"Здравствуйте, Анна Сергеевна!\n\n{said}", verb)
    assert len(drafts_of(sergey)) == 1
    # Said again, nothing is made anew: what a colleague has sent stays sent.
    act.send(anna.pk, world.irina, Verb(verb), one.text, local("05-06 15:10"), draft=one.pk)
    defects.set_status(defect.pk, world.timur, "fixed", local("05-06 15:20"), fixed_in=fixed_in)
    assert texts(anna) == []
    # It is not fixed after all: the drafts that have not been sent would say what is not true.
    defects.set_status(defect.pk, world.timur, "planned", local("05-06 15:30"))
    assert texts(sergey) == []
    assert told(sergey) == [DraftMade(verb, "fix", defect.pk), DraftDropped("fix", defect.pk)]
    assert letters(sergey) == 0


def test_who_writes_in_english_is_greeted_and_told_in_english(console: Console, anna: Ticket, defect: Defect) -> None:
    world = console.world
    john = console.asked("05-06 10:20", JOHN, "Assembly", "Hello, the assembly does not open since the driver update.")
    assert john.language == "en"
    defects.link(john.pk, world.irina, defect.pk, local("05-06 11:20"))
    defects.set_status(defect.pk, world.timur, "fixed", local("05-06 15:00"), fixed_in=world.v23)
    assert texts(john) == [
        "Hello,\n\nThe defect “Сборка не открывается” that you wrote about is corrected; the correction comes with "
        "version v23. It is not out yet; we will write when it is."
    ]


def test_a_merged_ticket_takes_its_draft_along(console: Console, anna: Ticket, defect: Defect) -> None:
    world, second = console.world, console.asked("05-06 10:30")
    defects.write_to_all(defect.pk, world.timur, Verb.TELL, NEWS, local("05-06 12:00"))
    merge(anna.pk, world.olga, second.pk, local("05-06 12:30"))
    assert (texts(anna), len(texts(second))) == ([], 1)
    assert Draft.objects.count() == 2


def test_more_tickets_than_reactions_may_note(console: Console, anna: Ticket, defect: Defect) -> None:
    """A fix is said to all of them in one Step, however many they are."""
    from opora.programme.models import DefectLink

    alike = {one.attname: getattr(anna, one.attname) for one in anna._meta.fields if one.attname != "id"}
    Ticket.objects.bulk_create(Ticket(**alike) for _ in range(520))
    DefectLink.objects.bulk_create(
        DefectLink(ticket=one, defect=defect, at=local("05-06 11:00"))
        for one in Ticket.objects.exclude(pk__in=DefectLink.objects.values("ticket"))
    )
    defects.set_status(defect.pk, console.world.timur, "fixed", local("05-06 15:00"), fixed_in=console.world.v23)
    assert Draft.objects.count() == 522
