"""A reading from outside the offices of a ticket is written down; the auditor reads that log, and no message (E3)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from opora.accounts import actions as accounts
from opora.accounts.models import User
from opora.channels.models import InboundMail, Outbound
from opora.core.step import MACHINE
from opora.flow import act
from opora.flow.step import begin
from opora.ledger.queries import history_of
from opora.tickets.models import Reading, Ticket
from tests.stories.may_2026 import local
from tests.web.console import Console, at, words

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def get(console: Console, who: User, path: str, moment: str = "05-08 16:00") -> Any:
    with at(moment):
        return console.browser(who).get(path)


def logged() -> list[tuple[str, str]]:
    return [(row.user.first_name, row.via) for row in Reading.objects.select_related("user").order_by("pk")]


def test_a_reading_from_outside_is_written_down_and_one_from_inside_is_not(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    path = f"/tickets/{ticket.number}/"
    for name in ("irina", "olga", "viktor", "timur", "marina"):
        get(console, getattr(console.world, name), path)
    # The head and the central service read all tickets, from outside; Marina in Moscow was refused.
    assert logged() == [("Виктор", "desk"), ("Тимур", "desk")]
    (event,) = [one.event for one in history_of("user", console.world.viktor.pk) if "Read" in type(one.event).__name__]
    assert getattr(event, "ticket", None) == ticket.pk


def test_who_sits_in_the_owning_office_is_inside(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    act.hand_over(ticket.pk, console.world.viktor, console.world.central, local("05-08 15:30"))
    get(console, console.world.timur, f"/tickets/{ticket.number}/")
    assert logged() == []
    act.hand_over(ticket.pk, console.world.viktor, console.world.moscow, local("05-08 15:40"))
    get(console, console.world.timur, f"/tickets/{ticket.number}/")
    assert logged() == [("Тимур", "desk")]


@pytest.mark.parametrize("what", ["", "facts/", "calls/", "letter", "raw"])
def test_each_way_to_read_counts_and_a_quarter_of_an_hour_is_one_reading(console: Console, what: str) -> None:
    ticket = console.asked("05-08 15:00")
    sent = Outbound.objects.filter(ticket=ticket, audience="customer")[0].pk
    path = {
        "letter": f"/tickets/{ticket.number}/letters/{sent}/",
        "raw": f"/letters/{InboundMail.objects.get(ticket=ticket).pk}/",
    }.get(what, f"/tickets/{ticket.number}/{what}")
    for moment in ("05-08 16:00", "05-08 16:05", "05-08 16:14", "05-08 16:16"):
        # The letter as it came is had by a link that soon opens nothing.
        assert get(console, console.world.viktor, path, moment).status_code == (302 if what == "raw" else 200)
    assert len(logged()) == 2


def test_a_program_that_acts_as_somebody_reads_as_they_do(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    with begin(local("05-08 15:00"), MACHINE, "cli") as step:
        _, head = accounts.add_key(step, name="head", scopes=["tickets:read"], user=console.world.viktor)
        _, irina = accounts.add_key(step, name="irina", scopes=["tickets:read"], user=console.world.irina)
    with at("05-08 16:00"):
        for key in (head, irina):
            answer = Client(headers={"Authorization": f"Bearer {key}"}).get(f"/api/tickets/{ticket.number}")
            assert answer.status_code == 200
    assert logged() == [("Виктор", "api")]


def test_the_auditor_reads_who_read_what_and_no_more(console: Console) -> None:
    ticket = console.asked("05-08 15:00", subject="Тайная сборка")
    get(console, console.world.viktor, f"/tickets/{ticket.number}/")
    page = get(console, console.world.anton, "/readings/", "05-08 17:00")
    # Anton reads in the zone of Moscow.
    line = f"сегодня, 14:00 Виктор Громов руководитель техподдержки {ticket.number} Екатеринбург страница"
    assert line in words(page.content)
    assert "Тайная" not in words(page.content)
    assert f"/tickets/{ticket.number}" not in page.content.decode()
    assert "Журнал чтений" in words(get(console, console.world.anton, "/").content)
    assert get(console, console.world.viktor, "/readings/").status_code == 403
    assert get(console, console.world.anton, f"/tickets/{ticket.number}/").status_code == 404


def test_the_log_has_pages_of_fifty(console: Console) -> None:
    ticket = console.asked("05-08 15:00")
    first = local("05-08 15:00")
    Reading.objects.bulk_create(
        Reading(ticket=ticket, user=console.world.viktor, at=first + timedelta(minutes=number // 2), via="desk")
        for number in range(53)
    )
    seen: list[str] = []
    path = "/readings/"
    for rows in (50, 3):
        html = get(console, console.world.anton, path).content.decode()
        assert html.count("Виктор Громов</td>") == rows
        seen.append(path)
        path = "/readings/" + html.partition('class="more" href="')[2].partition('"')[0]
    assert path == "/readings/"


# --- customers ------------------------------------------------------------------------------------------------------


def test_sales_see_coverage_and_counts_and_no_word_of_a_customer(console: Console) -> None:
    ticket = console.asked("05-08 15:00", subject="Тайная сборка")
    console.asked("05-08 15:10", subject="Тайный чертёж")
    act.close(ticket.pk, console.world.irina, "withdrawn", local("05-08 15:30"))
    found = get(console, console.world.lidia, "/customers/?find=шестерня")
    path = f"/customers/{console.world.gear.pk}/"
    assert f'href="{path}"' in found.content.decode()
    page = get(console, console.world.lidia, path)
    said = words(page.content)
    # Bought on 2 February 2026: a year, by local dates.
    assert "Чертёж-3D v22, Полная гарантийный до 2 февраля 2027 года" in said
    assert "принято 1" in said
    assert "закрыто за год 1" in said
    assert "Тайн" not in said
    assert "Лаптева" not in said
    assert "/tickets/" not in page.content.decode()
    assert Ticket.objects.filter(organisation=console.world.gear).count() == 2


def test_the_administrator_and_the_auditor_have_other_work(console: Console) -> None:
    for name in ("galina", "anton"):
        who = getattr(console.world, name)
        assert get(console, who, "/customers/?find=шестерня").status_code == 403
        assert get(console, who, f"/customers/{console.world.gear.pk}/").status_code == 404
    assert get(console, console.world.lidia, "/customers/999999/").status_code == 404


def test_a_search_that_finds_nobody_says_so(console: Console) -> None:
    assert "никого не нашли" in words(get(console, console.world.lidia, "/customers/?find=ничего%00такого").content)
