"""A defect that will not be fixed is said to all who wait, a text in each language, and one that no ticket brought.

Anna and Sergey read Russian, John English; all wait for the same defect since Wednesday 6 May 2026.
"""

import pytest

from opora.core.events import DraftDropped, DraftMade
from opora.core.facts import Verb
from opora.flow import defects
from opora.lib.errors import Refused
from opora.programme.models import Defect
from opora.tickets.models import Draft, Ticket
from opora.tickets.queries import drafts_of
from tests.programme.test_drafts import JOHN, texts, told
from tests.stories.may_2026 import local
from tests.web.console import Console, at, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]

REASON = "Так ведёт себя драйвер, мы его не меняем."


@pytest.fixture
def anna(console: Console) -> Ticket:
    return console.asked("05-06 10:00")


@pytest.fixture
def defect(console: Console, anna: Ticket) -> Defect:
    made = defects.find(anna.pk, console.world.irina, local("05-06 11:00"), title="NPE", tracker_key="CAD-17")
    facts = {"title": "NPE", "public_title": "Сборка не открывается"}
    return defects.correct(made.pk, console.world.timur, local("05-06 11:10"), **facts)


@pytest.fixture
def john(console: Console, defect: Defect) -> Ticket:
    ticket = console.asked(
        "05-06 10:20", JOHN, "Assembly", "Hello, the assembly does not open since the driver update."
    )
    defects.link(ticket.pk, console.world.irina, defect.pk, local("05-06 11:20"))
    return ticket


# --- «Исправлять не будем» ------------------------------------------------------------------------------------------


def test_that_it_stays_is_a_draft_for_each_with_the_reason(
    console: Console, anna: Ticket, john: Ticket, defect: Defect
) -> None:
    defects.set_status(defect.pk, console.world.timur, "wont_fix", local("05-06 15:00"), reason=REASON)
    (one,) = drafts_of(anna)
    assert one.text == (
        "Здравствуйте, Анна Сергеевна!\n\nДефект «Сборка не открывается», о котором вы писали, исправлять не будем. "
        f"{REASON}"
    )
    # It is our answer to the point, whoever has the ticket sends it.
    assert one.verb == "answer"
    assert texts(john) == [
        f"Hello,\n\nWe will not correct the defect “Сборка не открывается” that you wrote about. {REASON}"
    ]
    assert told(anna) == [DraftMade("answer", "wont_fix", defect.pk)]


def test_what_becomes_of_it_otherwise_takes_the_draft_back(console: Console, anna: Ticket, defect: Defect) -> None:
    timur = console.world.timur
    defects.set_status(defect.pk, timur, "wont_fix", local("05-06 15:00"), reason=REASON)
    defects.set_status(defect.pk, timur, "fixed", local("05-06 15:10"), fixed_in=console.world.v23)
    assert [one.origin for one in drafts_of(anna)] == ["fix"]
    defects.set_status(defect.pk, timur, "wont_fix", local("05-06 15:20"), reason=REASON)
    assert [one.origin for one in drafts_of(anna)] == ["wont_fix"]
    defects.set_status(defect.pk, timur, "planned", local("05-06 15:30"))
    assert (texts(anna), told(anna)[-1]) == ([], DraftDropped("wont_fix", defect.pk))


def test_who_waits_no_more_is_not_told(console: Console, anna: Ticket, defect: Defect) -> None:
    defects.set_status(defect.pk, console.world.timur, "wont_fix", local("05-06 15:00"), reason=REASON)
    defects.unlink(anna.pk, console.world.irina, local("05-06 15:10"))
    assert texts(anna) == []


# --- a text in each language ----------------------------------------------------------------------------------------


def test_the_tickets_language_chooses_the_text(console: Console, anna: Ticket, john: Ticket, defect: Defect) -> None:
    timur, now = console.world.timur, local("05-06 12:00")
    assert defects.write_to_all(defect.pk, timur, Verb.TELL, "Нашли.", now, "Found.") == 2
    assert (texts(anna), texts(john)) == (["Здравствуйте, Анна Сергеевна!\n\nНашли."], ["Hello,\n\nFound."])


def test_one_text_does_when_all_who_wait_read_it(console: Console, anna: Ticket, john: Ticket, defect: Defect) -> None:
    world, now = console.world, local("05-06 12:00")
    for russian, english in (("Нашли.", " "), ("", "Found."), ("", " ")):
        with pytest.raises(Refused):
            defects.write_to_all(defect.pk, world.timur, Verb.TELL, russian, now, english)
    assert not Draft.objects.exists()
    defects.unlink(john.pk, world.irina, now)
    assert defects.write_to_all(defect.pk, world.timur, Verb.TELL, "Нашли.", now) == 1
    defects.link(john.pk, world.irina, defect.pk, now)
    defects.unlink(anna.pk, world.irina, now)
    assert defects.write_to_all(defect.pk, world.timur, Verb.TELL, "", now, "Found.") == 1


def test_the_page_takes_both_and_says_which_is_missing(
    console: Console, anna: Ticket, john: Ticket, defect: Defect
) -> None:
    with at("05-06 12:00"):
        browser, path = console.browser(console.world.timur), f"/defects/{defect.number}/drafts/"
        refused = browser.post(path, {"text": "Нашли.", "verb": "tell", "text_en": ""})
        assert refused.status_code == 422
        assert "Среди тех, кто ждёт, есть те, кому пишем по-английски" in words(refused.content)
        assert browser.post(path, {"text": "Нашли.", "verb": "tell", "text_en": "Found."}).status_code == 303
    assert texts(john) == ["Hello,\n\nFound."]


# --- one that no ticket brought -------------------------------------------------------------------------------------


def test_a_defect_is_entered_in_the_list_itself(console: Console) -> None:
    typed = {"title": "Утечка памяти", "version": "chertezh-3d/v22", "tracker_key": "CAD-99", "tracker_url": ""}
    with at("05-06 12:00"):
        answer = console.browser(console.world.irina).post("/defects/", typed)
    made = Defect.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/defects/{made.number}/")
    assert (made.title, made.product, made.version, made.tracker_key, made.status) == (
        "Утечка памяти", console.world.drawing, console.world.v22, "CAD-99", "found",
    )  # fmt: skip


def test_a_refused_one_says_why_and_what_was_typed_stays(console: Console, defect: Defect) -> None:
    with at("05-06 12:00"):
        browser = console.browser(console.world.irina)
        for wrong in ({"tracker_key": "CAD-17"}, {"title": " "}, {"version": "no-such"}):
            answer = browser.post("/defects/", {"title": "Утечка памяти", "version": "", **wrong})
            assert answer.status_code == 422, wrong
            assert 'role="alert"' in answer.content.decode()
        assert 'value="Утечка памяти"' in answer.content.decode()
    assert Defect.objects.count() == 1
