"""What staff do to a ticket: each change is a noun with its own address, entered by POST."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opora.accounts.queries import User, user_by_id
from opora.core.facts import AttachedFile, Stage, Verb
from opora.flow import act
from opora.flow.split import split as split_off
from opora.lib.errors import Refused
from opora.offices.queries import office_by_code
from opora.web.desk.ticket import found, page

Deed = Callable[[HttpRequest, int, User, datetime], Any]


def deed(sentence: Callable[[], str]) -> Callable[[Deed], Callable[[HttpRequest, str], HttpResponse]]:
    """A view around one deed: the ticket by access, a refusal with the text kept, success back to the page."""

    def around(do: Deed) -> Callable[[HttpRequest, str], HttpResponse]:
        @login_required
        @require_POST
        def view(request: HttpRequest, number: str) -> HttpResponse:
            now = timezone.now()
            ticket = found(request, number, now)
            assert isinstance(request.user, User)
            try:
                do(request, ticket.pk, request.user, now)
            except Refused as refused:
                text = request.POST.get("text", "")
                return page(request, found(request, number, now), now, trouble=str(refused), text=text, status=422)
            messages.success(request, sentence())
            return redirect("ticket", number=number)

        return view

    return around


@deed(lambda: _("Asked. The customer's answer is awaited."))
def questions(request: HttpRequest, ticket: int, user: User, now: datetime) -> None:
    """«Спросить»."""
    act.send(ticket, user, Verb.ASK, _text(request), now, files=_files(request))


@deed(lambda: _("Sent. The next word has its moment."))
def progress(request: HttpRequest, ticket: int, user: User, now: datetime) -> None:
    """«Сообщить о ходе работы», perhaps with a promised moment in the sender's zone."""
    until = _moment(request.POST.get("word_until", ""), user.zone)
    consent = request.POST.get("consent", "")
    act.send(ticket, user, Verb.TELL, _text(request), now, word_until=until, consent=consent, files=_files(request))


@deed(lambda: _("Answered."))
def answers(request: HttpRequest, ticket: int, user: User, now: datetime) -> None:
    """«Ответить по существу»."""
    act.send(ticket, user, Verb.ANSWER, _text(request), now, files=_files(request))


@deed(lambda: _("Noted. The customer does not see it."))
def notes(request: HttpRequest, ticket: int, user: User, now: datetime) -> None:
    """An internal note."""
    act.note(ticket, user, _text(request), now)


@deed(lambda: _("The stage is changed."))
def stage(request: HttpRequest, ticket: int, user: User, now: datetime) -> None:
    """Another stage, by hand."""
    wanted = request.POST.get("stage", "")
    if wanted not in {one.value for one in Stage}:
        raise Refused(_("There is no such stage. Choose one from the list."))
    act.move(ticket, user, Stage(wanted), now)


@deed(lambda: _("The ticket has an assignee."))
def assignment(request: HttpRequest, ticket: int, user: User, now: datetime) -> None:
    """An assignee; "me" is who is signed in, nothing is nobody."""
    wanted = request.POST.get("user", "")
    assignee = user if wanted == "me" else user_by_id(int(wanted)) if wanted.isdigit() else None
    if wanted and assignee is None:
        raise Refused(_("There is no such colleague. Choose one from the list."))
    act.assign(ticket, user, assignee, now)


@deed(lambda: _("Handed over."))
def handover(request: HttpRequest, ticket: int, user: User, now: datetime) -> None:
    """Another office or line; with a note when one was written."""
    office = office_by_code(request.POST.get("office", ""))
    if office is None:
        raise Refused(_("There is no such office. Choose one from the list."))
    act.hand_over(ticket, user, office, now)


@deed(lambda: _("Read as thanks."))
def thanks(request: HttpRequest, ticket: int, user: User, now: datetime) -> None:
    """«Благодарность»."""
    act.thank(ticket, user, now)


@deed(lambda: _("The work goes on; the customer is told until when."))
def continuation(request: HttpRequest, ticket: int, user: User, now: datetime) -> None:
    """«Продолжение»."""
    act.reject(ticket, user, now)


@deed(lambda: _("A new ticket was made of the customer's words."))
def split(request: HttpRequest, ticket: int, user: User, now: datetime) -> None:
    """«Новый вопрос»."""
    split_off(ticket, user, now)


@deed(lambda: _("The wait is over, the clock runs again."))
def resumption(request: HttpRequest, ticket: int, user: User, now: datetime) -> None:
    """«Больше сведений нет»."""
    act.resume(ticket, user, now)


@deed(lambda: _("Closed."))
def closure(request: HttpRequest, ticket: int, user: User, now: datetime) -> None:
    """The end, by hand."""
    act.close(ticket, user, "by_hand", now)


def _text(request: HttpRequest) -> str:
    return request.POST.get("text", "").replace("\r\n", "\n")


def _files(request: HttpRequest) -> list[AttachedFile]:
    sent = request.FILES.getlist("files")
    return [AttachedFile(one.name or "file", one.content_type or "", one.read()) for one in sent]


def _moment(text: str, zone: str) -> datetime | None:
    """What a datetime-local field holds, in the zone of whoever typed it. Raises Refused for anything else."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        raise Refused(_("The moment can't be read. Write it as 2026-05-12T18:00.")) from None
