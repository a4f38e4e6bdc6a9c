"""«Где моё письмо»: the journal of letters that came in, by Message-ID, by address or by date."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.queries import User
from opora.channels.access import Asked, journal_for, letters_read_by, may_see_tray
from opora.channels.mail.sentences import in_language
from opora.channels.queries import InboundMail
from opora.core import zones
from opora.core.addresses import readable
from opora.lib import moments
from opora.tickets.queries import number_of
from opora.web.desk import verdicts, words
from opora.web.desk.frame import desk_page, show, signed_in
from opora.web.desk.heads import head_of

_COPIED = re.compile(r"(?:message-id:|mailto:)?\s*<?\s*(?P<what>[^<>\s]*)\s*>?", re.IGNORECASE)
LONGEST = 998


@dataclass(frozen=True, slots=True)
class Came:
    """A line of the journal; who wrote and about what only where the reader may read the letter (``url``)."""

    at: datetime
    when: str
    mailbox: str
    sender: str
    subject: str
    state_text: str
    number: str
    why: str
    failed: bool
    url: str


@desk_page
def journal(request: HttpRequest) -> HttpResponse:
    """Each letter with where it lies and why, newest first."""
    now, user = timezone.now(), signed_in(request)
    if not may_see_tray(user):
        raise PermissionDenied
    typed, on = request.GET.get("q", "").strip()[:LONGEST], request.GET.get("on", "").strip()[:10]
    asked = _asked(typed, on, user)
    found, following = journal_for(user, asked, request.GET.get("after", "")) if asked else ([], "")
    context = {
        "lines": _lines(found, user, now),
        "typed": typed,
        "on": on,
        "trouble": "" if asked else _("The date can't be read. Write it as 2026-05-29."),
        "asked": bool(typed or on),
        "older": urlencode({"q": typed, "on": on, "after": following}) if following else "",
    }
    return show(request, "desk/journal.html", context, now, here="journal", status=200 if asked else 422)


def _asked(typed: str, on: str, user: User) -> Asked | None:
    """What is asked for; null when the date is none. A date is one of the reader's zone."""
    copied = _COPIED.fullmatch(typed)
    who = copied["what"] if copied else typed
    if not on:
        return Asked(who)
    try:
        midnight = datetime.combine(date.fromisoformat(on), time(), zones.zone(user.zone))
        return Asked(who, midnight, midnight + timedelta(days=1))
    except (ValueError, OverflowError):
        return None


def _lines(letters: Sequence[InboundMail], user: User, now: datetime) -> list[Came]:
    readable_by = letters_read_by(user, letters, now)
    return [_line(letter, letter.pk in readable_by, user, now) for letter in letters]


def _line(letter: InboundMail, may_read: bool, user: User, now: datetime) -> Came:
    sender, subject = head_of(letter) if may_read else (None, "")
    return Came(
        at=letter.server_at,
        when=moments.short(letter.server_at, now, user.zone, words.language()),
        mailbox=letter.mailbox.name,
        sender=(sender.name or readable(sender.address)) if sender else "",
        subject=subject,
        state_text=words.said(verdicts.STATES, letter.state),
        number=number_of(letter.ticket_id) if letter.ticket_id else "",
        why=in_language(letter.trouble) or (verdicts.rule(letter.rule, letter.state) if letter.rule else ""),
        failed=letter.state == "failed",
        url=reverse("letter-way", args=[letter.pk]) if may_read else "",
    )
