"""Words after an answer are read when a dated word has just passed, and the worker has not come by yet (P1)."""

from collections.abc import Callable
from datetime import UTC, date

import pytest

from opora.core.events import Confessed, Missed
from opora.flow import act
from opora.flow.doctor import examine
from opora.flow.split import split
from opora.ledger.queries import history_of
from opora.tickets.models import Ticket
from tests.stories.may_2026 import local
from tests.stories.street import Street
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]


@pytest.mark.parametrize("read", [act.thank, split])
def test_whoever_reads_the_customers_words_is_no_word_of_ours(world: World, read: Callable[..., object]) -> None:
    """Answered on Wed 6 May, a word on the release promised for Fri 8 May, whose day ends at 17:00. At 17:01 somebody
    says what the customer's words of 16:00 mean: nothing was written, so the miss is confessed, once."""
    street = Street(world, "anna@gear.example.org")
    street.happen("opens", local("05-06 10:00"))
    act.answer(street.ticket_id, world.irina, "Ошибка подтверждена.", local("05-06 11:00"))
    act.await_release(street.ticket_id, world.irina, date(2026, 5, 8), local("05-06 11:05"))
    assert Ticket.objects.get(pk=street.ticket_id).next_at == local("05-08 17:00")
    street.reply("Спасибо. И ещё вопрос.", local("05-08 16:00"))
    now = local("05-08 17:01").astimezone(UTC)
    read(street.ticket_id, world.irina, now)
    happened = [one.event for one in history_of("ticket", street.ticket_id)]
    assert [one.kind for one in happened if isinstance(one, Missed)] == ["release_word"]
    assert [one.kinds for one in happened if isinstance(one, Confessed)] == [("release_word",)]
    assert list(examine(now)) == []
