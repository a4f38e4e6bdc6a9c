"""The tray (letters that opened no ticket), the outbox (letters of ours that did not leave), and one letter of ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.queries import User
from opora.channels.access import held_for, letters_for, may_see_tray, outbound_for, proposals_for, sent_for
from opora.channels.mail.sentences import in_language
from opora.channels.queries import InboundMail, Outbound, said_in
from opora.core import addresses
from opora.flow import depart
from opora.flow.read import read
from opora.lib import moments
from opora.lib.errors import Refused
from opora.lib.signed import without_tokens
from opora.tickets.access import reads_tickets, tickets_for
from opora.web.desk import words
from opora.web.desk.frame import desk_page, show, signed_in
from opora.web.desk.heads import head_of
from opora.web.desk.listed import listed
from opora.web.desk.way import proposal


@dataclass(frozen=True, slots=True)
class Aside:
    """A line of the tray; without ``url`` the reader may know of the letter, but not read it."""

    at: datetime
    when: str
    mailbox: str
    sender: str
    subject: str
    why: str
    failed: bool
    url: str
    way: str


@dataclass(frozen=True, slots=True)
class Held:
    """A line of the outbox; subject and address only for whoever may read the ticket."""

    at: datetime
    when: str
    name_text: str
    number: str
    subject: str
    recipient: str
    state: str
    state_text: str
    said: str
    url: str
    again: str


@desk_page
def tray(request: HttpRequest) -> HttpResponse:
    """Letters set aside or failed, each with its rule or trouble and its bytes; and merges that letters propose."""
    return listed(request, "tray", may_see_tray, letters_for, _asides, _proposals)


@desk_page
def outbox(request: HttpRequest) -> HttpResponse:
    """What we wrote and nobody got: refused by a server, out of date, or only shown by a quiet desk."""
    return listed(request, "outbox", may_see_tray, outbound_for, _helds)


@desk_page
def letter(request: HttpRequest, number: str, letter_id: int) -> HttpResponse:
    """A letter of ours about a ticket, as the customer reads it or would have read it."""
    now, user = timezone.now(), signed_in(request)
    row = sent_for(user, letter_id, now)
    if row is None or row.ticket is None or row.ticket.number != number:
        raise Http404
    read(row.ticket, user, now)
    held, text = _held(row, {row.ticket.pk}, user, now), without_tokens(said_in(row))
    context = {"letter": held, "text": text, "sender": row.sender}
    return show(request, "desk/letter.html", context, now)


@desk_page
def again(request: HttpRequest, letter_id: int) -> HttpResponse:
    """«Отправить снова»: a letter that was given up is tried anew."""
    now, user = timezone.now(), signed_in(request)
    back = "outbox" if may_see_tray(user) else "queue"
    if request.method != "POST":
        return redirect(back)
    row = held_for(user, letter_id, now)
    if row is None:
        raise Http404
    try:
        depart.again(row.pk, user, now)
        messages.success(request, _("The letter is about to leave."))
    except Refused as refused:
        messages.error(request, str(refused))
    if row.ticket is not None and row.audience == "customer":
        return HttpResponseRedirect(reverse("letter", args=[row.ticket.number, row.pk]), status=303)
    return HttpResponseRedirect(reverse(back), status=303)


def _proposals(user: User, now: datetime) -> dict[str, object]:
    return {"proposals": [proposal(letter, user, now) for letter in proposals_for(user, now)]}


def _asides(letters: Sequence[InboundMail], user: User, now: datetime) -> list[Aside]:
    return [_aside(letter, user, now) for letter in letters]


def _aside(letter: InboundMail, user: User, now: datetime) -> Aside:
    sender, subject = head_of(letter)
    return Aside(
        at=letter.server_at,
        when=moments.short(letter.server_at, now, user.zone, words.language()),
        mailbox=letter.mailbox.name,
        sender=sender.name or sender.address,
        subject=subject if reads_tickets(user) else "",
        why=in_language(letter.trouble) or words.said(words.RULES, letter.rule),
        failed=letter.state == "failed",
        url=reverse("raw-letter", args=[letter.pk]) if reads_tickets(user) else "",
        way=reverse("letter-way", args=[letter.pk]) if reads_tickets(user) else "",
    )


def _helds(rows: Sequence[Outbound], user: User, now: datetime) -> list[Held]:
    named = {row.ticket_id for row in rows if row.ticket_id is not None}
    readable = set(tickets_for(user, now).filter(pk__in=named).values_list("pk", flat=True))
    return [_held(row, readable, user, now) for row in rows]


def _held(row: Outbound, readable: set[int], user: User, now: datetime) -> Held:
    may_read = row.ticket is not None and row.ticket.pk in readable
    theirs = may_read and row.audience == "customer"
    notice = may_see_tray(user) and (row.audience != "customer" or row.ticket is None)
    return Held(
        at=row.created_at,
        when=moments.short(row.created_at, now, user.zone, words.language()),
        name_text=words.said(words.LETTERS, row.reaction),
        number=row.ticket.number if row.ticket else "",
        subject=row.subject if may_read else "",
        recipient=addresses.readable(row.recipient) if may_read else "",
        state=row.state,
        state_text=words.said(words.OUTBOUND, row.state),
        said=in_language(row.server_said),
        url=reverse("letter", args=[row.ticket.number, row.pk]) if row.ticket and theirs else "",
        again=reverse("letter-again", args=[row.pk]) if row.state == "failed" and (theirs or notice) else "",
    )
