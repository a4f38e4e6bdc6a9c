"""The first-run page: what is done, what is left, where to go next; and the beginning of answering."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opora.channels.mail.sentences import in_language
from opora.flow.readiness import Readiness, readiness
from opora.flow.start import Choice, Group, groups, start
from opora.web.admin.gate import done, setup_page, show_tab
from opora.web.desk import named
from opora.web.desk.frame import signed_in
from opora.web.desk.words import LEVELS, said

CHOICES = ("silent", "tell", "close")


@dataclass(frozen=True, slots=True)
class Line:
    """A step: is it done, what there is, what to do next and where. ``must``: a desk cannot do without it."""

    key: str
    done: bool
    title: str
    stands: str
    next: str = ""
    url: str = ""
    go: str = ""
    must: bool = True


@setup_page
def first(request: HttpRequest) -> HttpResponse:
    """What is done and what is left, from what is there."""
    now = timezone.now()
    ready = readiness(now)
    lines = list(_lines(ready))
    left = [line for line in lines if not line.done and line.must]
    context = {"lines": lines, "left": len(left), "next_line": left[0] if left else None, "quiet_desk": ready.quiet}
    return show_tab(request, "setup", "admin/first.html", context, now)


@setup_page
def answering(request: HttpRequest) -> HttpResponse:
    """The open tickets by group, with a choice for each; on POST the desk begins to answer."""
    now = timezone.now()
    found = groups(now)
    if request.method == "POST":
        choices = {
            one.key: cast(Choice, request.POST.get(one.key)) for one in found if request.POST.get(one.key) in CHOICES
        }
        told = start(signed_in(request), choices, now)
        return done(request, _("The desk answers from now on. Customers told: %(told)s.") % {"told": told}, "setup")
    ready = readiness(now)
    shown = [(one.key, _group(one)) for one in found]
    context = {
        "groups": shown,
        "quiet_desk": ready.quiet,
        "sends": bool(ready.tried or ready.out_folder),
        "open": ready.open_tickets,
    }
    return show_tab(request, "setup", "admin/answering.html", context, now)


def _group(group: Group) -> str:
    count = len(group.tickets)
    number = ngettext("%(count)d ticket", "%(count)d tickets", count) % {"count": count}
    late = _(", their moment has passed") if group.late else ""
    return f"{said(LEVELS, group.level)}: {number}{late}"


def _lines(ready: Readiness) -> Iterator[Line]:
    yield Line("administrator", ready.administrators > 0, _("An administrator"), _people(ready.administrators))
    yield _offices(ready)
    yield _staff(ready)
    yield _calendars(ready)
    yield _incoming(ready)
    yield _outgoing(ready)
    yield _products(ready)
    yield _purchases(ready)
    yield _answering(ready)


def _offices(ready: Readiness) -> Line:
    if not ready.offices:
        stands = _("There is no office: letters become tickets that nobody owns.")
        return Line("offices", False, _("Offices"), stands, **_to("setup-office-new", _("Open the first office")))
    names = ", ".join(named.office(one) for one in ready.offices)
    if ready.without_manager:
        lack = ", ".join(named.office(one) for one in ready.without_manager)
        next_ = _("Nobody manages %(offices)s: misses there would be told to nobody.") % {"offices": lack}
        way = _to("setup-office", _("Give it a manager"), ready.without_manager[0].code)
        return Line("offices", False, _("Offices"), names, next_, **way)
    if not ready.guest_office:
        next_ = _("No office is named for guests whose place nobody knows.")
        return Line("offices", False, _("Offices"), names, next_, **_to("setup-setting", _("Name it"), "guest_office"))
    return Line("offices", True, _("Offices"), names)


def _staff(ready: Readiness) -> Line:
    others = ready.staff - ready.administrators
    title, way = _("Staff"), _to("setup-person-new", _("Add somebody"))
    if not others:
        return Line(
            "staff", False, title, _("Nobody but administrators can sign in, and they answer no tickets."), **way
        )
    if ready.unseated:
        lack = ngettext("%(count)d of them sits in no office and sees no tickets.",
                        "%(count)d of them sit in no office and see no tickets.", ready.unseated)  # fmt: skip
        way = _to("setup-staff", _("Back to staff"))
        return Line("staff", False, title, _people(others), lack % {"count": ready.unseated}, **way)
    return Line("staff", True, title, _people(others))


def _calendars(ready: Readiness) -> Line:
    title = _("Calendars for this year and the next")
    if not ready.offices:
        return Line("calendars", False, title, _("A calendar comes with the first office."))
    if ready.unknown_years:
        code, year = ready.unknown_years[0]
        stands = _("%(year)s of %(calendar)s has no decree yet: its days off are computed and marked preliminary.")
        way = _to("setup-year", _("Look at it"), code, year)
        return Line("calendars", False, title, stands % {"year": year, "calendar": code}, **way, must=False)
    return Line("calendars", True, title, _("Decrees are known."))


def _incoming(ready: Readiness) -> Line:
    title = _("Letters in")
    if not ready.watched:
        stands = _("No mailbox is watched.")
        return Line("incoming", False, title, stands, **_to("setup-mailbox-new", _("Add a mailbox")))
    if len(ready.looked) == len(ready.watched):
        return Line("incoming", True, title, ", ".join(row.address or row.name for row in ready.watched))
    bad = next(row for row in ready.watched if row not in ready.looked)
    stands = in_language(bad.trouble) or _("The worker has not looked into %(name)s yet.") % {"name": bad.name}
    return Line("incoming", False, title, stands, **_to("setup-mailbox", _("Test it"), bad.name))


def _outgoing(ready: Readiness) -> Line:
    title = _("Letters out")
    if ready.out_folder:
        return Line("outgoing", True, title, _("They become files in %(folder)s.") % {"folder": ready.out_folder})
    if not ready.sending:
        stands = _("No mailbox has a server for letters out.")
        way = _to("setup-mailboxes" if ready.mailboxes else "setup-mailbox-new", _("Name one"))
        return Line("outgoing", False, title, stands, **way)
    if ready.tried:
        return Line("outgoing", True, title, ", ".join(row.address or row.name for row in ready.tried))
    row = ready.sending[0]
    stands = _("%(host)s was not tried yet, or the last trial failed.") % {"host": row.smtp_host}
    return Line("outgoing", False, title, stands, **_to("setup-mailbox", _("Test it"), row.name))


def _products(ready: Readiness) -> Line:
    count = ready.products
    stands = ngettext("%(count)d product", "%(count)d products", count) % {"count": count} if count else ""
    next_ = (
        "" if count else _("Write families, products, editions and versions into a preset: opora setup --preset FOLDER")
    )
    return Line("products", count > 0, _("Products"), stands, next_, must=False)


def _purchases(ready: Readiness) -> Line:
    count = ready.purchases
    stands = ngettext("%(count)d row", "%(count)d rows", count) % {"count": count} if count else ""
    next_ = (
        ""
        if count
        else _("Without purchases everybody is at the initial level. They come by purchases.csv of a preset.")
    )
    return Line("purchases", count > 0, _("Purchase book"), stands, next_, must=False)


def _answering(ready: Readiness) -> Line:
    title = _("Answering")
    if not ready.quiet:
        return Line("answering", True, title, _("The desk writes to customers."))
    stands = _("The desk is quiet: it shows in the outbox what it would send, and writes to nobody.")
    return Line("answering", False, title, stands, **_to("setup-answering", _("Begin to answer")))


def _people(count: int) -> str:
    return ngettext("%(count)d person", "%(count)d people", count) % {"count": count}


def _to(name: str, go: str, *args: Any) -> dict[str, Any]:
    return {"url": reverse(name, args=args), "go": go}
