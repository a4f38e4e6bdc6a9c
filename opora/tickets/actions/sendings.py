"""What was sent and can still be taken back: held, then used up by its letter, or kept back. The ticket is locked."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from opora.accounts.models import User
from opora.core.events import SendingHeld, SendingUndone
from opora.core.facts import Verb
from opora.core.step import Step
from opora.lib.errors import Refused
from opora.tickets.models import Draft, Ticket

ORIGIN = "sending"


def hold(
    step: Step, ticket: Ticket, user: User, verb: Verb, text: str, leaves_at: datetime, options: dict[str, Any]
) -> Draft:
    """It leaves then. Raises Refused while another letter of this person is held here."""
    key: dict[str, Any] = {"ticket": ticket, "origin": ORIGIN, "origin_id": user.pk}
    if Draft.objects.filter(**key, leaves_at__isnull=False).exists():
        raise Refused(_("Your letter is still about to leave. Wait a few seconds, or take it back."))
    said = {"verb": verb.value, "text": text, "made_by": user, "at": step.now, "leaves_at": leaves_at}
    draft, _new = Draft.objects.update_or_create(**key, defaults={**said, "options": options})
    step.note(SendingHeld(verb.value), "ticket", ticket.pk)
    return draft


def use_held(draft: Draft) -> bool:
    """Its letter is written in the same transaction. False: it was taken back, or has left."""
    deleted, _rows = Draft.objects.filter(pk=draft.pk, leaves_at=draft.leaves_at).delete()
    return bool(deleted)


def keep_back(step: Step, draft: Draft) -> bool:
    """It is not sent and waits as any draft. False: it is not held any more."""
    held = Draft.objects.filter(pk=draft.pk, leaves_at__isnull=False)
    if not held.update(leaves_at=None, options={}):
        return False
    step.note(SendingUndone(draft.verb), "ticket", draft.ticket_id)
    return True
