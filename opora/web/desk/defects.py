"""Defects: the list, and the page of one with the tickets that wait for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.accounts.queries import User, names_of
from opora.flow import defects as flow
from opora.ledger.queries import history_of
from opora.lib import moments
from opora.lib.errors import Refused
from opora.programme.access import defect_for, defects_for, reads_defects, sets_defects, waiting_for
from opora.programme.queries import Defect, defect_of, waiting_of
from opora.registry.queries import Product, Version, choices_of, product_by, version_by
from opora.tickets.queries import Ticket, page_by_next
from opora.web.desk import words
from opora.web.desk.frame import desk_page, show, signed_in
from opora.web.desk.rows import rows
from opora.web.desk.timeline import Known, people_in, timeline
from opora.web.typed import line


@dataclass(frozen=True, slots=True)
class Line:
    """A defect in a list, every text ready to be shown."""

    number: str
    title: str
    public_title: str
    tracker_key: str
    tracker_url: str
    product: str
    status: str
    status_text: str
    found_text: str
    waiting: int


@desk_page
def defects(request: HttpRequest) -> HttpResponse:
    """All defects, newest first, or those that ``find`` finds; ``after`` is a page's token. On POST a new one."""
    now, user, refusal = timezone.now(), signed_in(request), ""
    if not reads_defects(user):
        raise PermissionDenied
    if request.method == "POST":
        try:
            one = _entered(request, user, now)
            messages.success(request, _("The defect is entered; no ticket waits for it yet."))
            return HttpResponseRedirect(reverse("defect", args=[one.number]), status=303)
        except Refused as refused:
            refusal = str(refused)
    find = typed_find(request)
    found, following = defects_for(user, find, request.GET.get("after", ""))
    context = {"lines": lines(found, user, now), "following": following, "find": find, "refusal": refusal}
    form = {"typed": request.POST, "chosen": line(request, "version"), "products": products()}
    return show(request, "desk/defects.html", context | form, now, here="defects", status=422 if refusal else 200)


def _entered(request: HttpRequest, user: User, now: datetime) -> Defect:
    product, version = named_in(request)
    texts = {"title": 250, "tracker_key": 81, "tracker_url": 501}
    said = {name: line(request, name)[:most] for name, most in texts.items()}
    return flow.enter(user, now, product=product, version=version, **said)


def named_in(request: HttpRequest) -> tuple[Product | None, Version | None]:
    """The product and the version that were chosen. Raises Refused for a product that there isn't."""
    code, _sign, version = line(request, "version").partition("/")
    product = product_by(code)
    if code and product is None:
        raise Refused(_("There is no such product. Choose one from the list."))
    return product, version_by(code, version)


def products() -> list[tuple[str, str, list[str]]]:
    """What a form offers: products with their versions."""
    return [(each.code, each.name, [version.name for version in each.versions.all()]) for each in choices_of()]


@desk_page
def defect(request: HttpRequest, number: str) -> HttpResponse:
    """One defect: what is known, who waits, what happened; its forms for whom they are."""
    now = timezone.now()
    return page(request, found(request, number), now)


def found(request: HttpRequest, number: str) -> Defect:
    """The defect of this number, if the signed-in person may see it; else 404, as for an unknown one."""
    one = defect_for(signed_in(request), number)
    if one is None:
        raise Http404
    return one


def page(
    request: HttpRequest, one: Defect, now: datetime, refusal: str = "", place: str = "", typed: QueryDict | None = None
) -> HttpResponse:
    """The page; after a refusal with what was typed into the form ``place``, and status 422."""
    user = signed_in(request)
    history = history_of("defect", one.pk)
    waiting, following = page_by_next(waiting_for(user, one, now), request.GET.get("after", ""))
    shown = lines([one], user, now)[0]
    context = {
        "defect": one,
        "line": shown,
        "rows": rows(waiting, user, now),
        "following": following,
        "out_of_sight": shown.waiting - waiting_for(user, one, now).count(),
        "timeline": timeline(history, Known(names_of(people_in(history)), {}, user, now, {})),
        "refusal": refusal,
        "place": place,
        "typed": typed or QueryDict(),
        "sets": sets_defects(user),
        **(choices(one, typed) if sets_defects(user) else {}),
    }
    return show(request, "desk/defect.html", context, now, here="defects", status=422 if refusal else 200)


def choices(one: Defect, typed: QueryDict | None) -> dict[str, Any]:
    """What the forms of the page offer."""
    offered = choices_of()
    version = f"/{one.version.name}" if one.version else ""
    named = f"{one.product.code}{version}" if one.product else ""
    return {
        "chosen": typed["version"] if typed and "version" in typed else named,
        "statuses": list(words.DEFECTS.items()),
        "verbs": [(verb, words.said(words.VERBS, verb)) for verb in ("tell", "answer")],
        "products": products(),
        "fixes": [each.name for product in offered if product.pk == one.product_id for each in product.versions.all()],
    }


def lines(found: list[Defect], user: User, now: datetime, *, counted: bool = True) -> list[Line]:
    """Defects as lines, in as many queries for fifty as for one; ``counted``: with the tickets that wait."""
    waiting = waiting_of([one.pk for one in found]) if counted else {}
    return [_line(one, waiting.get(one.pk, 0), user, now) for one in found]


def behind(ticket: Ticket, user: User, now: datetime) -> Line | None:
    """The defect for which a ticket waits, as a line."""
    one = defect_of(ticket.pk)
    return lines([one], user, now, counted=False)[0] if one else None


def status_text(one: Defect) -> str:
    """What becomes of it, in the words of the desk, with the version in which it is corrected."""
    said = words.said(words.DEFECTS, one.status)
    return f"{said}: {one.fixed_in.name}" if one.fixed_in else said


def typed_find(request: HttpRequest) -> str:
    """What was looked for."""
    return request.GET.get("find", "").replace("\0", "").strip()[:100]


def _line(one: Defect, waiting: int, user: User, now: datetime) -> Line:
    return Line(
        number=one.number,
        title=one.title,
        public_title=one.public_title,
        tracker_key=one.tracker_key,
        tracker_url=one.tracker_url,
        product=" ".join(each.name for each in (one.product, one.version) if each),
        status=one.status,
        status_text=status_text(one),
        found_text=moments.short(one.found_at, now, user.zone, words.language()),
        waiting=waiting,
    )
