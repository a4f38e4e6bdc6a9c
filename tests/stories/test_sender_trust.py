"""A forged From reads nothing and moves nothing: its letter is a ticket of its own, and staff are told why."""

from datetime import UTC
from typing import Any

import pytest

from opora.channels.access import proposal_for
from opora.channels.mail import proof
from opora.channels.mail.proof import Proof
from opora.channels.models import InboundMail
from opora.flow import act, proposals
from opora.ledger.models import Event
from opora.tickets.models import Message, Participant
from tests.stories.may_2026 import local
from tests.stories.street import Street, letter, ours, receive, ticket_of
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA, EVIL = "anna@gear.example.org", "evil@elsewhere.example.org"
FORGED = {"Authentication-Results": "mx.vendor.test; spf=none; dmarc=fail (p=reject) header.from=gear.example.org"}
PROVEN = {"Authentication-Results": "mx.vendor.test; dmarc=pass header.from=gear.example.org"}
WHY = "mx.vendor.test: dmarc=fail header.from=gear.example.org"


@pytest.fixture
def street(world: World, settings: Any) -> Street:
    """Anna asked on Wednesday 6 May at 10:00, Irina has asked her back; our mail server is mx.vendor.test."""
    settings.MAIL_AUTHSERV = ["mx.vendor.test"]
    one = Street(world, ANNA)
    one.happen("opens", local("05-06 10:00"))
    one.happen("ask", local("05-06 10:30"))
    return one


def by_number(street: Street, headers: dict[str, str], at: str = "05-06 11:00", **more: Any) -> InboundMail:
    """A letter in Anna's name with the number of her ticket in its subject."""
    when = local(at)
    raw = letter(
        ANNA, f"Re: [{street.ticket.number}] Сборка", f"Пришлите журнал. ({at})", when, headers=headers, **more
    )
    return receive(raw, when)


def test_a_forged_number_joins_nothing_and_a_proven_one_does(street: Street) -> None:
    forged = by_number(street, FORGED)
    assert (forged.rule, forged.doubt, forged.proposed_id) == ("new", "forged-sender", street.ticket_id)
    assert (forged.proof, forged.proof_because) == ("fail", WHY)
    assert (forged.ticket_id != street.ticket_id, street.ticket.stage) == (True, "waiting")
    proven = by_number(street, PROVEN, "05-06 11:10")
    assert (proven.rule, proven.proof, proven.ticket_id) == ("number", "pass", street.ticket_id)
    assert street.ticket.stage != "waiting"


@pytest.mark.parametrize("way", ["own-id", "their-id", "token"])
def test_by_no_other_way_either(street: Street, way: str) -> None:
    """Whoever saw a letter that was passed on knows its number; in another's name that opens nothing."""
    named = str(ours(street.ticket)[-1]["Message-ID"])
    if way == "their-id":
        named = Message.objects.filter(ticket=street.ticket_id, author_kind="contact").get().message_id
    if way == "token":
        from opora.tickets.queries import reply_tag

        named = f"support+{reply_tag(street.ticket, ANNA)}@vendor.test"
    for headers, at, joins in ((FORGED, "05-06 11:00", False), (PROVEN, "05-06 11:10", True)):
        when = local(at)
        to = {"Delivered-To": named} if way == "token" else {}
        filed = receive(
            letter(
                ANNA, "Сборка", f"Да. {at}", when, reply_to="" if way == "token" else named, headers={**headers, **to}
            ),
            when,
        )
        assert (filed.ticket_id == street.ticket_id, filed.doubt) == (joins, "" if joins else "forged-sender")


def test_what_others_say_of_the_sender_is_ignored(street: Street) -> None:
    """A forger writes the header of some server, or of ours below the one that ours wrote."""
    others = {"Authentication-Results": "mx.elsewhere.test; dmarc=fail header.from=gear.example.org"}
    filed = by_number(street, others)
    assert (filed.rule, filed.proof, filed.proof_because) == ("number", "", "")
    when = local("05-06 12:00")
    raw = letter(ANNA, f"Re: {street.ticket.number}", "Ещё.", when, headers=PROVEN)
    above = f"Authentication-Results: {FORGED['Authentication-Results']}\r\n".encode()
    assert receive(above + raw, when).doubt == "forged-sender"


def test_without_the_setting_nobody_is_doubted(street: Street, settings: Any) -> None:
    settings.MAIL_AUTHSERV = []
    assert (by_number(street, FORGED).rule, by_number(street, FORGED, "05-06 11:20").proof) == ("number", "")


