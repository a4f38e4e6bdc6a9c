"""What the second and third line say of a defect: what becomes of it, and what it is called."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opora.core.facts import Verb
from opora.flow import defects as flow
from opora.lib.errors import Refused
from opora.programme.access import sets_defects
from opora.programme.queries import Defect
from opora.registry.queries import version_by
from opora.web.desk.defects import found, named_in, page
from opora.web.desk.frame import desk_page, signed_in
from opora.web.typed import line, text

Deed = Callable[[HttpRequest, Defect, datetime], str]


def deed(place: str) -> Callable[[Deed], Callable[[HttpRequest, str], HttpResponse]]:
    """A view around one deed, which gives what to say when it is done; a refusal stands at the form ``place``."""

    def around(act_on: Deed) -> Callable[[HttpRequest, str], HttpResponse]:
        @desk_page
        def view(request: HttpRequest, number: str) -> HttpResponse:
            if not sets_defects(signed_in(request)):
                raise PermissionDenied
            one, now = found(request, number), timezone.now()
            if request.method == "POST":
                try:
                    messages.success(request, act_on(request, one, now))
                except Refused as refused:
                    return page(request, found(request, number), now, str(refused), place, request.POST)
            return HttpResponseRedirect(reverse("defect", args=[one.number]), status=303)

        return view

    return around


@deed("status")
def status(request: HttpRequest, one: Defect, now: datetime) -> str:
    """What becomes of it."""
    version = version_by(one.product.code, line(request, "fixed_in")) if one.product else None
    flow.set_status(
        one.pk, signed_in(request), line(request, "status"), now, reason=line(request, "reason"), fixed_in=version
    )
    return _("The status is set; customers see it on the pages of their requests.")


@deed("drafts")
def drafts(request: HttpRequest, one: Defect, now: datetime) -> str:
    """One text to all who wait, as drafts; the verb says what it is written as."""
    verb = line(request, "verb")
    if verb not in ("tell", "answer"):
        raise Refused(_("Say as what it is written: a word of progress, or an answer to the point."))
    count = flow.write_to_all(one.pk, signed_in(request), Verb(verb), text(request), now, text(request, "text_en"))
    said = ngettext("A draft waits on %(count)d ticket.", "A draft waits on %(count)d tickets.", count)
    return said % {"count": count}


@deed("description")
def description(request: HttpRequest, one: Defect, now: datetime) -> str:
    """What it is called, in the tracker and to customers."""
    product, version = named_in(request)
    texts = {"title": 250, "public_title": 250, "tracker_key": 81, "tracker_url": 501}
    said = {name: line(request, name)[:most] for name, most in texts.items()}
    flow.correct(one.pk, signed_in(request), now, product=product, version=version, **said)
    return _("The defect is described anew.")
