"""A dealer's people write for an end customer: level and office are the customer's, letters go to who wrote.

Elena of «Турбина» in Moscow (extended) is made the dealer of «Шестерня» in Yekaterinburg (warranty).
"""

from datetime import UTC
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from opora.core.events import Informed
from opora.core.step import MACHINE
from opora.flow import act
from opora.flow.by_form import Form, arrival_of, open_by_form
from opora.flow.foresee import foresee
from opora.flow.split import split
from opora.flow.step import begin
from opora.ledger.models import Event
from opora.ledger.queries import history_of
from opora.lib.errors import Refused
from opora.registry.actions.dealings import begin_dealing, end_dealing
from opora.registry.models import Contact, Dealing, Organisation
from opora.registry.queries import end_customer
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import letter, ours
from tests.web.console import Console, at, counted, words
from tests.web.portal import send, sent, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ELENA = "elena@turbine.example.org"
NAMED: dict[str, Any] = {"product": "Чертёж-3D", "version": "v22", "edition": "Полная"}


def deal(dealer: Organisation, customer: Organisation) -> None:
    with begin(local("05-05 10:00"), MACHINE, "cli") as step:
        begin_dealing(step, dealer=dealer, customer=customer)


def undo(dealer: Organisation, customer: Organisation) -> None:
    with begin(local("05-05 11:00"), MACHINE, "cli") as step:
        end_dealing(step, dealer, customer.pk)


@pytest.fixture
def dealer(console: Console) -> Contact:
    deal(console.world.turbine, console.world.gear)
    return console.world.elena


def written(contact: Contact, customer: Organisation | None, **more: Any) -> Ticket:
    """By the form, at 10:00 in Yekaterinburg."""
    chosen = str(customer.pk) if customer else ""
    return sent(signed_in(contact), "05-06 10:00", "", customer=chosen, **NAMED, **more)


def test_level_office_and_moments_are_the_end_customers(console: Console, dealer: Contact) -> None:
    """Anna's own case of test_foresee: warranty, Yekaterinburg. Wed 6 May 10:00, 8 wh: 10-13 (3), 14-18 (7), Thu 9-10;
    40 wh: Wed 7, Thu 15, Fri 22, Tue 30, Wed 38, Thu 14 May 9-11. Elena is told by her own clock, in Moscow."""
    ticket = written(dealer, console.world.gear)
    assert (ticket.contact, ticket.organisation) == (dealer, console.world.gear)
    assert (ticket.level, ticket.home_office, ticket.owning_office) == (
        "warranty", console.world.yekaterinburg, console.world.yekaterinburg,
    )  # fmt: skip
    assert (ticket.calendar, ticket.customer_zone) == ("yekaterinburg", "Europe/Moscow")
    informed = [one.event for one in history_of("ticket", ticket.pk) if isinstance(one.event, Informed)]
    told = {"first_response": local("05-07 10:00"), "resolution": local("05-14 11:00")}
    assert [dict(one.moments) for one in informed] == [told]
    (first,) = ours(ticket)
    assert first["To"] == ELENA


def test_without_a_choice_it_is_the_dealers_own_matter(console: Console, dealer: Contact) -> None:
    ticket = written(dealer, None)
    assert (ticket.organisation, ticket.level, ticket.owning_office) == (
        console.world.turbine, "extended", console.world.moscow,
    )  # fmt: skip


def test_what_is_foreseen_is_what_happens(console: Console, dealer: Contact) -> None:
    now = local("05-06 10:00").astimezone(UTC)
    form = Form(key="k", text="Не открывает сборку.", customer=str(console.world.gear.pk), **NAMED)
    arrival, named = arrival_of(form, now)
    told = foresee(arrival, dealer, now, now, named, end_customer(dealer, form.customer)).facts
    assert told.moments == {"first_response": local("05-07 10:00"), "resolution": local("05-14 11:00")}
    ticket = open_by_form(form, dealer, now)
    assert (told.level.code, told.customer_zone, told.covered_until) == (
        ticket.level, ticket.customer_zone, ticket.covered_until,
    )  # fmt: skip


def test_the_form_shows_the_choice_to_dealers_alone(console: Console, dealer: Contact) -> None:
    choice = 'name="customer"'
    with at("05-06 10:00"):
        theirs = signed_in(dealer).get("/help/").content.decode()
        others = [signed_in(one).get("/help/").content.decode() for one in (console.world.anna, console.world.maria)]
    assert choice in theirs
    assert "Для кого вы пишете" in words(theirs)
    assert "Демо-завод «Турбина» Демо-завод «Шестерня»" in words(theirs)
    assert not [page for page in others if choice in page]