def test_a_forger_gets_no_copies(street: Street) -> None:
    """The answer to a letter in Anna's name goes to Anna; whoever the forger put into Cc takes no part."""
    new = [
        receive(letter(ANNA, "Другое", f"Не печатает {at}.", local(at), headers={**head, "Cc": EVIL}), local(at))
        for at, head in (("05-06 11:00", FORGED), ("05-06 11:10", PROVEN))
    ]
    taking_part = [
        set(Participant.objects.filter(ticket=one.ticket_id).values_list("address", flat=True)) for one in new
    ]
    assert taking_part == [{ANNA}, {ANNA, EVIL}]
    act.answer(ticket_of(new[0]).pk, street.world.irina, "Обновите драйвер.", local("05-06 12:00").astimezone(UTC))
    assert {one["To"] for one in ours(ticket_of(new[0]))} == {ANNA}


def test_a_forged_colleague_writes_no_note_and_passes_nothing_on(street: Street) -> None:
    """In Irina's name a note would be read as hers, and a forward would open a ticket in anybody's name."""
    named = str(ours(street.ticket)[-1]["Message-ID"])
    said = "mx.vendor.test; dmarc={} header.from=vendor.test"
    for verdict, at, notes in (("fail", "05-06 11:00", 0), ("pass", "05-06 11:10", 1)):
        headers = {"Authentication-Results": said.format(verdict)}
        when = local(at)
        receive(
            letter("irina@vendor.test", "Re: Сборка", f"Закройте. {at}", when, reply_to=named, headers=headers), when
        )
        assert Message.objects.filter(ticket=street.ticket_id, audience="internal").count() == notes
    passed = (
        "-------- Пересылаемое сообщение --------\nОт: Анна <anna@gear.example.org>\nТема: Сборка\n\nНе открывается.\n"
    )
    opened = []
    for verdict, at in (("fail", "05-06 11:20"), ("pass", "05-06 11:30")):
        headers, when = {"Authentication-Results": said.format(verdict)}, local(at)
        filed = receive(letter("irina@vendor.test", "Fwd: Сборка", f"{passed}{at}", when, headers=headers), when)
        opened.append((filed.rule, ticket_of(filed).contact == street.world.anna))
    assert opened == [("new", False), ("forward", True)]


def test_a_forged_reminder_reminds_nobody(street: Street, world: World) -> None:
    """The code of a letter that was passed on, in the name of whom it was written to."""
    from opora.tickets.queries import reminder_code

    code = reminder_code(street.ticket, ANNA)
    for headers, at, count in ((FORGED, "05-06 11:00", 0), (PROVEN, "05-06 11:10", 1)):
        when = local(at)
        receive(letter(ANNA, f"{street.ticket.number} {code}", f"Про меня забыли. {at}", when, headers=headers), when)
        assert Event.objects.filter(type="Reminded", subject_id=street.ticket_id).count() == count


def test_one_click_lets_it_join(street: Street, world: World) -> None:
    """A list or a forwarder breaks what proves a letter: staff who know better say so."""
    forged, now = by_number(street, FORGED), local("05-06 11:30").astimezone(UTC)
    assert proposal_for(world.irina, forged.pk, now) == forged
    proposals.accept(forged.pk, world.irina, now)
    assert ticket_of(forged).merged_into_id == street.ticket_id


def test_the_message_says_it_to_staff(street: Street) -> None:
    forged, proven = by_number(street, FORGED), by_number(street, PROVEN, "05-06 11:10")
    assert [one.message.troubles for one in (forged, proven) if one.message] == [[f"forged-sender: {WHY}"], []]


def test_a_signature_is_asked_where_our_server_says_nothing(
    street: Street, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def of_signature(raw: bytes, sender: str) -> Proof:
        asked.append(sender)
        return Proof("pass", "dkim=pass header.d=gear.example.org")

    monkeypatch.setattr(proof, "of_signature", of_signature)
    assert (by_number(street, {}).proof, asked) == ("", [])
    settings.MAIL_DKIM = True
    assert (by_number(street, PROVEN, "05-06 11:10").proof, asked) == ("pass", [])
    unsigned = by_number(street, {}, "05-06 11:20")
    assert (unsigned.proof, unsigned.proof_because, asked) == ("pass", "dkim=pass header.d=gear.example.org", [ANNA])
