"""No plan of finding reads a whole table: what the databases say of it (EXPLAIN), over some thousand tickets."""

import random
import re
from collections.abc import Sequence
from datetime import UTC, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q

from opora.registry.models import Contact, Organisation
from opora.registry.queries.people import words_of_contact, words_of_organisation
from opora.search.models import Word
from opora.tickets.access import found_for
from opora.tickets.models import Ticket
from opora.tickets.queries.finding import words_of
from tests.plans import plans
from tests.stories.may_2026 import local
from tests.web.console import Console

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOW = local("05-06 12:00").astimezone(UTC)
TICKETS, PEOPLE, HOUSES = 6000, 600, 60
NOUNS = ["редуктор", "сборка", "чертёж", "лицензия", "ошибка", "печать", "каталог", "эскиз", "деталь", "спецификация"]
NAMES = ["Иванов", "Петров", "Сидорова", "Жукова", "Орлов", "Лосев", "Котова", "Белов", "Седов", "Громова"]


@pytest.fixture
def many(console: Console) -> None:
    """Of six thousand tickets one in six is open; words as the actions would keep them."""
    drawn = random.Random(5)
    houses = [Organisation(name=f"Завод «{drawn.choice(NOUNS)}-{one}»", city="Омск") for one in range(HOUSES)]
    Organisation.objects.bulk_create(houses)
    people = [
        Contact(name=f"{NAMES[one % 10]} Имя{one}", organisation=drawn.choice(houses), phone=f"+7 000 {5550000 + one}")
        for one in range(PEOPLE)
    ]
    Contact.objects.bulk_create(people)
    tickets = [_ticket(one, drawn, drawn.choice(people), console) for one in range(TICKETS)]
    Ticket.objects.bulk_create(tickets)
    rows = [("organisation", one.pk, words_of_organisation(one)) for one in houses]
    rows += [("contact", one.pk, words_of_contact(one)) for one in people]
    rows += [("ticket", one.pk, words_of(one)) for one in tickets]
    Word.objects.bulk_create(
        Word(subject=subject, row=row, text=word.encode()) for subject, row, words in rows for word in words
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _ticket(one: int, drawn: random.Random, contact: Contact, console: Console) -> Ticket:
    at = NOW - timedelta(hours=one)
    ended: dict[str, Any] = {"stage": "closed", "closed_at": at, "closed_why": "answered"}
    alive = {"stage": "office", "next_at": NOW + timedelta(hours=one), "next_kind": "word"}
    return Ticket(
        registered_at=at, subject=f"{drawn.choice(NOUNS)} {drawn.choice(NOUNS)} {one}", channel="mail",
        contact=contact, organisation=contact.organisation, product=console.world.drawing, level="basic",
        home_office=console.world.yekaterinburg, owning_office=console.world.yekaterinburg, calendar="yekaterinburg",
        customer_zone="Asia/Omsk", **(ended if one % 6 else alive),
    )  # fmt: skip


def whole(plan: str) -> Sequence[str]:
    """The lines of a plan that read all of our two tables, by whichever name; of an index too."""
    sqlite = connection.vendor == "sqlite"
    # ANY: an index is read from end to end by skips.
    pattern = (
        r"SCAN (tickets_ticket|search_word|[UVW]\d)|ANY\(" if sqlite else r"Seq Scan on (tickets_ticket|search_word)"
    )
    return [line for line in plan.splitlines() if re.search(pattern, line)]


TYPED = ["иванов редуктор", "редуктор", "завод", "и", "SD-1000002", "5550007", "омск ж о 1"]


def test_no_table_is_read_whole(console: Console, many: None) -> None:
    for who in (console.world.irina, console.world.viktor):
        for typed in TYPED:
            with plans("search_word") as said:
                found_for(who, typed, NOW)
            assert said
            assert {line: plan for plan in said for line in whole(plan)} == {}, (who.email, typed)


def test_a_question_without_its_index_is_noticed(console: Console, many: None) -> None:
    """What the test above is for."""
    with plans("search_word") as said:
        assert Word.objects.filter(row__gt=0).count() > TICKETS
    assert whole(said[0])


def test_what_is_found_among_many_is_right(console: Console, many: None) -> None:
    named_so = Ticket.objects.filter(next_at__isnull=False, contact__name__startswith="Иванов")
    about = named_so.filter(Q(subject__contains="редуктор") | Q(organisation__name__contains="редуктор"))
    expected = [one.pk for one in about.order_by("next_at", "pk")[:10]]
    named = "иванов редуктор"
    assert [one.ticket.pk for one in found_for(console.world.viktor, named, NOW)][: len(expected)] == expected
