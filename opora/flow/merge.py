"""Two tickets of one customer about one matter become one; what the customer was told of either is kept."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from opora.accounts.queries import User
from opora.core.facts import Level, Stage
from opora.core.standing import Standing
from opora.core.step import Actor
from opora.flow.letter_facts import TELLABLE
from opora.flow.step import begin
from opora.flow.tick import follow
from opora.lib.errors import Refused
from opora.offices.queries import policy_at
from opora.programme import actions as programme
from opora.promises import actions as promises
from opora.promises.queries import standing_of
from opora.tickets import actions as tickets
from opora.tickets.queries import Ticket, author_of


def merge(ticket_id: int, user: User, into_id: int, now: datetime, *, named: bool = False) -> None:
    """The ticket goes on in the other one, which takes its messages and participants; its customer gets a letter.

    ``now`` is aware, UTC. ``named``: a letter of this ticket names the other, and somebody vouches for a writer whom no
    organisation knows. What has passed on either is recorded and confessed first (P1). Raises Refused for tickets of
    different customers, closed ones, a higher level than the other's, one that somebody on the ladder answers for, and
    one whose customer was told a moment that nobody would keep there.
    """
    if ticket_id == into_id:
        raise Refused(_("A ticket can't be merged with itself. Name the other one."))
    with begin(now, Actor("staff", user.pk), "desk") as step:
        # In order of id, as everywhere: two who merge crosswise must not wait for each other.
        locked = {pk: tickets.lock(pk) for pk in sorted((ticket_id, into_id))}
        ticket, into = locked[ticket_id], locked[into_id]
        follow(step, ticket)
        follow(step, into)
        policy = policy_at(now)
        here, there = standing_of(ticket, policy), standing_of(into, policy)
        _check(ticket, into, here, named)
        tickets.merge(step, ticket, into, _told(here), there.asked_at or there.answered_at)
        programme.follow(step, ticket, into)
        tickets.move_drafts(step, ticket, into)
        promises.settle(step, ticket, policy)
        _check_kept(into, here, promises.settle(step, into, policy))


def _check(ticket: Ticket, into: Ticket, standing: Standing, named: bool) -> None:
    if Stage.CLOSED in (ticket.stage, into.stage):
        closed = ticket if ticket.stage == Stage.CLOSED else into
        raise Refused(_("%(number)s is closed. Only open tickets can be merged.") % {"number": closed.number})
    if not (same_customer(ticket, into) or (named and ticket.organisation_id is None)):
        raise Refused(
            _("These are tickets of different customers: one would read the letters of the other. They stay apart.")
        )
    if Level[ticket.level.upper()] > Level[into.level.upper()]:
        raise Refused(
            _("%(number)s has the higher level. Merge the other way round: the other into this one.")
            % {"number": ticket.number}
        )
    if standing.live("escalation") is not None:
        raise Refused(
            _("Somebody on the ladder owes a word on %(number)s. Merge the other way round, or write that word first.")
            % {"number": ticket.number}
        )


def _check_kept(into: Ticket, before: Standing, there: Standing) -> None:
    """Where we have asked or answered no word is owed: what was told of the other ticket since then would be kept by
    nobody. What was told earlier, that question or answer has met."""
    since = {Stage.WAITING: there.asked_at, Stage.ANSWERED: there.answered_at}.get(there.stage)
    live = [clock for clock in before.clocks if clock.kind in _told(before) and clock.live]
    if since is not None and any(clock.told_at is not None and clock.told_at > since for clock in live):
        raise Refused(
            _(
                "Nothing is owed on %(number)s at present, and here the customer was told by when we write. Merge the "
                "other way round, or go on with the work there first."
            )
            % {"number": into.number}
        )


def same_customer(ticket: Ticket, other: Ticket) -> bool:
    """Whether both are of one organisation, or of one person where there is none."""
    if ticket.organisation_id is not None or other.organisation_id is not None:
        return ticket.organisation_id == other.organisation_id
    if ticket.contact_id is not None and ticket.contact_id == other.contact_id:
        return True
    return author_of(ticket) != "" and author_of(ticket) == author_of(other)


def _told(standing: Standing) -> dict[str, datetime]:
    """The moments of this ticket that its customer waits for, as they were told: what came nearer since, they don't
    know."""
    live = (clock for clock in standing.clocks if clock.live and clock.kind in TELLABLE and not clock.paused_at)
    return {clock.kind: max(clock.due_at, clock.told_due_at) for clock in live if clock.told_due_at is not None}
