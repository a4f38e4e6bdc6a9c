"""Defects in the desk: behind a ticket, in the list, on their own page; who says what becomes of them."""

from typing import Any

import pytest

from opora.accounts.models import User
from opora.flow import defects
from opora.programme.models import Defect
from opora.programme.queries import defect_of
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.web.console import Console, at, counted, words
from tests.web.forms import events, post

pytestmark = [pytest.mark.django_db, pytest.mark.both]

TITLE = "NPE в AssemblyLoader"
NEW = {"title": TITLE, "tracker_key": "CAD-17", "tracker_url": "https://tracker.example.org/CAD-17"}
SERGEY = "sergey@bridge.example.org"


@pytest.fixture
def ticket(console: Console) -> Ticket:
    return console.asked("05-06 10:00")


@pytest.fixture
def defect(console: Console, ticket: Ticket) -> Defect:
    return defects.find(ticket.pk, console.world.irina, local("05-06 11:00"), **NEW)


def get(console: Console, who: User, path: str, moment: str = "05-06 12:00", status: int = 200) -> str:
    with at(moment):
        answer = console.browser(who).get(path)
    assert answer.status_code == status
    return str(answer.content.decode())


def say(console: Console, who: User, defect: Defect, noun: str, **typed: str) -> Any:
    with at("05-06 12:00"):
        return console.browser(who).post(f"/defects/{defect.number}/{noun}/", typed)


def test_a_new_defect_is_entered_on_the_tickets_page(console: Console, ticket: Ticket) -> None:
    irina, path = console.world.irina, f"/tickets/{ticket.number}/"
    assert f'href="{path}defect/"' in get(console, irina, path)
    answer = post(console, irina, ticket, "defect", "05-06 11:00", **NEW)
    assert (answer.status_code, answer["Location"]) == (303, f"{path}#defect")
    html = get(console, irina, path)
    assert f"{Defect.objects.get().number} {TITLE} Статус найден, ещё не подтверждён Трекер CAD-17" in words(html)
    assert '<a href="https://tracker.example.org/CAD-17" rel="noopener noreferrer nofollow">CAD-17</a>' in html
    assert "ждёт исправления дефекта: D-" in words(html)


def test_a_refused_one_is_typed_again_and_nothing_is_kept(console: Console, ticket: Ticket) -> None:
    typed = {**NEW, "tracker_url": "javascript:alert(1)"}
    answer = post(console, console.world.irina, ticket, "defect", "05-06 11:00", **typed)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Адрес в трекере начинается с https://" in words(html)
    assert f'value="{TITLE}"' in html
    assert 'href="javascript' not in html
    assert not Defect.objects.exists()
    assert post(console, console.world.irina, ticket, "defect", "05-06 11:00", defect="D-10008").status_code == 422


@pytest.mark.parametrize("find", ["cad-1", "assembly", "D-number", "AssemblyLoader"])
def test_a_second_ticket_finds_it_by_number_key_or_title(console: Console, defect: Defect, find: str) -> None:
    second, irina = console.asked("05-06 11:30", SERGEY), console.world.irina
    find = defect.number.lower() if find == "D-number" else find
    path = f"/tickets/{second.number}/defect/"
    assert f'value="{defect.number}"' in get(console, irina, f"{path}?find={find}")
    assert "дефектов не нашлось" in words(get(console, irina, f"{path}?find=Пролёт"))
    assert post(console, irina, second, "defect", "05-06 12:00", defect=defect.number).status_code == 303
    assert defect_of(second.pk) == defect
    # And is freed of it again.
    assert post(console, irina, second, "defect/end", "05-06 12:10").status_code == 303
    assert defect_of(second.pk) is None
    assert events(second)[-2:] == ["DefectLinked", "DefectUnlinked"]
    assert post(console, irina, second, "defect/end", "05-06 12:20").status_code == 422


