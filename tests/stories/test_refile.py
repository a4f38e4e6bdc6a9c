"""A letter that lies in the wrong place is filed elsewhere by one click, and back.

May 2026 in Yekaterinburg: 6 and 7 May are full days, Fri 8 until 17:00, 9-11 off, 12-15 full.
"""

from datetime import UTC, datetime

import pytest

from opora.channels.models import InboundMail
from opora.core.events import LetterRefiled, MessageMoved, Split
from opora.flow import refile
from opora.ledger.queries import history_of
from opora.lib.errors import Refused
from opora.tickets.models import Message, Participant, Ticket
from tests.stories.may_2026 import local
from tests.stories.street import Street, letter, ours, receive, ticket_of
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA, SERGEY = "anna@gear.example.org", "sergey@bridge.example.org"
MACHINE = {"Auto-Submitted": "auto-replied"}


def utc(moment: str) -> datetime:
    return local(moment).astimezone(UTC)


def opened(world: World, moment: str, sender: str = ANNA) -> Street:
    street = Street(world, sender)
    street.happen("opens", local(moment))
    return street


def place(mail: InboundMail, world: World, into: Ticket | None, moment: str, human: bool = True) -> Ticket:
    refile.place(mail.pk, world.irina, into.pk if into else None, utc(moment), human=human)
    mail.refresh_from_db()
    message = mail.message
    assert message is not None
    assert mail.ticket_id == message.ticket_id
    return Ticket.objects.get(pk=message.ticket_id)


def test_a_reply_to_the_wrong_letter_goes_to_the_other_ticket_and_back(world: World) -> None:
    first, second = opened(world, "05-06 10:00"), opened(world, "05-06 11:00")
    mail = first.reply("Это про второе обращение.", local("05-06 12:00"))
    assert ticket_of(mail) == first.ticket
    assert place(mail, world, second.ticket, "05-06 12:30") == second.ticket
    assert refile.way_back(mail) == first.ticket
    assert place(mail, world, first.ticket, "05-06 12:40") == first.ticket
    assert refile.way_back(mail) == second.ticket
    moves = [one.event for one in history_of("letter", mail.pk) if isinstance(one.event, LetterRefiled)]
    assert moves == [
        LetterRefiled(ticket=second.ticket_id, before=first.ticket_id),
        LetterRefiled(ticket=first.ticket_id, before=second.ticket_id),
    ]
    assert mail.message_id is not None
    told = [one.event for one in history_of("ticket", first.ticket_id) if isinstance(one.event, MessageMoved)]
    assert told == [MessageMoved(mail.message_id, second.ticket_id)]
    # Nothing was written to anybody for it but what she had already.
    assert [len(ours(one.ticket)) for one in (first, second)] == [1, 1]


def test_words_after_an_answer_that_belong_elsewhere_wait_there_and_no_more_here(world: World) -> None:
    """The look (P7) is of the words; without them the closing counts from the answer: 5 working days, 14 May 11:00."""
    first, second = opened(world, "05-06 10:00"), opened(world, "05-06 10:30")
    first.happen("answer", local("05-06 11:00"))
    mail = first.reply("А второе обращение?", local("05-06 12:00"))
    assert first.ticket.next_kind == "look"
    place(mail, world, second.ticket, "05-06 12:30")
    assert (first.ticket.next_kind, first.ticket.next_at) == ("closing", utc("05-14 11:00"))
    assert any(isinstance(one.event, Split) for one in history_of("ticket", first.ticket_id))
    # Other words are still to be read: the look stays.
    third = first.reply("И ещё одно.", local("05-06 13:00"))
    fourth = first.reply("И ещё.", local("05-06 13:10"))
    place(fourth, world, second.ticket, "05-06 14:00")
    assert first.ticket.next_kind == "look"
    assert ticket_of(third) == first.ticket


