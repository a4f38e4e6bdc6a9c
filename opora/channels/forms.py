"""Forms of the portal that were sent: each once by its key, and how many came from where lately."""

import hmac
from datetime import datetime

from django.conf import settings

from opora.channels.models import SentForm
from opora.tickets.models import Ticket

__all__ = ["SentForm", "digest_of_sender", "form_of", "forms_for_address", "forms_from_client", "sent_form"]


def sent_form(key: str) -> SentForm | None:
    """The form that was sent under this key, with its ticket."""
    return SentForm.objects.select_related("ticket").filter(key=key).first()


def form_of(ticket: Ticket) -> SentForm | None:
    """The form of which this ticket came, locked until the transaction ends."""
    return SentForm.objects.select_for_update().filter(ticket=ticket).first()


def forms_for_address(address: str, since: datetime, until: datetime) -> int:
    """How many forms named this e-mail address between two instants."""
    return SentForm.objects.filter(address=digest_of_sender(address), at__range=(since, until)).count()


def forms_from_client(client: str, since: datetime, until: datetime) -> int:
    """How many forms came from this network address between two instants."""
    return SentForm.objects.filter(client=digest_of_sender(client), at__range=(since, until)).count()


def digest_of_sender(said: str) -> str:
    """A keyed digest: enough to count with, and it names nobody."""
    return hmac.digest(f"sender\n{settings.SECRET_KEY}".encode(), said.encode(), "sha256").hex()