def test_nobody_writes_for_whom_they_may_not(console: Console, dealer: Contact) -> None:
    """Sergey is no dealer; Elena is not the dealer of «Рельс»; a guest is nobody, whatever address they type."""
    world = console.world
    before = Ticket.objects.count()
    for who, of in ((world.sergey, world.gear), (dealer, world.rail), (world.anna, world.turbine)):
        refused = send(signed_in(who), "05-06 10:00", "", customer=str(of.pk), **NAMED)
        assert refused.status_code == 422
        assert "Для этого предприятия вы больше не пишете" in words(refused.content)
    for forged in ("²", "-1", "1 or 1=1", "9" * 18):
        assert send(signed_in(dealer), "05-06 10:00", "", customer=forged, **NAMED).status_code == 422
    assert Ticket.objects.count() == before
    guest = sent(Client(), "05-06 10:00", ELENA, customer=str(world.gear.pk), **NAMED)
    assert guest.organisation == world.turbine
    assert written(dealer, world.gear).organisation == world.gear
    undo(world.turbine, world.gear)
    assert send(signed_in(dealer), "05-06 10:10", "", customer=str(world.gear.pk), **NAMED).status_code == 422


def test_a_dealer_reads_none_of_the_customers_other_tickets(console: Console, dealer: Contact) -> None:
    hers = console.asked("05-06 09:00")
    mine = written(dealer, console.world.gear)
    client = signed_in(dealer)
    with at("05-06 11:00"):
        assert client.get(f"/help/requests/{mine.number}/").status_code == 200
        assert client.get(f"/help/requests/{hers.number}/").status_code == 404
        listed = words(client.get("/help/requests/?whose=all").content)
    assert mine.number in listed
    assert hers.number not in listed


def test_the_desk_says_through_whom_it_came(console: Console, dealer: Contact) -> None:
    ticket, own = written(dealer, console.world.gear), console.asked("05-06 10:10")
    desk = console.browser(console.world.irina)
    with at("05-06 11:00"):
        page, other = (words(desk.get(f"/tickets/{one.number}/").content) for one in (ticket, own))
    assert "Демо-завод «Шестерня» через дилера Демо-завод «Турбина»" in page
    assert "через дилера" not in other
    # What was written through the dealer stays so when the dealing has ended since.
    with begin(local("05-06 12:00"), MACHINE, "cli") as step:
        end_dealing(step, console.world.turbine, console.world.gear.pk)
    with at("05-06 12:10"):
        assert "через дилера" in words(desk.get(f"/tickets/{ticket.number}/").content)


def test_a_new_question_of_the_dealers_stays_the_end_customers(console: Console, dealer: Contact) -> None:
    """After an answer Elena asks something else; staff make a ticket of it, and it is still for «Шестерня»."""
    ticket = written(dealer, console.world.gear)
    with at("05-06 11:00") as now:
        act.answer(ticket.pk, console.world.irina, "Обновите драйвер.", now)
    words_of_hers = letter(ELENA, "Re", "И ещё вопрос.", local("05-06 12:00"), reply_to=ours(ticket)[-1]["Message-ID"])
    console.received(words_of_hers, "05-06 12:00")
    with at("05-06 12:30") as now:
        new = Ticket.objects.get(pk=split(ticket.pk, console.world.irina, now))
    assert (new.contact, new.organisation, new.home_office) == (
        dealer, console.world.gear, console.world.yekaterinburg,
    )  # fmt: skip


def test_dealers_are_marked_on_the_customers_page(console: Console) -> None:
    world = console.world
    address = f"/customers/{world.turbine.pk}/dealings/"
    with at("05-05 10:00"):
        for who in (world.irina, world.lidia, world.anton):
            assert console.browser(who).post(address, {"customer": "world-gear"}).status_code == 403
        assert not Dealing.objects.exists()
        desk = console.browser(world.olga)
        assert desk.post(address, {"customer": "world-gear"}).status_code == 303
        wrong = desk.post(address, {"customer": "nothing"}, follow=True)
        itself = desk.post(address, {"customer": "world-turbine"}, follow=True)
    assert "С таким ИНН или ключом нет ни одного предприятия" in words(wrong.content)
    assert "За себя предприятие пишет и без дилера" in words(itself.content)
    assert "Демо-завод «Шестерня» Прекратить" in words(itself.content)
    row = Dealing.objects.get()
    assert (row.dealer, row.customer, row.entered_by, row.until) == (world.turbine, world.gear, world.olga, None)
    with at("05-05 11:00"):
        desk.post(f"{address}end/", {"customer": world.gear.pk})
    noted = Event.objects.filter(type__startswith="Dealing").order_by("pk")
    assert [(one.type, one.subject_id, one.payload) for one in noted] == [
        ("DealingBegun", world.turbine.pk, {"customer": world.gear.pk}),
        ("DealingEnded", world.turbine.pk, {"customer": world.gear.pk}),
    ]


def test_nobody_deals_for_themselves_or_twice(console: Console, dealer: Contact) -> None:
    world = console.world
    with pytest.raises(Refused):
        deal(world.rail, world.rail)
    deal(world.turbine, world.gear)
    assert Dealing.objects.count() == 1
    for one, other in ((world.rail, world.rail), (world.turbine, world.gear)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Dealing.objects.create(dealer=one, customer=other, since=local("05-06 10:00"))


def test_as_many_questions_for_many_customers_as_for_one(console: Console, dealer: Contact) -> None:
    client = signed_in(dealer)

    def asked() -> int:
        with at("05-06 10:00"), counted() as said:
            assert client.get("/help/").status_code == 200
        return len(said)

    asked()
    one = asked()
    for customer in (console.world.rail, console.world.bridge, console.world.harbour):
        deal(console.world.turbine, customer)
    assert asked() == one
