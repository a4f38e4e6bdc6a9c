"""Macros in the composer: which are offered, and one put into the text; nothing is sent or kept."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from opora.flow.draft import text_of
from opora.flow.macros import text_for
from opora.offices.queries import policy_at
from opora.promises.queries import standing_of
from opora.tickets.access import macro_to_put
from opora.web.desk import words
from opora.web.desk.choices import verbs_of
from opora.web.desk.frame import desk_page, signed_in
from opora.web.desk.ticket import Refusal, found, page
from opora.web.desk.typed import names_of_files
from opora.web.desk.verbs import by_post_only
from opora.web.typed import number as number_typed
from opora.web.typed import text


@desk_page
def macro(request: HttpRequest, number: str) -> HttpResponse:
    """The ticket's page again, with the macro's text below what was typed."""
    if request.method != "POST":
        return by_post_only(request, number)
    now = timezone.now()
    one, typed = found(request, number, now), request.POST.copy()
    chosen = macro_to_put(signed_in(request), one, number_typed(request.POST.get("macro", "")), verbs_of(one))
    if chosen is None:
        trouble = _("There is no such macro for this ticket. Choose one from the list.")
        return page(request, one, now, Refusal("composer", trouble, names_of_files(request)), typed)
    put, left = text_for(chosen, one, standing_of(one, policy_at(now)), now)
    typed["text"] = text_of(text(request, "text"), put)
    typed["written_for"] = words.said(words.MACROS, chosen.verb)
    return page(request, one, now, _left(left, names_of_files(request)), typed)


def _left(fields: Sequence[str], files: tuple[str, ...]) -> Refusal | None:
    """What is still to be done by hand: fields of which nobody knows here what stands for them, files chosen again."""
    if fields:
        sentence = _("Nobody knows this here, write it yourself: %(fields)s") % {"fields": ", ".join(fields)}
        return Refusal("composer", sentence, files)
    return Refusal("files", "", files) if files else None
