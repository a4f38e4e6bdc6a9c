"""The tour of a demo: ten links that show what Opora is, each with a sentence. Any other desk has no such page."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opora.accounts.queries import Role, staff
from opora.channels.queries import tray
from opora.flow import demo, tour
from opora.lib.remembered import remembering

Text = Promise | str

TEXTS: dict[str, tuple[Text, Text]] = {
    "forgotten": (
        _("The ticket that was nearly forgotten"),
        _("Nobody answered, so it climbed by itself until somebody did; the customer was told at every rung."),
    ),
    "confessed": (
        _("A delay confessed before anybody asked"),
        _("We missed the time we had given and said so within a quarter of an hour, with a time for the explanation."),
    ),
    "eve": (
        _("Written on the evening before a holiday"),
        _("Open the next moment: a strip of days shows which hours were counted and which were not, and why."),
    ),
    "contract": (
        _("An individual contract"),
        _("Its own figures: a first response in two working hours instead of eight."),
    ),
    "level": (
        _("A support level with its reasons"),
        _("The facts name the purchases that give the extended level, and its last day."),
    ),
    "research": (
        _("Research over three weeks"),
        _("Every two working days a word of what was learned and when we write again."),
    ),
    "thanks": (
        _("Thanks, and two days later “it is back”"),
        _("A colleague reads the customer's words and decides: thanks, or the work goes on."),
    ),
    "night": (
        _("Written on a Sunday night"),
        _("A contract around the clock: the answer came while every office was closed."),
    ),
    "tray": (
        _("A machine's letter that nobody answered"),
        _("It fits no ticket, so it opens none and lies in the tray, every byte of it."),
    ),
    "customer": (
        _("What the customer sees"),
        _("The page that opens from a letter without signing in: who has the request, when we write next, and why."),
    ),
}


@dataclass(frozen=True, slots=True)
class Stop:
    """A link of the tour; without an address it says that nothing was found."""

    title: Text
    sentence: Text
    number: str
    url: str


def page(request: HttpRequest) -> HttpResponse:
    """For anybody on a demo. Links to the desk ask at its door who comes; the customer's page opens by its link, as it
    does for the customer."""
    now = timezone.now()
    with remembering():
        if not demo.is_demo(now):
            raise Http404
        head = next((one.email for one in staff() if one.role == Role.HEAD), "")
        context = {"stops": _stops(now), "history": demo.unfinished(now), "head": head}
    return render(request, "desk/tour.html", context)


def _stops(now: datetime) -> list[Stop]:
    stops = [
        Stop(*TEXTS[code], number, reverse("ticket", args=[number]) + PLACES.get(code, "") if number else "")
        for code, number in tour.stops(now).items()
    ]
    stops.append(Stop(*TEXTS["tray"], "", reverse("tray") if tray() else ""))
    token = tour.customers_link(now)
    return [*stops, Stop(*TEXTS["customer"], "", reverse("portal-link", args=[token]) if token else "")]


PLACES = {"eve": "#moments"}
"""Where on the ticket's page to look."""
