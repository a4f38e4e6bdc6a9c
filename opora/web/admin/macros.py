"""Macros: which there are, making one, changing and ending it. Managers of offices come in here too."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.core.macros import FIELDS
from opora.lib.errors import Refused
from opora.registry.queries import choices_of, product_by
from opora.tickets import actions
from opora.tickets.access import keeps_macros, macro_for, macros_for
from opora.tickets.queries import Macro
from opora.web.admin.forms import Field, Form, chosen, refusal
from opora.web.admin.gate import done, show_tab, step_of
from opora.web.desk import words
from opora.web.desk.frame import desk_page, signed_in

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def macro_page(view: View[P]) -> View[P]:
    """A page for whoever keeps macros; others read that it is not for their role."""

    @wraps(view)
    def around(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not keeps_macros(signed_in(request)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return desk_page(cast(View[P], around))


@macro_page
def macros(request: HttpRequest) -> HttpResponse:
    """All that are in use."""
    lines = [(one, words.said(words.MACROS, one.verb)) for one in macros_for(signed_in(request))]
    return show_tab(request, "setup-macros", "admin/macros.html", {"lines": lines}, timezone.now())


@macro_page
def new(request: HttpRequest) -> HttpResponse:
    """A form for one more."""
    return _edited(request, None)


@macro_page
def macro(request: HttpRequest, macro_id: int) -> HttpResponse:
    """One macro; on POST what is different about it, or its end."""
    found = macro_for(signed_in(request), macro_id)
    if found is None:
        raise Http404
    if request.method == "POST" and request.POST.get("end"):
        with step_of(request, timezone.now()) as step:
            actions.end_macro(step, found)
        return done(request, _("Ended. It is offered no more."), "setup-macros")
    return _edited(request, found)


def _edited(request: HttpRequest, row: Macro | None) -> HttpResponse:
    form = Form(_fields(row))
    if request.method == "POST":
        form.read(request)
        if form.ok and _kept(request, form, row):
            return done(request, _("Saved."), "setup-macros")
    context = {"form": form, "macro": row, "fields": [" = ".join(f"{{{one}}}" for one in names) for names in _NAMES]}
    status = 200 if form.ok else 422
    return show_tab(request, "setup-macros", "admin/macro.html", context, timezone.now(), status)


_NAMES = tuple(tuple(reversed(names)) for names in FIELDS.values())


def _kept(request: HttpRequest, form: Form, row: Macro | None) -> bool:
    said: dict[str, Any] = {"name": form["name"], "verb": form["verb"], "text": form["text"].replace("\r\n", "\n")}
    said["product"] = product_by(form["product"]) if form["product"] else None
    try:
        with step_of(request, timezone.now()) as step:
            if row is None:
                actions.make_macro(step, **said)
            else:
                actions.change_macro(step, row, **said)
    except Refused as refused:
        refusal(form, refused)
        return False
    return True


def _fields(row: Macro | None) -> list[Field]:
    products = chosen([(one.code, one.name) for one in choices_of()], _("any"))
    product = row.product.code if row and row.product else ""
    verbs = [(verb, words.said(words.MACROS, verb)) for verb in words.MACROS]
    return [
        Field("name", _("Name of the macro"), row.name if row else "", must=True, most=80),
        Field("verb", _("For what"), row.verb if row else "ask", "select", choices=verbs),
        Field("product", _("Product"), product, "select", choices=products),
        Field("text", _("Text"), row.text if row else "", "area", must=True, most=20_000),
    ]
