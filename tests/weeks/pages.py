"""What pages and programs are shown at an instant: no next moment lies in the past (P2)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.test import Client
from django.urls import reverse

from opora.api.shown import lines
from opora.tickets.models import Ticket
from opora.tickets.queries import link_token
from opora.web.desk.rows import rows
from tests.web.console import words
from tests.weeks.reading import next_on_page, plain
from tests.world import World

MINUTE = timedelta(minutes=1)


def shown(world: World, ticket: Ticket, address: str, now: datetime) -> Iterator[str]:
    """What is wrong with the pages of this ticket and the queue at this instant; the clock stands there already.

    Nothing of it stays: whoever only looks must change nothing.
    """
    with transaction.atomic():
        found = [*_portal(ticket, address, now), *_desk(world, ticket, now), *_lists(world, now)]
        transaction.set_rollback(True)
    yield from (f"at {now}: {said} [ticket {ticket.pk}]" for said in found)


def _portal(ticket: Ticket, address: str, now: datetime) -> Iterator[str]:
    response = Client().get(f"/help/requests/{link_token(ticket, address)}/")
    if response.status_code != 200:
        return  # closed for too long, or merged away
    said = response.context["stands"].next
    if plain(said.text) not in words(response.content):
        yield f"the portal does not say {plain(said.text)}"
    if said.at is not None and said.at < now:
        yield f"the portal names {said.at} as next"
    read = next_on_page(said.text, ticket.customer_zone, now)
    if read is not None and read.last < now.replace(second=0, microsecond=0):
        yield f"the portal says {plain(said.text)}"


def _desk(world: World, ticket: Ticket, now: datetime) -> Iterator[str]:
    client = Client()
    client.force_login(world.viktor)
    response = client.get(reverse("ticket", args=[ticket.number]))
    if response.status_code != 200:
        return  # merged: the page of the other one
    upcoming = response.context["next"]
    if upcoming.at is not None and upcoming.at < now:
        yield f"the desk names {upcoming.at} as next"


def _lists(world: World, now: datetime) -> Iterator[str]:
    tickets = list(Ticket.objects.filter(next_at__isnull=False).order_by("next_at"))
    for row in rows(tickets, world.viktor, now):
        if row.next.at is not None and row.next.at < now:
            yield f"the queue names {row.next.at} as next of {row.number}"
    for line in lines(tickets, now):
        if line["next_at"] is not None and line["next_at"] < now:
            yield f"the API names {line['next_at']} as next of {line['number']}"
