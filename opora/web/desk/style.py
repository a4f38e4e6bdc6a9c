"""The page of parts: every part of the desk in every state, drawn by the templates that draw the real pages."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.web.desk import samples, words
from opora.web.desk.frame import desk_page, show, signed_in
from opora.web.desk.ticket import Refusal

COLOURS = (
    "paper", "sheet", "ink", "ink-2", "ink-3", "line", "edge", "accent", "accent-ink", "accent-soft", "calm", "soon",
    "soon-soft", "late", "late-soft", "public", "internal", "internal-edge",
    "level-1", "level-2", "level-3", "level-4", "level-5",
)  # fmt: skip
SIZES = (12, 13, 14, 16, 20, 26)
GAPS = (1, 2, 3, 4, 6, 8, 12)


@desk_page
def style(request: HttpRequest) -> HttpResponse:
    """Names first, then the parts; nothing on it is real, and none of its buttons leads anywhere that changes."""
    now, user = timezone.now(), signed_in(request)
    context = {
        "colours": COLOURS,
        "sizes": SIZES,
        "gaps": GAPS,
        "levels": words.LEVELS.items(),
        "rows": samples.rows(now),
        "conversation": samples.conversation(now),
        "moments": samples.moments(now),
        "timeline": samples.timeline(now),
        "ticket": samples.TICKET,
        "refusal": Refusal("composer", _("There is no text to send. Write what the customer is to read.")),
        "typed": {"text": samples.DRAFT},
        "may_send": {"ask": True, "tell": True, "answer": True},
        "pauses": True,
        "usual_word": samples.USUAL_WORD,
        "recipient": samples.ADDRESS,
        "must_choose": True,
        "own_zone": user.zone,
    }
    return show(request, "desk/style.html", context, now)
