"""What staff do to a ticket: each change is a noun with its own address, entered by POST."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.queries import User
from opora.core.facts import Kind, Stage, Verb
from opora.flow import act, sendings, spam
from opora.flow.merge import merge
from opora.flow.split import split as split_off
from opora.lib.errors import Refused
from opora.offices.queries import office_by_code
from opora.tickets.access import ticket_for
from opora.tickets.queries import Draft, Message, Ticket, number_of
from opora.web.desk import words
from opora.web.desk.choices import may_get
from opora.web.desk.frame import signed_in
from opora.web.desk.ticket import Refusal, found, page
from opora.web.desk.typed import (
    NeedsConfirmation,
    check_repeat,
    day,
    files,
    line,
    names_of_files,
    no_moment,
    text,
    word_until,
)
from opora.web.typed import number as number_typed


class Held(str):
    """Where to go after what has not happened yet: it waits for some seconds."""

    __slots__ = ()


Deed = Callable[[HttpRequest, Ticket, User, datetime], str | None]


def deed(place: str, sentence: Callable[[], str]) -> Callable[[Deed], Callable[[HttpRequest, str], HttpResponse]]:
    """A view around one deed: the ticket by access, a refusal with the text kept, success back to the page.

    ``place`` names the form of the page beside which a refusal stands. The deed may say where to go afterwards.
    """

    def around(act_on: Deed) -> Callable[[HttpRequest, str], HttpResponse]:
        def view(request: HttpRequest, number: str) -> HttpResponse:
            if not request.user.is_authenticated:
                # A GET on this address would be refused after signing in, so they come back to the ticket.
                return redirect_to_login(reverse("ticket", args=[number]))
            if request.method != "POST":
                return by_post_only(request, number)
            now, user = timezone.now(), signed_in(request)
            ticket = found(request, number, now)
            try:
                target = act_on(request, ticket, user, now)
            except Refused as refused:
                confirm = refused.field if isinstance(refused, NeedsConfirmation) else ""
                refusal = Refusal(place, str(refused), names_of_files(request), confirm)
                return page(request, found(request, number, now), now, refusal)
            if not isinstance(target, Held):
                messages.success(request, sentence())
            return HttpResponseRedirect(_way_back(user, number, now, target), status=303)

        return view

    return around


@deed("composer", lambda: _("Asked. The customer's answer is awaited."))
def questions(request: HttpRequest, ticket: Ticket, user: User, now: datetime) -> str:
    """«Спросить»."""
    no_moment(request)
    return _where(
        sendings.press(ticket.pk, user, Verb.ASK, text(request), now, files=files(request), draft=_draft(request))
    )


@deed("composer", lambda: _("Sent. The next word has its moment."))
def progress(request: HttpRequest, ticket: Ticket, user: User, now: datetime) -> str:
    """«Сообщить о ходе работы», perhaps with a promised moment in the sender's zone."""
    until, consent = word_until(request, user.zone)
    check_repeat(request, ticket)
    sent = sendings.press(
        ticket.pk, user, Verb.TELL, text(request), now,
        word_until=until, consent=consent, late=bool(line(request, "late")), files=files(request),
        draft=_draft(request),
    )  # fmt: skip
    return _where(sent)


@deed("composer", lambda: _("Answered."))
def answers(request: HttpRequest, ticket: Ticket, user: User, now: datetime) -> str:
    """«Ответить по существу»."""
    no_moment(request)
    return _where(
        sendings.press(ticket.pk, user, Verb.ANSWER, text(request), now, files=files(request), draft=_draft(request))
    )


@deed("composer", lambda: _("Taken back, nothing was sent. The text waits below."))
def sending_end(request: HttpRequest, ticket: Ticket, user: User, now: datetime) -> str:
    """«Отменить отправку»."""
    sendings.undo(ticket.pk, _draft(request), now, user)
    return "#composer"


@deed("composer", lambda: _("The draft is dropped; nothing was sent."))
def draft_end(request: HttpRequest, ticket: Ticket, user: User, now: datetime) -> str:
    """The text that waited is not to be sent."""
    act.drop_draft(ticket.pk, user, _draft(request), now)
    return "#composer"


@deed("composer", lambda: _("Noted. The customer does not see it."))
def notes(request: HttpRequest, ticket: Ticket, user: User, now: datetime) -> str:
    """An internal note."""
    no_moment(request)
    return f"#m{act.note(ticket.pk, user, text(request), now, files=files(request)).pk}"


@deed("stage", lambda: _("The stage is changed."))
def stage(request: HttpRequest, ticket: Ticket, user: User, now: datetime) -> None:
    """Another stage, by hand."""
    wanted = request.POST.get("stage", "")
    if wanted not in {one.value for one in Stage}:
        raise Refused(_("There is no such stage. Choose one from the list."))
    act.move(ticket.pk, user, Stage(wanted), now)


