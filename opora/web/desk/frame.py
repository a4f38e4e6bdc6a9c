"""What stands around every page: who is signed in, the rail with its counts, whether the desk is quiet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from opora.accounts.access import may_set_up
from opora.accounts.queries import User
from opora.channels.access import may_see_tray, waiting_for
from opora.contracts.access import may_enter_duties
from opora.flow.demo import unfinished
from opora.lib import moments
from opora.lib.remembered import remembering
from opora.offices.queries import is_quiet
from opora.programme.access import reads_defects
from opora.registry.access import sees_customers
from opora.tickets.access import audits_readings, counts_for, logs_calls, reads_tickets
from opora.web.desk import words

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


@dataclass(frozen=True, slots=True)
class Link:
    """A line of the rail: a view with its count."""

    url: str
    text: str
    count: int
    here: bool


def desk_page(view: View[P]) -> View[P]:
    """A page for whoever has signed in. While one is only looked at, settings and calendars are asked for once."""

    @wraps(view)
    def around(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return view(request, *args, **kwargs)
        with remembering():
            return view(request, *args, **kwargs)

    return cast(View[P], login_required(around))


def signed_in(request: HttpRequest) -> User:
    """Who this is; every view of the desk stands behind `desk_page` or its like."""
    assert isinstance(request.user, User)
    return request.user


def show(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    now: datetime,
    *,
    here: str = "",
    status: int = 200,
) -> HttpResponse:
    """A page of the desk. All that the frame shows is asked for here, so that rendering asks nothing (wall 7)."""
    user = signed_in(request)
    frame = {
        "tickets_rail": _tickets_rail(user, now, here),
        "letters_rail": _letters_rail(user, now, here),
        "logs_calls": logs_calls(user),
        "at_calls": here == "call",
        **_desk_rail(user),
        "here": here,
        "quiet": is_quiet(now),
        "history": unfinished(now),
        "role_text": user.get_role_display(),
        "clock_text": moments.clock(now, user.zone, words.language()),
        "zone_text": moments.zone_mark(now, user.zone),
    }
    return render(request, template, {**frame, **context}, status=status)


def _desk_rail(user: User) -> dict[str, bool]:
    """Which pages beside the queue this person's role opens."""
    return {
        "may_set_up": may_set_up(user),
        "enters_duties": may_enter_duties(user) and not may_set_up(user),
        "sees_customers": sees_customers(user),
        "reads_defects": reads_defects(user),
        "audits": audits_readings(user),
    }


def _tickets_rail(user: User, now: datetime, here: str) -> list[Link]:
    if not reads_tickets(user):
        return []
    counts = counts_for(user, now)
    views = [("mine", _("Mine"), counts.mine), ("office", _("My office"), counts.office), ("all", _("All"), counts.all)]
    return [Link(f"{reverse('queue')}?view={name}", text, count, name == here) for name, text, count in views]


def _letters_rail(user: User, now: datetime, here: str) -> list[Link]:
    if not may_see_tray(user):
        return []
    aside, held = waiting_for(user, now)
    lists = [("tray", _("Tray"), aside), ("outbox", _("Outbox"), held)]
    return [Link(reverse(name), text, count, name == here) for name, text, count in lists]
