"""Defects: the list, and the page of one with the tickets that wait for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from opora.accounts.queries import User, names_of
from opora.ledger.queries import history_of
from opora.lib import moments
from opora.programme.access import defect_for, defects_for, reads_defects, sets_defects, waiting_for
from opora.programme.queries import Defect, defect_of, waiting_of
from opora.registry.queries import choices_of
from opora.tickets.queries import Ticket, page_by_next
from opora.web.desk import words
from opora.web.desk.frame import desk_page, show, signed_in
from opora.web.desk.rows import rows
from opora.web.desk.timeline import Known, people_in, timeline


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
    """All defects, newest first, or those that ``find`` finds; ``after`` is a page's token."""
    now, user = timezone.now(), signed_in(request)
    if not reads_defects(user):
        raise PermissionDenied
    find = typed_find(request)
    found, following = defects_for(user, find, request.GET.get("after", ""))
    context = {"lines": lines(found, user, now), "following": following, "find": find}
    return show(request, "desk/defects.html", context, now, here="defects")


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
    line = lines([one], user, now)[0]
    context = {
        "defect": one,
        "line": line,
        "rows": rows(waiting, user, now),
        "following": following,
        "out_of_sight": line.waiting - waiting_for(user, one, now).count(),
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
    products = choices_of()
    version = f"/{one.version.name}" if one.version else ""
    named = f"{one.product.code}{version}" if one.product else ""
    return {
        "chosen": typed["version"] if typed and "version" in typed else named,
        "statuses": list(words.DEFECTS.items()),
        "verbs": [(verb, words.said(words.VERBS, verb)) for verb in ("tell", "answer")],
        "products": [(each.code, each.name, [version.name for version in each.versions.all()]) for each in products],
        "fixes": [each.name for product in products if product.pk == one.product_id for each in product.versions.all()],
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
