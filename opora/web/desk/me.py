"""A person's own page: in which language and zone they read, their password, the code at sign-in."""

from allauth.mfa.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from opora.accounts import actions as accounts
from opora.channels.push import public_key
from opora.channels.queries import browsers_of
from opora.core.step import Actor
from opora.flow.step import begin
from opora.lib.errors import Refused
from opora.offices.queries import offices_all, offices_of
from opora.web.desk import named
from opora.web.desk.frame import desk_page, show, signed_in
from opora.web.desk.typed import line

LANGUAGES = [("ru", "Русский"), ("en", "English")]


@desk_page
def me(request: HttpRequest) -> HttpResponse:
    """What is known of the signed-in person; on POST their language and zone."""
    if request.method != "POST":
        return page(request)
    user, now = signed_in(request), timezone.now()
    try:
        with begin(now, Actor("staff", user.pk), "desk") as step:
            accounts.read_in(step, user, language=line(request, "language"), zone=line(request, "zone"))
    except Refused as refused:
        return page(request, str(refused))
    with translation.override(user.language):
        messages.success(request, _("Kept. Pages and letters follow it from now on."))
    return HttpResponseRedirect(reverse("me"), status=303)


def page(request: HttpRequest, trouble: str = "") -> HttpResponse:
    """The page; after a refusal with the sentence, and status 422."""
    user, now = signed_in(request), timezone.now()
    context = {
        "offices": ", ".join(named.office(one) for one in offices_of(user, now)),
        "languages": LANGUAGES,
        "zones": sorted({office.zone for office in offices_all()} | {user.zone}),
        "typed": {
            "language": request.POST.get("language", user.language),
            "zone": request.POST.get("zone", user.zone),
        },
        "with_code": get_adapter().is_mfa_enabled(user, ["totp"]),
        "browsers": len(browsers_of(user)),
        "push_key": public_key(),
        "trouble": trouble,
    }
    return show(request, "desk/me.html", context, now, here="me", status=422 if trouble else 200)
