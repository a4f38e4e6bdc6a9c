"""The portal for tests: a guest's browser, forms as they are filled in, what stands on a page."""

import re
from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.test import Client

from opora.registry.models import Contact
from opora.tickets.models import Ticket
from opora.web.portal.typed import new_key
from tests.stories.may_2026 import local
from tests.web.console import at

MATTER = {
    "subject": "Не открывается сборка",
    "text": "Чертёж-3D v22 не открывает сборку после обновления драйвера.",
    "consent": "yes",
}
SECRETS = re.compile(r'(name="(?:csrfmiddlewaretoken|key)" value=")[^"]*')


def filled(moment: str, address: str, **more: Any) -> dict[str, Any]:
    """What a browser sends of a form that was opened a minute before this moment."""
    key = new_key(local(moment) - timedelta(minutes=1))
    return {"key": key, "address": address, "send": "yes", **MATTER, **more}


def send(client: Client, moment: str, address: str, **more: Any) -> Any:
    """The answer to a form sent at this moment."""
    with at(moment):
        return client.post("/help/", filled(moment, address, **more))


def sent(client: Client, moment: str, address: str, **more: Any) -> Ticket:
    """The ticket of a form sent at this moment."""
    answer = send(client, moment, address, **more)
    assert answer.status_code == 303, answer.content.decode()
    return Ticket.objects.latest("pk")


def signed_in(contact: Contact, until: str = "06-30 00:00") -> Client:
    """A browser in which this contact has signed in."""
    client = Client()
    session: SessionBase = client.session
    session["contact"], session["contact_until"] = contact.pk, local(until).isoformat()
    session.save()
    return client


def without_secrets(html: bytes) -> str:
    """A page but for its CSRF token and the form's one-time key."""
    return SECRETS.sub(r"\1", html.decode())
