"""What a notice to a colleague says, looked up when it is written: the event it comes of, and how the ticket stands."""

from datetime import datetime
from typing import Any

from opora.channels.letters import LetterFacts
from opora.channels.letters.staff import Said
from opora.channels.notices import Notice
from opora.core import events as e
from opora.core import stages
from opora.core.ladder import HEAD
from opora.core.standing import Standing
from opora.core.step import Noted
from opora.flow.letter_facts import climbing, desk_link, facts_of, missed_of, moments_of, who
from opora.flow.tell_staff import language
from opora.ledger.queries import history_of
from opora.offices.queries import policy_at
from opora.promises.queries import standing_of
from opora.tickets.queries import Ticket, message_by_id, ticket_with_all


def said_of(one: Notice, noted: Noted, now: datetime) -> tuple[Said, LetterFacts]:
    """What kind of notice it is, and the facts from which it is told, in the language of whom it is for."""
    ticket = ticket_with_all(one.ticket_id)
    standing = standing_of(ticket, policy_at(now))
    said, more = _of(one, noted, ticket, standing)
    look = standing.live("look")
    moments = moments_of(ticket.unclear, standing) | ({"look": look.due_at} if look else {})
    more = {"link": desk_link(ticket.number), "moments": moments, "language": language(one.user), **more}
    return said, facts_of(ticket, now, standing, **more)


def _of(one: Notice, noted: Noted, ticket: Ticket, standing: Standing) -> tuple[Said, dict[str, Any]]:
    event = noted.event
    if one.kind == "tell_head":
        return "to_head", {}
    match event:
        case e.Missed():
            return "look" if event.kind == "look" else "late", {"missed": missed_of(standing, (event.kind,))}
        case e.Climbed() | e.Reminded() | e.HolderReplaced():
            passed_on = isinstance(event, e.HolderReplaced) and standing.reminded_at is not None
            reminded = isinstance(event, e.Reminded) or passed_on
            late = () if reminded else missed_of(standing, _missed_with(noted, standing))
            rung = event.rung if event.holder is not None else HEAD
            return "rung", {"missed": late, "rung": rung, "holder": who(one.user), "reminded": reminded}
        case e.Rated():
            return "rated", {"who": who(message_by_id(event.message).user)}
        case e.LetterReturned():
            return "returned", {}
        case e.Assigned():
            return "assigned", {}
        case _:
            return ("look" if ticket.stage in stages.TO_LOOK else "reply"), {}


def _missed_with(noted: Noted, standing: Standing) -> tuple[str, ...]:
    """The kinds that climb, a word only where it was missed in the very Step."""
    history = history_of(noted.subject, noted.subject_id)
    with_it = {one.event.kind for one in history if one.at == noted.at and isinstance(one.event, e.Missed)}
    return tuple(kind for kind in climbing(standing) if kind != "word" or kind in with_it)
