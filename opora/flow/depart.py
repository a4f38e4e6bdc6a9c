"""A letter of ours leaves. A colleague's words that could not leave before the moment that they name are frozen anew
with what holds now (P2): no letter leaves after its moment has passed, and nobody's words are thrown away."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from opora.accounts.queries import User
from opora.channels import actions as channels
from opora.channels.mail import send
from opora.channels.mail.send import Outcome
from opora.channels.queries import BY_HAND, outbound_by_id
from opora.core.events import LettersGathered
from opora.core.step import MACHINE, Actor
from opora.flow.carry import carried
from opora.flow.post import post_anew
from opora.flow.step import begin
from opora.flow.tick import follow
from opora.ledger.queries import events_by_id
from opora.lib.errors import Refused
from opora.offices.queries import is_quiet, policy_at
from opora.promises import actions as promises
from opora.promises.queries import standing_of
from opora.tickets import actions as tickets
from opora.tickets.queries import asked_rating_since, ticket_with_all

INSTANT = timedelta(microseconds=1)


def letter(outbound_id: int, lease_id: UUID, now: datetime) -> Outcome:
    """Send a letter that this lease holds, as `channels.mail.send` does; what is late leaves with what holds now."""
    outcome = send.send(outbound_id, lease_id, now)
    if outcome == "stale":
        _part(outbound_id, now)
    if outcome != "late":
        return outcome
    try:
        _rewrite(outbound_id, lease_id, now)
    except channels.LetterSettled:
        return "gone"
    return send.send(outbound_id, lease_id, now)


def _part(outbound_id: int, now: datetime) -> None:
    """One letter in place of several could not leave before the first of their moments: each goes alone again, and
    leaves while its own holds (P2)."""
    row = outbound_by_id(outbound_id)
    if row.reaction != "gathered":
        return
    with begin(now, MACHINE, "tick") as step:
        joined = events_by_id([row.event_id])[row.event_id].event
        assert isinstance(joined, LettersGathered)
        channels.part(step, joined.letters)


def _rewrite(outbound_id: int, lease_id: UUID, now: datetime) -> None:
    """What passed meanwhile follows its course first, so that nothing past is named as the next moment."""
    with begin(now, MACHINE, "tick") as step:
        row = outbound_by_id(outbound_id)
        assert row.ticket_id is not None
        follow(step, tickets.lock(row.ticket_id))
        ticket = ticket_with_all(row.ticket_id)
        noted = events_by_id([row.event_id])[row.event_id]
        one = carried(noted, ticket, standing_of(ticket, policy_at(now)), now)
        if row.reaction == "carry":
            rate = asked_rating_since(row.recipient, noted.at - INSTANT)
            words, copies = one.to_author(row.recipient, rate=rate), one.addresses
        else:
            words, copies = one.to_copy(row.recipient, dict(one.copies).get(row.recipient, "")), ()
        post_anew(step, ticket, row, lease_id, words, files=one.files, copies=copies)
        promises.settle(step, ticket, policy_at(now))


def again(outbound_id: int, user: User, now: datetime) -> None:
    """«Отправить снова»: a letter that was given up is tried anew, at once. Raises Refused.

    What the machine wrote and is out of date stays where it is: another letter has said what holds.
    """
    if is_quiet(now):
        raise Refused(_("The desk is quiet: it does not write to customers yet. Start it with: opora start-answering"))
    with begin(now, Actor("staff", user.pk), "desk") as step:
        row = outbound_by_id(outbound_id)
        if row.useless_after is not None and row.useless_after < now and row.reaction not in BY_HAND:
            raise Refused(_("The moment that this letter names has passed. Write to the customer what holds now."))
        if not channels.send_again(step, row):
            raise Refused(_("This letter is not held any more."))
