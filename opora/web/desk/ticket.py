"""The page of one ticket."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from opora.accounts.queries import User, names_of
from opora.core import stages
from opora.core.facts import Stage, Verb
from opora.core.standing import Standing
from opora.ledger.queries import history_of
from opora.lib import moments
from opora.offices.queries import is_quiet, offices_all, policy_at, staff_of
from opora.promises.queries import standing_from
from opora.tickets.access import ticket_for
from opora.tickets.queries import Ticket, messages_of
from opora.web.desk import shown, words
from opora.web.desk.queue import customer, product


@login_required
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    """One ticket, whole: conversation, facts, promises, what can be done."""
    now = timezone.now()
    return page(request, found(request, number, now), now)


def found(request: HttpRequest, number: str, now: datetime) -> Ticket:
    """The ticket of this number, if the signed-in person may see it; else 404, as for an unknown one."""
    assert isinstance(request.user, User)
    one = ticket_for(request.user, number, now)
    if one is None:
        raise Http404
    return one


def page(
    request: HttpRequest, one: Ticket, now: datetime, *, trouble: str = "", text: str = "", status: int = 200
) -> HttpResponse:
    """The page, with what was typed and what is wrong with it after a refusal."""
    user = request.user
    assert isinstance(user, User)
    context = {**_context(one, user, now), "trouble": trouble, "text": text, "typed": request.POST}
    return render(request, "desk/ticket.html", context, status=status)


def _context(one: Ticket, user: User, now: datetime) -> dict[str, Any]:
    history = history_of("ticket", one.pk)
    standing = standing_from(history, policy_at(now))
    names = names_of(noted.actor.id for noted in history if noted.actor.kind == "staff")
    return {
        "ticket": one,
        "customer": customer(one),
        "product": product(one),
        "level_text": words.said(words.LEVELS, one.level),
        "level_reasons": words.reasons(one.because),
        "until": moments.full_date(one.covered_until, words.language()) if one.covered_until else "",
        "unclear": [words.said(words.UNCLEAR, mark) for mark in one.unclear],
        "place_reasons": words.reasons(one.place_because),
        "messages_shown": [shown.said(message, one, user, now) for message in messages_of(one)],
        "moments": [shown.moment(clock, one, user, now) for clock in shown.clocks_to_show(standing)],
        "timeline": [shown.happened(noted, user, now, names) for noted in reversed(history)],
        "here_now": moments.short(now, now, one.customer_zone, words.language()),
        "quiet": is_quiet(now),
        **_next(one, user, now),
        **_choices(one, standing, now),
    }


def _next(one: Ticket, user: User, now: datetime) -> dict[str, Any]:
    if one.next_at is None:
        return {"stage_text": words.said(words.STAGES, one.stage), "next_text": "", "next_kind": "", "late": False}
    return {
        "stage_text": words.said(words.STAGES, one.stage),
        "next_text": moments.short_by(one.next_at, now, user.zone, words.language()),
        "next_kind": words.said(words.KINDS, one.next_kind),
        "late": one.next_at < now,
    }


def _choices(one: Ticket, standing: Standing, now: datetime) -> dict[str, Any]:
    stage = Stage(one.stage)
    usual_word = standing.calendar.working_days_later(now, standing.usual_word_days)
    return {
        "may_send": {verb.value: stages.may_send(stage, verb) for verb in Verb},
        "moves": [(move.value, words.said(words.STAGES, move.value)) for move in sorted(stages.MOVES[stage])],
        "must_choose": standing.live("look") is not None,
        "has_words": standing.words_since is not None,
        "pauses": standing.live("resolution") is not None,
        "usual_word": moments.short(usual_word, now, one.customer_zone, words.language()),
        "offices": [office for office in offices_all() if office.pk != one.owning_office_id],
        "staff": staff_of(one.owning_office, now),
    }
