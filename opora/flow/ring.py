"""Reactions that call staff on duty by other ways than a letter (O3). The customer's words go none of these ways."""

import json
from typing import Any

from django.conf import settings

from opora.channels import actions as channels
from opora.channels.queries import browsers_of
from opora.core import events as e
from opora.core.step import Noted, Step
from opora.flow.letter_facts import call_link
from opora.flow.tell_staff import language
from opora.lib import moments
from opora.tickets.queries import DutyCall, Ticket, numbered_call, ticket_with_all

_TITLE = {"ru": "Вызов: {number}", "en": "Called out: {number}"}
_BODY = {"ru": "{organisation}. Принять до {until}", "en": "{organisation}. Accept by {until}"}
_TEXT = {
    "ru": "Дежурство: {number}, {organisation}. Принять до {until}: {link}",
    "en": "On duty: {number}, {organisation}. Accept by {until}: {link}",
}


def ring(step: Step, noted: Noted) -> None:
    """The desk's hook gets the call, if one is set, and each browser in which the person wants to be called."""
    assert isinstance(noted.event, e.CalledOut)
    assert noted.id is not None
    ticket = ticket_with_all(noted.subject_id)
    call = numbered_call(ticket, noted.event.number)
    said = _said(ticket, call, noted.event)
    ways = {f"browser:{one.pk}": _shown(said, call, noted.event) for one in browsers_of(call.user)}
    if settings.CALL_URL:
        ways["hook"] = said
    for target, what in ways.items():
        body = json.dumps(what, ensure_ascii=False)
        channels.ring(step, ticket, noted.id, call.user, target, body, noted.event.until)


def silence(step: Step, noted: Noted) -> None:
    """Somebody has accepted, or nobody more is called: what has not left yet does not."""
    channels.silence(step, ticket_with_all(noted.subject_id))


def _said(ticket: Ticket, call: DutyCall, event: e.CalledOut) -> dict[str, Any]:
    """What the other side gets: which request, whose, who is called until when, and a ready text."""
    organisation = ticket.organisation.name if ticket.organisation else ""
    reader, link = language(call.user), call_link(call)
    until = moments.clock(event.until, call.user.zone, reader)
    return {
        "id": f"{ticket.number}/{call.number}",
        "event": "call_out",
        "number": ticket.number,
        "call": call.number,
        "level": ticket.level,
        "organisation": organisation,
        "person": {"name": call.user.full_name, "email": call.user.email},
        "called_at": call.called_at.isoformat(),
        "until": event.until.isoformat(),
        "link": link,
        "text": _TEXT[reader].format(number=ticket.number, organisation=organisation, until=until, link=link),
    }


def _shown(said: dict[str, Any], call: DutyCall, event: e.CalledOut) -> dict[str, str]:
    """What a browser shows of it; a press on it opens the page with «Принимаю»."""
    reader = language(call.user)
    until = moments.clock(event.until, call.user.zone, reader)
    return {
        "title": _TITLE[reader].format(number=said["number"]),
        "body": _BODY[reader].format(organisation=said["organisation"], until=until),
        "url": said["link"],
        "tag": said["id"],
    }
