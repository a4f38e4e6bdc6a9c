"""Files and raw letters as downloads, for whoever may see them."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone

from opora.channels.access import letter_for
from opora.tickets.access import attachment_for
from opora.web.desk.frame import signed_in
from opora.web.download import download


@login_required
def attachment(request: HttpRequest, number: str, attachment_id: int) -> HttpResponseBase:
    """A file of a ticket, under a name that says of which."""
    file = attachment_for(signed_in(request), number, attachment_id, timezone.now())
    if file is None:
        raise Http404
    return download(file.sha256, file.size, f"{number}-{file.name}")


@login_required
def raw_letter(request: HttpRequest, letter_id: int) -> HttpResponseBase:
    """A letter as it came, to the last byte."""
    letter = letter_for(signed_in(request), letter_id, timezone.now())
    if letter is None:
        raise Http404
    return download(letter.digest, letter.size, f"letter-{letter.pk}.eml")
