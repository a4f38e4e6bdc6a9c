"""Which letter joins which ticket: by what nobody can guess, or by a number from somebody who takes part already."""

from datetime import UTC
from email.message import EmailMessage
from email.policy import default

import pytest

from opora.channels.models import InboundMail
from opora.flow import act
from opora.tickets.models import Message, Ticket
from tests.stories.may_2026 import local
from tests.stories.street import Street, letter, ours, receive, ticket_of, to_colleagues
from tests.world import STRANGER, World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA = "anna@gear.example.org"
AUTOMATIC = {"Auto-Submitted": "auto-replied"}


def message_of(filed: InboundMail) -> Message:
    assert filed.message is not None
    return filed.message


def opened(world: World, at: str = "05-06 10:00") -> Street:
    street = Street(world, ANNA)
    street.happen("opens", local(at))
    return street


def closed(world: World) -> Street:
    """Answered on 6 May 15:00, hence closed after 14 May 15:00 (D in may_2026), by the tick of 15:01."""
    street = opened(world)
    street.happen("answer", local("05-06 15:00"))
    street.happen("tick", local("05-14 15:01"))
    assert street.ticket.stage == "closed"
    return street


def test_a_reply_to_our_letter_joins_its_ticket(world: World) -> None:
    street = opened(world)
    filed = street.reply("Вот журнал.", local("05-06 11:00"))
    assert (filed.state, filed.rule, filed.ticket_id) == ("filed", "own-id", street.ticket_id)
    assert Ticket.objects.count() == 1


def test_the_right_number_from_a_stranger_is_a_ticket_of_their_own(world: World) -> None:
    street = opened(world)
    subject = f"Re: [{street.ticket.number}] Не открывается сборка"
    filed = receive(letter(STRANGER, subject, "Пришлите переписку.", local("05-06 11:00")), local("05-06 11:00"))
    assert (filed.state, filed.rule) == ("filed", "new")
    assert filed.ticket_id not in (None, street.ticket_id)
    own = ticket_of(filed)
    assert [message["To"] for message in ours(own)] == [STRANGER]


def test_the_same_number_from_who_takes_part_joins(world: World) -> None:
    street = opened(world)
    subject = f"Дополнение, {street.ticket.number.lower()}"
    filed = receive(letter(ANNA, subject, "Забыла сказать.", local("05-06 11:00")), local("05-06 11:00"))
    assert (filed.rule, filed.ticket_id) == ("number", street.ticket_id)


def test_a_number_with_a_wrong_check_digit_is_no_number(world: World) -> None:
    street = opened(world)
    number = street.ticket.number
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    filed = receive(letter(ANNA, f"Re: [{wrong}]", "Ещё.", local("05-06 11:00")), local("05-06 11:00"))
    assert filed.rule == "new"


@pytest.mark.parametrize("change", ["ticket", "code", "domain"])
def test_an_altered_message_id_joins_nothing(change: str, world: World) -> None:
    street, other = opened(world), Street(world, "sergey@bridge.example.org")
    other.happen("opens", local("05-06 10:30"))
    ours_id = str(ours(street.ticket)[-1]["Message-ID"])
    kind, ticket, serial, rest = ours_id.strip("<>").split(".", 3)
    code, domain = rest.split("@")
    forged = {
        "ticket": f"<{kind}.{other.ticket_id}.{serial}.{code}@{domain}>",
        "code": f"<{kind}.{ticket}.{serial}.{'b' if code[0] == 'a' else 'a'}{code[1:]}@{domain}>",
        "domain": f"<{kind}.{ticket}.{serial}.{code}@elsewhere.test>",
    }[change]
    at = local("05-06 11:00")
    filed = receive(letter(STRANGER, "Re: сборка", "Что там?", at, reply_to=forged), at)
    assert filed.rule == "new"
    assert filed.ticket_id not in (street.ticket_id, other.ticket_id)


def test_whoever_has_our_letter_may_answer_it_and_case_does_not_matter(world: World) -> None:
    street = opened(world)
    at = local("05-06 11:00")
    ours_id = str(ours(street.ticket)[-1]["Message-ID"]).upper()
    filed = receive(letter(STRANGER, "Fwd: сборка", "Я за Анну.", at, reply_to=ours_id), at)
    assert (filed.rule, filed.ticket_id) == ("own-id", street.ticket_id)


def test_outlook_names_our_letter_in_references_alone(world: World) -> None:
    street = opened(world)
    at = local("05-06 11:00")
    message = EmailMessage(policy=default)
    message["From"], message["To"], message["Subject"] = ANNA, "support@vendor.test", "RE: сборка"
    message["Message-ID"], message["Date"] = "<outlook.1@mail.example.org>", at
    message["References"] = f"<first@mail.example.org> {ours(street.ticket)[-1]['Message-ID']}"
    message.set_content("Ответ из Outlook.")
    filed = receive(message.as_bytes(), at)
    assert (filed.rule, filed.ticket_id) == ("own-id", street.ticket_id)


def test_a_reply_to_their_own_letter_joins_only_for_who_takes_part(world: World) -> None:
    street = opened(world)
    theirs = Message.objects.get(ticket=street.ticket_id).message_id
    at = local("05-06 10:05")
    again = receive(letter(ANNA, "Ещё о сборке", "Дополняю.", at, reply_to=theirs), at)
    assert (again.rule, again.ticket_id) == ("their-id", street.ticket_id)
    other = receive(letter(STRANGER, "Ещё о сборке", "И я.", at, reply_to=theirs), at)
    assert other.rule == "new"


