"""The page of one request: what happens, who has it, when they hear next, what they can do; and answering there."""

import secrets
from datetime import datetime
from typing import Any, Literal

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from opora.core.facts import AttachedFile
from opora.core.stages import WORKING
from opora.flow import by_portal
from opora.flow.remind import remind
from opora.lib import limits
from opora.lib.errors import Refused
from opora.tickets.access import public_attachment_of, public_messages_of
from opora.tickets.queries import NO_HELP, last_answer, rating_of, returns
from opora.web import passes
from opora.web.portal.conversation import conversation
from opora.web.portal.frame import show
from opora.web.portal.reminder import rungs
from opora.web.portal.standing import stands
from opora.web.portal.uploads import TOO_LARGE
from opora.web.portal.visit import Visit, back, by_link, by_number
from opora.web.typed import files, line, names_of_files, number, text, too_large
from opora.web.words import MARKS, said


def page(request: HttpRequest, visit: Visit, now: datetime) -> HttpResponse:
    """The request, whole. Looking changes nothing: a scanner of letters may look as well.

    After «Ответ не подошёл» it asks whether to take it to the ladder (P7).
    """
    asked = request.GET.get("ask") == "ladder" and visit.ticket.stage in WORKING
    return _shown(request, visit, now, asking="ladder" if asked else "")


def message(request: HttpRequest, visit: Visit, now: datetime) -> HttpResponse:
    """The customer's words, with files. Refused: the page again with all that was typed, and status 422."""
    if request.method != "POST":
        return back(visit)
    try:
        form = request.POST.get("form", "")
        written = by_portal.write(visit.visitor, text(request), now, files=_files(request), form=form)
    except Refused as refused:
        return _shown(request, visit, now, str(refused))
    messages.success(request, _("Sent. We have your message."))
    return back(visit, f"#m{written.pk}")


def rejection(request: HttpRequest, visit: Visit, now: datetime) -> HttpResponse:
    """«Ответ не подошёл»: the work goes on at once, and the page asks whether to take it to the ladder."""
    if request.method != "POST":
        return back(visit)
    try:
        resumed = by_portal.reject(visit.visitor, text(request), now, form=request.POST.get("form", ""))
    except Refused as refused:
        return _shown(request, visit, now, str(refused))
    going_on = _("The answer did not solve it, so the work goes on. We will tell you by when.")
    messages.success(request, going_on if resumed else _("The work goes on already."))
    return back(visit, "?ask=ladder#reminder")


def reminder(request: HttpRequest, visit: Visit, now: datetime) -> HttpResponse:
    """«Про меня забыли»; before the promised moment a second press confirms it (E5)."""
    if request.method != "POST":
        return back(visit)
    sure = request.POST.get("sure") == "1"
    shown = stands(visit.ticket, now)
    if shown.promised and not shown.reminded and not sure:
        return _shown(request, visit, now, asking="sure")
    try:
        form, rung = request.POST.get("form", ""), number(line(request, "rung"))
        taken = remind(visit.visitor, rung, text(request), now, form=form)
    except Refused as refused:
        return _shown(request, visit, now, str(refused))
    began = _("We have your reminder. Below you see who answers for it and by when.")
    messages.success(request, began if taken else _("You reminded us already; your words are added."))
    return back(visit, "#reminder")


def rating(request: HttpRequest, visit: Visit, now: datetime) -> HttpResponse:
    """Whether the answer helped, by one press."""
    if request.method != "POST":
        return back(visit)
    answer, mark = (line(request, name) for name in ("answer", "mark"))
    try:
        by_portal.rate(visit.visitor, number(answer), number(mark), text(request), now)
    except Refused as refused:
        return _shown(request, visit, now, str(refused))
    messages.success(request, _("Thank you, noted."))
    return back(visit, "#rating")


def file(request: HttpRequest, visit: Visit, now: datetime, attachment_id: int) -> HttpResponseBase:
    """A file of the conversation, to be saved."""
    found = public_attachment_of(visit.visitor, attachment_id)
    if found is None:
        raise Http404
    return passes.to_save("file", found.pk, now)


def _files(request: HttpRequest) -> list[AttachedFile]:
    """What came whole; a form that carried more than it may has told so."""
    if request.POST and TOO_LARGE in request.META:
        raise Refused(too_large("form"))
    return files(request, "form")


def _shown(
    request: HttpRequest, visit: Visit, now: datetime, refusal: str = "", *, asking: Literal["", "sure", "ladder"] = ""
) -> HttpResponse:
    context = {
        "ticket": visit.ticket,
        "visit": visit,
        "secret": bool(visit.token),
        "stands": stands(visit.ticket, now),
        "conversation": conversation(public_messages_of(visit.visitor), visit, now),
        "message_url": visit.url("message"),
        **_verdict(visit),
        "reminder_url": visit.url("reminder") if returns(visit.ticket, now) else "",
        "rungs": rungs(request.POST),
        "asking": asking,
        "form": request.POST.get("form") or secrets.token_urlsafe(12),
        "typed": request.POST,
        "refusal": refusal,
        "megabytes": limits.megabytes("form"),
        "lost_files": names_of_files(request) if refusal else (),
    }
    return show(request, "portal/request.html", context, status=422 if refusal else 200)


def _verdict(visit: Visit) -> dict[str, Any]:
    """What is asked of an answer, and what was said of it."""
    answer = last_answer(visit.ticket) if visit.ticket.stage in ("answered", "release", "closed") else None
    if answer is None:
        return {}
    given = rating_of(answer)
    return {
        "answer": answer,
        "marks": [(mark, said(MARKS, mark), given is not None and str(given.mark) == mark) for mark in MARKS],
        "rated": given,
        "sorry": given is not None and given.mark == NO_HELP,
        "rating_url": visit.url("rating"),
        "rejection_url": visit.url("rejection"),
    }


page_by_link, page_by_number = by_link(page), by_number(page)
message_by_link, message_by_number = by_link(message), by_number(message)
rejection_by_link, rejection_by_number = by_link(rejection), by_number(rejection)
reminder_by_link, reminder_by_number = by_link(reminder), by_number(reminder)
rating_by_link, rating_by_number = by_link(rating), by_number(rating)
file_by_link, file_by_number = by_link(file), by_number(file)
