"""Requests of the API that name an idempotency key: each is taken once."""

from opora.accounts.models import ApiKey
from opora.channels.models import ApiRequest
from opora.core.step import Step
from opora.tickets.models import Ticket


def take_request(step: Step, key: ApiKey, idempotency_key: str, digest: str) -> ApiRequest:
    """Lay claim to this key before anything is done under it: a second one at the same time waits, and is refused.

    Raises IntegrityError when it was taken before.
    """
    return ApiRequest.objects.create(api_key=key, idempotency_key=idempotency_key, digest=digest, at=step.now)


def bind_request(step: Step, request: ApiRequest, ticket: Ticket) -> None:
    """Say which ticket came of it; that ticket's own events tell the rest."""
    request.ticket = ticket
    request.save(update_fields=["ticket"])
