"""Letters of ours: written once by a reaction, then queued -> sending -> sent, or put off, given up, stale."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from opora.channels.actions.letters import LetterSettled
from opora.channels.models import Mailbox, Outbound, Ring
from opora.core.events import LetterRewritten, LetterSentAgain
from opora.core.step import Step
from opora.jobs.claims import Claim, release, write
from opora.lib.remembered import keep, kept
from opora.lib.rows import write_down
from opora.tickets.models import Ticket

GATHERING = timedelta(minutes=10)
"""So long letters of the machine beyond the day's limit wait for each other: a confession has a quarter of an hour."""
TO_SEND = Q(state__in=["queued", "sending"])


class Composed(Protocol):
    """A letter ready to leave: its bytes, its Message-ID with angle brackets, and what is shown of it in lists.

    ``sender`` is the bare address that it leaves from.
    """

    @property
    def raw(self) -> bytes: ...
    @property
    def message_id(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def sender(self) -> str: ...


def post(
    step: Step, *, ticket: Ticket | None, event_id: int, reaction: str, recipient: str, audience: str,
    composed: Composed, mailbox: Mailbox | None, quiet: bool, useless_after: datetime | None = None,
    not_before: datetime | None = None, gather: bool = False,
) -> Outbound:  # fmt: skip
    """Freeze a letter and queue it; on a quiet desk it is only shown. Of event, reaction and recipient there is one:
    a second run gives the first letter back, with the first words. Whoever writes holds the ticket, so nobody else
    writes between the question and the answer.

    ``useless_after`` is the moment after which its words would be untrue (P2), ``not_before`` null: at once.
    ``gather``: it waits a few minutes, to go in one letter with others to this address.
    """
    same = {"event_id": event_id, "reaction": reaction, "recipient": recipient}
    written = f"letter {reaction} to {recipient} about event"
    # Of an event that this very Step has noted, no earlier one can have written.
    made = kept(written, event_id) if kept("event", event_id) else Outbound.objects.filter(**same).first()
    if made is not None:
        return made
    made = Outbound(
        **same, ticket=ticket, audience=audience, mailbox=mailbox, message_id=composed.message_id,
        subject=composed.subject[:600], sender=composed.sender, raw=composed.raw,
        state="shown" if quiet else "gathered" if gather else "queued", created_at=step.now,
        not_before=step.now + GATHERING if gather else not_before or step.now, useless_after=useless_after,
    )  # fmt: skip
    write_down(made)
    keep(written, event_id, made)
    return made


def end_gathering(step: Step, letters: Iterable[Outbound], state: str) -> None:
    """They wait for no others: "joined" went in one letter, "queued" goes alone, "stale" and "shown" go nowhere."""
    Outbound.objects.filter(pk__in=[one.pk for one in letters], state="gathered").update(
        state=state, not_before=step.now, lease_id=None, lease_until=None
    )


def part(step: Step, letters: Iterable[int]) -> None:
    """What went in one letter that did not leave goes alone after all."""
    Outbound.objects.filter(pk__in=list(letters), state="joined").update(state="queued", not_before=step.now)


def withhold(step: Step, ticket: Ticket, recipient: str) -> None:
    """What is about to leave for this address about this ticket does not; what is leaving already can't be held."""
    waiting = Outbound.objects.filter(ticket=ticket, recipient=recipient, state__in=["queued", "gathered"])
    waiting.update(state="stale", lease_id=None, lease_until=None)


def rewrite(step: Step, letter: Outbound, lease_id: UUID, composed: Composed, useless_after: datetime | None) -> None:
    """A colleague's letter whose moment has passed is frozen anew, under the Message-ID and in the place that it has.

    Raises LetterSettled when this lease does not hold it any more: undo the Step.
    """
    assert letter.ticket_id is not None
    assert letter.useless_after is not None
    ours = Claim(Outbound, letter.pk, lease_id)
    if not write(ours, TO_SEND, raw=composed.raw, subject=composed.subject[:600], useless_after=useless_after):
        raise LetterSettled(f"letter {letter.pk} of ours")
    step.note(LetterRewritten(letter.ticket_id, letter.useless_after), "outbound", letter.pk)


def send_again(step: Step, letter: Outbound) -> bool:
    """A letter that was given up is queued as one that was never tried. False: it was not given up, or is no more."""
    given_up = Outbound.objects.filter(pk=letter.pk, state="failed")
    if not given_up.update(state="queued", attempts=0, not_before=step.now, lease_id=None, lease_until=None):
        return False
    step.note(LetterSentAgain(), "outbound", letter.pk)
    return True


def begin_sending(outbound_id: int, lease_id: UUID, now: datetime, attempts: int) -> bool:
    """The text is about to leave; committed before the first byte of it. False: the row is not ours any more."""
    with transaction.atomic(durable=True):
        ours = Claim(Outbound, outbound_id, lease_id)
        return write(ours, TO_SEND, state="sending", tried_at=now, attempts=attempts)


def mark_sent(outbound_id: int, now: datetime, said: str) -> bool:
    """The server has taken it. A fact, hence not fenced: true also when the lease has gone to somebody else."""
    with transaction.atomic(durable=True):
        rows = Outbound.objects.filter(TO_SEND, pk=outbound_id)
        done = {"state": "sent", "sent_at": now, "server_said": said[:500], "lease_id": None, "lease_until": None}
        return rows.update(**done) == 1


def try_again(outbound_id: int, lease_id: UUID, now: datetime, attempts: int, said: str, not_before: datetime) -> bool:
    """It did not leave this time; it is due again at ``not_before``."""
    return _end(
        outbound_id, lease_id, state="queued", tried_at=now, attempts=attempts, server_said=said[:500],
        not_before=not_before,
    )  # fmt: skip


def put_off(outbound_id: int, lease_id: UUID, not_before: datetime) -> bool:
    """It was not tried: something else comes first."""
    return _end(outbound_id, lease_id, not_before=not_before)


def give_up(outbound_id: int, lease_id: UUID, attempts: int, said: str) -> bool:
    """It will not leave, and the sentence says why."""
    return _end(outbound_id, lease_id, state="failed", attempts=attempts, server_said=said[:500])


def come_back(step: Step, letter: Outbound, said: str) -> None:
    """A server that had taken it, or one behind that, reports that it will not arrive; the sentence says why."""
    letter.state, letter.server_said = "failed", said[:500]
    letter.save(update_fields=["state", "server_said"])


def hold_back(step: Step, why: str) -> int:
    """Nothing that waits leaves any more, and the sentence says why; how many letters there were.
    Calls to staff on duty neither.

    No event for each: what happened to the desk is noted by whoever holds them back.
    """
    Ring.objects.filter(state="queued").update(state="stale", lease_id=None, lease_until=None)
    waiting = Outbound.objects.filter(TO_SEND | Q(state="gathered"))
    return waiting.update(state="failed", server_said=why[:500], lease_id=None, lease_until=None)


def mark_stale(outbound_id: int, lease_id: UUID, said: str) -> bool:
    """Its moment passed before it left: whoever is late says so in another letter (P2).

    ``said``: what is known of earlier tries, that one of them may have arrived too.
    """
    return _end(outbound_id, lease_id, state="stale", server_said=said)


def _end(outbound_id: int, lease_id: UUID, **columns: Any) -> bool:
    return release(Claim(Outbound, outbound_id, lease_id), TO_SEND, **columns)
