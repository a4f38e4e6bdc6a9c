"""The bytes behind a signed link: a file or a letter to be saved, or a picture of a letter to be drawn."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from opora.channels.access import letter_by_pass
from opora.channels.queries import store
from opora.lib.contents import BEGINNING, picture, type_of
from opora.tickets.access import attachment_by_pass
from opora.tickets.queries import Attachment
from opora.web import passes
from opora.web.download import download, drawn


@require_safe
def file(request: HttpRequest, token: str) -> HttpResponseBase:
    """What the link names, while it holds. The link alone opens it, so nobody keeps it but the browser that asked."""
    said = passes.read(token, timezone.now())
    if said is None:
        raise Http404
    kind, row, use = said
    response = _letter(row) if kind == "letter" else _file(row, use)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _letter(row: int) -> HttpResponseBase:
    letter = letter_by_pass(row)
    if letter is None:
        raise Http404
    return download(letter.digest, letter.size, f"letter-{letter.pk}.eml")


def _file(row: int, use: str) -> HttpResponseBase:
    attachment = attachment_by_pass(row)
    if attachment is None:
        raise Http404
    if use != "draw":
        number = attachment.message.ticket.number
        return download(attachment.sha256, attachment.size, f"{number}-{attachment.name}")
    kind = type_of(_beginning(attachment))
    if not picture(kind):
        raise Http404
    return drawn(attachment.sha256, attachment.size, kind)


def _beginning(attachment: Attachment) -> bytes:
    try:
        with store().open_(attachment.sha256) as content:
            return content.read(BEGINNING + 1)
    except FileNotFoundError as error:
        raise Http404 from error
