"""Bad input over the whole street: always a ticket, or a line in the tray with its reason; never an exception."""

import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest

from opora.calendars.models import CalendarVersion
from opora.channels import queries as letters
from opora.channels.mail.keep import keep
from opora.channels.models import InboundMail, Mailbox, Outbound
from opora.flow import act, arrive
from opora.flow.correct import Correction, correct
from opora.lib import safe_html
from opora.lib.errors import Refused
from opora.offices.models import Office, PolicySetting
from opora.registry.models import Address, Organisation
from opora.tickets.models import Message, Participant, Ticket
from tests.channels.parse.letters import LETTERS, bytes_of
from tests.stories.may_2026 import local
from tests.stories.strange_letters import STRANGE
from tests.stories.street import LONG_AGO, letter, ours, receive, ticket_of, words
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA = "anna@gear.example.org"
AT = local("05-06 10:00")
NOW = AT.astimezone(UTC)
TEXT = "Чертёж-3D v22 не открывает сборку."


def message_of(filed: InboundMail) -> Message:
    assert filed.message is not None
    return filed.message


def test_strange_letters_become_tickets(world: World) -> None:
    receive(letter(ANNA, "Обычное", TEXT, AT), AT)  # what a sound letter does, beside the strange ones
    for name, raw in STRANGE.items():
        filed = receive(raw, AT)
        assert (filed.state, filed.rule) == ("filed", "new"), f"{name}: {filed.state} {filed.rule} {filed.trouble}"
        ticket = ticket_of(filed)
        assert ticket.next_at is not None, name
        assert letters.bytes_of(filed) == raw, name
    assert Ticket.objects.count() == len(STRANGE) + 1


def test_nothing_at_all_is_a_ticket_too(world: World) -> None:
    filed = receive(b"", AT)
    assert filed.state in ("filed", "aside")
    assert filed.ticket_id or filed.rule


def test_no_from_is_a_ticket_without_contact_that_nobody_is_written_to(world: World) -> None:
    filed = receive(STRANGE["no From"], AT)
    ticket = ticket_of(filed)
    assert (ticket.contact, ticket.level, ticket.registering_office) == (None, "initial", world.moscow)
    assert not Outbound.objects.filter(ticket=ticket, audience="customer").exists()
    # An answer that reaches nobody would meet the goal and no customer: it is refused.
    with pytest.raises(Refused):
        act.answer(ticket.pk, world.pavel, "Вот ответ.", NOW + timedelta(hours=1))
    assert Ticket.objects.get(pk=ticket.pk).stage == "received"


def test_as_soon_as_we_know_who_it_is_the_letters_go_there(world: World) -> None:
    filed = receive(STRANGE["no From"], AT)
    assert filed.ticket_id is not None
    correct(
        filed.ticket_id, world.pavel, Correction(world.anna, world.gear, world.drawing, world.full, world.v22),
        NOW + timedelta(minutes=30),
    )  # fmt: skip
    act.answer(filed.ticket_id, world.pavel, "Вот ответ.", NOW + timedelta(hours=1))
    assert ours(ticket_of(filed))[-1]["To"] == ANNA


def test_an_address_longer_than_any_is_one_contact_and_gets_no_letter(world: World) -> None:
    """RFC 5321 ends at 254: a letter to a cut address would reach somebody else or nobody."""
    for name in ("an address of 300", "an address of 300 again"):
        receive(STRANGE[name], AT)
    assert not Outbound.objects.exclude(recipient=ANNA).filter(audience="customer").exists()
    assert Address.objects.filter(normalised__startswith="aaaa").count() <= 1


def test_control_characters_of_a_name_write_no_header(world: World) -> None:
    filed = receive(STRANGE["a name with control characters"], AT)
    raw = bytes(Outbound.objects.get(ticket=filed.ticket_id).raw)
    head = raw.split(b"\r\n\r\n")[0].lower()
    assert b"\r\nto: " in head
    assert b"\r\nbcc:" not in head


