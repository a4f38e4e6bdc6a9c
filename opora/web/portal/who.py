"""Which contact has signed in. Staff sign in elsewhere; one session is never both.

The staff console asks Django's own session key, which is looked at here first: where a colleague has signed in there
is no contact, and a contact who signs in ends whatever session there was.
"""

from datetime import datetime, timedelta

from django.contrib.auth import SESSION_KEY as STAFF
from django.contrib.auth import logout
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils import timezone

from opora.registry.access import Contact, contact_for_session

CONTACT, UNTIL, LANGUAGE = "contact", "contact_until", "language"

SIGNED_IN_FOR = timedelta(hours=12)
"""A working day and its evening; the code of a letter is typed anew after that."""


def contact_of(request: HttpRequest) -> Contact | None:
    """The contact who has signed in here and whose time isn't over; null for guests and for colleagues."""
    session = request.session
    if STAFF in session or CONTACT not in session:
        return None
    if timezone.now() >= datetime.fromisoformat(session[UNTIL]):
        return None
    return contact_for_session(session[CONTACT])


def sign_in(request: HttpRequest, contact: Contact, now: datetime) -> None:
    """This browser is the contact's from ``now`` (aware, UTC) for some hours, under a session key never seen before."""
    _begin_anew(request)
    request.session[CONTACT] = contact.pk
    request.session[UNTIL] = (now + SIGNED_IN_FOR).isoformat()
    rotate_token(request)


def sign_out(request: HttpRequest) -> None:
    """This browser is nobody's; only the language stays."""
    _begin_anew(request)
    rotate_token(request)


def _begin_anew(request: HttpRequest) -> None:
    language = request.session.get(LANGUAGE)
    logout(request)
    if language:
        request.session[LANGUAGE] = language
