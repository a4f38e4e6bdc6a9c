"""The page of a letter that came in: how it was judged, and whether its ticket belongs to the one that it names."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.queries import User
from opora.channels.access import letter_for, may_see_tray, proposal_for
from opora.channels.mail.sentences import in_language
from opora.channels.queries import InboundMail
from opora.core.addresses import readable
from opora.flow import forward, proposals
from opora.flow.read import read
from opora.lib import moments
from opora.lib.errors import Refused
from opora.tickets.queries import number_of
from opora.web.desk import verdicts, words
from opora.web.desk.choice_of_place import choice_for
from opora.web.desk.frame import desk_page, show, signed_in
from opora.web.desk.heads import head_of
from opora.web.desk.steps import steps_of
from opora.web.desk.typed import line


@dataclass(frozen=True, slots=True)
class Proposal:
    """A doubtful letter, its ticket and the one that it names; ``reader`` will read all of that one once merged."""

    letter_id: int
    at: datetime
    when: str
    sender: str
    reader: str
    subject: str
    doubt_text: str
    matched: str
    number: str
    named: str
    named_subject: str
    customer: str


@desk_page
def way(request: HttpRequest, letter_id: int) -> HttpResponse:
    """One letter that came in: of a ticket in the person's sight, or of the tray."""
    return way_page(request, letter_id)


def way_page(request: HttpRequest, letter_id: int, trouble: str = "") -> HttpResponse:
    """The same, with what was refused."""
    now, user = timezone.now(), signed_in(request)
    letter = letter_for(user, letter_id, now)
    if letter is None:
        raise Http404
    if letter.ticket is not None:
        read(letter.ticket, user, now)
    context = {
        **_told(letter),
        "when": moments.short(letter.server_at, now, user.zone, words.language()),
        "proposal": proposal(proposed, user, now) if (proposed := proposal_for(user, letter_id, now)) else None,
        "asks_writer": letter.state == "aside" and letter.rule == forward.RULE,
        "writer": line(request, "writer"),
        "trouble": trouble,
        "filing": choice_for(letter),
        "steps": steps_of(letter, user, now),
    }
    return show(request, "desk/way.html", context, now, status=422 if trouble else 200)


def _told(letter: InboundMail) -> dict[str, object]:
    """What the letter says of itself, and what was made of it."""
    sender, subject = head_of(letter)
    return {
        "letter": letter,
        "sender": " ".join(filter(None, [sender.name, readable(sender.address)])),
        "subject": subject,
        "state_text": words.said(verdicts.STATES, letter.state),
        "rule_text": in_language(letter.trouble) or verdicts.rule(letter.rule, letter.state),
        "doubt_text": words.said(verdicts.DOUBTS, letter.doubt) if letter.doubt else "",
        "proof_text": words.said(verdicts.PROOFS, letter.proof),
        "number": number_of(letter.ticket_id) if letter.ticket_id else "",
    }


def proposal(letter: InboundMail, user: User, now: datetime) -> Proposal:
    """What a person needs to decide about a merge."""
    ticket, named, message = letter.ticket, letter.proposed, letter.message
    assert ticket is not None
    assert named is not None
    contact, house = named.contact, named.organisation
    address = readable(message.sender_address) if message else ""
    return Proposal(
        letter_id=letter.pk,
        at=letter.server_at,
        when=moments.short(letter.server_at, now, user.zone, words.language()),
        sender=(message.sender_name if message else "") or address or _("unknown sender"),
        reader=address,
        subject=ticket.subject,
        doubt_text=words.said(verdicts.DOUBTS, letter.doubt),
        matched=letter.matched,
        number=ticket.number,
        named=named.number,
        named_subject=named.subject,
        customer=", ".join(one.name for one in (contact, house) if one is not None and one.name),
    )


@desk_page
def merger(request: HttpRequest, letter_id: int) -> HttpResponse:
    """«Объединить»: the letter's ticket goes on in the one that it names."""
    return _decided(
        request, letter_id, proposals.accept, _("Merged. The customer is told under which number it goes on.")
    )


@desk_page
def dismissal(request: HttpRequest, letter_id: int) -> HttpResponse:
    """«Это не то»: the ticket stays by itself."""
    return _decided(
        request, letter_id, proposals.dismiss, _("The ticket stays by itself; the merge is proposed no more.")
    )


@desk_page
def writer(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Who wrote a letter that a colleague passed on: the ticket is opened in their name."""
    now, user = timezone.now(), signed_in(request)
    if request.method != "POST":
        return redirect("letter-way", letter_id)
    if letter_for(user, letter_id, now) is None:
        raise Http404
    try:
        forward.name_writer(letter_id, user, line(request, "writer"), now)
    except Refused as refused:
        return way_page(request, letter_id, str(refused))
    messages.success(request, _("The ticket is opened in the writer's name."))
    return HttpResponseRedirect(reverse("letter-way", args=[letter_id]), status=303)


def _decided(
    request: HttpRequest, letter_id: int, decide: Callable[[int, User, datetime], None], sentence: str
) -> HttpResponse:
    now, user = timezone.now(), signed_in(request)
    if request.method != "POST":
        return redirect("letter-way", letter_id)
    letter = proposal_for(user, letter_id, now)
    if letter is None:
        if letter_for(user, letter_id, now) is None:
            raise Http404
        return way_page(request, letter_id, _("No merge is proposed for this letter any more."))
    try:
        decide(letter_id, user, now)
    except Refused as refused:
        return way_page(request, letter_id, str(refused))
    messages.success(request, sentence)
    back = reverse("tray") if may_see_tray(user) else reverse("letter-way", args=[letter_id])
    return HttpResponseRedirect(back, status=303)
