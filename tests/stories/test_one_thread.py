"""Gmail, Outlook and Yandex keep our letters in one conversation: the same subject but for "Re: ", and References that
name a letter which lies there already. A customer's letter has another subject than ours, so ours name ours as well."""

from datetime import UTC
from email.message import EmailMessage

import pytest
from django.test import Client

from opora.channels.models import Outbound
from opora.core.facts import Verb
from opora.flow import act, tick
from tests.stories.may_2026 import local
from tests.stories.street import Street, ours
from tests.web.portal import sent
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def ids(message: EmailMessage, header: str = "References") -> list[str]:
    return str(message[header] or "").split()


def test_by_letter(world: World) -> None:
    street = Street(world, "anna@gear.example.org")
    street.happen("opens", local("05-06 10:00"))
    street.happen("tell", local("05-06 11:00"))
    street.reply("И ещё журнал.", local("05-06 12:00"))
    street.happen("answer", local("05-06 13:00"))
    theirs = [one.message_id for one in street.ticket.messages.filter(author_kind="contact").order_by("pk")]
    first, second, third = ours(street.ticket)
    assert [str(one["Subject"]) for one in (first, second, third)] == [
        f"[{street.ticket.number}] Не открывается сборка",
        f"Re: [{street.ticket.number}] Не открывается сборка",
        f"Re: [{street.ticket.number}] Не открывается сборка",
    ]
    assert (ids(first), first["In-Reply-To"]) == ([theirs[0]], theirs[0])
    assert (ids(second), second["In-Reply-To"]) == ([theirs[0], first["Message-ID"]], first["Message-ID"])
    assert ids(third) == [theirs[0], first["Message-ID"], second["Message-ID"], theirs[1]]
    assert third["In-Reply-To"] == theirs[1]


def test_a_request_of_the_portal_has_one_thread_too(world: World) -> None:
    """No letter of the customer's is there to hang on: our first letter is the root of ours."""
    ticket = sent(Client(), "05-06 10:00", "anna@gear.example.org")
    act.send(ticket.pk, world.irina, Verb.TELL, "Ищем причину.", local("05-06 11:00").astimezone(UTC))
    first, second = ours(ticket)
    assert (ids(first), first["In-Reply-To"]) == ([], None)
    assert (ids(second), second["In-Reply-To"]) == ([first["Message-ID"]], first["Message-ID"])


def test_a_letter_that_never_left_is_named_by_none(world: World) -> None:
    street = Street(world, "anna@gear.example.org")
    street.happen("opens", local("05-06 10:00"))
    Outbound.objects.update(state="failed")
    tick.ticket(street.ticket_id, local("05-07 10:01").astimezone(UTC))
    refused, confession = ours(street.ticket)
    assert refused["Message-ID"] not in ids(confession)
    assert len(ids(confession)) == 1
