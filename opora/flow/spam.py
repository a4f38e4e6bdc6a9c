"""Spam is marked, its sender blocked, and what was taken for it by mistake is a request again.

A marked ticket is closed as spam and counts in no figure (P6). A blocked sender's letters lie in the tray, whatever
they name. What is restored is registered anew for when it was written, so what was promised counts from then (T5).
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from opora.accounts.queries import User
from opora.channels.queries import is_ours, our_addresses
from opora.core.addresses import for_mail
from opora.core.facts import Stage
from opora.core.step import Actor, Step
from opora.flow import split
from opora.flow.step import begin
from opora.flow.tick import catch_up
from opora.lib.errors import Refused
from opora.offices.queries import offices_all, policy_at
from opora.promises import actions as promises
from opora.registry.actions import blocks
from opora.registry.queries.blocks import block_on, is_of_customers, lock_block
from opora.tickets import actions as tickets
from opora.tickets.queries import Ticket, author_of, others_write_from, words_after

RULE = "blocked"
WHOLE = ("", "address", "domain")


def mark(ticket_id: int, user: User, whole: str, now: datetime) -> None:
    """The ticket ends as spam; ``whole``: its sender's "address" or "domain" is blocked too, "" neither.

    Raises Refused for a closed ticket, for a domain of customers, and for addresses of ours.
    """
    with begin(now, Actor("staff", user.pk), "desk") as step:
        ticket = tickets.lock(ticket_id)
        if ticket.stage == Stage.CLOSED:
            raise Refused(_("The ticket is closed already."))
        if whole:
            blocks.block(step, _target(ticket, whole), user)
        catch_up(step, ticket)
        tickets.close(step, ticket, "spam")
        promises.settle(step, ticket, policy_at(now))


def restore(ticket_id: int, user: User, now: datetime) -> int:
    """What the customer wrote is a request again, registered when they wrote; gives its row. Their block is lifted.

    Raises Refused for a ticket that was not closed as spam, or whose words have gone into another one already.
    """
    with begin(now, Actor("staff", user.pk), "desk") as step:
        ticket = tickets.lock(ticket_id)
        words = words_after(ticket, ticket.registered_at) if ticket.closed_why == "spam" else []
        if not words:
            raise Refused(_("Only what was closed as spam can be restored, and once."))
        let_in(step, words[0].sender_address)
        new = split.open_of(step, ticket, words, ticket.contact)
        tickets.split_off(step, ticket, new)
        promises.settle(step, new, policy_at(now))
        promises.settle(step, ticket, policy_at(now))
        return new.pk


def lift(block_id: int, user: User, now: datetime) -> None:
    """Whoever was blocked writes to us again. Raises Refused when somebody has lifted it already."""
    with begin(now, Actor("staff", user.pk), "desk") as step:
        row = lock_block(block_id)
        if row is None:
            raise Refused(_("Nobody is blocked by this any more."))
        blocks.lift(step, row)


def let_in(step: Step, address: str) -> None:
    """Lift whatever catches this address: the block of a domain too."""
    while (row := block_on(address)) is not None:
        blocks.lift(step, row)


def _target(ticket: Ticket, whole: str) -> str:
    address = for_mail(author_of(ticket))
    domain = address.rpartition("@")[2]
    if not address or whole not in WHOLE:
        raise Refused(_("There is nobody to block: no address is known."))
    ours = {one.rpartition("@")[2] for one in (*our_addresses(), *(each.address for each in offices_all()))}
    if is_ours(address) or domain in ours:
        raise Refused(_("That is an address of ours. It is not blocked."))
    if whole == "domain" and is_of_customers(domain):
        raise Refused(_("Customers write from this domain. Block the one address."))
    if whole == "domain" and others_write_from(domain, address):
        raise Refused(_("Others write from this domain too. Block the one address."))
    return address if whole == "address" else f"@{domain}"
