"""A mistyped address is mended: the right one gets the ticket, the wrong one loses it, and nobody learns anything of
another's on the way."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from opora.channels.models import Outbound, SentForm
from opora.core.events import Informed, Readdressed
from opora.flow import act
from opora.flow.by_form import Form, open_by_form
from opora.flow.doctor import examine
from opora.flow.readdress import Mend, may_readdress, readdress
from opora.ledger.queries import history_of
from opora.lib.errors import Refused
from opora.registry.models import Address, Consent, Contact
from opora.tickets.access import ticket_for_link
from opora.tickets.models import Message, Participant, Ticket
from opora.tickets.queries import link_token
from tests.stories.may_2026 import local
from tests.stories.street import letter, ours, receive, words
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

NOW = local("05-06 10:00").astimezone(UTC)
LATER = NOW + timedelta(minutes=20)
WRONG, RIGHT = "ivan@strangre.example.org", "ivan@stranger.example.org"
FORM = Form(
    key="k1", client="192.0.2.1", address=WRONG, name="Иван Петрович Лесной", subject="Сборка",
    text="Чертёж-3D v22 не открывает сборку.", zone="Asia/Yekaterinburg", consent="1",
)  # fmt: skip
MEND = Mend(RIGHT, "Asia/Yekaterinburg", "192.0.2.1")


def mended(form: Form = FORM, mend: Mend = MEND, at: datetime = LATER) -> Ticket:
    """A ticket whose address was mended."""
    ticket = open_by_form(form, None, NOW)
    readdress(ticket.pk, mend, at)
    return Ticket.objects.get(pk=ticket.pk)


def parts(ticket: Ticket) -> set[tuple[str, str]]:
    return {(one.address, one.role) for one in Participant.objects.filter(ticket=ticket)}


def test_the_right_address_gets_the_ticket_and_the_acknowledgement(world: World) -> None:
    ticket = mended()
    assert parts(ticket) == {(WRONG, "removed"), (RIGHT, "author")}
    assert [(one["To"], one["Subject"]) for one in ours(ticket)] == [
        (WRONG, f"[{ticket.number}] Сборка"),
        (RIGHT, f"[{ticket.number}] Сборка"),
    ]
    states = dict(Outbound.objects.filter(ticket=ticket).values_list("recipient", "state"))
    assert states == {WRONG: "stale", RIGHT: "queued"}
    assert Message.objects.get(ticket=ticket).sender_address == RIGHT
    events = [type(one.event).__name__ for one in history_of("ticket", ticket.pk)]
    assert events == ["Opened", "Received", "ConsentGiven", "Informed", "Readdressed", "Informed"]
    # Goal 24 wh from Wed 10:00: Wed 7, Thu 15, Fri 22, Tue 12 May 9-11; the clock is that of registration.
    assert (ticket.next_at, ticket.next_kind) == (local("05-12 11:00"), "goal")
    assert list(examine(LATER)) == []


def test_who_was_met_by_the_slip_alone_is_nobody(world: World) -> None:
    before = Contact.objects.count()
    ticket = mended()
    assert Contact.objects.count() == before + 1
    assert not Address.objects.filter(normalised=WRONG).exists()
    assert ticket.contact is not None
    assert [one.normalised for one in ticket.contact.addresses.all()] == [RIGHT]
    assert [one.contact for one in Consent.objects.all()] == [ticket.contact]


def test_a_right_address_that_is_known_gains_what_is_theirs_and_no_moment_comes_too_near(world: World) -> None:
    """Nikolay's contract: 2 h from 12:00 would be Wed 15:00; corrected at 12:50, not before 4 wh: 12:50-13 (0:10),
    14-17:50 (4:00) -> 17:50. The next word of one working day, Thu 7 May 12:00, is later."""
    noon = local("05-06 12:00").astimezone(UTC)
    ticket = open_by_form(FORM, None, noon)
    readdress(ticket.pk, replace(MEND, address="nikolay@rail.example.org"), noon + timedelta(minutes=50))
    ticket.refresh_from_db()
    assert (ticket.contact, ticket.level) == (world.nikolay, "individual")
    assert (ticket.next_at, ticket.next_kind) == (local("05-06 17:50"), "first_response")
    assert Contact.objects.get(addresses__normalised=WRONG).name == ""
    assert list(examine(noon + timedelta(minutes=50))) == []


def test_nothing_of_a_customer_passes_to_who_typed_her_address(world: World) -> None:
    """The attack: type Anna's address, mend it to one's own, read her level and office in the letter."""
    asked = replace(FORM, address="anna@gear.example.org", zone="")
    ticket = mended(asked, replace(MEND, zone=""))
    stranger = open_by_form(replace(FORM, key="k2", address="other@stranger.example.org", zone=""), None, NOW)
    told, plain = (
        re.sub(r"http\S+|rm-\w+", "LINK", words(ours(one)[-1]).replace(one.number, "N")) for one in (ticket, stranger)
    )
    assert told == plain
    assert "LINK" in told
    assert "Екатеринбург" not in told
    assert (ticket.level, ticket.organisation, ticket.customer_zone) == ("initial", None, "Europe/Moscow")
    assert (ticket.owning_office, ticket.home_office) == (world.moscow, world.moscow)
    # Anna herself is as she was.
    assert Contact.objects.get(addresses__normalised="anna@gear.example.org").name == "Анна Сергеевна Лаптева"
    assert [one.event.moments.keys() for one in history_of("ticket", ticket.pk) if isinstance(one.event, Informed)] == [
        {"first_response", "resolution"},
        {"goal"},
    ]


def test_the_wrong_address_can_join_no_more(world: World) -> None:
    ticket = mended()
    first, second = ours(ticket)
    at = local("05-06 11:30")
    wrong = receive(letter(WRONG, f"Re: {first['Subject']}", "Кто вы?", at, reply_to=first["Message-ID"]), at)
    assert (wrong.ticket is not None, wrong.ticket != ticket) == (True, True)
    right = receive(letter(RIGHT, f"Re: {second['Subject']}", "Спасибо.", at, reply_to=second["Message-ID"]), at)
    assert right.ticket == ticket
    act.tell(ticket.pk, world.irina, "Смотрим.", local("05-06 12:00").astimezone(UTC))
    assert ours(ticket)[-1]["To"] == RIGHT


def test_the_link_in_the_letter_to_the_wrong_address_opens_nothing_more(world: World) -> None:
    ticket = open_by_form(FORM, None, NOW)
    link = link_token(ticket, WRONG)
    assert ticket_for_link(link, LATER) is not None
    readdress(ticket.pk, MEND, LATER)
    assert ticket_for_link(link, LATER) is None
    visitor = ticket_for_link(link_token(ticket, RIGHT), LATER)
    assert visitor is not None
    assert visitor.ticket == ticket


def test_only_within_an_hour(world: World) -> None:
    ticket = open_by_form(FORM, None, NOW)
    assert may_readdress(ticket, NOW + timedelta(minutes=59, seconds=59))
    with pytest.raises(Refused):
        readdress(ticket.pk, MEND, NOW + timedelta(hours=1))
    assert parts(ticket) == {(WRONG, "author")}
    readdress(ticket.pk, MEND, NOW + timedelta(minutes=59, seconds=59))
    assert (RIGHT, "author") in parts(ticket)


def test_only_once(world: World) -> None:
    ticket = mended()
    with pytest.raises(Refused):
        readdress(ticket.pk, replace(MEND, address="third@stranger.example.org"), LATER + timedelta(minutes=1))
    assert [type(one.event) for one in history_of("ticket", ticket.pk)].count(Readdressed) == 1
    assert len(ours(ticket)) == 2


@pytest.mark.parametrize("deed", ["assign", "note", "ask", "reply"])
def test_only_while_nothing_has_happened(world: World, deed: str) -> None:
    ticket = open_by_form(FORM, None, NOW)
    at = local("05-06 10:10")
    assert may_readdress(ticket, LATER)
    if deed == "reply":
        receive(letter(WRONG, "Re", "Это не мне.", at, reply_to=ours(ticket)[0]["Message-ID"]), at)
    elif deed == "assign":
        act.assign(ticket.pk, world.irina, world.irina, at.astimezone(UTC))
    else:
        getattr(act, deed)(ticket.pk, world.irina, "Смотрим.", at.astimezone(UTC))
    with pytest.raises(Refused):
        readdress(ticket.pk, MEND, LATER)
    assert (RIGHT, "author") not in parts(ticket)


def test_not_what_came_by_letter_nor_from_who_had_signed_in_nor_to_the_same(world: World) -> None:
    at = local("05-06 10:00")
    by_letter = receive(letter("anna@gear.example.org", "Сборка", "Не открывает.", at), at).ticket
    by_contact = open_by_form(FORM, world.anna, NOW)
    by_guest = open_by_form(replace(FORM, key="k2"), None, NOW)
    assert by_letter is not None
    for ticket in (by_letter, by_contact):
        with pytest.raises(Refused):
            readdress(ticket.pk, MEND, LATER)
    with pytest.raises(Refused):
        readdress(by_guest.pk, replace(MEND, address=WRONG), LATER)
    readdress(by_guest.pk, MEND, LATER)


def test_the_limit_of_an_address_holds_here_too(world: World) -> None:
    for number in range(5):
        open_by_form(replace(FORM, key=f"r{number}", client=f"192.0.2.{number}", address=RIGHT), None, NOW)
    ticket = open_by_form(replace(FORM, client="192.0.2.77"), None, NOW)
    with pytest.raises(Refused):
        readdress(ticket.pk, MEND, LATER)
    readdress(ticket.pk, replace(MEND, address="third@stranger.example.org"), LATER)
    assert SentForm.objects.get(ticket=ticket).readdressed_at == LATER
