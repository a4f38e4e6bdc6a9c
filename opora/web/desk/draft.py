"""A word of progress by points: a draft that the specialist finishes; nothing is sent or kept."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from opora.flow.draft import text_of
from opora.web.desk.frame import desk_page
from opora.web.desk.ticket import found, page
from opora.web.desk.verbs import by_post_only
from opora.web.typed import text


@desk_page
def draft(request: HttpRequest, number: str) -> HttpResponse:
    """The ticket's page again, the points made into a text that stands in the composer."""
    if request.method != "POST":
        return by_post_only(request, number)
    now = timezone.now()
    typed = request.POST.copy()
    typed["text"] = text_of(*(text(request, name) for name in ("text", "learned", "plan")))
    typed["learned"] = typed["plan"] = ""
    return page(request, found(request, number, now), now, typed=typed)
