"""One text to all who wait for a defect: personal drafts, sent by whoever has each ticket; none by itself."""

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from django.db.models import prefetch_related_objects

from opora.accounts.queries import User
from opora.channels.letters import causes
from opora.core.facts import Verb
from opora.core.step import Noted, Step
from opora.flow.decide import sound_zone
from opora.lib.moments import Language
from opora.programme.queries import Defect, tickets_waiting_for
from opora.tickets import actions as tickets
from opora.tickets.queries import Ticket

TO_ALL, FIX, NO_FIX = "defect", "fix", "wont_fix"
"""What a draft is about: news of a defect, that it is fixed, or that it will not be."""
OF_STATUS = {"fixed": FIX, "wont_fix": NO_FIX}
"""The drafts that a status brings, and takes along when it is another one."""


def lock_waiting(defect_id: int) -> list[Ticket]:
    """The open tickets that wait for a defect, locked in order of id, before the defect itself."""
    waiting = list(tickets.lock_all(tickets_waiting_for(defect_id)).values())
    prefetch_related_objects(waiting, "contact")
    return waiting


def tell_all(
    step: Step, waiting: Iterable[Ticket], defect_id: int, verb: Verb, texts: Mapping[Language, str], user: User
) -> None:
    """The text in the ticket's language becomes a draft for each, with a greeting by name."""
    for ticket in waiting:
        language = language_of(ticket)
        said = causes.greeted(language, _name(ticket), texts[language])
        tickets.make_draft(step, ticket, verb, said, TO_ALL, defect_id, user)


def tell_fix(step: Step, waiting: Iterable[Ticket], defect: Defect, user: User | None) -> None:
    """A defect is fixed: each who waits for it is to hear so; what is out counts as the answer."""
    assert defect.fixed_in is not None
    for ticket in waiting:
        today = step.now.astimezone(ZoneInfo(sound_zone(ticket.customer_zone))).date()
        out = defect.fixed_in.released_on is not None and defect.fixed_in.released_on <= today
        language = language_of(ticket)
        said = causes.fixed(language, defect.public_title, defect.fixed_in.name, out=out)
        text = causes.greeted(language, _name(ticket), said)
        tickets.make_draft(step, ticket, Verb.ANSWER if out else Verb.TELL, text, FIX, defect.pk, user)


def tell_no_fix(step: Step, waiting: Iterable[Ticket], defect: Defect, user: User | None) -> None:
    """A defect will not be fixed: each who waits for it is to hear why, which is our answer."""
    for ticket in waiting:
        language = language_of(ticket)
        said = causes.not_fixed(language, defect.public_title, defect.reason)
        text = causes.greeted(language, _name(ticket), said)
        tickets.make_draft(step, ticket, Verb.ANSWER, text, NO_FIX, defect.pk, user)


def take_back(step: Step, waiting: Iterable[Ticket], defect: Defect, status: str) -> None:
    """It does not stand so after all: what has not been sent of that status is not sent."""
    if status in OF_STATUS:
        tickets.drop_drafts(step, [ticket.pk for ticket in waiting], [(OF_STATUS[status], defect.pk)])


def free(step: Step, ticket: Ticket, defect_id: int) -> None:
    """The ticket does not wait for this defect any more: what was to be said of it is not sent."""
    tickets.drop_drafts(step, [ticket.pk], [(origin, defect_id) for origin in (TO_ALL, *OF_STATUS.values())])


def drop_with(step: Step, noted: Noted) -> None:
    """A ticket that was closed has no text left to send."""
    tickets.drop_drafts(step, [noted.subject_id])


def language_of(ticket: Ticket) -> Language:
    """In which language its customer is written to."""
    return "en" if ticket.language == "en" else "ru"


def _name(ticket: Ticket) -> str:
    return ticket.contact.name if ticket.contact else ""