@deed("kind", lambda: _("The kind is changed."))
def kind(request: HttpRequest, ticket: Ticket, user: User, now: datetime) -> None:
    """What it is about."""
    wanted = request.POST.get("kind", "")
    if wanted not in {one.value for one in Kind}:
        raise Refused(_("There is no such kind. Choose one from the list."))
    act.set_kind(ticket.pk, user, Kind(wanted), now)


@deed("release", lambda: _("It waits for the release; the customer is told when we write."))
def release(request: HttpRequest, ticket: Ticket, user: User, now: datetime) -> None:
    """«Ждёт выпуска исправления», with the date of the next word."""
    act.await_release(ticket.pk, user, day(request, "word_on"), now)


@deed("assignment", lambda: _("The assignee is changed."))
def assignment(request: HttpRequest, ticket: Ticket, user: User, now: datetime) -> None:
    """An assignee; "me" is who is signed in, nothing is nobody."""
    wanted = request.POST.get("user", "")
    people = {str(pk): person for pk, person in may_get(ticket, user, now).items()} | {"me": user}
    if wanted and wanted not in people:
        raise Refused(_("There is no such colleague in this office. Choose one from the list."))
    act.assign(ticket.pk, user, people.get(wanted), now)


@deed("handover", lambda: _("Handed over."))
def handover(request: HttpRequest, ticket: Ticket, user: User, now: datetime) -> None:
    """Another office or line."""
    office = office_by_code(request.POST.get("office", ""))
    if office is None:
        raise Refused(_("There is no such office. Choose one from the list."))
    act.hand_over(ticket.pk, user, office, now)


@deed("decision", lambda: _("Read as thanks."))
def thanks(request: HttpRequest, ticket: Ticket, user: User, now: datetime) -> None:
    """«Благодарность»."""
    act.thank(ticket.pk, user, now)


@deed("decision", lambda: _("The work goes on; the customer is told until when."))
def continuation(request: HttpRequest, ticket: Ticket, user: User, now: datetime) -> None:
    """«Продолжение»."""
    act.reject(ticket.pk, user, now)


@deed("decision", lambda: _("A new ticket was made of the customer's words. Here it is."))
def split(request: HttpRequest, ticket: Ticket, user: User, now: datetime) -> str:
    """«Новый вопрос»."""
    return reverse("ticket", args=[number_of(split_off(ticket.pk, user, now))])


@deed("decision", lambda: _("The wait is over, the clock runs again."))
def resumption(request: HttpRequest, ticket: Ticket, user: User, now: datetime) -> None:
    """«Больше сведений нет»."""
    act.resume(ticket.pk, user, now)


@deed("merger", lambda: _("Merged. The customer is told under which number it goes on."))
def merger(request: HttpRequest, ticket: Ticket, user: User, now: datetime) -> str:
    """Another ticket about the same matter, into which this one goes."""
    other = ticket_for(user, request.POST.get("into", "").strip().upper(), now)
    if other is None:
        raise Refused(_("There is no such ticket in your sight. Write its number as on its page: SD-1000002."))
    merge(ticket.pk, user, other.pk, now)
    return reverse("ticket", args=[other.number])


@deed("links", lambda: _("Revoked. The links in letters to this address open the ticket no more."))
def revocation(request: HttpRequest, ticket: Ticket, user: User, now: datetime) -> None:
    """The links of one address."""
    act.revoke_links(ticket.pk, user, request.POST.get("address", ""), now)


@deed("closure", lambda: _("Closed."))
def closure(request: HttpRequest, ticket: Ticket, user: User, now: datetime) -> None:
    """The end, by hand, for a named reason."""
    why = request.POST.get("why", "")
    if why not in words.BY_HAND:
        raise Refused(_("A ticket is closed for a reason. Choose one from the list."))
    if why == "spam":
        spam.mark(ticket.pk, user, request.POST.get("block", ""), now)
    else:
        act.close(ticket.pk, user, why, now)


def _draft(request: HttpRequest) -> int:
    """The row of the draft that stood in the composer; 0 for none."""
    return number_typed(line(request, "draft"))


def _where(sent: Message | Draft) -> str:
    """The message, or the composer where it waits."""
    return f"#m{sent.pk}" if isinstance(sent, Message) else Held("#composer")


def by_post_only(request: HttpRequest, number: str) -> HttpResponse:
    """What is changed stands as a POST; a GET is shown the way back."""
    response = render(request, "405.html", {"number": number}, status=405)
    response["Allow"] = "POST"
    return response


def _way_back(user: User, number: str, now: datetime, target: str | None) -> str:
    """The ticket's page, or where the deed says; the queue when the ticket is out of this person's sight now."""
    if target and not target.startswith("#"):
        return target
    if ticket_for(user, number, now) is None:
        return reverse("queue")
    return reverse("ticket", args=[number]) + (target or "")
