"""Forms of the portal: each is taken once."""

from opora.channels.forms import digest_of_sender
from opora.channels.models import SentForm
from opora.core.step import Step
from opora.tickets.models import Ticket


def take_form(step: Step, *, key: str, digest: str, address: str, client: str) -> SentForm:
    """Lay claim to this key before anything is done under it. Raises IntegrityError when it was taken before."""
    sender, browser = digest_of_sender(address), digest_of_sender(client)
    return SentForm.objects.create(key=key, digest=digest, address=sender, client=browser, at=step.now)


def bind_form(step: Step, form: SentForm, ticket: Ticket) -> None:
    """Say which ticket came of it; that ticket's own events tell the rest."""
    form.ticket = ticket
    form.save(update_fields=["ticket"])


def readdress_form(step: Step, form: SentForm, address: str) -> None:
    """From now on it counts for the right address; `Readdressed` on its ticket says so."""
    form.address, form.readdressed_at = digest_of_sender(address), step.now
    form.save(update_fields=["address", "readdressed_at"])
