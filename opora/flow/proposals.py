"""A doubtful letter has a ticket of its own; whether it belongs to the one that it names, a human says by one click."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from opora.accounts.queries import User
from opora.channels import actions as channels
from opora.channels import queries as letters
from opora.channels.queries import InboundMail
from opora.core.step import Actor
from opora.flow.merge import merge, same_customer
from opora.flow.step import begin
from opora.lib.errors import Refused
from opora.tickets.queries import Ticket, Verdict

__all__ = ["accept", "dismiss", "judged"]


def judged(verdict: Verdict, opened: Ticket, by_colleague: bool) -> tuple[str, Ticket | None]:
    """Why the ticket that a letter names was not believed, and that ticket, where the one opened for the letter may be
    merged with it: never when the writer belongs to another organisation, or works here.

    A colleague's words would become the customer's reading by that click.
    """
    named = verdict.named
    if named is None or named.pk == opened.pk:
        return verdict.doubt, None
    if by_colleague:
        return "by-colleague", None
    if opened.organisation_id is not None and not same_customer(opened, named):
        return "other-organisation", None
    return verdict.doubt, named


def accept(letter_id: int, user: User, now: datetime) -> None:
    """«Объединить»: the letter's ticket goes on in the one that the letter names, and its writer takes part there.

    Raises Refused as `flow.merge.merge` does, and when somebody has decided already.
    """
    letter = letters.letter(letter_id)
    _check(letter)
    assert letter.ticket_id is not None
    assert letter.proposed_id is not None
    merge(letter.ticket_id, user, letter.proposed_id, now, named=True)


def dismiss(letter_id: int, user: User, now: datetime) -> None:
    """«Это не то»: the ticket stays by itself. Raises Refused when somebody has decided already."""
    with begin(now, Actor("staff", user.pk), "desk") as step:
        letter = letters.lock(letter_id)
        _check(letter)
        channels.dismiss(step, letter)


def _check(letter: InboundMail) -> None:
    if letter.proposed_id is None or letter.dismissed_at is not None:
        raise Refused(_("No merge is proposed for this letter any more."))
