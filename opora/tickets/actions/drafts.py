"""Drafts are made, used up by a letter, dropped. Who calls has locked the tickets."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext_lazy as _

from opora.accounts.models import User
from opora.core.events import DraftDropped, DraftMade, DraftUsed
from opora.core.facts import Verb
from opora.core.step import Step
from opora.lib.errors import Refused
from opora.tickets.models import Draft, Ticket


def make_draft(
    step: Step, ticket: Ticket, verb: Verb, text: str, origin: str, origin_id: int, user: User | None
) -> Draft:
    """A text waits on this ticket; one of the same origin takes the place of the one before."""
    said = {"verb": verb.value, "text": text, "made_by": user, "at": step.now}
    draft, _new = Draft.objects.update_or_create(ticket=ticket, origin=origin, origin_id=origin_id, defaults=said)
    step.note(DraftMade(verb.value, origin, origin_id), "ticket", ticket.pk)
    return draft


def use_draft(step: Step, ticket: Ticket, draft_id: int) -> None:
    """A letter says what the draft said. Raises Refused when it is gone: a colleague may have sent it."""
    draft = _held(ticket, draft_id)
    draft.delete()
    step.note(DraftUsed(draft.origin, draft.origin_id), "ticket", ticket.pk)


def drop_draft(step: Step, ticket: Ticket, draft_id: int) -> None:
    """Nobody is to send it. Raises Refused when it is gone."""
    _drop(step, [_held(ticket, draft_id)])


def drop_drafts(step: Step, ticket_ids: Iterable[int], origins: Collection[tuple[str, int]] = ()) -> None:
    """Drop all drafts of these tickets, or those of these origins alone."""
    rows = Draft.objects.filter(ticket__in=list(ticket_ids)).order_by("ticket", "pk")
    _drop(step, [one for one in rows if not origins or (one.origin, one.origin_id) in origins])


def move_drafts(step: Step, ticket: Ticket, into: Ticket) -> None:
    """The drafts of a merged ticket wait where it goes on; of one origin the one there stays."""
    there = set(Draft.objects.filter(ticket=into).values_list("origin", "origin_id"))
    for draft in Draft.objects.filter(ticket=ticket).order_by("pk"):
        if (draft.origin, draft.origin_id) in there:
            _drop(step, [draft])
        else:
            draft.ticket, draft.leaves_at, draft.options = into, None, {}
            draft.save(update_fields=["ticket", "leaves_at", "options"])
            step.note(DraftMade(draft.verb, draft.origin, draft.origin_id), "ticket", into.pk)


def _held(ticket: Ticket, draft_id: int) -> Draft:
    draft = Draft.objects.filter(ticket=ticket, pk=draft_id).first()
    if draft is None:
        raise Refused(_("A colleague has sent or dropped this draft meanwhile. Look at the conversation first."))
    return draft


def _drop(step: Step, drafts: Iterable[Draft]) -> None:
    for draft in drafts:
        draft.delete()
        step.note(DraftDropped(draft.origin, draft.origin_id), "ticket", draft.ticket_id)
