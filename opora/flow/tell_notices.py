"""The letter to a colleague out of what waited for them: one matter as ever, several joined."""

from django.conf import settings

from opora.accounts.queries import User, user_by_id
from opora.channels import outgoing
from opora.channels.letters import LetterFacts, MissedMoment, OfficeWords, joined, staff
from opora.channels.notices import Notice, told_in
from opora.core.events import NoticesJoined
from opora.core.step import Noted, Step
from opora.flow.colleague_hours import working_of
from opora.flow.letter_facts import desk_link, desk_name
from opora.flow.notice_words import said_of
from opora.flow.post import post_to_staff
from opora.flow.tell_colleague import post_to_colleague
from opora.flow.tell_staff import language
from opora.ledger.queries import events_by_id
from opora.tickets.queries import ticket_with_all


def send_notices(step: Step, noted: Noted) -> None:
    """What one letter tells, by a row of each; about one ticket it is that ticket's, so that a reply joins it."""
    assert isinstance(noted.event, NoticesJoined)
    assert noted.id is not None
    person, told = user_by_id(noted.subject_id), told_in(noted.id)
    if person is None or not told:
        return
    events = events_by_id(one.event_id for one in told if one.event_id is not None)
    lone = events.get(told[0].event_id or 0) if len(told) == 1 else None
    if lone is not None:
        said, facts = said_of(told[0], lone, step.now)
        post_to_staff(
            step, noted, ticket_with_all(told[0].ticket_id), told[0].kind, person.email, staff.NOTICES[said](facts)
        )
        return
    lines = [_line(one, events.get(one.event_id or 0), person, step) for one in told]
    one_ticket = ticket_with_all(told[0].ticket_id) if len({one.ticket_id for one in told}) == 1 else None
    link = desk_link(one_ticket.number) if one_ticket else f"{settings.BASE_URL}/"
    words = joined.letter(language(person), lines, desk_name(language(person), step.now), link)
    if one_ticket is not None:
        post_to_staff(step, noted, one_ticket, "tell_staff", person.email, words)
    else:
        post_to_colleague(step, noted, "tell_staff", outgoing.mailbox_for(None), person, words)


def _line(one: Notice, event: Noted | None, person: User, step: Step) -> joined.Line:
    if event is not None:
        return joined.Line(*said_of(one, event, step.now))
    promise = one.promise
    assert promise is not None
    facts = LetterFacts(
        language=language(person),
        number=one.ticket.number,
        subject=one.ticket.subject,
        now=step.now,
        office=OfficeWords(where="", name_en="", zone=working_of(person, step.now).tz.key),
        missed=(MissedMoment(promise.kind, promise.due_at),),
    )
    return joined.Line("overdue" if promise.missed_at is not None or promise.due_at < step.now else "near", facts)
