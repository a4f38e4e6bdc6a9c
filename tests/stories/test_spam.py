"""Spam: marked, blocked by address or domain, restored; and it leaves every figure."""

from datetime import UTC, datetime

import pytest

from opora.calendars.queries import work_calendar
from opora.channels.models import InboundMail, Outbound
from opora.core.kpi import Month, Verdict, verdict
from opora.flow import act, arrive, spam
from opora.ledger.queries import history_of
from opora.lib.errors import Refused
from opora.offices.queries import policy_at
from opora.registry.models import Block
from opora.tickets.access import counts_of
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import letter, ours, receive, ticket_of, words
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]

SPAMMER, NEIGHBOUR, BELOW = "win@prizes.example.com", "other@prizes.example.com", "x@mail.prizes.example.com"
ANNA = "anna@gear.example.org"


def at(text: str) -> datetime:
    return local(text).astimezone(UTC)


def writes(sender: str, when: str, text: str = "Вы выиграли приз.", reply_to: str = "") -> InboundMail:
    return receive(letter(sender, "Приз", f"{text} {when}", local(when), reply_to=reply_to), local(when))


def fate(filed: InboundMail) -> tuple[str, str]:
    return filed.state, filed.rule


def test_a_blocked_address_opens_nothing_and_gets_nothing(world: World) -> None:
    first = writes(SPAMMER, "05-06 10:00")
    spam.mark(first.ticket_id or 0, world.irina, "address", at("05-06 10:30"))
    assert (ticket_of(first).stage, ticket_of(first).closed_why) == ("closed", "spam")
    sent = Outbound.objects.count()
    assert fate(writes(SPAMMER, "05-06 11:00")) == ("aside", "blocked")
    # Not even as a reply to what we wrote, which nobody can guess.
    named = str(ours(ticket_of(first))[-1]["Message-ID"])
    assert fate(writes(SPAMMER, "05-06 11:05", reply_to=named)) == ("aside", "blocked")
    assert Outbound.objects.count() == sent
    assert fate(writes(NEIGHBOUR, "05-06 11:10")) == ("filed", "new")


def test_a_blocked_domain_is_blocked_with_what_lies_below(world: World) -> None:
    first = writes(SPAMMER, "05-06 10:00")
    spam.mark(first.ticket_id or 0, world.irina, "domain", at("05-06 10:30"))
    assert [fate(writes(one, "05-06 11:00")) for one in (SPAMMER, NEIGHBOUR, BELOW)] == [("aside", "blocked")] * 3
    assert fate(writes("win@notprizes.example.com", "05-06 11:05")) == ("filed", "new")
    assert Block.objects.get().target == "@prizes.example.com"


def test_marked_without_a_block_only_the_ticket_ends(world: World) -> None:
    first = writes(SPAMMER, "05-06 10:00")
    spam.mark(first.ticket_id or 0, world.irina, "", at("05-06 10:30"))
    assert fate(writes(SPAMMER, "05-06 11:00")) == ("filed", "new")


def test_a_customers_domain_and_our_own_are_not_blocked(world: World) -> None:
    """One wrong press must not shut out a plant; one address of it can be."""
    for sender, whole in ((ANNA, "domain"), ("new@gear.example.org", "domain"), ("head@vendor.test", "address")):
        filed = writes(sender, "05-06 10:00", "Не печатает.")
        with pytest.raises(Refused):
            spam.mark(filed.ticket_id or 0, world.irina, whole, at("05-06 10:30"))
        assert ticket_of(filed).stage != "closed"
    filed = writes("new@gear.example.org", "05-06 11:00", "Ещё.")
    spam.mark(filed.ticket_id or 0, world.irina, "address", at("05-06 11:30"))
    assert fate(writes("new@gear.example.org", "05-06 12:00")) == ("aside", "blocked")
    assert fate(writes(ANNA, "05-06 12:05")) == ("filed", "new")


@pytest.mark.parametrize("whole", ["domain", "address"])
def test_a_domain_from_which_others_write_is_not_blocked(world: World, whole: str) -> None:
    """A guest of the same provider waits for an answer; whose tickets were spam too speaks for nobody."""
    first, guest, second = (writes(one, "05-06 10:00") for one in (SPAMMER, NEIGHBOUR, "bonus@prizes.example.com"))
    if whole == "domain":
        with pytest.raises(Refused):
            spam.mark(first.ticket_id or 0, world.irina, whole, at("05-06 10:30"))
        assert ticket_of(first).stage != "closed"
        for one in (guest, second):
            spam.mark(one.ticket_id or 0, world.irina, "", at("05-06 10:40"))
    spam.mark(first.ticket_id or 0, world.irina, whole, at("05-06 11:00"))
    assert fate(writes(NEIGHBOUR, "05-06 12:00")) == (("aside", "blocked") if whole == "domain" else ("filed", "new"))