def test_the_letter_that_opened_a_ticket_takes_it_along_and_comes_back_with_a_number_of_its_own(world: World) -> None:
    """An empty ticket would be nobody's: it is merged, and she is told under which number it goes on."""
    first, second = opened(world, "05-06 10:00"), opened(world, "05-06 11:00")
    mail = InboundMail.objects.get(ticket=second.ticket)
    assert place(mail, world, first.ticket, "05-06 12:00") == first.ticket
    assert second.ticket.merged_into == first.ticket
    assert len(ours(first.ticket, "say_merged")) == 1
    assert refile.way_back(mail) is None
    own = place(mail, world, None, "05-06 12:10")
    assert own.pk not in (first.ticket_id, second.ticket_id)
    assert (own.registered_at, own.split_from) == (utc("05-06 11:00"), first.ticket)
    assert len(ours(own, "acknowledge")) == 1
    assert Message.objects.filter(ticket=first.ticket, author_kind="contact").count() == 1


def test_a_letter_of_the_tray_becomes_a_ticket_or_joins_one(world: World) -> None:
    """Who files it says whether a human wrote it: only then do clocks heed it (P3), and a receipt goes."""
    street = opened(world, "05-06 10:00")
    street.happen("ask", local("05-06 11:00"))
    mails = [
        receive(letter(ANNA, f"Письмо {one}", "Меня нет.", at, headers=MACHINE), at)
        for one, at in enumerate([local("05-06 12:00"), local("05-06 12:10"), local("05-06 12:20")])
    ]
    assert {mail.state for mail in mails} == {"aside"}
    place(mails[0], world, street.ticket, "05-06 14:00", human=False)
    assert street.ticket.stage == "waiting"
    place(mails[1], world, street.ticket, "05-06 14:10", human=True)
    assert street.ticket.stage != "waiting"
    own = place(mails[2], world, None, "05-06 14:20")
    assert (own.registered_at, len(ours(own, "acknowledge"))) == (utc("05-06 12:20"), 1)
    for mail in mails:
        mail.refresh_from_db()
        assert (mail.state, mail.rule) == ("filed", "by-hand")


def test_nobody_reads_the_letters_of_another_customer_by_it(world: World) -> None:
    """Sergey answers a letter of Anna's that was passed on to him: it may become a matter of his, but not of Anna's
    other ticket; Anna's own may."""
    first, second = opened(world, "05-06 10:00"), opened(world, "05-06 11:00")
    theirs = opened(world, "05-06 11:30", SERGEY)
    hers = first.reply("Про второе.", local("05-06 12:00"))
    mail = InboundMail.objects.get(ticket=theirs.ticket)
    with pytest.raises(Refused):
        refile.place(mail.pk, world.irina, second.ticket_id, utc("05-06 12:30"))
    reply = theirs.reply("Ещё.", local("05-06 12:40"))
    with pytest.raises(Refused, match=second.ticket.number):
        refile.place(reply.pk, world.irina, second.ticket_id, utc("05-06 12:45"))
    assert not Participant.objects.filter(ticket=second.ticket, address=SERGEY).exists()
    assert place(hers, world, second.ticket, "05-06 12:50") == second.ticket


def test_what_can_not_be_is_refused(world: World) -> None:
    first, second = opened(world, "05-06 10:00"), opened(world, "05-06 11:00")
    mail = first.reply("Про второе.", local("05-06 12:00"))
    opener = InboundMail.objects.get(ticket=second.ticket)
    for letter_id, into in ((mail.pk, first.ticket_id), (opener.pk, None)):
        with pytest.raises(Refused):
            refile.place(letter_id, world.irina, into, utc("05-06 12:30"))
    # Long closed (P7: thirty days): filed there it would be read by nobody.
    second.happen("answer", local("05-06 13:00"))
    # Five working days: Thu 7, Fri 8, Tue 12, Wed 13, Thu 14.
    second.happen("tick", local("05-14 13:01"))
    assert second.ticket.closed_at is not None
    with pytest.raises(Refused):
        refile.place(mail.pk, world.irina, second.ticket_id, utc("07-06 12:00"))
    # Within thirty days it comes back, as if the letter had gone there.
    assert place(mail, world, second.ticket, "05-15 12:00") == second.ticket
    assert second.ticket.stage == "answered"