def test_scripts_and_remote_images_are_kept_and_shown_without(world: World) -> None:
    html = (
        '<p onclick="x()">Снимок</p><script>steal()</script><img src="https://spy.example.org/1.gif">'
        '<iframe src="https://spy.example.org"></iframe><a href="javascript:steal()">сюда</a>'
    )
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = ANNA, "HTML", "<html@mail.example.org>"
    message.set_content(html, subtype="html")
    filed = receive(message.as_bytes(), AT)
    kept = message_of(filed)
    assert "steal()" in kept.html
    shown = safe_html.clean(kept.html)
    assert "Снимок" in shown.html
    assert shown.images == 1
    assert not any(word in shown.html for word in ("script", "onclick", "spy.example", "iframe", "javascript"))


@pytest.mark.parametrize("numbered", [True, False])
def test_the_same_letter_twice_and_by_two_ways_is_one_ticket(numbered: bool, world: World) -> None:
    other = Mailbox.objects.create(name="support", kind="imap", host="127.0.0.1", connected_at=LONG_AGO)
    raw = letter(ANNA, "Сборка", TEXT, AT)
    if not numbered:
        raw = b"\r\n".join(line for line in raw.split(b"\r\n") if not line.startswith(b"Message-ID"))
        assert b"Message-ID" not in raw
    first = receive(raw, AT)
    assert receive(raw, AT).pk == first.pk  # the same bytes by the same way
    by_list = b"Received: from relay.example.org\r\n" + raw
    second_id = keep(BytesIO(by_list), other, NOW, NOW)
    arrive.letter(second_id, NOW)
    second = InboundMail.objects.get(pk=second_id)
    assert (second.state, second.ticket_id, second.message_id) == ("double", first.ticket_id, first.message_id)
    assert (Ticket.objects.count(), Outbound.objects.count()) == (1, 1)
    # Beside it: what says something else is another letter.
    at = AT + timedelta(minutes=1)
    assert receive(letter(ANNA, "Сборка", TEXT + " И ещё одну.", at), at).ticket_id != first.ticket_id


def test_two_that_answer_each_other_by_machine_end_within_a_day(world: World) -> None:
    """A machine that shows itself by no header answers each acknowledgement with a new letter."""
    at, answered = AT, 0
    receive(letter("robot@x.example.org", "Заявка принята", "Ваша заявка 0 принята.", at), at)
    while answered < Outbound.objects.filter(recipient="robot@x.example.org").count():
        answered += 1
        assert answered < 20, "the loop does not end"
        at += timedelta(minutes=1)
        receive(letter("robot@x.example.org", "Заявка принята", f"Ваша заявка {answered} принята.", at), at)
    assert answered == 5
    assert Ticket.objects.count() == 6
    # Somebody else is acknowledged all the same.
    filed = receive(letter(ANNA, "Сборка", TEXT, at), at)
    assert len(ours(ticket_of(filed))) == 1


@pytest.mark.parametrize(
    ("rule", "headers"),
    [
        ("auto-reply", {"Auto-Submitted": "auto-replied"}),
        ("list", {"List-Id": "<news.example.org>"}),
        ("bounce", {"X-Failed-Recipients": "x@y.org"}),
        ("bounce", {"Return-Path": "<>"}),
    ],
)
def test_a_machine_is_never_answered(rule: str, headers: dict[str, str], world: World) -> None:
    filed = receive(letter(ANNA, "Новости", "Меня нет.", AT, headers=headers), AT)
    assert (filed.state, filed.rule, filed.ticket_id) == ("aside", rule, None)
    assert not Outbound.objects.exists()
    human = receive(letter(ANNA, "Сборка", TEXT, AT), AT)
    assert human.state == "filed"
    assert Outbound.objects.count() == 1


def test_an_organisation_with_a_broken_zone(world: World) -> None:
    Organisation.objects.filter(pk=world.gear.pk).update(zone="Mars/Phobos")
    filed = receive(letter(ANNA, "Сборка", TEXT, AT), AT)
    ticket = ticket_of(filed)
    assert ticket.level == "warranty"
    assert "7 мая" in words(ours(ticket)[0])


