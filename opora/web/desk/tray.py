"""The tray (letters that opened no ticket) and the outbox (letters of ours that did not leave)."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from opora.accounts.queries import User
from opora.channels.access import letters_for, may_see_tray, outbound_for
from opora.lib import moments
from opora.web.desk import words


@login_required
def tray(request: HttpRequest) -> HttpResponse:
    """Letters set aside or failed, each with its rule or trouble and its bytes."""
    now, user = timezone.now(), request.user
    assert isinstance(user, User)
    if not may_see_tray(user):
        raise PermissionDenied
    shown = [
        {
            "pk": letter.pk,
            "when": moments.short(letter.server_at, now, user.zone, words.language()),
            "at": letter.server_at,
            "mailbox": letter.mailbox.name,
            "failed": letter.state == "failed",
            "why": letter.trouble or words.said(words.RULES, letter.rule),
            "url": reverse("raw-letter", args=[letter.pk]),
        }
        for letter in letters_for(user)
    ]
    return render(request, "desk/tray.html", {"letters": shown})


@login_required
def outbox(request: HttpRequest) -> HttpResponse:
    """What we wrote and nobody got: refused by a server, out of date, or only shown by a quiet desk."""
    now, user = timezone.now(), request.user
    assert isinstance(user, User)
    if not may_see_tray(user):
        raise PermissionDenied
    shown = [
        {
            "when": moments.short(row.created_at, now, user.zone, words.language()),
            "at": row.created_at,
            "subject": row.subject,
            "number": row.ticket.number if row.ticket else "",
            "state": row.state,
            "said": row.server_said,
        }
        for row in outbound_for(user)
    ]
    return render(request, "desk/outbox.html", {"letters": shown})
