"""Why a letter joined a ticket, or why what it names was not believed; a doubtful one is a ticket at once, and is
merged by one click."""

from datetime import UTC, timedelta
from itertools import pairwise

import pytest

from opora.channels.access import proposal_for
from opora.channels.models import InboundMail
from opora.flow import act, proposals
from opora.flow.merge import merge
from opora.ledger.models import Event
from opora.lib.errors import Refused
from opora.tickets.models import Participant, Sight, Ticket
from tests.stories.may_2026 import local
from tests.stories.street import Street, letter, ours, receive, ticket_of, to_colleagues
from tests.stories.street import words as plain
from tests.world import STRANGER, World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

ANNA, SERGEY = "anna@gear.example.org", "sergey@bridge.example.org"


@pytest.fixture
def street(world: World) -> Street:
    """Anna asked on Wednesday 6 May at 10:00."""
    one = Street(world, ANNA)
    one.happen("opens", local("05-06 10:00"))
    return one


def numbered(street: Street, sender: str, at: str = "05-06 11:00") -> InboundMail:
    """A letter from somebody with the number of Anna's ticket in its subject."""
    when = local(at)
    return receive(letter(sender, f"Re: [{street.ticket.number}] Сборка", f"Что там? ({at})", when), when)


def verdict(filed: InboundMail) -> tuple[str, str, str, int | None]:
    """What is stored of how the letter was judged."""
    return filed.rule, filed.matched, filed.doubt, filed.proposed_id


def forged(street: Street, change: str) -> str:
    """The Message-ID of our acknowledgement to Anna with one part of it changed."""
    kind, ticket, serial, rest = str(ours(street.ticket)[-1]["Message-ID"]).strip("<>").split(".", 3)
    code, domain = rest.split("@")
    other = "b" if code[0] == "a" else "a"
    return {
        "code": f"<{kind}.{ticket}.{serial}.{other}{code[1:]}@{domain}>",
        "domain": f"<{kind}.{ticket}.{serial}.{code}@elsewhere.test>",
        "no-code": f"<{kind}.{ticket}.{serial}@{domain}>",
    }[change]


# --- what joins, and why -------------------------------------------------------------------------------------


def test_the_reply_says_which_letter_of_ours_it_answers(street: Street) -> None:
    filed = street.reply("Вот журнал.", local("05-06 11:00"))
    assert verdict(filed) == ("own-id", str(ours(street.ticket)[-1]["Message-ID"]), "", None)


def test_the_number_joins_from_who_takes_part_and_says_which(street: Street) -> None:
    filed = numbered(street, ANNA)
    assert verdict(filed) == ("number", street.ticket.number, "", None)
    assert filed.ticket_id == street.ticket_id


def test_a_new_matter_names_nothing(street: Street) -> None:
    at = local("05-06 11:00")
    assert verdict(receive(letter(STRANGER, "Другое", "Не печатает.", at), at)) == ("new", "", "", None)


# --- what is not believed ------------------------------------------------------------------------------------


def test_a_stranger_with_the_number_has_a_ticket_of_their_own_and_a_merge_is_proposed(street: Street) -> None:
    filed = numbered(street, STRANGER)
    assert verdict(filed) == ("new", street.ticket.number, "stranger", street.ticket_id)
    assert ticket_of(filed).pk != street.ticket_id
    assert [one["To"] for one in ours(ticket_of(filed), "acknowledge")] == [STRANGER]
    (noted,) = Event.objects.filter(type="LetterFiled", subject_id=filed.pk)
    assert noted.payload == {"ticket": filed.ticket_id, "rule": "new", "doubt": "stranger"}


def test_a_customer_of_another_organisation_gets_no_merge_proposed(street: Street, world: World) -> None:
    """Sergey takes part in a ticket of the bridge builders, not in that of the gear works."""
    own = Street(world, SERGEY)
    own.happen("opens", local("05-06 10:30"))
    assert Participant.objects.filter(ticket=own.ticket_id, address=SERGEY).exists()
    filed = numbered(street, SERGEY)
    assert verdict(filed) == ("new", street.ticket.number, "other-organisation", None)
    mine = numbered(own, SERGEY, "05-06 11:10")
    assert (verdict(mine), mine.ticket_id) == (("number", own.ticket.number, "", None), own.ticket_id)


