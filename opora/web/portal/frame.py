"""What stands around every page of the portal: the desk's name, who has signed in, the other language."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from opora.flow.letter_facts import desk_name
from opora.lib.moments import Language
from opora.lib.remembered import remembering
from opora.web.portal.who import LANGUAGE, contact_of, sign_out

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def portal_page(view: View[P]) -> View[P]:
    """A page for anybody, in their language. While one is only looked at, settings and calendars are asked for once.

    What it shows is its reader's alone, so nobody on the way keeps it; a browser may, for its own back button.
    """

    @wraps(view)
    def around(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        _speak(request)
        if request.method in ("GET", "HEAD"):
            with remembering():
                response = view(request, *args, **kwargs)
        else:
            response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return cast(View[P], around)


def show(request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the portal. All that the frame shows is asked for here, so that rendering asks nothing (wall 7)."""
    spoken = language()
    frame = {
        "desk": desk_name(spoken, timezone.now()),
        "contact": contact_of(request),
        "other_languages": [(code, name) for code, name in settings.LANGUAGES if code != spoken],
        "here": request.path,
    }
    return render(request, template, {**frame, **context}, status=status)


def language() -> Language:
    """The language in which this page speaks."""
    return "en" if (translation.get_language() or "").startswith("en") else "ru"


@require_POST
@portal_page
def speak(request: HttpRequest) -> HttpResponse:
    """The other language, from now on in this browser; back to the page where it was asked for."""
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES):
        request.session[LANGUAGE] = wanted
    return HttpResponseRedirect(_back(request))


@require_POST
@portal_page
def leave(request: HttpRequest) -> HttpResponse:
    """The contact signs out."""
    sign_out(request)
    return HttpResponseRedirect(reverse("portal-ask"))


def _speak(request: HttpRequest) -> None:
    """What was chosen here stands over what the browser asks for."""
    chosen = request.session.get(LANGUAGE)
    if chosen in dict(settings.LANGUAGES):
        translation.activate(chosen)
        request.LANGUAGE_CODE = chosen


def _back(request: HttpRequest) -> str:
    """Only to pages of the portal: a form may be filled in by anybody's link."""
    asked, home = request.POST.get("next", ""), reverse("portal-ask")
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and asked.startswith(home)
    return asked if ours else home
