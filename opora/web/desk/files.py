"""Files and raw letters for whoever may see them: on to a link that holds for some minutes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from opora.channels.access import letter_for
from opora.flow import scan
from opora.flow.read import read
from opora.lib.errors import Refused
from opora.tickets.access import attachment_for
from opora.web import passes
from opora.web.desk.frame import signed_in


@login_required
def attachment(request: HttpRequest, number: str, attachment_id: int) -> HttpResponseBase:
    """A file of a ticket."""
    now = timezone.now()
    file = attachment_for(signed_in(request), number, attachment_id, now)
    if file is None:
        raise Http404
    read(file.message.ticket, signed_in(request), now)
    return passes.to_save("file", file.pk, now)


@login_required
def raw_letter(request: HttpRequest, letter_id: int) -> HttpResponseBase:
    """A letter as it came, to the last byte."""
    now = timezone.now()
    letter = letter_for(signed_in(request), letter_id, now)
    if letter is None:
        raise Http404
    if letter.ticket is not None:
        read(letter.ticket, signed_in(request), now)
    try:
        scan.letter(letter.digest)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("letter-way", letter.pk)
    return passes.to_save("letter", letter.pk, now)