@pytest.mark.parametrize("spec", [{"zone": "Mars/Phobos"}, {"weekly": 7}, [], "x", {"preset": "nowhere"}])
def test_an_office_with_a_broken_calendar(spec: object, world: World) -> None:
    CalendarVersion.objects.filter(calendar__code="yekaterinburg").update(spec=spec)
    filed = receive(letter(ANNA, "Сборка", TEXT, AT), AT)
    ticket = ticket_of(filed)
    # T7: weekdays 9-18 UTC. 6 May 10:00 in Yekaterinburg is 5:00 UTC; 9-17 UTC are 8 h: 22:00 in Yekaterinburg.
    assert (ticket.next_at, ticket.next_kind) == (datetime(2026, 5, 6, 17, 0, tzinfo=UTC), "first_response")
    assert len(ours(ticket)) == 1


def test_an_office_with_a_broken_zone(world: World) -> None:
    Office.objects.filter(code="yekaterinburg").update(zone="Mars/Phobos")
    Organisation.objects.filter(pk=world.gear.pk).update(office=world.yekaterinburg, zone="")
    filed = receive(letter(ANNA, "Сборка", TEXT, AT), AT)
    ticket = ticket_of(filed)
    assert (ticket.home_office, len(ours(ticket))) == (world.yekaterinburg, 1)


def test_a_contract_whose_calendar_is_nowhere(world: World) -> None:
    world.harbour_contract.calendar = "nowhere"
    world.harbour_contract.save()
    filed = receive(letter("oleg@harbour.example.org", "Сборка", TEXT, AT), AT)
    assert ticket_of(filed).level == "individual"


def test_a_desk_without_any_office(settings: object, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    filed = receive(letter(ANNA, "Сборка", TEXT, AT), AT)
    ticket = ticket_of(filed)
    assert (ticket.registering_office, ticket.level, ticket.next_kind) == (None, "initial", "goal")
    assert ["flag", "red"] in ticket.place_because[0]["details"]
    # 24 h of weekdays 9-18 UTC: Wed 6 (9), Thu 7 (18), Fri 8 9-15 (24). The word is due 5 working days later.
    assert ticket.next_at == datetime(2026, 5, 8, 15, 0, tzinfo=UTC)


def test_no_guest_office(world: World) -> None:
    PolicySetting.objects.filter(name="guest_office").delete()
    raw = b"From: g@nowhere.example.net\r\n\r\nHello"
    ticket = ticket_of(receive(raw, AT))
    assert ticket.registering_office is not None
    assert "guest_office_not_set" in str(ticket.place_because)


def test_ten_thousand_recipients_are_a_ticket_as_one_is(world: World) -> None:
    filed = receive(bytes_of("to-ten-thousand.eml"), AT)
    assert (filed.state, filed.rule) == ("filed", "new")
    # Who writes takes part; the other ten thousand are read, and nobody writes to them.
    assert Participant.objects.filter(ticket=ticket_of(filed)).count() == 1
    assert set(Outbound.objects.values_list("recipient", flat=True)) <= {"samotsvetov@zavod.test"}


@pytest.mark.long
def test_every_letter_that_we_have_is_filed_or_lies_in_the_tray(world: World) -> None:
    """All of tests/letters over the real street, each with a number of its own, so that none is a double."""
    failed = []
    for number, path in enumerate(sorted(LETTERS.glob("*.eml"))):
        raw = re.sub(rb"(?im)^Message-ID: <a1@", b"Message-ID: <a%d@" % number, path.read_bytes(), count=1)
        filed = receive(raw, AT + timedelta(minutes=number))
        if filed.state not in ("filed", "aside", "double") or letters.bytes_of(filed) != raw:
            failed.append((path.name, filed.state, filed.trouble))
    assert failed == []