def test_a_colleagues_words_never_become_the_customers_by_a_click(street: Street, world: World) -> None:
    """They write from their own mail program with the number in the subject: nothing is proposed to the tray."""
    filed = numbered(street, world.irina.email)
    assert verdict(filed) == ("new", street.ticket.number, "by-colleague", None)
    assert ticket_of(filed).pk != street.ticket_id
    stranger = numbered(street, STRANGER, "05-06 11:10")
    assert verdict(stranger) == ("new", street.ticket.number, "stranger", street.ticket_id)


@pytest.mark.parametrize("change", ["code", "domain"])
def test_a_forged_reference_joins_nothing_and_is_proposed(change: str, street: Street) -> None:
    at, named = local("05-06 11:00"), forged(street, change)
    filed = receive(letter(STRANGER, "Re: сборка", "Что там?", at, reply_to=named), at)
    assert verdict(filed) == ("new", named, "forged-id", street.ticket_id)
    assert ticket_of(filed).pk != street.ticket_id


def test_a_forged_reference_beside_the_number_of_who_takes_part_joins_by_the_number(street: Street) -> None:
    at = local("05-06 11:00")
    raw = letter(ANNA, f"Re: {street.ticket.number}", "Вот.", at, reply_to=forged(street, "code"))
    assert verdict(receive(raw, at)) == ("number", street.ticket.number, "", None)


def test_a_message_id_without_a_key_names_nothing(street: Street) -> None:
    at = local("05-06 11:00")
    filed = receive(letter(STRANGER, "Re: сборка", "Что там?", at, reply_to=forged(street, "no-code")), at)
    assert verdict(filed) == ("new", "", "", None)


def test_their_own_letter_named_by_a_stranger_is_doubtful(street: Street) -> None:
    at = local("05-06 11:00")
    theirs = street.ticket.messages.get().message_id
    filed = receive(letter(STRANGER, "Ещё", "И я.", at, reply_to=theirs), at)
    assert verdict(filed) == ("new", theirs, "stranger", street.ticket_id)


def test_a_notice_to_colleagues_answered_from_elsewhere_is_never_proposed(street: Street, world: World) -> None:
    act.assign(street.ticket_id, world.irina, world.irina, local("05-06 10:30").astimezone(UTC))
    street.reply("Есть новости?", local("05-06 10:40"))
    (notice,) = to_colleagues(ticket=street.ticket_id)
    at = local("05-06 11:00")
    filed = receive(letter(STRANGER, "Re: сборка", "Между нами.", at, reply_to=notice.message_id), at)
    assert verdict(filed) == ("new", notice.message_id, "notice", None)


# --- merged tickets ------------------------------------------------------------------------------------------


def asked(sender: str, at: str, text: str) -> Ticket:
    return ticket_of(receive(letter(sender, "Сборка", text, local(at)), local(at)))


def test_what_names_a_merged_ticket_leads_to_where_it_went(street: Street, world: World) -> None:
    second = asked(ANNA, "05-06 10:30", "Забыла журнал.")
    named = str(ours(second)[-1]["Message-ID"])
    merge(second.pk, world.irina, street.ticket_id, local("05-06 10:45").astimezone(UTC))
    at = local("05-06 11:00")
    filed = receive(letter(ANNA, "Re: Сборка", "Вот он.", at, reply_to=named), at)
    assert (verdict(filed), filed.ticket_id) == (("own-id", named, "", None), street.ticket_id)
    doubtful = receive(letter(STRANGER, second.number, "Что там?", local("05-06 11:05")), local("05-06 11:05"))
    assert verdict(doubtful) == ("new", second.number, "stranger", street.ticket_id)


def test_a_long_chain_of_merges_is_gone_to_its_end_and_a_ring_ends(street: Street) -> None:
    chain = [asked(ANNA, f"05-06 10:{10 + number}", f"Письмо {number}.") for number in range(13)]
    for one, following in pairwise(chain):
        Ticket.objects.filter(pk=one.pk).update(merged_into=following)
    named = str(ours(chain[0])[-1]["Message-ID"])
    at = local("05-06 11:00")
    assert receive(letter(ANNA, "Re", "Раз.", at, reply_to=named), at).ticket_id == chain[-1].pk
    Ticket.objects.filter(pk=chain[-1].pk).update(merged_into=chain[0])
    later = local("05-06 11:05")
    filed = receive(letter(ANNA, "Re", "Ещё раз.", later, reply_to=named), later)
    assert (filed.state, filed.rule) == ("filed", "new")


