"""A contact signs in to the portal by a code that a letter brings."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from opora.core.step import Actor
from opora.flow.step import begin
from opora.lib.errors import Refused
from opora.offices.queries import is_quiet
from opora.registry.actions import codes
from opora.registry.queries import Contact

GUEST = Actor("guest")


def ask_code(address: str, client: str, now: datetime) -> int:
    """Ask for a code; gives its row, of a known address and of an unknown one alike. ``client`` is where it came from.

    Raises Refused on a quiet desk, which writes to nobody, and when too many were asked for within an hour.
    """
    if is_quiet(now):
        raise Refused(_("The desk does not write letters at present, so it cannot send a code."))
    with begin(now, GUEST, "portal") as step:
        return codes.ask_code(step, address, client).pk


def try_code(code_id: int, typed: str, now: datetime) -> Contact | None:
    """Whom the code lets in; null for wrong digits, a late, a used and a worn-out code alike."""
    with begin(now, GUEST, "portal") as step:
        return codes.try_code(step, code_id, typed)