def test_a_reply_within_thirty_days_reopens_with_the_look(world: World) -> None:
    street = closed(world)
    # 12 June is a holiday (a Friday): the look begins on Monday 15 June, 9-13 (4), 14-18 (8).
    street.reply("Снова не открывается.", local("06-12 12:00"))
    ticket = street.ticket
    assert (ticket.stage, ticket.next_kind, ticket.next_at) == ("answered", "look", local("06-15 18:00"))


def test_thirty_days_are_thirty_times_twenty_four_hours(world: World) -> None:
    street = closed(world)  # 14 May 15:01
    last = street.reply("Последняя минута.", local("06-13 15:00"))
    assert last.ticket_id == street.ticket_id


def test_later_a_reply_is_a_new_ticket_that_knows_the_old_one(world: World) -> None:
    street = closed(world)
    filed = street.reply("Через месяц.", local("06-13 15:01"))
    assert (filed.state, filed.rule) == ("filed", "linked")
    new = ticket_of(filed)
    assert (new.pk != street.ticket_id, new.split_from_id) == (True, street.ticket_id)
    assert street.ticket.stage == "closed"
    assert len(ours(new, "acknowledge")) == 1


def test_an_automatic_letter_to_a_ticket_long_closed_opens_none(world: World) -> None:
    street = closed(world)
    filed = street.reply("Меня нет.", local("06-20 12:00"), headers=AUTOMATIC)
    assert Ticket.objects.count() == 1
    assert filed.state in ("filed", "aside")
    assert street.ticket.stage == "closed"


def test_an_automatic_letter_joins_and_moves_nothing(world: World) -> None:
    street = opened(world)
    street.happen("ask", local("05-06 11:00"))
    before = (street.ticket.stage, street.ticket.next_at)
    filed = street.reply("Меня нет до понедельника.", local("05-06 11:01"), headers=AUTOMATIC)
    assert filed.ticket_id == street.ticket_id
    assert (street.ticket.stage, street.ticket.next_at) == before == ("waiting", local("05-12 11:00"))
    street.reply("Вот журнал.", local("05-06 12:00"))
    assert street.ticket.stage == "office"


def notice_to(world: World, street: Street) -> EmailMessage:
    """Irina has the ticket, the customer wrote, and this is what Irina was told."""
    act.assign(street.ticket_id, world.irina, world.irina, local("05-06 10:30").astimezone(UTC))
    street.reply("Есть новости?", local("05-06 10:40"))
    (row,) = to_colleagues(ticket=street.ticket_id)
    assert row.recipient == "irina@vendor.test"
    message = EmailMessage()
    message["Message-ID"] = row.message_id
    return message


def test_a_colleagues_reply_to_a_notice_is_an_internal_note(world: World) -> None:
    street = opened(world)
    notice = notice_to(world, street)
    at, before = local("05-06 11:00"), len(ours(street.ticket))
    raw = letter("Irina@vendor.test", "Re: сборка", "Это дефект драйвера.", at, reply_to=notice["Message-ID"])
    filed = receive(raw, at)
    assert (filed.state, filed.rule, filed.ticket_id) == ("filed", "colleague", street.ticket_id)
    note = message_of(filed)
    assert (note.audience, note.author_kind, note.user) == ("internal", "staff", world.irina)
    assert "дефект драйвера" in note.text
    assert len(ours(street.ticket)) == before
    public = Message.objects.filter(ticket=street.ticket_id, audience="public")
    assert all("дефект драйвера" not in message.text for message in public)
    assert not street.ticket.participants.filter(address="irina@vendor.test").exists()


def test_the_files_of_a_colleagues_reply_are_kept_with_the_note(world: World) -> None:
    street = opened(world)
    notice = notice_to(world, street)
    at = local("05-06 11:00")
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = "irina@vendor.test", "Re", "<note@vendor.test>"
    message["In-Reply-To"] = notice["Message-ID"]
    message.set_content("Журнал приложен.")
    message.add_attachment(b"driver 31.0", maintype="text", subtype="x-log", filename="driver.log")
    filed = receive(message.as_bytes(), at)
    assert [file.name for file in message_of(filed).attachments.all()] == ["driver.log"]


def test_a_notice_answered_from_an_unknown_address_is_no_word_of_the_customer(world: World) -> None:
    """A colleague at home, or whoever got the notice forwarded: nothing of it may look like the customer's."""
    street = opened(world)
    notice = notice_to(world, street)
    act.ask(street.ticket_id, world.irina, "Какой драйвер?", local("05-06 10:50").astimezone(UTC))
    at = local("05-06 11:00")
    filed = receive(letter(STRANGER, "Re: сборка", "Между нами.", at, reply_to=notice["Message-ID"]), at)
    assert filed.ticket_id != street.ticket_id
    assert street.ticket.stage == "waiting"


def test_one_message_id_on_two_different_letters_loses_neither(world: World) -> None:
    """Programs that write the same Message-ID on every letter exist, and anybody can copy one."""
    first, second = local("05-06 10:00"), local("05-06 11:00")
    one = letter(ANNA, "Первое", "Не открывается сборка.", first)
    two = letter("sergey@bridge.example.org", "Второе", "Не печатается чертёж.", second)
    same = b"Message-ID: <constant@mail.example.org>"
    made = [b"\r\n".join(same if x.startswith(b"Message-ID") else x for x in raw.split(b"\r\n")) for raw in (one, two)]
    filed = [receive(made[0], first), receive(made[1], second)]
    assert [row.state for row in filed] == ["filed", "filed"]
    assert filed[0].ticket_id != filed[1].ticket_id
    # The very same letter with another road in its head is still the same letter.
    again = receive(b"Received: by another road\r\n" + made[0], second)
    assert (again.state, again.ticket_id) == ("double", filed[0].ticket_id)