# --- one click -----------------------------------------------------------------------------------------------


def test_the_proposed_merge_brings_the_letter_to_the_ticket(street: Street, world: World) -> None:
    filed = numbered(street, STRANGER)
    opened, now = ticket_of(filed), local("05-06 11:30").astimezone(UTC)
    assert proposal_for(world.irina, filed.pk, now) == filed
    proposals.accept(filed.pk, world.irina, now)
    opened.refresh_from_db()
    assert (opened.merged_into_id, opened.closed_why) == (street.ticket_id, "merged")
    assert Participant.objects.get(ticket=street.ticket_id, address=STRANGER).role == "copy"
    assert [one["To"] for one in ours(street.ticket, "say_merged")] == [STRANGER]
    assert f"под номером {street.ticket.number}" in plain(ours(street.ticket, "say_merged")[0])
    assert proposal_for(world.irina, filed.pk, now) is None
    # From now on they take part.
    assert numbered(street, STRANGER, "05-06 12:00").rule == "number"


def test_by_hand_strangers_are_not_merged_without_a_letter_that_says_why(street: Street, world: World) -> None:
    """One click is for what a letter names; else one customer would read another's letters."""
    other = asked(STRANGER, "05-06 11:00", "Не печатает.")
    with pytest.raises(Refused, match="разных заказчиков"):
        merge(other.pk, world.irina, street.ticket_id, local("05-06 11:30").astimezone(UTC))


def test_a_dismissed_one_is_proposed_no_more(street: Street, world: World) -> None:
    filed, now = numbered(street, STRANGER), local("05-06 11:30").astimezone(UTC)
    proposals.dismiss(filed.pk, world.irina, now)
    assert proposal_for(world.irina, filed.pk, now) is None
    assert ticket_of(filed).merged_into_id is None
    assert Event.objects.filter(type="ProposalDismissed", subject="letter", subject_id=filed.pk).count() == 1
    for verb in (proposals.accept, proposals.dismiss):
        with pytest.raises(Refused):
            verb(filed.pk, world.irina, now)


def test_who_does_not_see_the_tickets_has_nothing_to_decide(street: Street, world: World) -> None:
    filed, now = numbered(street, STRANGER), local("05-06 11:30").astimezone(UTC)
    # Both lie in Yekaterinburg.
    assert proposal_for(world.pavel, filed.pk, now) is None
    assert proposal_for(world.galina, filed.pk, now) is None
    assert proposal_for(world.viktor, filed.pk, now) == filed


def test_what_is_closed_meanwhile_is_proposed_no_more(street: Street, world: World) -> None:
    filed, now = numbered(street, STRANGER), local("05-06 11:30").astimezone(UTC)
    act.close(street.ticket_id, world.irina, "by_hand", now)
    assert proposal_for(world.viktor, filed.pk, now) is None


def test_the_office_of_the_ticket_that_is_named_may_decide(street: Street, world: World) -> None:
    """A date in UTC: by O1 the office of the least difference is Kaliningrad; Anna's ticket lies in Yekaterinburg."""
    now = local("05-06 11:00").astimezone(UTC)
    filed = receive(letter(STRANGER, street.ticket.number, "Что там?", now), now)
    own = ticket_of(filed)
    assert (own.owning_office, street.ticket.owning_office) == (world.kaliningrad, world.yekaterinburg)
    assert proposal_for(world.irina, filed.pk, now) == filed
    assert [one.payload for one in Event.objects.filter(type="OfficeGivenSight", subject_id=own.pk)] == [
        {"office": "yekaterinburg", "because": "named"}
    ]
    assert proposal_for(world.pavel, filed.pk, now) is None
    new = receive(letter(STRANGER, "Другое", "Не печатает.", now + timedelta(minutes=1)), now + timedelta(minutes=1))
    assert not Sight.objects.filter(ticket=new.ticket_id).exists()
