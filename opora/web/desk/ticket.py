"""The page of one ticket."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone

from opora.accounts.queries import User, names_of
from opora.channels.queries import letters_of, sent_about
from opora.core.addresses import readable
from opora.core.events import LetterReturned, Rated, Received, Split, TookIn
from opora.core.facts import Stage
from opora.core.standing import Standing
from opora.core.step import Noted
from opora.flow.draft import draft_of
from opora.flow.read import read
from opora.ledger.queries import history_of
from opora.lib import moments
from opora.offices.queries import is_quiet, offices_all, policy_at
from opora.promises.queries import foreseen
from opora.registry.queries import dealer_at
from opora.tickets.access import keeps_macros, ticket_for
from opora.tickets.queries import Ticket, author_of, continued_in, messages_of, number_of, ratings_on
from opora.web import passes
from opora.web.csp import with_pictures
from opora.web.desk import named, words
from opora.web.desk.call_outs import fates, waits
from opora.web.desk.choices import choices
from opora.web.desk.conversation import conversation
from opora.web.desk.defects import behind
from opora.web.desk.frame import desk_page, show, signed_in
from opora.web.desk.links import links
from opora.web.desk.promised import clocks_to_show, moment
from opora.web.desk.rows import calendar_of_next, next_of
from opora.web.desk.saved import saved
from opora.web.desk.timeline import Known, people_in, timeline
from opora.web.kinds import KINDS, kind_of
from opora.web.words import MARKS, said


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was asked and not done: which form of the page it concerns, why, and what has to be given again.

    ``confirm`` names the field that says «all the same».
    """

    place: str
    sentence: str
    lost_files: tuple[str, ...] = ()
    confirm: str = ""


@desk_page
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    """One ticket, whole: conversation, facts, moments, what can be done; a merged one where it goes on."""
    now = timezone.now()
    one = found(request, number, now)
    there = number_of(one.merged_into_id) if one.merged_into_id else ""
    if there and ticket_for(signed_in(request), there, now) is not None:
        return redirect("ticket", there)
    return page(request, one, now)


def found(request: HttpRequest, number: str, now: datetime) -> Ticket:
    """The ticket of this number, if the signed-in person may see it; else 404, as for an unknown one."""
    one = ticket_for(signed_in(request), number, now)
    if one is None:
        raise Http404
    read(one, signed_in(request), now)
    return one


def page(
    request: HttpRequest, one: Ticket, now: datetime, refusal: Refusal | None = None, typed: QueryDict | None = None
) -> HttpResponse:
    """The page; after a refusal with all that was typed, the sentence beside its form, and status 422."""
    asked = passes.asked(request.GET.get("pictures", ""), signed_in(request).pk, now)
    context = {**_context(one, signed_in(request), now, asked), "refusal": refusal, "typed": typed or request.POST}
    response = show(request, "desk/ticket.html", context, now, status=422 if refusal else 200)
    return with_pictures(response) if asked else response


def _context(one: Ticket, user: User, now: datetime, asked: int) -> dict[str, Any]:
    history = history_of("ticket", one.pk)
    standing = foreseen({one.pk: history}, policy_at(now), now, quiet=is_quiet(now))[one.pk]
    offices = offices_all()
    names = names_of(people_in(history))
    known = Known(names, {office.code: office for office in offices}, user, now, fates(history))
    return {
        "ticket": one,
        "conversation": conversation(
            messages_of(one), sent_about(one), letters_of(one), history, one, user, now, asked=asked
        ),
        "moments": [moment(clock, one, user, now) for clock in clocks_to_show(standing)],
        "timeline": timeline(history, known),
        **_head(one, standing, user, now),
        **_facts(one, history, user, now),
        "called_out": waits(history, one.stage),
        "links": links(one, user, now),
        "defect": behind(one, user, now),
        "saved": saved(one, user, now),
        "ratings": _ratings(one, history),
        "draft": draft_of(one, history, standing, offices),
        **choices(one, standing, offices, user, now),
        "keeps_macros": keeps_macros(user),
    }


def _head(one: Ticket, standing: Standing, user: User, now: datetime) -> dict[str, Any]:
    upcoming = standing.next()
    clock = standing.live(upcoming[1]) if upcoming else None
    return {
        "stage_text": words.said(words.STAGES, standing.stage.value),
        "next": next_of(upcoming, calendar_of_next(standing), user, now),
        "next_anchor": f"{clock.kind}-{clock.number}" if clock else "",
        "office_text": named.office(one.owning_office),
    }


def _facts(one: Ticket, history: Sequence[Noted], user: User, now: datetime) -> dict[str, Any]:
    language = words.language()
    elsewhere = moments.zone_mark(now, one.customer_zone) != moments.zone_mark(now, user.zone)
    return {
        "dealer": dealer_at(one.contact, one.organisation, one.registered_at),
        "product": named.product(one),
        "kind_text": KINDS[kind_of(one.kind)],
        "level_text": words.said(words.LEVELS, one.level),
        "level_reasons": words.reasons(one.because),
        "until": moments.full_date(one.covered_until, language) if one.covered_until else "",
        "unclear": [words.said(words.UNCLEAR, mark) for mark in one.unclear],
        "place_reasons": words.reasons(one.place_because),
        "recipient": readable(author_of(one)),
        "dead": _is_dead(history),
        "their_time": moments.short(now, now, one.customer_zone, language) if elsewhere else "",
        "their_zone": moments.zone_mark(now, one.customer_zone),
        "registered_text": moments.short(one.registered_at, now, user.zone, language),
        "split_from": number_of(one.split_from_id) if one.split_from_id else "",
        "continued_in": continued_in(one) if _may_go_on(one, history) else [],
    }


def _is_dead(history: Sequence[Noted]) -> bool:
    """Whether our letters to the customer come back for good, and they have not written since."""
    told = [one.event for one in history if isinstance(one.event, LetterReturned | Received)]
    last = next((one for one in reversed(told) if isinstance(one, LetterReturned) or one.human), None)
    return isinstance(last, LetterReturned) and last.permanent


def _ratings(one: Ticket, history: Sequence[Noted]) -> list[tuple[str, str]]:
    """Asked for only where the ledger says that there is one."""
    rated = any(isinstance(noted.event, Rated | TookIn) for noted in history)
    return [(said(MARKS, str(given.mark)), given.words) for given in ratings_on(one)] if rated else []


def _may_go_on(one: Ticket, history: Sequence[Noted]) -> bool:
    """A new ticket comes of one that is closed, or of one of which its ledger says so."""
    return one.stage == Stage.CLOSED or any(isinstance(noted.event, Split) for noted in history)