def test_the_list_counts_who_waits_in_as_many_queries_for_fifty_as_for_two(console: Console, defect: Defect) -> None:
    irina = console.world.irina
    second = console.asked("05-06 11:30", SERGEY)
    defects.link(second.pk, irina, defect.pk, local("05-06 11:40"))
    other = defects.find(console.asked("05-06 11:50").pk, irina, local("05-06 11:55"), title="Шрифт")
    browser = console.browser(irina)
    with at("05-06 12:00"), counted() as two:
        html = words(browser.get("/defects/").content)
    assert f"{other.number} Шрифт Чертёж-3D v22 — найден, ещё не подтверждён 1" in html
    assert f"{defect.number} {TITLE} Чертёж-3D v22 CAD-17 найден, ещё не подтверждён 2" in html
    assert html.index("Шрифт") < html.index(TITLE)
    Defect.objects.bulk_create(Defect(title=f"Ещё {one}", found_at=local("05-05 10:00")) for one in range(60))
    with at("05-06 12:00"), counted() as fifty:
        page = browser.get("/defects/").content.decode()
    assert page.count('class="number"') == 50
    assert len(two) == len(fifty)
    following = page.partition("after=")[2].partition('"')[0]
    assert get(console, irina, f"/defects/?find=&after={following}").count('class="number"') == 12


def test_its_page_shows_the_tickets_in_the_readers_sight_and_counts_the_others(
    console: Console, ticket: Ticket, defect: Defect
) -> None:
    path = f"/defects/{defect.number}/"
    here = get(console, console.world.irina, path)
    assert ticket.number in here
    assert "у других офисов" not in words(here)
    elsewhere = get(console, console.world.marina, path)
    assert ticket.number not in elsewhere
    assert ticket.subject not in elsewhere
    assert "Ещё 1 — у других офисов." in words(elsewhere)
    # Line 2 sees all and has the forms; line 1 has none.
    assert 'name="status"' in get(console, console.world.timur, path)
    assert 'name="status"' not in here
    assert get(console, console.world.timur, "/defects/D-99/", status=404)


def test_the_second_line_says_what_becomes_of_it(console: Console, defect: Defect) -> None:
    timur, path = console.world.timur, f"/defects/{defect.number}/"
    answer = say(console, timur, defect, "status", status="fixed", fixed_in="v23")
    assert (answer.status_code, answer["Location"]) == (303, path)
    html = words(get(console, timur, path))
    assert "Статус исправлен: v23" in html
    assert "статус дефекта: исправлен · Тимур Асадов" in html
    refused = say(console, timur, defect, "status", status="wont_fix", reason=" ")
    assert refused.status_code == 422
    assert "Скажите, почему исправлять не будем" in words(refused.content)
    assert '<option value="wont_fix" selected>' in refused.content.decode()
    assert say(console, timur, defect, "status", status="fixed", fixed_in="v99").status_code == 422
    assert say(console, timur, defect, "status", status="wont_fix", reason="Так задумано.").status_code == 303
    assert "исправлен не будет. Так задумано." in words(get(console, timur, path))
    # Whoever only reads it is refused, and it stays as it is.
    assert say(console, console.world.olga, defect, "status", status="found").status_code == 403
    assert Defect.objects.get().status == "wont_fix"


def test_the_second_line_says_what_it_is_called(console: Console, defect: Defect) -> None:
    timur, path = console.world.timur, f"/defects/{defect.number}/"
    typed = {"title": TITLE, "public_title": "Сборка <b>не</b> открывается", "version": "chertezh-3d/v21",
             "tracker_key": "CAD-18", "tracker_url": ""}  # fmt: skip
    assert say(console, timur, defect, "description", **typed).status_code == 303
    html = get(console, timur, path)
    assert "Заказчикам Сборка <b>не</b> открывается Где найден Чертёж-3D v21 Трекер CAD-18" in words(html)
    assert "<b>не</b>" not in html
    assert '<option value="chertezh-3d/v21" selected>' in html
    refused = say(console, timur, defect, "description", **{**typed, "tracker_key": "две части"})
    assert refused.status_code == 422
    assert 'value="две части"' in refused.content.decode()
    assert say(console, timur, defect, "description", **{**typed, "version": "x/v1"}).status_code == 422


def test_a_get_of_a_form_leads_to_the_page(console: Console, defect: Defect) -> None:
    with at("05-06 12:00"):
        answer = console.browser(console.world.timur).get(f"/defects/{defect.number}/status/")
    assert (answer.status_code, answer["Location"]) == (303, f"/defects/{defect.number}/")
