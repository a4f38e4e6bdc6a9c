"""In which browsers a person wants to be called when they are on duty (O3)."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.channels import actions as channels
from opora.channels import push
from opora.core.step import Actor
from opora.flow.step import begin
from opora.lib.errors import Refused
from opora.web.desk.frame import desk_page, signed_in
from opora.web.desk.me import page
from opora.web.desk.typed import line


@desk_page
def kept(request: HttpRequest) -> HttpResponse:
    """The browser that sends this, as it names itself."""
    if request.method != "POST":
        return redirect("me")
    user, now = signed_in(request), timezone.now()
    endpoint, key, secret = (line(request, name) for name in ("endpoint", "public_key", "secret"))
    try:
        if not (push.is_known(endpoint, settings.PUSH_HOSTS) and push.is_reader(key, secret)):
            raise Refused(_("This browser's push server is not known to the desk: tell the administrator."))
        with begin(now, Actor("staff", user.pk), "desk") as step:
            channels.keep_browser(step, user, endpoint, key, secret)
    except Refused as refused:
        return page(request, str(refused))
    messages.success(request, _("Kept. When you are on duty, you are called in this browser."))
    return HttpResponseRedirect(reverse("me"), status=303)


@desk_page
def ended(request: HttpRequest) -> HttpResponse:
    """None at all."""
    if request.method != "POST":
        return redirect("me")
    user = signed_in(request)
    with begin(timezone.now(), Actor("staff", user.pk), "desk") as step:
        channels.forget_browsers(step, user)
    messages.success(request, _("Kept. You are called in no browser; letters come as before."))
    return HttpResponseRedirect(reverse("me"), status=303)