def test_a_lifted_block_lets_letters_in_again(world: World) -> None:
    first = writes(SPAMMER, "05-06 10:00")
    spam.mark(first.ticket_id or 0, world.irina, "address", at("05-06 10:30"))
    spam.lift(Block.objects.get().pk, world.olga, at("05-06 11:00"))
    assert fate(writes(SPAMMER, "05-06 11:30")) == ("filed", "new")
    with pytest.raises(Refused):
        spam.lift(Block.objects.get().pk, world.olga, at("05-06 12:00"))


def test_a_restored_ticket_is_a_request_again_from_when_it_came(world: World) -> None:
    """Anna's own letter was taken for spam: what was promised counts from her letter, and she is told."""
    filed = writes(ANNA, "05-06 10:00", "Чертёж-3D v22 не печатает.")
    spam.mark(filed.ticket_id or 0, world.irina, "address", at("05-06 10:30"))
    number = spam.restore(filed.ticket_id or 0, world.irina, at("05-06 11:00"))
    new = Ticket.objects.get(pk=number)
    assert (new.registered_at, new.level, new.split_from_id) == (local("05-06 10:00"), "warranty", filed.ticket_id)
    assert new.messages.get().text.startswith("Чертёж-3D v22")
    (told,) = ours(new)
    assert (told["To"], "до четверга, 7 мая, 10:00" in words(told)) == (ANNA, True)
    assert not Block.objects.filter(until=None).exists()
    assert fate(writes(ANNA, "05-06 12:00")) == ("filed", "new")
    with pytest.raises(Refused):
        spam.restore(filed.ticket_id or 0, world.irina, at("05-06 12:00"))


def test_only_spam_is_restored(world: World) -> None:
    filed = writes(ANNA, "05-06 10:00")
    for close in (False, True):
        if close:
            act.close(filed.ticket_id or 0, world.irina, "by_hand", at("05-06 10:30"))
        with pytest.raises(Refused):
            spam.restore(filed.ticket_id or 0, world.irina, at("05-06 11:00"))


def test_a_blocked_letter_is_let_in_by_one_click(world: World) -> None:
    first = writes(SPAMMER, "05-06 10:00")
    spam.mark(first.ticket_id or 0, world.irina, "domain", at("05-06 10:30"))
    held, other = writes(NEIGHBOUR, "05-06 11:00"), writes(SPAMMER, "05-06 11:10")
    arrive.let_in(held.pk, world.olga, at("05-06 12:00"))
    held.refresh_from_db()
    assert (fate(held), ticket_of(held).registered_at) == (("filed", "new"), local("05-06 11:00"))
    # The block that held it is lifted; what else it held still lies there.
    assert fate(writes(SPAMMER, "05-06 12:30")) == ("filed", "new")
    other.refresh_from_db()
    assert fate(other) == ("aside", "blocked")
    with pytest.raises(Refused):
        arrive.let_in(held.pk, world.olga, at("05-06 13:00"))


def test_it_leaves_every_figure(world: World) -> None:
    """The share of resolutions (P6), and the counts of an organisation."""
    kept = writes(ANNA, "05-06 10:00", "Чертёж-3D v22 не печатает.")
    marked = writes(ANNA, "05-06 10:05", "Чертёж-3D v22: приз.")
    before = counts_of(world.gear, at("05-01 00:00"))
    spam.mark(marked.ticket_id or 0, world.irina, "", at("05-06 10:30"))
    after = counts_of(world.gear, at("05-01 00:00"))
    assert (sum(before.values()), sum(after.values())) == (2, 1)
    calendar = work_calendar("yekaterinburg")
    month, now = Month(2026, 5, calendar), at("06-30 12:00")
    found = [
        verdict(history_of("ticket", one.ticket_id or 0), month, work_calendar, policy_at(now), now)
        for one in (kept, marked)
    ]
    assert found == [Verdict.MISSED, Verdict.SPAM]
