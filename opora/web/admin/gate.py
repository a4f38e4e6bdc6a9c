"""Who comes in to set up the desk, and what stands around each of its pages."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from opora.accounts.access import may_set_up
from opora.contracts.access import may_enter_duties
from opora.core.step import Actor, Step
from opora.flow.step import begin
from opora.web.desk.frame import desk_page, show, signed_in

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

TABS = [
    ("setup", _("First steps")),
    ("setup-settings", _("Settings")),
    ("setup-mailboxes", _("Mailboxes")),
    ("setup-offices", _("Offices")),
    ("setup-staff", _("Staff")),
    ("setup-calendars", _("Calendars")),
    ("setup-duties", _("Duties")),
    ("setup-macros", _("Macros")),
]


def setup_page(view: View[P]) -> View[P]:
    """A page for whoever sets up the desk; others read that it is not for their role."""

    @wraps(view)
    def around(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not may_set_up(signed_in(request)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return desk_page(cast(View[P], around))


def duties_page(view: View[P]) -> View[P]:
    """The page that an office's manager opens too, as the only one of set-up."""

    @wraps(view)
    def around(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not may_enter_duties(signed_in(request)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return desk_page(cast(View[P], around))


@contextmanager
def step_of(request: HttpRequest, now: datetime) -> Iterator[Step]:
    """The Step in which this person changes something by a page."""
    with begin(now, Actor("staff", signed_in(request).pk), "desk") as step:
        yield step


def show_tab(
    request: HttpRequest, tab: str, template: str, context: Mapping[str, Any], now: datetime, status: int = 200
) -> HttpResponse:
    """A page of set-up under one of its tabs; who does not set up the desk has this page alone, without tabs."""
    whole = may_set_up(signed_in(request))
    tabs = [(reverse(name), text, name == tab) for name, text in TABS if whole]
    here = "setup" if whole else tab.removeprefix("setup-")
    return show(request, template, {"tabs": tabs, **context}, now, here=here, status=status)


def done(request: HttpRequest, sentence: Any, name: str, *args: Any) -> HttpResponse:
    """Back to a page after a change, which says what was done."""
    messages.success(request, sentence)
    return HttpResponseRedirect(reverse(name, args=args), status=303)
